"""infopoint coverage: per language and topic, how many training phrases there are and how far the answers are."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import wiring
from bot.content import Library
from bot.content.coverage import Coverage, LanguageCoverage
from bot.content.coverage import coverage as measure

out = Console()


def coverage(as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False) -> None:
    """Show what is written, translated and approved, in every language."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    found = measure(library)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(library, found)


def _print(library: Library, found: Coverage) -> None:
    total = len(library.catalogue)
    languages = Table("language", "phrases", "approved", "draft", "outdated", "missing", title=f"{total} intents")
    for code, part in found["languages"].items():
        languages.add_row(f"{code} {library.languages[code].endonym}", *_row(part, tuple(library.catalogue)))
    out.print(languages)
    topics = Table("topic", "of", *found["languages"], box=None, pad_edge=False, title="answers in the language itself")
    for topic in library.topics:
        cells = [_shown(part, topic.intents) for part in found["languages"].values()]
        topics.add_row(topic.id, str(len(topic.intents)), *cells)
    out.print(topics)


def _row(part: LanguageCoverage, intents: tuple[str, ...]) -> list[str]:
    counted = Counter(part["answers"][intent] for intent in intents)
    statuses = [str(counted[status]) for status in ("approved", "draft", "outdated", "missing")]
    return [str(sum(part["phrases"][intent] for intent in intents)), *statuses]


def _shown(part: LanguageCoverage, intents: tuple[str, ...]) -> str:
    return str(sum(1 for intent in intents if part["answers"][intent] != "missing"))
