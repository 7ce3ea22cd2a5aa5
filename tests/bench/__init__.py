"""Figures of speed and size: `make bench`. Scripts, never tests: the machines are shared and noisy."""
