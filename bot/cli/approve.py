"""infopoint approve: a person stands for translations. Nobody approves their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli import wiring
from bot.content import approvals


def approve(
    language: Annotated[str, typer.Argument(help="the language of the translations, such as ar")],
    units: Annotated[list[str], typer.Argument(help="intent ids, or single texts such as intent:asylum_work:unpaid")],
    by: Annotated[str, typer.Option(help="the name of the person who has read them")],
    author: Annotated[str, typer.Option(help="who translated; default: Last-Translator of the .po file")] = "",
) -> None:
    """Approve translations: they are shown without the note that nobody has checked them."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    today = datetime.now(UTC).date()
    with wiring.refusals():
        edit = approvals.approve(
            settings.content, library, language=language, units=units, by=by, author=author, on=today
        )
    wiring.write(edit.path, edit.text)
    for unit in edit.units:
        typer.echo(f"approved {unit} in {language}")
