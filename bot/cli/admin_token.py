"""infopoint admin-token: a token for who reads the figures from another machine, and its hash for the settings."""

from __future__ import annotations

import typer

from bot.channels.preview.gate import new_token


def admin_token() -> None:
    """Make a token. It is shown once and kept nowhere; only its hash goes into the settings."""
    token, digest = new_token()
    typer.echo(f"Give this to your monitoring, as `Authorization: Bearer ...`:\n  {token}")
    typer.echo(f"Set this where Infopoint runs:\n  INFOPOINT_ADMIN_TOKEN_HASH='{digest}'")
