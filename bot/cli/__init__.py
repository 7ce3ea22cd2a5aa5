"""The verbs of staff and operators, one small file each: parse, call, print. No verb holds logic of its own."""

from __future__ import annotations

import typer

from bot.cli import chat, health, run, test, train, try_

app = typer.Typer(
    name="infopoint",
    help="A point of information on Telegram for migrants in Belgium and Luxembourg.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("chat")(chat.chat)
app.command("try")(try_.try_)
app.command("test")(test.test)
app.command("train")(train.train)
app.command("health")(health.health)


def main() -> None:
    app()
