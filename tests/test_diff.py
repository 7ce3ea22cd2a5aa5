"""`infopoint diff`: what an edit changes is listed, the worst first, and where it cannot be run it says why."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.revision import RevisionError, content_at, resolve
from bot.dialogue.rehearsal import changed_lines, rehearse
from bot.matching.difference import changes, decided, ordered
from bot.matching.evaluate import Judged, Row
from bot.messages import Candidate, Decision, DecisionKind, LanguageGuess, Reading, Triage, TriageLevel
from tests.talk import reading as read_as
from tests.worlds import library, small_world

WORK = "intents/asylum/asylum_work.yaml"
APPEAL = "intents/asylum/asylum_appeal.yaml"
SUICIDE = "safety_suicide"


def read(want: str, kind: DecisionKind, *guesses: str, card: TriageLevel = "none", second: str | None = None) -> Judged:
    candidates = tuple(Candidate(name, 0.9 / (place + 1)) for place, name in enumerate(guesses))
    triage = Triage(card, SUICIDE if card != "none" else None)
    other = None if second is None else Decision("answer", (Candidate(second, 0.9),))
    found = Reading("t", triage, LanguageGuess("en"), Decision(kind, candidates), second=other)
    return Judged(Row("t", "en", want), found, 1.0, encoded=False)


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        (read("a", "answer", "a"), read("a", "answer", "b"), "right-to-wrong"),
        (read("a", "answer", "a"), read("a", "suggest", "a", "b"), "right-to-wrong"),
        (read("a", "unknown"), read("a", "answer", "a"), "wrong-to-right"),
        (read("a", "unknown"), read("a", "suggest", "a"), "other"),
        (read("none", "unknown"), read("none", "answer", "a"), "right-to-wrong"),
        (read("none", "unknown"), read("none", "unknown", card="soft"), "right-to-wrong"),
        (read("a", "answer", "a"), read("a", "answer", "a", card="hard"), "right-to-wrong"),
        (read(SUICIDE, "unknown", card="hard"), read(SUICIDE, "unknown"), "right-to-wrong"),
        (read(SUICIDE, "unknown", card="hard"), read(SUICIDE, "unknown", card="soft"), "other"),
        (read("a", "answer", "a"), read("a", "answer", "a", second="b"), "other"),
    ],
)
def test_what_a_change_did_to_the_person(before: Judged, now: Judged, kind: str) -> None:
    (change,) = changes([before], [now], ["x:1"])
    assert change.kind == kind
    assert (change.before, change.now) == (decided(before.reading), decided(now.reading))


def test_what_the_person_would_not_notice_is_no_change() -> None:
    same = [
        (read("a", "answer", "a", "b"), read("a", "answer", "a", "c")),
        (read("a", "suggest", "a", "b"), read("a", "suggest", "b", "a")),
        (read("a", "answer", "a", card="hard"), read("a", "unknown", card="hard")),
    ]
    assert not changes([one for one, _ in same], [other for _, other in same], ["x:1"] * len(same))


def test_the_worst_comes_first() -> None:
    before = [
        read("a", "unknown"),
        read("a", "answer", "a"),
        read("a", "answer", "a"),
        read(SUICIDE, "unknown", card="hard"),
    ]
    now = [read("a", "answer", "a"), read("a", "suggest", "b", "a"), read("a", "answer", "b"), read(SUICIDE, "unknown")]
    found = ordered(changes(before, now, ["x:1", "x:2", "x:3", "x:4"]))
    assert [change.where for change in found] == ["x:4", "x:3", "x:2", "x:1"]


def test_a_transcript_shows_the_lines_that_are_decided_otherwise() -> None:
    text = "hint: en\n\n> may i work\n> thanks a lot\n"
    before = rehearse(text, library(), lambda said: read_as(said, "asylum_work"))
    now = rehearse(text, library(), lambda said: read_as(said, "asylum_work" if "work" in said else "chat_thanks"))
    (change,) = changed_lines("talk.txt", before, now)
    assert change.where == "talk.txt:4" and change.text == "thanks a lot"
    assert "asylum_work" in change.before and "chat_thanks" in change.now
    assert not changed_lines("talk.txt", before, before)


def test_a_transcript_is_compared_up_to_a_button_that_is_gone() -> None:
    text = "> /start\n> [Nothing like it]\n> hello\n"
    lines = rehearse(text, library(), lambda said: read_as(said, "chat_greeting"))
    assert [line.number for line in lines] == [1, 0]
    assert "Nothing like it" in lines[-1].decided


# ------------------------------------------------------------------ with git


def git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.org", *words],
        check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small world under git, with messages."""
    content = small_world(tmp_path / "checkout")
    messages = content / "tests/messages"
    messages.mkdir(parents=True)
    rows = ["can i work\ten\tasylum_work", "how to appeal\ten\tasylum_appeal", "football score\ten\tnone"]
    (messages / "en.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    git(content, "init", "--quiet")
    git(content, "add", ".")
    git(content, "commit", "--quiet", "-m", "first")
    monkeypatch.setenv("INFOPOINT_CONTENT", str(content))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(content)
    return content


def say(*words: str, code: int) -> Result:
    result = CliRunner().invoke(app, ["diff", *words], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def move_a_phrase(content: Path) -> None:
    """What was a question about work is now one about appeals."""
    for name, old, new in (
        (WORK, "[can i work, am i", "[am i"),
        (APPEAL, "[how to appeal,", "[how to appeal, can i work,"),
    ):
        path = content / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_nothing_changed_is_nothing_listed(checkout: Path) -> None:
    told = say(code=0).stdout
    assert told == "2 of 3 messages were right at HEAD, 2 are now.\n", (
        "every text has a soft card without crises to learn"
    )


def test_an_edit_that_breaks_something_is_listed_with_file_and_line_and_fails(checkout: Path) -> None:
    move_a_phrase(checkout)
    told = say(code=1).stdout
    assert "right-to-wrong: 1" in told
    assert "tests/messages/en.tsv:1 (asks asylum_work): can i work" in told
    assert "answers asylum_work ->" in told and "answers asylum_appeal" in told
    found = json.loads(say("--json", code=1).stdout)
    assert set(found) == {"base", "messages", "right_before", "right_now", "changes"}
    assert (found["messages"], found["right_before"], found["right_now"]) == (3, 2, 1)
    (change,) = found["changes"]
    assert set(change) == {"kind", "where", "text", "language", "want", "before", "now", "worse"}


def test_an_edit_that_mends_something_does_not_fail(checkout: Path) -> None:
    move_a_phrase(checkout)
    git(checkout, "commit", "--quiet", "-am", "a mistake")
    git(checkout, "checkout", "--quiet", "HEAD~1", "--", "intents")
    told = say(code=0).stdout
    assert "wrong-to-right: 1" in told
    assert say("--base", "HEAD~1", code=0).stdout.startswith("2 of 3")


@pytest.mark.parametrize("revision", ["no-such-branch", "--help", ""])
def test_a_revision_that_does_not_exist_is_one_sentence(checkout: Path, revision: str) -> None:
    assert "there is no revision" in say(f"--base={revision}", code=2).stderr


def test_outside_a_checkout_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = small_world(tmp_path)
    (content / "tests/messages").mkdir(parents=True)
    (content / "tests/messages/en.tsv").write_text("can i work\ten\tasylum_work\n", "utf-8")
    monkeypatch.setenv("INFOPOINT_CONTENT", str(content))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(content)
    assert "not in a git checkout" in say(code=2).stderr
    with pytest.raises(RevisionError):
        resolve(content, "HEAD")


def test_without_messages_and_transcripts_it_says_where_it_looked(checkout: Path, tmp_path: Path) -> None:
    told = say("--messages", str(tmp_path / "none"), code=2).stderr
    assert "tests/transcripts" in told and "checkout" in told


def test_a_revision_without_content_and_one_with_broken_content(checkout: Path) -> None:
    git(checkout, "rm", "-r", "--quiet", "--cached", "intents", "locales")
    git(checkout, "commit", "--quiet", "-m", "no content")
    assert "has no intents and locales" in say(code=2).stderr
    (checkout / WORK).write_text("id: [\n", "utf-8")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "broken")
    git(checkout, "checkout", "--quiet", "HEAD~2", "--", "intents")
    told = say(code=2).stderr
    assert "has errors" in told and WORK in told


def test_the_checkout_is_never_touched(checkout: Path) -> None:
    move_a_phrase(checkout)
    before = (checkout / WORK).read_bytes()
    with content_at(checkout, resolve(checkout, "HEAD")) as folder:
        assert "[can i work, am i" in (folder / WORK).read_text("utf-8")
        assert (folder / "locales/fr/LC_MESSAGES/answers.po").is_file()
    assert not folder.exists()
    assert (checkout / WORK).read_bytes() == before
