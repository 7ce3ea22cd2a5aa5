"""infopoint stale: what a person should look at again, most urgent first."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from bot.cli import wiring
from bot.content.stale import stale as find


def stale() -> None:
    """List crisis contacts that nobody has called for six months, then reviews that are overdue or due soon."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    found = find(library, today=datetime.now(UTC).date())
    if not found:
        typer.echo("Nothing is overdue.")
        return
    for item in found:
        due = f"due {item.due}" if item.due else "never confirmed"
        number = f" ({item.note})" if item.note else ""
        typer.echo(f"{item.file}:{item.line}: {item.reason}: {item.name}{number}, {due}")
    typer.echo(f"{len(found)} things to look at.")
