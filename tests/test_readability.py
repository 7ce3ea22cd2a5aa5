"""How hard a text is to read is measured as people would count it, in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.readability import measure, sentences, words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Call a lawyer today. Keep the envelope!", 2),
        ("The fee is 13.50 euro. See cgrs.be for more.", 2),
        ("One line\nanother line", 2),
        ("**Bold.** And [a link](https://a.example/x.y) here.", 2),
        ("اتصل اليوم. هل لديك محام؟", 2),
        ("ሎሚ ደውሉ። ጠበቓ ኣለኩም ድዩ፧", 2),
        ("... !", 0),
    ],
)
def test_sentences_of_every_script(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("You have {value:appeal_days} from {contact:be-lawyers}.", 5),
        ("l'avocat n’est pas là", 4),
        ("See [the page](https://a.example/b/c).", 3),
        ("ጠበቓ ኣለኩም", 2),
    ],
)
def test_words_are_counted_as_they_are_read(text: str, count: int) -> None:
    assert sum(len(words(sentence)) for sentence in sentences(text)) == count


def test_lix_is_words_a_sentence_and_the_share_of_long_words() -> None:
    found = measure(["Call a lawyer today.", "Documentation helps."])
    assert (found.words, found.sentences, found.long_words) == (6, 2, 1)
    assert found.lix == round(6 / 2 + 100 / 6)
    assert measure([]).lix == 0


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_can_be_measured(texts: list[str]) -> None:
    found = measure(texts)
    assert found.lix >= 0 and found.long_words <= found.words and bool(found.words) is bool(found.sentences)
