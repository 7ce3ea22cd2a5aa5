"""What may tell who asked is taken out of a question before it is kept: numbers in every script, names, addresses."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.redaction import redact, says_something

DIGITS = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) == "Nd"]
ETHIOPIC = [chr(n) for n in range(0x1369, 0x137D)]
NAMED = {
    "en": "my name is {} and i want to work",
    "fr": "je m'appelle {} et je veux travailler",
    "nl": "mijn naam is {} en ik wil werken",
    "de": "ich heiße {} und ich will arbeiten",
    "es": "me llamo {} y quiero trabajar",
    "pt": "meu nome é {} e quero trabalhar",
    "tr": "benim adım {} ve çalışmak istiyorum",
    "sq": "emri im është {} dhe dua të punoj",
    "so": "magacaygu waa {} iyo waxaan rabaa shaqo",
    "ru": "меня зовут {} и я хочу работать",
    "uk": "мене звати {} і я хочу працювати",
    "ar": "اسمي {} و أريد أن أعمل",
    "fa": "اسم من {} است و می‌خواهم کار کنم",
    "ps": "زما نوم {} دی او کار غواړم",
    "am": "ስሜ {} ነው መስራት እፈልጋለሁ",
    "ti": "ስመይ {} እዩ ክሰርሕ ይደሊ",
}
NAMES = ["Zarghuna", "zarghuna wardak", "Ґалина Мельник", "محمد كريمي", "ዮናስ ተስፋይ", "Anne-Marie d'Hondt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", NAMED)
def test_a_name_that_is_told_as_one_goes_and_the_question_stays(language: str, name: str) -> None:
    said = NAMED[language]
    kept = redact(said.format(name))
    assert "[name]" in kept
    assert not any(part in kept for part in name.split()), kept
    assert kept.endswith(said.split("{}")[1].strip()), kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ring +32 (0)478/12.34.56 please", "ring [number] please"),
        ("mail me at ann.b@mail.example.be today", "mail me at [e-mail] today"),
        ("see https://x.example/a?b=c and t.me/somebody or @somebody", "see [link] and [link] or [name]"),
        ("passport nr EP 12 is lost", "passport nr EP [number] is lost"),
        ("my case CG-77/21 is old", "my case [number] is old"),
        ("born 3.4.99 here", "born [number] here"),
        ("annex 26quater after 3 months, 9bis for 2 children", "annex 26quater after 3 months, 9bis for 2 children"),
        ("0\u200b4\u200b7\u200b8\u200b1", "[number]"),
        ("hello my husband's name is Karim, he works", "hello my husband's name is [name], he works"),
        ("ابتدا ۰۴۷۸ ۱۲ ۳۴ ۵۶ زنگ بزن", "ابتدا [number] زنگ بزن"),
    ],
)
def test_what_goes_and_what_stays(text: str, kept: str) -> None:
    assert redact(text) == kept


@given(st.text(), st.lists(st.sampled_from(DIGITS + ETHIOPIC), min_size=4), st.text())
def test_no_number_of_four_digits_in_any_script_is_left(before: str, digits: list[str], after: str) -> None:
    kept = redact(before + "".join(digits) + after)
    assert not re.search(r"[\d\u1369-\u137c]{4}", kept)


@given(
    st.lists(st.sampled_from("0123456789"), min_size=6, max_size=14), st.sampled_from([" ", "-", ".", "/", " - ", ""])
)
def test_a_phone_number_is_found_however_it_is_spaced(digits: str, between: str) -> None:
    kept = redact(f"ring {between.join(digits)} now")
    assert kept == "ring [number] now"


@given(
    st.text(),
    st.from_regex(r"[a-z]{3,10}(\.[a-z]{2,8})?@[a-z]{2,8}\.(be|com|example)", fullmatch=True),
    st.text(),
)
def test_no_address_is_left(before: str, address: str, after: str) -> None:
    assert address not in redact(f"{before} {address} {after}")


@given(st.text())
def test_any_text_becomes_one_line_without_invisible_marks(text: str) -> None:
    kept = redact(text)
    assert len(kept) <= 400
    assert all(unicodedata.category(one)[0] != "C" or one in "\u200c\u200d" for one in kept)


def test_what_says_nothing_is_not_worth_keeping() -> None:
    assert not says_something(redact("+32 478 12 34 56"))
    assert not says_something("")
    assert says_something(redact("how do I return, 0478123456"))
