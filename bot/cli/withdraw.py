"""infopoint withdraw: an answer is not shown any more, at once and in every language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli import wiring
from bot.content import approvals


def withdraw(
    intent: Annotated[str, typer.Argument(help="an intent id, or one case such as intent:asylum_work:unpaid")],
    by: Annotated[str, typer.Option(help="the name of the person who decides it")],
    why: Annotated[str, typer.Option(help="the reason, for colleagues")],
) -> None:
    """Withdraw an answer: people get "this rule changed" and contact points until the entry is deleted again."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    today = datetime.now(UTC).date()
    with wiring.refusals():
        edit = approvals.withdraw(settings.content, library, intent=intent, by=by, why=why, on=today)
    wiring.write(edit.path, edit.text)
    for unit in edit.units:
        typer.echo(f"withdrawn {unit}; delete its line in intents/withdrawn.yaml to show it again")
