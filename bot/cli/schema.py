"""infopoint schema: write the JSON Schemas with which editors complete and underline staff's files."""

from __future__ import annotations

import typer

from bot.cli import wiring
from bot.content.schema import files


def schema() -> None:
    """Write intents/.schema/*.json. Needed after the catalogue or the file format changed."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    for name, text in files(library.catalogue).items():
        wiring.write(settings.content / name, text)
        typer.echo(f"wrote {name}")
