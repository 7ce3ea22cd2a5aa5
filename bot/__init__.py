"""Infopoint: a point of information on Telegram for migrants in Belgium and Luxembourg."""
