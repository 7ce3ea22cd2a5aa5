"""infopoint train: build the trained matcher ahead of time, so that the next start is warm."""

from __future__ import annotations

import time

import typer

from bot.cli import wiring
from bot.ops import log as logs


def train() -> None:
    """Train the matcher for the content and keep it in the cache."""
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format)
    library = wiring.library_or_exit(settings.content)
    started = time.monotonic()
    wiring.trained(library, settings, wiring.tell_progress)
    typer.echo(f"trained in {time.monotonic() - started:.0f} s, kept in {wiring.cache_dir()}")
