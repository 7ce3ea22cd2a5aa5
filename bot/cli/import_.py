"""infopoint import: what translators filled in a spreadsheet becomes drafts; a wrong spreadsheet changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import wiring
from bot.cli.check import surroundings
from bot.content.checks import lint_of
from bot.content.handback import take_back
from bot.content.judge import Judge
from bot.content.sheetfile import MAX_BYTES, read_sheet
from bot.content.strings import languages_to_translate
from bot.messages import Problem

SHOWN = 12  # texts named one by one


def import_(
    file: Annotated[Path, typer.Argument(help="a .csv or .xlsx that `infopoint export` wrote and translators filled")],
    language: Annotated[str, typer.Option(help="the only language that may be in it")] = "",
    translator: Annotated[str, typer.Option(help="who translated: kept in the .po file, never approves it")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="tell what would change, change nothing")] = False,
) -> None:
    """Take over changed translations as drafts. Exit 1, every problem listed and nothing changed when one is wrong."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    if language and language not in languages_to_translate(library):
        raise typer.BadParameter(f"`{language}` is no language to translate into", param_hint="--language")
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}", param_hint="FILE") from error
    rows, problems = read_sheet(data, file.name)
    around = surroundings()
    judge = Judge(lint_of(settings.content), around.fold)
    with wiring.refusals():
        files, more = take_back(
            settings.content,
            library,
            rows,
            name=file.name,
            texts=around.texts,
            judge=judge,
            language=language,
            translator=translator,
        )
    _stop_at([*problems, *more])
    for changed in files:
        if not dry_run:
            wiring.write(changed.path, changed.text)
        shown = ", ".join(changed.contexts[:SHOWN]) + (" ..." if len(changed.contexts) > SHOWN else "")
        typer.echo(f"{changed.language}: {len(changed.contexts)} changed: {shown}")
    total = sum(len(changed.contexts) for changed in files)
    typer.echo(f"{total} of {len(rows)} texts changed{'; nothing was written' if dry_run else ''}.")


def _stop_at(problems: list[Problem]) -> None:
    for problem in sorted(problems, key=lambda one: (one.line, one.column, one.code)):
        wiring.errors.print(str(problem), highlight=False, markup=False, soft_wrap=True)
    if problems:
        typer.echo(f"{len(problems)} problems; nothing was changed.", err=True)
        raise typer.Exit(1)
