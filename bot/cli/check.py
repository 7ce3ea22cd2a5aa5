"""infopoint check: everything that is wrong in content, all at once, each with its place and its remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from bot.cli import wiring
from bot.content.checks import Surroundings
from bot.content.checks import check as problems_of
from bot.dialogue.wording import NEEDS, TEXTS
from bot.matching.text import fold

out = Console()


def surroundings() -> Surroundings:
    """What the rooms above content know: how texts are compared, the interface, the kinds of help."""
    return Surroundings(fold, TEXTS, NEEDS)


def check(
    quiet: Annotated[bool, typer.Option("--errors", help="leave the warnings out")] = False,
) -> None:
    """Check intents/ and locales/. Exit 1 when there are errors; overdue reviews and the like are warnings."""
    settings = wiring.settings_or_exit()
    found = problems_of(settings.content, today=datetime.now(UTC).date(), around=surroundings())
    errors = [problem for problem in found if problem.level == "error"]
    for problem in errors if quiet else found:
        style = "red" if problem.level == "error" else "yellow"
        out.print(str(problem), style=style, highlight=False, markup=False, soft_wrap=True)
    typer.echo(f"{len(errors)} errors, {len(found) - len(errors)} warnings")
    if errors:
        raise typer.Exit(1)
