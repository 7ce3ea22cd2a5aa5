"""What `infopoint evaluate --cross-validate` prints: our own phrases against each other, with file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import wiring
from bot.content.models import Origin
from bot.matching.cache import stored_vectors
from bot.matching.crossvalidate import Finding, Findings, cross_validate
from bot.matching.encoder import Encoder
from bot.matching.places import phrase_places
from bot.matching.understand import examples_of

out = Console()
SHOWN = 40  # findings of each kind
Places = dict[tuple[str, str], Origin]


def tell(folder: Path, encoder: Encoder | None, *, as_json: bool) -> None:
    """Minutes for a full content."""
    examples = examples_of(wiring.library_or_exit(folder))
    kept = stored_vectors(encoder, wiring.cache_dir() / wiring.JOINT)
    found = cross_validate(examples, encoder=kept, progress=wiring.tell_progress)
    places = phrase_places(folder)
    if as_json:
        whole = {"phrases": found.phrases, "accuracy": found.accuracy, "confused": found.confused}
        lists = {name: [_told(one, places) for one in getattr(found, name)] for name in ("alone", "pulling")}
        typer.echo(json.dumps(whole | lists, ensure_ascii=False, indent=2))
        return
    _print(found, places)


def _print(found: Findings, places: Places) -> None:
    out.print(f"{found.phrases} phrases, each read without itself: {found.accuracy:.1%} find their intent.")
    table = Table("intent", "taken for", "times", title="confused")
    for one, other, count in found.confused[:SHOWN]:
        table.add_row(one, other, str(count))
    out.print(table)
    lists = {
        "Phrases that pull towards another intent": found.pulling,
        "Phrases that no other phrase supports": found.alone,
    }
    for title, findings in lists.items():
        out.print(f"\n{title}: {len(findings)}")
        for finding in findings[:SHOWN]:
            line = "{file}:{line} {intent} -> {taken_for} {confidence:.2f}  {phrase}".format(**_told(finding, places))
            out.print(line, markup=False, highlight=False, soft_wrap=True)


def _told(finding: Finding, places: Places) -> dict[str, Any]:
    place = places.get((finding.example.language, finding.example.text.strip()))
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "intent": finding.example.intent,
        "language": finding.example.language,
        "phrase": finding.example.text,
        "taken_for": finding.taken_for,
        "confidence": finding.confidence,
        "because": finding.because,
    }
