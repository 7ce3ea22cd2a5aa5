"""infopoint evaluate FILE.tsv...: how well texts are understood; or what our own phrases say of each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import wiring
from bot.matching import Understanding
from bot.matching.cache import stored_vectors
from bot.matching.crossvalidate import Finding, cross_validate
from bot.matching.encoder import Encoder
from bot.matching.evaluate import Counting, Judged, Row, TableError, comparable, judge, read_table, reader
from bot.matching.figures import report
from bot.matching.matcher import Example, Matcher
from bot.matching.places import phrase_places
from bot.matching.understand import examples_of
from bot.ops import log as logs

out, errors = Console(), Console(stderr=True)
TABLES = (
    {"n": "n", "acc": "accuracy", "top3": "top3", "right": "right", "offered": "offered", "wrong": "wrong",
     "missed": "missed", "f1": "macro_f1"},
    {"oos": "oos_answered", "auroc": "oos_auroc", "crisis": "crisis_recall", "hard": "crisis_hard_recall",
     "alarm": "crisis_false_alarms", "soft": "crisis_soft_alarms"},
    {"lang": "language_right", "words": "without_encoder", "p50": "p50_ms", "p95": "p95_ms", "p99": "p99_ms"},
)  # fmt: skip
SHOWN = 40  # findings of each kind


def evaluate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="TSV: text, language, intent (none = out of scope)")
    ] = None,
    content: Annotated[Path | None, typer.Option(help="folder that holds intents/ and locales/")] = None,
    train: Annotated[Path | None, typer.Option(help="learn from this TSV alone instead of the content")] = None,
    no_encoder: Annotated[bool, typer.Option("--no-encoder", help="by words alone")] = False,
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
        _cross_validate(folder, encoder, as_json=as_json)
        return
    try:
        rows = [row for file in files or [] for row in read_table(file)]
        learned = read_table(train) if train is not None else []
    except (TableError, OSError, UnicodeDecodeError) as error:
        errors.print(str(error), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(2) from error
    if not rows:
        errors.print("Nothing to evaluate: name at least one TSV file with lines text<TAB>language<TAB>intent.")
        raise typer.Exit(2)
    counting = Counting(encoder) if encoder is not None else None
    judged = (
        _from_table(rows, learned, encoder, counting) if learned else _from_content(rows, folder, encoder, counting)
    )
    figures = report(judged)
    if as_json:
        typer.echo(
            json.dumps(figures | ({"errors": _errors(judged)} if show_errors else {}), ensure_ascii=False, indent=2)
        )
        return
    _print(figures)
    if show_errors:
        for line in _errors(judged):
            out.print("  ".join(str(value) for value in line.values()), markup=False, highlight=False, soft_wrap=True)


def _from_table(
    rows: list[Row], learned: list[Row], encoder: Encoder | None, counting: Counting | None
) -> list[Judged]:
    """With a matcher that learned from a file alone. Vectors are kept, so that the next run is quick."""
    rows, learned = comparable(rows, learned)
    examples = [Example(row.text, row.language, row.intent) for row in learned]
    matcher = Matcher.train(
        examples, encoder=stored_vectors(encoder, wiring.cache_dir() / wiring.JOINT), progress=wiring.tell_progress
    )
    if counting is not None and matcher.encoder is not None:
        matcher.encoder = counting
    return judge(rows, reader(matcher), counting)


def _from_content(rows: list[Row], folder: Path, encoder: Encoder | None, counting: Counting | None) -> list[Judged]:
    library = wiring.library_or_exit(folder)
    understanding = Understanding.train(
        library,
        encoder=encoder,
        progress=wiring.tell_progress,
        cache=wiring.cache_dir() / (wiring.WORDS if encoder is None else wiring.JOINT),
    )
    if counting is not None and understanding.matcher.encoder is not None:
        understanding.matcher.encoder = counting
    return judge(comparable(rows)[0], understanding.read, counting)


def _print(figures: dict[str, Any]) -> None:
    """Shares in %; docs/matching.md says what each column is."""
    for columns in TABLES:
        table = Table("", *columns, box=None)
        for name, row in {**figures["languages"], "overall": figures["overall"]}.items():
            table.add_row(name, *(_cell(figure, row[figure]) for figure in columns.values()))
        out.print(table)
    out.print(f"resident memory {figures['overall']['rss_mb']} MB")


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


def _cross_validate(folder: Path, encoder: Encoder | None, *, as_json: bool) -> None:
    examples = examples_of(wiring.library_or_exit(folder))
    kept = stored_vectors(encoder, wiring.cache_dir() / wiring.JOINT)
    found = cross_validate(examples, encoder=kept, progress=wiring.tell_progress)
    places = phrase_places(folder)

    def told(finding: Finding) -> dict[str, Any]:
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

    if as_json:
        whole = {"phrases": found.phrases, "accuracy": found.accuracy, "confused": found.confused}
        lists = {"alone": [told(one) for one in found.alone], "pulling": [told(one) for one in found.pulling]}
        typer.echo(json.dumps(whole | lists, ensure_ascii=False, indent=2))
        return
    out.print(f"{found.phrases} phrases, each read without itself: {found.accuracy:.1%} find their intent.")
    table = Table("intent", "taken for", "times", title="confused")
    for one, other, count in found.confused[:SHOWN]:
        table.add_row(one, other, str(count))
    out.print(table)
    for title, findings in (("Phrases that pull towards another intent", found.pulling),
                            ("Phrases that no other phrase supports", found.alone)):  # fmt: skip
        out.print(f"\n{title}: {len(findings)}")
        for finding in findings[:SHOWN]:
            row = told(finding)
            line = "{file}:{line} {intent} -> {taken_for} {confidence:.2f}  {phrase}".format(**row)
            out.print(line, markup=False, highlight=False, soft_wrap=True)
