"""infopoint gaps: what people asked and nobody could answer, grouped by meaning, ready to become training phrases."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli import wiring
from bot.cli.report import first_day
from bot.matching.grouping import grouped
from bot.messages import Kept
from bot.ops import log as logs
from bot.ops.report import Count, misses, shown
from bot.settings import Settings


def gaps(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="first day; default 30 days ago")] = None,
    no_encoder: Annotated[bool, typer.Option("--no-encoder", help="group by words alone")] = False,
) -> None:
    """Kept questions by meaning with the nearest intent and a line to paste; then the counts of all misses."""
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format, quiet=True)
    start = first_day(since, datetime.now(UTC).date()).isoformat()
    kept, counts = asyncio.run(_kept(settings))
    questions = [question for day, question in kept if day >= start]
    encoder = None if no_encoder or len(questions) < 2 else wiring.encoder_or_words(settings)
    groups = grouped([question.text for question in questions], encoder)
    typer.echo(f"{len(questions)} kept questions in {len(groups)} groups since {start}")
    for group in groups:
        typer.echo("\n".join(["", *group_lines([questions[place] for place in group])]))
    table = misses(counts, since=start)
    typer.echo(f"\n{table.title}")
    for label, numbers in table.rows:
        typer.echo(f"  {label:<40}{shown(numbers[0]):>8}")


def group_lines(group: Sequence[Kept]) -> list[str]:
    """How many, near what, and for each language the line for the intent's file."""
    near = Counter(question.nearest or "nothing" for question in group).most_common(1)[0][0]
    lines = [f"{len(group)} x near {near}"]
    for language in sorted({question.language for question in group}):
        texts = sorted({question.text for question in group if question.language == language})
        lines.append(f"  {language}: {json.dumps(texts, ensure_ascii=False)}")
    return lines


async def _kept(settings: Settings) -> tuple[list[tuple[str, Kept]], list[Count]]:
    store = await wiring.open_store(settings)
    try:
        return await store.kept_questions(), await store.counts()
    finally:
        await store.close()
