"""infopoint evaluate FILE.tsv...: how well texts are understood; or what our own phrases say of each other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import crossvalidate, judging, wiring
from bot.matching.cache import stored_vectors
from bot.matching.confusion import confused
from bot.matching.encoder import Encoder
from bot.matching.evaluate import Counting, Judged, Row, comparable, judge, reader
from bot.matching.figures import Figures, grouped, report
from bot.matching.matcher import Example, Matcher
from bot.ops import log as logs

out, errors = Console(), Console(stderr=True)
TABLES = (
    {"n": "n", "acc": "accuracy", "top3": "top3", "right": "right", "offered": "offered", "wrong": "wrong",
     "missed": "missed", "f1": "macro_f1"},
    {"oos": "oos_answered", "auroc": "oos_auroc", "crisis": "crisis_recall", "hard": "crisis_hard_recall",
     "alarm": "crisis_false_alarms", "soft": "crisis_soft_alarms"},
    {"lang": "language_right", "words": "without_encoder", "p50": "p50_ms", "p95": "p95_ms", "p99": "p99_ms"},
)  # fmt: skip
PAIRS = 25  # confused pairs shown
Grouping = Literal["topic", "risk"]


def evaluate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="TSV: text, language, intent (none = out of scope)")
    ] = None,
    content: Annotated[Path | None, typer.Option(help="folder that holds intents/ and locales/")] = None,
    train: Annotated[Path | None, typer.Option(help="learn from this TSV alone instead of the content")] = None,
    no_encoder: Annotated[bool, typer.Option("--no-encoder", help="by words alone")] = False,
    typos: Annotated[bool, typer.Option("--typos", help="put one or two typing errors into every text first")] = False,
    by: Annotated[Grouping | None, typer.Option(help="figures for each topic or risk of the content, too")] = None,
    pairs: Annotated[bool, typer.Option("--confused", help="list which intents are taken for which others")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    show_errors: Annotated[bool, typer.Option("--errors", help="list what was answered wrongly or missed")] = False,
    cross: Annotated[bool, typer.Option("--cross-validate", help="our own phrases against each other")] = False,
) -> None:
    """Figures of understanding for test files, or with --cross-validate what our own phrases say of each other."""
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format, quiet=True)
    encoder = None if no_encoder else wiring.encoder_or_words(settings)
    folder = content or settings.content
    if cross:
        crossvalidate.tell(folder, encoder, as_json=as_json)
        return
    rows = judging.rows_or_exit(files or [])
    _refuse(rows, train, by)
    rows = judging.with_typing_errors(rows) if typos else rows
    found: dict[str, Any]
    if train is not None:
        judged = _from_table(rows, judging.rows_or_exit([train]), encoder)
        found = report(judged)
    else:
        library = wiring.library_or_exit(folder)
        judged = judging.by_content(rows, library, encoder)
        found = report(judged)
        if by is not None:
            group = judging.topic_of(library) if by == "topic" else judging.risk_of(library)
            found |= {f"{by}s": grouped(judged, group)}
    found |= {"confused": [asdict(pair) for pair in confused(judged)]} if pairs else {}
    found |= {"errors": _errors(judged)} if show_errors else {}
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(found)


def _refuse(rows: Sequence[Row], train: Path | None, by: Grouping | None) -> None:
    """What cannot be done, in one sentence, and exit 2."""
    if not rows:
        errors.print("Nothing to evaluate: name at least one TSV file with lines text<TAB>language<TAB>intent.")
        raise typer.Exit(2)
    if train is not None and by is not None:
        errors.print(f"--by {by} needs the intents of the content; it does not go with --train.")
        raise typer.Exit(2)


def _from_table(rows: list[Row], learned: list[Row], encoder: Encoder | None) -> list[Judged]:
    """With a matcher that learned from a file alone. Vectors are kept, so that the next run is quick."""
    rows, learned = comparable(rows, learned)
    examples = [Example(row.text, row.language, row.intent) for row in learned]
    matcher = Matcher.train(
        examples, encoder=stored_vectors(encoder, wiring.cache_dir() / wiring.JOINT), progress=wiring.tell_progress
    )
    counting = Counting(encoder) if encoder is not None and matcher.encoder is not None else None
    if counting is not None:
        matcher.encoder = counting
    return judge(rows, reader(matcher), counting)


def _print(found: Mapping[str, Any]) -> None:
    """Shares in %; docs/matching.md says what each column is."""
    _print_figures({**found["languages"], "overall": found["overall"]})
    for groups in ("topics", "risks"):
        if groups in found:
            _print_figures(found[groups])
    out.print(f"resident memory {found['overall']['rss_mb']} MB")
    for pair in found.get("confused", ())[:PAIRS]:
        _print_line("{intent} -> {taken_for}  {times} times, answered {answered}: {example}".format(**pair))
    for line in found.get("errors", ()):
        _print_line("  ".join(str(value) for value in line.values()))


def _print_line(line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)


def _print_figures(rows: Mapping[str, Figures]) -> None:
    for columns in TABLES:
        table = Table("", *columns, box=None)
        for name, row in rows.items():
            table.add_row(name, *(_cell(figure, row[figure]) for figure in columns.values()))
        out.print(table)


def _cell(figure: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:g}" if figure == "n" or figure.endswith("_ms") else f"{100 * value:.1f}"


def _errors(judged: list[Judged]) -> list[dict[str, Any]]:
    """Rows in scope that were answered wrongly or missed, rows out of scope that were answered, surest first."""
    bad = [one for one in judged if (one.outcome in ("wrong", "missed") if one.in_scope else one.answered)]
    found = []
    for one in sorted(bad, key=lambda one: (-_confidence(one), one.row.text)):
        top = one.reading.decision.top
        found.append(
            {"outcome": one.outcome if one.in_scope else "answered", "language": one.row.language, "text": one.row.text}
            | {"intent": one.row.intent, "taken_for": top.intent if top else None, "confidence": _confidence(one)}
            | {"because": top.phrase if top else None, "triage": one.reading.triage.level}
        )
    return found


def _confidence(one: Judged) -> float:
    return one.reading.decision.top.confidence if one.reading.decision.top is not None else 0.0
