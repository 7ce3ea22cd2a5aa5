"""Reading test files with what the content teaches: shared by `evaluate`, `quality` and `diff`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console

from bot.cli import wiring
from bot.content import Library
from bot.matching import Understanding
from bot.matching.encoder import Encoder
from bot.matching.evaluate import Counting, Judged, Row, TableError, comparable, judge, read_table
from bot.matching.mistype import mistyped

errors = Console(stderr=True)


def rows_or_exit(files: Iterable[Path]) -> list[Row]:
    """The rows of all files; or the first bad line, and exit 2."""
    try:
        return [row for file in files for row in read_table(file)]
    except (TableError, OSError, UnicodeDecodeError) as error:
        errors.print(str(error), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(2) from error


def with_typing_errors(rows: Iterable[Row]) -> list[Row]:
    return [replace(row, text=mistyped(row.text)) for row in rows]


def learned(library: Library, encoder: Encoder | None) -> tuple[Understanding, Counting | None]:
    """Trained, or from the cache; with a counter of how often the encoder is asked."""
    understanding = Understanding.train(
        library,
        encoder=encoder,
        progress=wiring.tell_progress,
        cache=wiring.cache_dir() / (wiring.WORDS if encoder is None else wiring.JOINT),
    )
    counting = Counting(encoder) if encoder is not None and understanding.matcher.encoder is not None else None
    if counting is not None:
        understanding.matcher.encoder = counting
    return understanding, counting


def by_content(rows: list[Row], library: Library, encoder: Encoder | None) -> list[Judged]:
    understanding, counting = learned(library, encoder)
    return judge(comparable(rows)[0], understanding.read, counting)


def topic_of(library: Library) -> Callable[[Judged], str | None]:
    """The topic of the intent that a row asks for; None out of scope."""
    return lambda one: library.intents[one.row.intent].topic if one.row.intent in library.intents else None


def risk_of(library: Library) -> Callable[[Judged], str | None]:
    """The risk of that intent: what a wrong answer would do to the person."""
    return lambda one: library.intents[one.row.intent].risk if one.row.intent in library.intents else None
