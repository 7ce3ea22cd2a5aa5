"""infopoint try TEXT: what a text is taken for, why, and what would be replied. Staff's looking glass."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import wiring
from bot.dialogue import respond
from bot.messages import Incoming, Reading, Session, Text, Turn
from bot.ops import log as logs

out = Console()
SHOWN = 5


def try_(
    text: Annotated[str, typer.Argument(help="what a person might write")],
    language: Annotated[str | None, typer.Option(help="the language that the person has chosen, such as ar")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Show what Infopoint makes of a text: decision, candidates, why, and the reply."""
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format, quiet=True)
    library = wiring.library_or_exit(settings.content)
    if language is not None and language not in library.languages:
        raise typer.BadParameter(f"`{language}` is none of {', '.join(library.languages)}", param_hint="--language")
    understanding = wiring.trained(library, settings)
    reading = understanding.read(text)
    now = datetime.now(UTC)
    session = Session(language=language, language_chosen=language is not None)
    turn = respond(Incoming("try", Text(text), now), reading, session, library, now)
    if as_json:
        typer.echo(json.dumps(_as_json(reading, turn), ensure_ascii=False, indent=2))
    else:
        _print(reading, turn)


def _as_json(reading: Reading, turn: Turn) -> dict[str, Any]:
    return {
        "decision": {"kind": reading.decision.kind, "candidates": [asdict(c) for c in reading.decision.candidates]},
        "second": None if reading.second is None else asdict(reading.second),
        "triage": asdict(reading.triage),
        "language": asdict(reading.language),
        "elsewhere": reading.elsewhere,
        "events": [asdict(event) for event in turn.events],
        "replies": [
            {"language": reply.language, "direction": reply.direction, "text": reply.text, "html": reply.html}
            | {"buttons": [[asdict(button) for button in row] for row in reply.buttons]}
            for reply in turn.replies
        ],
    }


def _print(reading: Reading, turn: Turn) -> None:
    guess, triage = reading.language, reading.triage
    sure = "sure" if guess.sure else "not sure"
    out.print(f"[bold]decision[/] {reading.decision.kind}   [bold]language[/] {guess.language or '?'} ({sure})")
    if triage.level != "none":
        out.print(f"[bold red]triage[/] {triage.level} {triage.intent} {triage.confidence:.2f} {triage.why}")
    if reading.elsewhere:
        out.print(f"[bold]about another country[/] {reading.elsewhere}")
    table = Table("intent", "confidence", "because of the phrase")
    for candidate in reading.decision.candidates[:SHOWN]:
        name = f"{candidate.intent}/{candidate.case}" if candidate.case else candidate.intent
        table.add_row(name, f"{candidate.confidence:.2f}", candidate.phrase)
    out.print(table)
    for reply in turn.replies:
        out.rule(f"{reply.language} · {reply.priority}")
        out.print(reply.text, markup=False, highlight=False)
        for row in reply.buttons:
            out.print("  ".join(f"[{button.label}]" for button in row), markup=False, style="cyan")
