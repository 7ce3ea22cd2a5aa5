"""The verbs of staff and operators, one small file each: parse, call, print. No verb holds logic of its own."""

from __future__ import annotations

import typer

from bot.cli import (
    admin_token,
    approvals,
    approve,
    chat,
    check,
    coverage,
    diff,
    evaluate,
    export,
    gaps,
    health,
    import_,
    language,
    links,
    logs,
    quality,
    report,
    run,
    schema,
    stale,
    status,
    sync,
    test,
    train,
    try_,
    withdraw,
)

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
app.command("check")(check.check)
app.command("coverage")(coverage.coverage)
app.command("sync")(sync.sync)
app.command("approve")(approve.approve)
app.command("export")(export.export)
app.command("import")(import_.import_)
app.command("approvals")(approvals.approvals)
app.command("status")(status.status)
app.command("withdraw")(withdraw.withdraw)
app.add_typer(language.app, name="language")
app.command("schema")(schema.schema)
app.command("stale")(stale.stale)
app.command("links")(links.links)
app.command("report")(report.report)
app.command("logs")(logs.logs)
app.command("admin-token")(admin_token.admin_token)
app.command("gaps")(gaps.gaps)
app.command("train")(train.train)
app.command("health")(health.health)
app.command("evaluate")(evaluate.evaluate)
app.command("quality")(quality.quality)
app.command("diff")(diff.diff)


def main() -> None:
    app()
