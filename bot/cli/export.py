"""infopoint export: the content for spreadsheets, for partners, as pages to host, as pages to approve from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import wiring
from bot.content import Library
from bot.content.library import SOURCE_LANGUAGE
from bot.content.sheets import to_csv, to_json, to_xlsx
from bot.content.strings import String, languages_to_translate, strings
from bot.dialogue.handout import handout, index
from bot.dialogue.review import review as side_by_side
from bot.dialogue.wording import TEXTS


class Format(StrEnum):
    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    html = "html"


SHEETS: Mapping[Format, Callable[[Iterable[String]], bytes]] = {
    Format.json: to_json,
    Format.csv: to_csv,
    Format.xlsx: to_xlsx,
}


def export(
    kind: Annotated[Format, typer.Option("--format", help="json, csv, xlsx: every text; html: pages")],
    language: Annotated[str, typer.Option(help="one language only, such as ti; default: all")] = "",
    out: Annotated[Path | None, typer.Option(help="where to write; html of all languages needs a folder")] = None,
    review: Annotated[bool, typer.Option("--review", help="html: English and translation side by side")] = False,
) -> None:
    """Write out every text with its translation and status (json, csv, xlsx), or pages that need nothing else (html).

    Without --out it is printed.
    """
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    if language and language not in library.languages:
        raise typer.BadParameter(f"`{language}` is none of: {', '.join(library.languages)}", param_hint="--language")
    if review and (kind is not Format.html or language in ("", SOURCE_LANGUAGE)):
        raise typer.BadParameter("it needs --format html and --language, such as ti", param_hint="--review")
    if kind is Format.html:
        _pages(library, language, out, review=review)
        return
    if kind is Format.xlsx and out is None:
        raise typer.BadParameter("a spreadsheet needs a file: --out texts.xlsx", param_hint="--out")
    if language == SOURCE_LANGUAGE:
        raise typer.BadParameter("English is the source; it stands beside every language", param_hint="--language")
    chosen = (language,) if language else languages_to_translate(library)
    with wiring.refusals():
        _put(out, SHEETS[kind](strings(library, TEXTS, chosen)))


def _pages(library: Library, language: str, out: Path | None, *, review: bool) -> None:
    now = datetime.now(UTC)
    if language:
        page = side_by_side(library, language) if review else handout(library, language, now)
        _put(out, page.encode())
        return
    if out is None or out.is_file():
        raise typer.BadParameter("pages of all languages need a folder: --out pages", param_hint="--out")
    out.mkdir(parents=True, exist_ok=True)
    for code in library.languages:
        _put(out / f"{code}.html", handout(library, code, now, others=True).encode())
    _put(out / "index.html", index(library).encode())


def _put(out: Path | None, data: bytes) -> None:
    if out is None:
        typer.echo(data, nl=False)
        return
    wiring.write_bytes(out, data)
    typer.echo(f"written: {out}")
