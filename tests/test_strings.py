"""Texts in one block: read as a list would be, found by what they say, whatever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.strings import Strings

TEXTS = st.lists(st.text(st.characters(exclude_categories=()), max_size=12), max_size=20)  # lone surrogates too


@given(TEXTS)
def test_it_reads_like_a_list(texts: list[str]) -> None:
    packed = Strings.of(texts)
    assert list(packed) == texts and len(packed) == len(texts)
    assert packed[1:-1] == texts[1:-1]
    assert [packed[-number] for number in range(1, len(texts) + 1)] == texts[::-1]
    assert Strings.of(packed) is packed
    with pytest.raises(IndexError):
        packed[len(texts)]


@given(TEXTS, st.text(max_size=3))
def test_a_text_is_found_wherever_it_stands(texts: list[str], other: str) -> None:
    packed = Strings.of([*texts, other, *texts])
    for text in {*texts, other, "not there at all"}:
        assert list(packed.places(text)) == [n for n, known in enumerate([*texts, other, *texts]) if known == text]
