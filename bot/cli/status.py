"""infopoint status: what people see today, in one table."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli import wiring
from bot.content.library import SOURCE_LANGUAGE
from bot.content.standing import Seen, Standing, standings

out = Console()
SIGNS: dict[Seen, tuple[str, str]] = {
    "approved": ("✓", "green"),
    "draft": ("d", "yellow"),
    "older": ("o", "magenta"),
    "notice": ("!", "red"),
    "withdrawn": ("w", "red"),
    "other language": ("→", "cyan"),
    "not written": ("-", "dim"),
}
LEGEND = (
    "✓ approved   d draft   o older text   ! notice: the rule changed   w withdrawn   →xx shown in xx   - not written"
)


def status(
    language: Annotated[str, typer.Option(help="one language only, such as ti")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Show for every intent and language what people see: approved, draft, older text, or another language."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    if language and language not in library.languages:
        raise typer.BadParameter(f"`{language}` is none of: {', '.join(library.languages)}", param_hint="--language")
    chosen = (language,) if language else tuple(code for code in library.languages if code != SOURCE_LANGUAGE)
    found = list(standings(library, chosen))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    _print(found, chosen)


def _print(found: list[Standing], languages: tuple[str, ...]) -> None:
    table = Table("intent", *languages, box=None, pad_edge=False, padding=(0, 1), caption=LEGEND)
    for intent, row in groupby(found, key=lambda one: one.intent):
        table.add_row(intent, *(_cell(one) for one in row))
    out.print(table)
    counted = Counter(one.seen for one in found)
    typer.echo(", ".join(f"{counted[seen]} {seen}" for seen in SIGNS if counted[seen]))


def _cell(one: Standing) -> Text:
    sign, style = SIGNS[one.seen]
    return Text(sign + (one.shown if one.seen == "other language" else ""), style=style)
