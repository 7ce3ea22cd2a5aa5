"""infopoint test: play the golden conversations, by words alone, and show what changed."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import wiring
from bot.content import Library
from bot.dialogue.transcript import Read, TranscriptError, run
from bot.ops import log as logs

FOLDER = Path("tests/transcripts")


def test(
    files: Annotated[list[Path] | None, typer.Argument(help="transcripts; default all of tests/transcripts")] = None,
    update: Annotated[bool, typer.Option("--update", help="write what comes back into the files")] = False,
) -> None:
    """Play golden conversations with a frozen clock; exit 1 when an answer differs from the file."""
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format, quiet=True)
    library = wiring.library_or_exit(settings.content)
    understanding = wiring.trained(library, settings, words_only=True)  # the same on every machine
    chosen = files or sorted(FOLDER.glob("*.txt"))
    if not chosen:
        typer.echo(f"no transcripts: none were named and {FOLDER}/ holds none", err=True)
        raise typer.Exit(2)
    different = [path for path in chosen if not _one(path, library, understanding.read, update=update)]
    typer.echo(f"{len(chosen) - len(different)} passed, {len(different)} failed")
    if different and not update:
        raise typer.Exit(1)


def _one(path: Path, library: Library, read: Read, *, update: bool) -> bool:
    """Whether a transcript came back as written; the difference is printed."""
    expected = path.read_text("utf-8")
    try:
        found = run(expected, library, read)
    except TranscriptError as error:
        typer.echo(f"{path}: {error}", err=True)
        return False
    if found == expected:
        return True
    if update:
        path.write_text(found, "utf-8")
    typer.echo("".join(difflib.unified_diff(expected.splitlines(True), found.splitlines(True), str(path), "now")))
    return False
