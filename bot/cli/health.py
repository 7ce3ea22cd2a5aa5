"""infopoint health: whether the Infopoint on this machine answers. For container health checks."""

from __future__ import annotations

import urllib.error
import urllib.request

import typer

from bot.cli import wiring

SECONDS = 3.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read, not bound


def health() -> None:
    """Ask the running Infopoint whether it is alive; exit 1 when it is not."""
    host, port = wiring.settings_or_exit().address
    host = EVERYWHERE.get(host, host)
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}/health/live"
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            typer.echo(answer.read().decode())
    except (urllib.error.URLError, OSError) as error:
        typer.echo(f"{url} does not answer: {type(error).__name__}", err=True)
        raise typer.Exit(1) from error
