"""infopoint approvals: which translations wait for a person to read them, the most urgent first."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli import wiring
from bot.content.strings import languages_to_translate
from bot.content.waiting import Waiting
from bot.content.waiting import waiting as find
from bot.settings import Settings

out = Console()
ASKED = ("answered", "crisis_card")  # what the journal counts for a question that was asked
HEADINGS = {"danger": "Shown in danger", "high": "High risk", "normal": "Answers", "small": "Small texts"}


def approvals(
    language: Annotated[str, typer.Option(help="one language only, such as ti")] = "",
    limit: Annotated[int, typer.Option(help="how many at most; 0: all", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """List the drafts that nobody approved: cards, then high risk, then what people ask most; each with its command."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    if language and language not in languages_to_translate(library):
        raise typer.BadParameter(f"`{language}` is no language to translate into", param_hint="--language")
    asked = asyncio.run(_asked(settings)) if _has_run(settings) else Counter()
    found = find(library, languages=(language,) if language else (), asked=asked)
    shown = found[:limit] if limit else found
    if as_json:
        typer.echo(json.dumps([asdict(one) | {"command": one.command} for one in shown], ensure_ascii=False, indent=1))
        return
    _print(shown)
    typer.echo(f"{len(found)} texts wait for a person." if found else "Nothing waits for a person.")


def _print(found: list[Waiting]) -> None:
    heading = ""
    for one in found:
        if one.urgency != heading:
            heading = one.urgency
            out.print(f"\n{HEADINGS[heading]}", style="bold")
        asked = f", asked {one.asked} times" if one.asked else ""
        out.print(f"{one.language} {one.title}{asked}", markup=False, highlight=False, soft_wrap=True)
        out.print(f"   {one.command}", style="dim", markup=False, highlight=False, soft_wrap=True)
    out.print()


def _has_run(settings: Settings) -> bool:
    """Whether there can be counts: a look at them makes no database."""
    database = settings.database
    return database.get_backend_name() != "sqlite" or Path(database.database or "").is_file()


async def _asked(settings: Settings) -> Counter[tuple[str, str]]:
    """How often each (intent, language) was asked, from the daily counts."""
    counts: Counter[tuple[str, str]] = Counter()
    store = await wiring.open_store(settings)
    try:
        for _day, name, intent, spoken, _detail, n in await store.counts():
            if name in ASKED and intent:
                counts[intent, spoken] += n
    finally:
        await store.close()
    return counts
