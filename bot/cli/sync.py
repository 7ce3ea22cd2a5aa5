"""infopoint sync: what staff wrote becomes entries for translators; translations whose source changed are marked."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from bot.cli import wiring
from bot.content.sync import sync as plan
from bot.dialogue.wording import TEXTS


class Kind(StrEnum):
    minor = "minor"
    normal = "normal"
    urgent = "urgent"


def sync(
    kind: Annotated[Kind | None, typer.Option(help="how much the source changed; default: what each file says")] = None,
) -> None:
    """Bring locales/*/LC_MESSAGES/*.po up to the content. A second run changes nothing."""
    settings = wiring.settings_or_exit()
    library = wiring.library_or_exit(settings.content)
    today = datetime.now(UTC).date()
    with wiring.refusals():
        files = plan(settings.content, library, texts=TEXTS, today=today, kind=kind.value if kind else None)
    for file in files:
        if not file.changed:
            continue
        wiring.write(file.path, file.text)
        told = ", ".join(f"{number} {what}" for what, number in file.counts.items())
        typer.echo(f"{file.path.relative_to(settings.content).as_posix()}: {told or 'laid out anew'}")
    changed = sum(1 for file in files if file.changed)
    typer.echo(f"{changed} of {len(files)} files changed.")
