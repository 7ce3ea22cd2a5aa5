"""Content that is changed while people are answered: taken over whole if it checks clean, else the old one stays."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from watchfiles import awatch

from bot.app import Infopoint
from bot.cli import wiring
from bot.cli.background import in_background
from bot.cli.check import surroundings
from bot.cli.watch import Watch
from bot.content import ContentError, Library, load
from bot.content.checks import check
from bot.ops.log import get_log
from bot.settings import Settings

QUIET_MILLISECONDS = 1_000  # after the last change: an editor writes several files
SHOWN = 20  # problems in the log; the report has them all

log = get_log("content")


class RefusedContentError(Exception):
    """Changed content is wrong. `problems` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


async def reload_on_change(app: Infopoint, settings: Settings, watch: Watch, *, after: asyncio.Task[None]) -> None:
    """Until cancelled. `after` is the first training, which a reload would otherwise race."""
    folders = [settings.content / name for name in ("intents", "locales")]
    async for _ in awatch(*folders, debounce=QUIET_MILLISECONDS, step=100, recursive=True):
        await asyncio.wait([after])
        await take_over(app, settings, watch)


async def take_over(app: Infopoint, settings: Settings, watch: Watch) -> bool:
    """Whether what is on disk is answered from now. Whatever is wrong with it, people go on being answered."""
    try:
        library = await in_background(partial(clean, settings.content))
        if library.digest == app.library.digest:
            watch.problems = []
            return True
        understanding = await in_background(lambda: wiring.trained(library, settings))
    except RefusedContentError as error:
        watch.problems = error.problems
        for problem in error.problems[:SHOWN]:
            log.error("content_refused", problem=problem)
        log.error("content_kept", problems=len(error.problems), hint="`infopoint check` shows them; the old text stays")
        return False
    except Exception as error:  # noqa: BLE001 - a file may vanish while it is read; the next change tries again
        watch.problems = [f"the content could not be read: {type(error).__name__}"]
        log.error("content_kept", error=type(error).__name__)
        return False
    app.swap(library, understanding)
    watch.problems = []
    log.info("content_taken_over", content=library.digest[:12])
    return True


def clean(content: Path) -> Library:
    """The content, if `infopoint check` finds no error in it. RefusedContentError otherwise."""
    found = check(content, today=datetime.now(UTC).date(), around=surroundings())
    errors = [str(problem) for problem in found if problem.level == "error"]
    if errors:
        raise RefusedContentError(errors)
    try:
        return load(content)
    except ContentError as error:
        raise RefusedContentError([str(problem) for problem in error.problems]) from error
