"""What is published about understanding, as tables over judged rows. Arithmetic alone: no file, no clock.

Every table names the options of `infopoint evaluate` that print the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.matching.confusion import confused
from bot.matching.evaluate import Judged
from bot.matching.figures import Figures, figures, grouped
from bot.matching.measured import Group, Measured, accuracy, alarms, helped, lost, share
from bot.matching.promises import standing

PAIRS = 25  # confused pairs shown
MESSAGES, CRISES = "tests/messages/??.tsv", "tests/messages/crisis_*.tsv"
INSIDE = {"likeliest right": "accuracy", "right": "right", "offered": "offered", "wrong": "wrong", "missed": "missed"}
OUTSIDE = {"answered": "oos_answered", "AUROC": "oos_auroc", "language right": "language_right"}
TRIAGE = ("language", "crises", "any card", "hard", "near misses", "hard", "soft", "ordinary", "any card")

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`asked` is what stands behind `infopoint evaluate` to print the same; empty where other tables tell it."""

    title: str
    explained: str
    asked: str
    columns: Cells
    rows: tuple[Cells, ...]


def tables(measured: Measured, topic: Group, risk: Group) -> list[Table]:
    return [
        _promised(measured, risk),
        _languages(measured.messages),
        _triage(measured),
        _groups("topic", measured.messages, topic),
        _groups("risk", measured.messages, risk),
        _typing(measured),
        _pairs(measured.messages),
    ]


def triage_rows(measured: Measured) -> list[Cells]:
    """Columns as in TRIAGE; a row a language, and the last for all of them."""
    rows = []
    for name, part in measured.parts.items():
        found = figures(part.crises)
        near = sum(not one.crisis for one in part.crises)
        ordinary = sum(not one.crisis for one in part.messages)
        seen = _shares(found, ("crisis_recall", "crisis_hard_recall"))
        false = _shares(found, ("crisis_false_alarms", "crisis_soft_alarms"))
        rows.append(
            (name, str(found["crisis_n"]), *seen, str(near), *false, str(ordinary), percent(alarms(part.messages)))
        )
    return rows


def percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _promised(measured: Measured, risk: Group) -> Table:
    rows = []
    for found in standing(measured, risk):
        limit = f"{'at least' if found.promise.least else 'at most'} {percent(found.promise.limit)}"
        below = ", ".join(f"{language} {percent(value)}" for language, value in found.below)
        rows.append((found.promise.measure, percent(found.value), limit, "yes" if found.kept else "**no**", below))
    return Table(
        "Promised and kept",
        "From the tables below, over all languages; then the languages that miss what was promised for each of them.",
        "",
        ("measure", "now", "promised", "kept", "languages that miss it"),
        tuple(rows),
    )


def _languages(rows: Sequence[Judged]) -> Table:
    groups = {**grouped(rows, lambda one: one.row.language), "**all**": figures(rows)}
    return Table(
        "By language",
        "In scope: whether the likeliest intent is right, and what the person got. Out of scope: how often answered.",
        MESSAGES,
        ("language", "messages", *INSIDE, "out of scope", *OUTSIDE),
        tuple(
            (
                *(name, str(found["n"]), *_shares(found, INSIDE.values())),
                *(str(found["oos_n"]), *_shares(found, OUTSIDE.values())),
            )
            for name, found in groups.items()
        ),
    )


def _groups(name: str, rows: Sequence[Judged], group: Group) -> Table:
    return Table(
        f"By {name}",
        "Messages in scope, all languages together.",
        f"{MESSAGES} --by {name}",
        (name, "messages", *INSIDE),
        tuple(
            (label, str(found["n"]), *_shares(found, INSIDE.values())) for label, found in grouped(rows, group).items()
        ),
    )


def _triage(measured: Measured) -> Table:
    return Table(
        "Triage",
        "Crises, and messages that only sound like one (near misses), written for this; then the ordinary messages.",
        CRISES,
        TRIAGE,
        tuple(triage_rows(measured)),
    )


def _typing(measured: Measured) -> Table:
    return Table(
        "Typing errors",
        "The same messages with one or two typing errors in each (`bot/matching/mistype.py`).",
        f"{MESSAGES} --typos",
        ("language", "likeliest right", "points lost", "right or offered", "points lost"),
        tuple(
            (name, *(percent(value) for figure in (accuracy, helped)
                     for value in (figure(part.mistyped), lost(part.messages, part.mistyped, figure))))
            for name, part in measured.parts.items()
        ),
    )  # fmt: skip


def _pairs(rows: Sequence[Judged]) -> Table:
    return Table(
        "Most confused",
        "How often the likeliest intent was another one, and how often the answer of that one was shown.",
        f"{MESSAGES} --confused",
        ("intent", "taken for", "times", "answered"),
        tuple((pair.intent, pair.taken_for, str(pair.times), str(pair.answered)) for pair in confused(rows)[:PAIRS]),
    )


def _shares(found: Figures, names: Iterable[str]) -> Cells:
    return tuple(percent(share(found, name)) for name in names)
