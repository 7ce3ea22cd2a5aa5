"""Folding: two ways of writing one word come to one form, words that differ stay apart."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.skeleton import skeleton
from bot.matching.text import MAX_CHARACTERS, fold, tidy

ANY_TEXT = st.text(st.characters(codec=None), max_size=80)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RÉFUGIÉ", "refugie"),
        ("l'asile", "l’asile"),
        ("don't", "dont"),
        ("plzzzz help", "plzz help"),
        ("salaaaaam", "salaam"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("œuvre", "oeuvre"),
        ("ａｓｙｌｕｍ", "asylum"),
        ("аsylum", "asylum"),  # the first letter is Cyrillic
        ("la’aan", "laaan"),
        ("أُرِيدُ", "اريد"),
        ("إقامة", "اقامه"),
        ("مستشفى", "مستشفي"),
        ("لجـــوء", "لجوء"),
        ("۱۲۳", "١٢٣"),
        ("١٢٣", "123"),
        ("می‌خواهم", "ميخواهم"),
        ("ک ی", "ك ي"),
        ("ښځه", "شزه"),
        ("ډاکټر", "داكتر"),
        ("ئێمە", "ييمه"),
        ("ሐኪም", "ሀኪም"),
        ("ሠላም", "ሰላም"),
        ("ዓይን", "አይን"),
        ("ምኽንያት", "ምክንያት"),
        ("ёлка", "елка"),
        ("п'ять", "п’ять"),
        ("a\u200bsy\u202elum", "asylum"),
        ("ask? for; asylum!", "ask for asylum"),
    ],
)
def test_two_ways_of_writing_come_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("її", "іі"), ("мій", "міи"), ("की", "का"), ("কি", "কা"), ("112", "1112"), ("1000", "100"), ("гора", "ґора")],
)
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_south_asian_marks_are_kept() -> None:
    assert fold("हिन्दी में मदद") == "हिन्दी में मदद"


def test_french_elisions_are_words_of_their_own() -> None:
    assert fold("J'ai besoin d'un avocat, qu'est-ce que c'est ?") == "j ai besoin d un avocat qu est ce que c est"


@pytest.mark.parametrize("text", ["", " ", "\0", "🙂🙂", "...", "\u200b", "\ud800"])
def test_nothing_to_compare_is_empty(text: str) -> None:
    assert fold(text) == ""


@given(ANY_TEXT)
def test_folding_never_raises_and_is_single_spaced(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    folded.encode("utf-8")  # no half of a surrogate pair is left


@given(st.text(st.characters(exclude_categories=("Mn", "Me")), max_size=80))
def test_a_folded_text_stays_as_it_is(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


def test_a_hundred_thousand_characters_are_cut_and_quick() -> None:
    for letter in ("a", "é", "\u0301", "ﷺ", "🙂", "ሐ", "а a "):
        began = time.perf_counter()
        assert len(fold(letter * 100_000)) <= MAX_CHARACTERS
        assert time.perf_counter() - began < 1


@given(ANY_TEXT, st.integers(1, 60))
def test_a_tidy_text_is_encodable_and_short(text: str, limit: int) -> None:
    clean = tidy(text, limit)
    assert len(clean) <= limit
    assert "\0" not in clean.encode("utf-8").decode()


def test_a_tidy_text_keeps_case_and_accents() -> None:
    assert tidy("  Où est\u200b l'Office\0 des étrangers?\n", 200) == "Où est l'Office des étrangers?"


@pytest.mark.parametrize(
    ("native", "romanised"),
    [
        ("درخواست پناهندگی", "darkhast panahandegi"),
        ("أحتاج طبيب", "a7taj tabib"),
        ("بدي أعمل طلب لجوء", "bidi a3mel tlab loju2"),
        ("شحال ديال الفلوس", "ch7al dyal lflous"),
        ("Мне нужен врач", "mne nuzhen vrach"),
        ("ሓገዝ የድልየኒ", "hagez yedliyeni"),
        ("غواړم کار وکړم", "ghwaram kar wakram"),
    ],
)
def test_a_romanised_text_has_the_consonants_of_the_native_one(native: str, romanised: str) -> None:
    assert skeleton(fold(native)) == skeleton(fold(romanised)) != ""


@given(ANY_TEXT)
def test_a_skeleton_never_raises_and_has_no_empty_words(text: str) -> None:
    found = skeleton(fold(text))
    assert found == " ".join(found.split())
