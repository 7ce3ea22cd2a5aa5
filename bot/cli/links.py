"""infopoint links: whether every web page, phone and e-mail that people are sent to is right and answers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import wiring
from bot.content.links import Link
from bot.content.links import links as find
from bot.ops.reach import Reached, reach

out = Console()
SYNTAX = Reached("failed", "not written as it must be")


def links(
    offline: Annotated[bool, typer.Option("--offline", help="only look at how they are written")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Check how all addresses are written and, with a network, whether the pages answer.

    Ends with 0 when none failed (pages that refuse programs are told and do not count), with 1 when one did.
    """
    settings = wiring.settings_or_exit()
    found = find(wiring.library_or_exit(settings.content))
    pages = [link.target for link in found if link.kind == "url" and link.well_written]
    reached = {} if offline else asyncio.run(reach(pages))
    no_network = bool(reached) and all(one.answer == "away" for one in reached.values())
    if no_network:
        wiring.errors.print("No page answers, so there is no network: only the writing was checked.", style="yellow")
        reached = {}
    bad = [(link, answer) for link in found if (answer := _answer(link, reached)) is not None]
    if as_json:
        told = [asdict(link) | {"answer": answer.answer, "told": answer.told} for link, answer in bad]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print(bad)
        counts = ", ".join(f"{sum(link.kind == kind for link in found)} {kind}s" for kind in ("url", "phone", "email"))
        failed = sum(answer.answer != "refused" for _, answer in bad)
        looked = f"{len(reached)} pages were asked" if reached else "no page was asked"
        typer.echo(f"{counts}; {looked}; {failed} failed, {len(bad) - failed} to look at.")
    raise typer.Exit(int(any(answer.answer != "refused" for _, answer in bad)))


def _answer(link: Link, reached: dict[str, Reached]) -> Reached | None:
    """What is wrong with it; None when nothing is known to be."""
    if not link.well_written:
        return SYNTAX
    answer = reached.get(link.target)
    return None if answer is None or answer.answer == "ok" else answer


def _print(bad: list[tuple[Link, Reached]]) -> None:
    if not bad:
        return
    table = Table("what", "answer", "where", box=None, pad_edge=False)
    for link, answer in sorted(bad, key=lambda pair: (pair[1].answer == "refused", pair[0].target)):
        more = f" and {len(link.places) - 1} more" if len(link.places) > 1 else ""
        word = "look at it: " if answer.answer == "refused" else ""
        table.add_row(link.target, f"{word}{answer.told}", f"{link.places[0]}{more}")
    out.print(table)
