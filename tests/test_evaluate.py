"""Figures of understanding: what counts as what, the shape others rely on, and what staff learn of their phrases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.evaluate import evaluate
from bot.content import load
from bot.matching.confusion import confused
from bot.matching.crossvalidate import cross_validate
from bot.matching.evaluate import Judged, Row, TableError, comparable, judge, read_table, reader
from bot.matching.figures import grouped, report
from bot.matching.matcher import Matcher
from bot.matching.phrases import Example
from bot.matching.places import phrase_places
from bot.matching.understand import examples_of
from bot.messages import Candidate, Decision, DecisionKind, LanguageGuess, Reading, Triage, TriageLevel
from tests.phrasebook import examples
from tests.worlds import small_world

FIGURES = {
    "n", "accuracy", "top3", "macro_f1", "right", "offered", "wrong", "missed", "oos_n", "oos_answered", "oos_auroc",
    "crisis_n", "crisis_recall", "crisis_hard_recall", "crisis_false_alarms", "crisis_soft_alarms", "language_right",
    "without_encoder", "p50_ms", "p95_ms", "p99_ms",
}  # fmt: skip
SUICIDE = "safety_suicide"


def one(
    want: str,
    kind: DecisionKind = "answer",
    *guesses: str,
    card: TriageLevel = "none",
    card_of: str | None = None,
    second: str | None = None,
    elsewhere: str | None = None,
    language: str = "en",
    sure: float = 0.9,
    encoded: bool = False,
) -> Judged:
    candidates = tuple(Candidate(name, sure / (place + 1)) for place, name in enumerate(guesses))
    reading = Reading(
        "four words or more",
        Triage(card, card_of),
        LanguageGuess("en", sure=True),
        Decision(kind, candidates),
        second=None if second is None else Decision("answer", (Candidate(second, 0.9),)),
        elsewhere=elsewhere,
    )
    return Judged(Row(reading.text, language, want), reading, 2.0, encoded)


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        (one("a", "answer", "a", "b"), "right"),
        (one("a", "answer", "b", "a"), "wrong"),
        (one("a", "suggest", "b", "c", "a"), "offered"),
        (one("a", "suggest", "b", "c", "d", "e", "a"), "missed"),
        (one("a", "unknown", "a"), "missed"),
        (one("a", "answer", "a", elsewhere="DE"), "missed"),
        (one("a", "answer", "b", second="a"), "offered"),
        (one("a", "answer", "a", card="soft", card_of=SUICIDE), "right"),
        (one("a", "answer", "a", card="hard", card_of=SUICIDE), "wrong"),
        (one(SUICIDE, "unknown", "b", card="soft", card_of=SUICIDE), "right"),
        (one(SUICIDE, "answer", "b", card="hard", card_of=SUICIDE), "right"),
        (one(SUICIDE, "answer", "b", card="hard", card_of="safety_child"), "wrong"),
    ],
)
def test_what_the_person_got(judged: Judged, outcome: str) -> None:
    assert judged.outcome == outcome


def test_figures_are_what_they_say() -> None:
    rows = [
        one("a", "answer", "a", "b"),
        one("a", "suggest", "b", "a"),
        one("b", "answer", "a", "b", language="fr"),
        one("b", "unknown", "c", "d", "e", "b", sure=0.2, encoded=True),
        one("none", "answer", "a", sure=0.6),
        one("none", "unknown", "a", sure=0.1),
        one("none", "answer", "a", elsewhere="DE"),
        one(SUICIDE, "unknown", "a", card="hard", card_of=SUICIDE),
        one(SUICIDE, "unknown", "a", card="soft", card_of=SUICIDE, sure=0.1),
        one("a", "answer", "a", card="soft", card_of=SUICIDE),
    ]
    found = report(rows)["overall"]
    assert found["n"] == 7
    assert found["accuracy"] == pytest.approx(4 / 7, abs=1e-4)
    assert found["top3"] == pytest.approx(6 / 7, abs=1e-4)
    assert (found["right"], found["offered"]) == (pytest.approx(4 / 7, abs=1e-4), pytest.approx(1 / 7, abs=1e-4))
    assert (found["wrong"], found["missed"]) == (pytest.approx(1 / 7, abs=1e-4), pytest.approx(1 / 7, abs=1e-4))
    assert found["oos_n"] == 3
    assert found["oos_answered"] == pytest.approx(1 / 3, abs=1e-4)
    assert (found["crisis_n"], found["crisis_recall"], found["crisis_hard_recall"]) == (2, 1.0, 0.5)
    assert (found["crisis_false_alarms"], found["crisis_soft_alarms"]) == (0.0, pytest.approx(1 / 8))
    assert found["language_right"] == pytest.approx(9 / 10)
    assert found["without_encoder"] == pytest.approx(9 / 10)
    assert found["p50_ms"] == 2.0


def test_surer_in_scope_than_out_of_scope_is_the_auroc() -> None:
    perfect = [one("a", "answer", "a", sure=0.9), one("none", "unknown", "a", sure=0.1)]
    turned = [one("a", "answer", "a", sure=0.1), one("none", "unknown", "a", sure=0.9)]
    tied = [one("a", "answer", "a", sure=0.5), one("none", "unknown", "a", sure=0.5)]
    assert [report(rows)["overall"]["oos_auroc"] for rows in (perfect, turned, tied)] == [1.0, 0.0, 0.5]


def test_a_language_that_we_do_not_serve_has_no_language_figure() -> None:
    found = report([one("a", "answer", "a", language="ku"), one("a", "answer", "a")])
    assert found["languages"]["ku"]["language_right"] is None
    assert found["languages"]["en"]["language_right"] == 1.0


def test_the_shape_is_a_contract() -> None:
    matcher = Matcher.train(examples())
    judged = judge([Row("i need a dentist", "en", "health_doctor"), Row("pizza", "de", "none")], reader(matcher))
    found = json.loads(json.dumps(report(judged)))
    assert set(found) == {"overall", "languages"}
    assert set(found["overall"]) == FIGURES | {"rss_mb"}
    assert set(found["languages"]) == {"en", "de"}
    assert set(found["languages"]["de"]) == FIGURES
    assert found["languages"]["de"]["accuracy"] is None
    assert found["overall"]["language_right"] is None


def test_a_case_counts_as_its_intent_and_a_data_sets_own_slash_does_not() -> None:
    assert comparable([Row("x", "en", "asylum_work/unpaid")])[0][0].intent == "asylum_work"
    tested, learned = comparable([Row("x", "es", "weather/find")], [Row("y", "es", "weather/check")])
    assert tested[0].intent != learned[0].intent
    assert "/" not in tested[0].intent + learned[0].intent


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    table = tmp_path / "test.tsv"
    table.write_text("a\ten\tx\r\n\nno tabs here\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"test\.tsv:3 .*text<TAB>language<TAB>intent"):
        read_table(table)
    table.write_text("\ufeffa  b\ten\tx\r\n\n", encoding="utf-8")
    assert read_table(table) == [Row("a  b", "en", "x")]


def test_cross_validation_finds_what_was_put_wrong() -> None:
    misplaced = Example("my child needs a doctor for fever", "en", "daily_school")
    found = cross_validate([*examples(), misplaced])
    assert found.phrases == len(examples()) + 1
    assert misplaced in [finding.example for finding in found.pulling + found.alone]
    wrong = next(finding for finding in found.pulling + found.alone if finding.example == misplaced)
    assert wrong.taken_for == "health_doctor"
    assert all(finding.example.intent.partition("/")[0] != finding.taken_for for finding in found.pulling)


def test_every_phrase_of_the_content_has_its_line(tmp_path: Path) -> None:
    content = small_world(tmp_path)
    places = phrase_places(content)
    for example in examples_of(load(content)):
        origin = places[example.language, example.text]
        assert example.text in (content / origin.file).read_text(encoding="utf-8").split("\n")[origin.line - 1]


def command(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(evaluate)
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_the_verb_learns_from_a_table_and_prints_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    train, test = tmp_path / "train.tsv", tmp_path / "test.tsv"
    train.write_text("".join(f"{e.text}\t{e.language}\t{e.intent}\n" for e in examples()), encoding="utf-8")
    test.write_text("where is the dentist\ten\thealth_doctor\nmerci bien\tfr\tchat_thanks\n", encoding="utf-8")
    code, output = command(str(test), "--train", str(train), "--no-encoder", "--json")
    assert code == 0
    assert json.loads(output)["overall"]["accuracy"] == 1.0
    code, output = command(str(test), "--train", str(train), "--no-encoder", "--errors")
    assert code == 0
    assert "overall" in output
    assert "100.0" in output


def test_what_is_taken_for_what_is_counted_by_pair() -> None:
    rows = [
        one("a", "answer", "b"),
        one("a", "suggest", "b", "a"),
        one("a", "answer", "a"),
        one("b", "unknown", "a"),
        one("none", "answer", "a"),
        one(SUICIDE, "answer", "a", card="hard", card_of=SUICIDE),
    ]
    found = [(pair.intent, pair.taken_for, pair.times, pair.answered) for pair in confused(rows)]
    assert found == [("a", "b", 2, 1), ("b", "a", 1, 0)]


def test_rows_without_a_group_count_nowhere() -> None:
    found = grouped(
        [one("a", "answer", "a"), one("none", "unknown")], lambda row: row.row.intent if row.in_scope else None
    )
    assert {name: figures["n"] for name, figures in found.items()} == {"a": 1}


def test_the_verb_groups_by_topic_and_risk_and_types_badly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    content, test = small_world(tmp_path / "world"), tmp_path / "test.tsv"
    test.write_text("can i work\ten\tasylum_work\nhelp fire\ten\tsafety_emergency\n", encoding="utf-8")
    common = (str(test), "--content", str(content), "--no-encoder", "--json")
    code, output = command(*common, "--by", "topic", "--confused")
    found = json.loads(output)
    assert code == 0 and set(found) == {"overall", "languages", "topics", "confused"}
    assert {name: figures["n"] for name, figures in found["topics"].items()} == {"asylum": 1, "safety": 1}
    assert found["topics"]["asylum"]["accuracy"] == 1.0
    code, output = command(*common, "--by", "risk")
    assert {name: figures["n"] for name, figures in json.loads(output)["risks"].items()} == {"high": 1, "normal": 1}
    code, output = command(*common, "--typos", "--errors")
    assert code == 0
    assert "can i work" not in {row["text"] for row in json.loads(output)["errors"]}, "it was asked with an error in it"


def test_groups_of_the_content_do_not_go_with_a_table(tmp_path: Path) -> None:
    test = tmp_path / "test.tsv"
    test.write_text("x\ten\ta\n", encoding="utf-8")
    code, output = command(str(test), "--train", str(test), "--by", "topic")
    assert code == 2 and "--train" in output


def test_the_verb_says_what_is_wrong_with_its_files(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tsv"
    broken.write_text("one cell\n", encoding="utf-8")
    for arguments in ((str(broken),), (str(tmp_path / "absent.tsv"),), ()):
        code, output = command(*arguments)
        assert code == 2
        assert "tsv" in output.lower()
