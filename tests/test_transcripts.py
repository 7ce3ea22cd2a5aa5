"""Golden conversations: what a person meets, word for word. `infopoint test --update` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.transcript import TranscriptError, run
from tests.talk import reading
from tests.worlds import ROOT, library, understanding

GOLDEN = sorted((ROOT / "tests/transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_conversations(path: Path) -> None:
    expected = path.read_text("utf-8")
    assert "| " in expected, "a transcript without answers holds nothing: infopoint test --update"
    assert run(expected, library(), understanding().read) == expected


def test_a_button_that_was_never_shown_cannot_be_pressed() -> None:
    with pytest.raises(TranscriptError, match="line 2: no button `Nothing`"):
        run("hint: en\n> [Nothing]\n", library(), reading)


def test_an_answer_without_a_question_is_refused() -> None:
    with pytest.raises(TranscriptError, match="line 1"):
        run("| hello\n", library(), reading)


def test_time_passes_and_answers_lapse() -> None:
    played = run(
        "> /start guide-return_check\n> belgium\n~ 25 h\n> belgium\n",
        library(),
        lambda text: reading(text, "asylum_apply"),
    )
    first, second = played.split("~ 25 h")
    assert "Return check" in first and "You ask:" in second
