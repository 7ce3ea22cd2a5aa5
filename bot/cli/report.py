"""infopoint report: how it is doing, in a terminal, as a page or as JSON. Nothing about a person is in it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import wiring
from bot.content import ContentError, Library, load
from bot.content.stale import stale
from bot.ops import log as logs
from bot.ops import report_page
from bot.ops.report import Count, Report
from bot.ops.report import report as made
from bot.settings import Settings

DAYS = 30


def report(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="first day; default 30 days ago")] = None,
    html: Annotated[Path | None, typer.Option(help="write one self-contained page")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Conversations, languages, topics, outcomes, helpfulness, crisis cards, what waits and what is stale."""
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format, quiet=True)
    today = datetime.now(UTC).date()
    found = _report(settings, first_day(since, today), today)
    if html is not None:
        wiring.write(html, report_page.page(found))
        typer.echo(f"{html} written")
    elif as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        typer.echo(report_page.text(found), nl=False)


def first_day(since: datetime | None, today: date) -> date:
    return since.date() if since is not None else today - timedelta(days=DAYS)


def _report(settings: Settings, since: date, today: date) -> Report:
    counts, waiting = asyncio.run(_kept(settings))
    library: Library | None = None
    problems: list[str] = []
    try:
        library = load(settings.content)
    except ContentError as error:
        problems = [str(problem) for problem in error.problems]
    due = stale(library, today=today) if library is not None else []
    return made(
        counts,
        since=since.isoformat(),
        until=today.isoformat(),
        topics={intent.id: intent.topic for intent in library.intents.values()} if library is not None else {},
        waiting=waiting,
        stale=[f"{one.reason}: {one.name}" + (f", due {one.due}" if one.due else ", never confirmed") for one in due],
        problems=problems,
    )


async def _kept(settings: Settings) -> tuple[list[Count], tuple[int, int]]:
    store = await wiring.open_store(settings)
    try:
        return await store.counts(), await store.waiting()
    finally:
        await store.close()
