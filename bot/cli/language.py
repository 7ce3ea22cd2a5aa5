"""infopoint language add: everything a new language needs to begin: its entry and its empty .po files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli import wiring
from bot.content.newlanguage import language_entry
from bot.content.sync import sync
from bot.dialogue.wording import TEXTS

app = typer.Typer(help="Languages that Infopoint speaks.", no_args_is_help=True)


@app.callback()
def language() -> None:
    """Languages that Infopoint speaks."""


@app.command()
def add(code: Annotated[str, typer.Argument(help="the ISO 639 code, such as ku")]) -> None:
    """Add a language: an entry in languages.yaml and .po files for its translators."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    with wiring.refusals():
        entry = language_entry(library, code)
    path = settings.content / "intents" / "languages.yaml"
    wiring.write(path, path.read_text("utf-8").rstrip("\n") + "\n" + entry)
    library = wiring.library_or_exit(settings.content)
    for file in sync(settings.content, library, texts=TEXTS, today=datetime.now(UTC).date()):
        if file.language == code:
            wiring.write(file.path, file.text)
            typer.echo(
                f"wrote {file.path.relative_to(settings.content).as_posix()}: {file.counts.get('added', 0)} texts"
            )
    typer.echo(f"`{code}` is in intents/languages.yaml. Next: a native speaker corrects that entry, adds words to")
    typer.echo("intents/lint.yaml and translates the crisis cards first. `infopoint check` says what is missing.")
