"""Typing errors for evaluation: the same in every run, one or two a message, in any script, never more than that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.matching.mistype import mistyped
from tests.worlds import ROOT

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
FILES = sorted((ROOT / "tests/messages").glob("??.tsv"))


@given(ANY_TEXT)
def test_at_most_two_errors_and_always_the_same(text: str) -> None:
    spoilt = mistyped(text)
    assert spoilt == mistyped(text)
    assert OSA.distance(text, spoilt) <= 2, "a neighbour, a letter more or less, or two changed with each other"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nearly_every_message_gets_an_error_and_many_get_two(path: object) -> None:
    texts = [line.split("\t")[0] for line in path.read_text("utf-8").splitlines() if line.strip()]  # type: ignore[attr-defined]
    distances = [OSA.distance(text, mistyped(text)) for text in texts]
    assert sum(distance == 0 for distance in distances) <= 0.02 * len(texts)
    assert sum(distance == 2 for distance in distances) >= 0.2 * len(texts)


@pytest.mark.parametrize("text", ["", "ok", "12 34", "🙂🙂🙂", "a b c", "??"])
def test_what_has_no_word_long_enough_stays(text: str) -> None:
    assert mistyped(text) == text


@pytest.mark.parametrize("word", ["ሰላምታ", "убежище", "پناهندگی", "asile", "ASILE"])
def test_the_letters_of_an_error_are_of_the_same_script(word: str) -> None:
    spoilt = {mistyped(f"{word} {filler * 3}") for filler in "abcdefgh"}
    changed = {text.split()[0] for text in spoilt}
    assert len(changed) > 2, "different messages, different errors"
    for text in changed:
        assert {ord(letter) >> 7 for letter in text} <= {ord(letter) >> 7 for letter in word}
        assert text.isupper() == word.isupper()
