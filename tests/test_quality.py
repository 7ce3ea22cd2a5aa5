"""The published figures: the page is what the command wrote, its figures are those of `evaluate`, it knows its age."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.quality_page import PageError, Part, Stamp, page, read, written
from bot.matching.evaluate import Judged, Row
from bot.matching.measured import Measured
from bot.matching.promises import standing
from bot.matching.quality import TRIAGE, Table, tables, triage_rows
from bot.messages import Candidate, Decision, LanguageGuess, Reading, Triage, TriageLevel
from tests.worlds import ROOT, small_world

PAGE = ROOT / "docs/quality.md"
SECTIONS = ["Promised and kept", "By language", "Triage", "By topic", "By risk", "Typing errors", "Most confused"]
SUICIDE = "safety_suicide"
STAMP = Stamp("aa", "bb", "cc")


def judged(want: str, got: str, *, language: str = "en", card: TriageLevel = "none") -> Judged:
    triage = Triage(card, SUICIDE if card != "none" else None)
    decision = Decision("answer", (Candidate(got, 0.9),))
    found = Reading("four words or more", triage, LanguageGuess(language), decision)
    return Judged(Row(found.text, language, want), found, 1.0, encoded=False)


def measured(*messages: Judged, mistyped: Sequence[Judged] = (), crises: Sequence[Judged] = ()) -> Measured:
    return Measured(messages, mistyped or messages, crises)


def risk(one: Judged) -> str | None:
    return "high" if one.row.intent == "a" else "normal"


# ------------------------------------------------------------------ tables


def test_a_promise_is_kept_only_when_every_language_keeps_it() -> None:
    good = [judged("a", "a", language=code) for code in ("en", "fr", "so")] * 8
    bad = [judged("a", "b", language="fr")] * 2
    rows = {one.promise.measure: one for one in standing(measured(*good, *bad), risk)}
    right = rows["likeliest intent right, in scope"]
    assert right.value == pytest.approx(24 / 26, abs=1e-4) and right.below == () and right.kept
    rows = {one.promise.measure: one for one in standing(measured(*good, *bad, *bad), risk)}
    right = rows["likeliest intent right, in scope"]
    assert dict(right.below) == {"fr": pytest.approx(8 / 12, abs=1e-4)} and not right.kept


def test_less_is_promised_for_languages_of_which_few_texts_exist() -> None:
    rows = [judged("a", "a", language="so")] * 3 + [judged("a", "b", language="so")]
    rows += [judged("a", "a")] * 20
    right = next(one for one in standing(measured(*rows), risk) if one.promise.measure.startswith("likeliest"))
    assert right.kept


def test_what_was_not_measured_breaks_no_promise() -> None:
    assert all(one.kept for one in standing(measured(judged("b", "b")), risk) if one.value is None)


def test_triage_is_told_a_language_and_over_all() -> None:
    crises = [
        judged(SUICIDE, "b", card="hard"),
        judged(SUICIDE, "b", card="soft"),
        judged("none", "b", card="hard"),
        judged("a", "a"),
        judged(SUICIDE, "b", language="fr"),
    ]
    ordinary = [judged("a", "a"), judged("a", "a", card="soft")]
    rows = triage_rows(measured(*ordinary, crises=crises))
    assert [row[0] for row in rows] == ["en", "fr", "**all**"]
    assert dict(zip(TRIAGE[:3], rows[0][:3], strict=True)) == {"language": "en", "crises": "2", "any card": "100.0"}
    assert rows[0][3:] == ("50.0", "2", "50.0", "0.0", "2", "50.0")
    assert rows[1][1:4] == ("1", "0.0", "0.0")


def test_the_points_that_typing_errors_cost() -> None:
    clean, spoilt = [judged("a", "a")] * 4, [judged("a", "a")] * 3 + [judged("a", "b")]
    typing = next(
        table
        for table in tables(measured(*clean, mistyped=spoilt), lambda one: "t", risk)
        if table.title == "Typing errors"
    )
    assert typing.rows[0] == ("en", "75.0", "25.0", "75.0", "25.0")


# ------------------------------------------------------------------ the page


def part(text: str = "1") -> Part:
    table = Table("By language", "Told.", "tests/messages/??.tsv", ("a", "b"), (("x", text),))
    return written("words", "2026-11-24", STAMP, tables=[table])


def test_a_page_is_read_as_it_was_written() -> None:
    parts = read(page({"words": part()}))
    assert parts == {"words": part()}
    assert parts["words"].stamp.changed(Stamp("aa", "xx", "cc")) == ["the test messages"]


@pytest.mark.parametrize(
    "spoil",
    [lambda text: text.replace("| x | 1 |", "| x | 2 |"), lambda text: text + "more\n", lambda text: "# nothing\n"],
)
def test_a_figure_changed_by_hand_is_found(spoil) -> None:  # type: ignore[no-untyped-def]  # a lambda of text
    with pytest.raises(PageError, match="make quality"):
        read(spoil(page({"words": part()})))


def test_the_published_page_is_what_the_command_wrote() -> None:
    parts = read(PAGE.read_text("utf-8"))
    assert "words" in parts
    for found in parts.values():
        assert re.findall(r"^### (.+)$", found.text, re.MULTILINE) == SECTIONS
        assert all(re.search(rf"^\| {code} \|", found.text, re.MULTILINE) for code in ("en", "fr", "nl", "ar", "fa"))
        topics = found.text.partition("### By topic")[2].partition("### By risk")[0]
        assert topics.count("\n| ") == 13, "twelve topics and a head"
        assert found.text.count("`infopoint evaluate tests/messages/") == len(SECTIONS) - 1


# ------------------------------------------------------------------ the verb


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    content = small_world(tmp_path / "world")
    messages = content / "tests/messages"
    messages.mkdir(parents=True)
    rows = ["can i work\ten\tasylum_work", "how to appeal\ten\tasylum_appeal", "football score\ten\tnone"]
    (messages / "en.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    (messages / "crisis_en.tsv").write_text("help fire\ten\tsafety_emergency\nweather tomorrow\ten\tnone\n", "utf-8")
    monkeypatch.setenv("INFOPOINT_CONTENT", str(content))
    monkeypatch.setenv("INFOPOINT_ENCODER", "off")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(content)
    return content


def say(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def test_the_command_writes_the_page_and_writes_the_same_again(world: Path) -> None:
    assert say("quality").stdout == "docs/quality.md: by words alone\n"
    first = (world / "docs/quality.md").read_text("utf-8")
    assert "| en | 2 | 100.0 |" in first
    say("quality")
    assert (world / "docs/quality.md").read_text("utf-8") == first
    assert "By words alone: up to date" in say("quality", "--check").stdout


def test_the_figures_of_the_page_are_those_of_evaluate(world: Path) -> None:
    say("quality")
    text = (world / "docs/quality.md").read_text("utf-8")
    commands = re.findall(r"^`infopoint evaluate (\S+)(.*)`$", text, re.MULTILINE)
    assert len(commands) == len(SECTIONS) - 1
    for pattern, options in commands:
        files = [str(path.relative_to(world)) for path in sorted(world.glob(pattern))]
        found = json.loads(say("evaluate", *files, *options.split(), "--json").stdout)["overall"]
        assert found["n"] == (1 if "crisis" in pattern else 2)
    plain = json.loads(say("evaluate", "tests/messages/en.tsv", "--json").stdout)["overall"]
    row = re.search(r"^\| \*\*all\*\* \| 2 \| (\S+) \| (\S+) \|", text, re.MULTILINE)
    assert row is not None
    assert [float(cell) for cell in row.groups()] == [100 * plain["accuracy"], 100 * plain["right"]]


def test_what_is_out_of_date_is_told_and_does_not_fail(world: Path) -> None:
    say("quality")
    path = world / "intents/asylum/asylum_work.yaml"
    path.write_text(path.read_text("utf-8").replace("can i work", "may i work"), "utf-8")
    told = say("quality", "--check").stdout
    assert "With the sentence encoder, as it runs: not measured yet" in told
    assert re.search(r"By words alone: the content changed since \d{4}-\d\d-\d\d - run `make quality`", told)
    with (world / "tests/messages/en.tsv").open("a", encoding="utf-8") as file:
        file.write("may i appeal\ten\tasylum_appeal\n")
    assert "the content, the test messages changed" in say("quality", "--check").stdout


def test_a_page_changed_by_hand_fails_the_check_and_is_measured_again(world: Path) -> None:
    say("quality")
    path = world / "docs/quality.md"
    path.write_text(path.read_text("utf-8").replace("| en | 2 | 100.0 |", "| en | 2 | 101.0 |"), "utf-8")
    assert "changed by hand" in say("quality", "--check", code=1).stderr
    assert "its parts are dropped" in say("quality").stderr
    say("quality", "--check")


def test_a_page_that_is_missing_fails_the_check(world: Path) -> None:
    assert "docs/quality.md" in say("quality", "--check", code=1).stderr


def test_without_messages_it_says_where_it_looked(world: Path, tmp_path: Path) -> None:
    assert "run this in a checkout" in say("quality", "--messages", str(tmp_path), code=2).stderr
