"""Puts the rooms together for a verb: settings, content, store, understanding; and says clearly what is missing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import typer
from rich.console import Console

from bot.app import Infopoint
from bot.content import ContentError, Library, load
from bot.matching import Understanding
from bot.matching.encoder import load_encoder
from bot.ops.log import get_log
from bot.settings import Settings, SettingsError, data_dir, read_settings
from bot.store import Store
from bot.store.vault import kept_secret

Progress = Callable[[str, float], None]  # what is being done, the part that is done in 0..1

log = get_log("start")
errors = Console(stderr=True)


def settings_or_exit() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        for sentence in error.sentences:
            errors.print(sentence, highlight=False, markup=False)
        raise typer.Exit(2) from error


def library_or_exit(content: Path) -> Library:
    """The content, or every problem in it and exit 1."""
    try:
        return load(content)
    except ContentError as error:
        for problem in error.problems:
            errors.print(str(problem), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from error


async def open_store(settings: Settings) -> Store:
    """The store, with the secret from the settings or, with SQLite, the one kept beside the database."""
    if settings.secret is not None:
        secret = settings.secret.get_secret_value()
    else:
        database = Path(settings.database.database or data_dir() / "infopoint.sqlite3")
        secret = kept_secret(database.with_suffix(".secret"))
    return await Store.open(settings.database, secret)


def cache_dir() -> Path:
    """Where trained matchers and vectors are kept between starts."""
    return data_dir() / "cache"


def trained(
    library: Library, settings: Settings, progress: Callable[[str, float], None] | None = None
) -> Understanding:
    """The full understanding: from the cache when it is there, else trained (minutes, the first time)."""
    encoder = load_encoder(cache_dir()) if settings.encoder == "on" else None
    return Understanding.train(library, encoder=encoder, progress=progress, cache=cache_dir())


def tell_progress(what: str, part: float) -> None:
    log.info("training", step=what, percent=round(part * 100))


async def train_and_swap(app: Infopoint, settings: Settings) -> None:
    """In the background: the quick matcher answers meanwhile, then the trained one takes over."""
    started = time.monotonic()
    library = app.library

    understanding = await asyncio.to_thread(trained, library, settings, tell_progress)
    app.swap(library, understanding)
    log.info("trained", seconds=round(time.monotonic() - started, 1))
