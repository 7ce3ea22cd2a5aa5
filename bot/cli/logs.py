"""infopoint logs: the JSON log lines of a running Infopoint, filtered and readable."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from bot.ops.redact import redact

LEVELS = ("debug", "info", "warning", "error", "critical")
FIRST = ("timestamp", "level", "event")
PAUSE = 0.3  # seconds between two looks at a file that is followed


def logs(
    file: Annotated[Path | None, typer.Argument(help="a file of JSON log lines; default standard input")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="wait for more lines")] = False,
    level: Annotated[str, typer.Option(help=f"this level and above: {', '.join(LEVELS)}")] = "debug",
    language: Annotated[str | None, typer.Option(help="turns in this language")] = None,
    intent: Annotated[str | None, typer.Option(help="turns with this intent")] = None,
    decision: Annotated[str | None, typer.Option(help="turns so decided: answered, suggested, unknown ...")] = None,
    since: Annotated[datetime | None, typer.Option(help="from this time on, UTC")] = None,
) -> None:
    """Read log lines as Infopoint writes them with INFOPOINT_LOG_FORMAT=json."""
    if level not in LEVELS:
        raise typer.BadParameter(f"allowed are {', '.join(LEVELS)}", param_hint="--level")
    asked = {"language": language, "intent": intent, "decision": decision}
    wanted = {name: value for name, value in asked.items() if value is not None}
    start = since.replace(tzinfo=since.tzinfo or UTC) if since is not None else None
    with file.open(encoding="utf-8", errors="replace") if file is not None else sys.stdin as source:
        for line in _lines(source, follow=follow and file is not None):
            entry = parsed(line)
            if entry is not None and matches(entry, wanted, level=level, since=start):
                typer.echo(shown(entry))


def _lines(source: TextIO, *, follow: bool) -> Iterator[str]:
    """Standard input waits by itself; a line that is not whole yet is waited for."""
    part = ""
    while True:
        line = source.readline()
        part += line
        if part.endswith("\n") or (part and not line and not follow):
            yield part
            part = ""
        elif not line and not follow:
            return
        elif not line:
            time.sleep(PAUSE)


def parsed(line: str) -> dict[str, Any] | None:
    """None for what is no line of ours."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "event" in entry else None


def matches(entry: dict[str, Any], wanted: dict[str, str], *, level: str, since: datetime | None) -> bool:
    known = str(entry.get("level", "info"))
    if known in LEVELS and LEVELS.index(known) < LEVELS.index(level):
        return False
    if since is not None:
        try:
            if datetime.fromisoformat(str(entry.get("timestamp"))) < since:
                return False
        except (ValueError, TypeError):
            return False
    return all(entry.get(name) == value for name, value in wanted.items())


def shown(entry: dict[str, Any]) -> str:
    """One line: time, level, event, then the rest by name. Redacted once more: another version may have written it."""
    head = f"{str(entry.get('timestamp', ''))[:19]} {entry.get('level', ''):<8} {entry['event']}"
    rest = (f"{name}={entry[name]}" for name in sorted(entry) if name not in FIRST and entry[name] is not None)
    return head[:19] + redact(" ".join([head[19:], *rest]))
