"""infopoint stale: what a person should look at again, most urgent first."""

from __future__ import annotations

from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import wiring
from bot.content.stale import stale as find

out = Console()


def stale() -> None:
    """List crisis contacts that nobody has called for six months, then reviews that are overdue or due soon."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    found = find(library, today=datetime.now(UTC).date())
    if not found:
        typer.echo("Nothing is overdue.")
        return
    table = Table("why", "what", "due", "where", "number")
    for item in found:
        due = item.due.isoformat() if item.due else "never confirmed"
        table.add_row(item.reason, item.name, due, f"{item.file}:{item.line}", item.note)
    out.print(table)
