"""The small parts of a reply: payloads, markup, limits, towns, opening hours, contact blocks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.models import Contact
from bot.dialogue import directory, hours, limits, markup, payload, places
from bot.dialogue.scene import Scene
from bot.messages import Session
from tests.talk import NOW
from tests.worlds import library

SCENE = Scene(library(), Session(), "en", NOW)


def contact(**given: object) -> Contact:
    plain: dict[str, object] = {
        "id": "be-112",
        "names": {"en": "Desk"},
        "kind": "ngo",
        "country": "BE",
        "confidence": "high",
        "checked": date(2026, 11, 24),
    }
    return Contact(**(plain | given))  # type: ignore[arg-type]


# --------------------------------------------------------------------------- payloads


@given(st.text(max_size=80))
def test_reading_a_payload_never_raises_and_gives_back_what_was_written(text: str) -> None:
    found = payload.read(text)
    if found is not None:
        assert payload.write(found.verb, *found.parts) == text


def test_a_payload_of_65_bytes_is_refused_where_it_is_made() -> None:
    name = "a" * (64 - len("1:ask:"))
    assert len(payload.write("ask", name)) == 64
    with pytest.raises(ValueError, match="at most 64 bytes"):
        payload.write("ask", name + "a")


# --------------------------------------------------------------------------- markup


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("**bold**", "<b>bold</b>"),
        ("[site](https://a.example/?x=1&y=2)", '<a href="https://a.example/?x=1&amp;y=2">site</a>'),
        ("[site](javascript:alert(1))", "[site](javascript:alert(1))"),
        ("<script>", "&lt;script&gt;"),
        ("{value:nothing_like_this}", ""),
    ],
)
def test_staffs_markup_becomes_safe_html(source: str, expected: str) -> None:
    assert SCENE.prose(source) == expected


def test_right_to_left_lines_begin_with_a_mark_and_isolate_what_is_inserted() -> None:
    scene = SCENE.speaking("ar")
    shown = markup.lay_out(f"📞 {scene.inserted('+32 2 519 84 94')}\n\nنص", scene.direction)
    first, empty, second = shown.split("\n")
    assert first == "\u200f📞 \u2068+32 2 519 84 94\u2069" and empty == "" and second.startswith("\u200f")


@given(st.text())
def test_a_strangers_words_lose_what_could_turn_the_layout(text: str) -> None:
    cleaned = markup.clean(text)
    assert "\n" not in cleaned and not any(c in cleaned for c in "\u202e\u2066\u2069\x00")


# --------------------------------------------------------------------------- limits


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=900),
        max_size=40,
    )
)
def test_long_texts_are_cut_between_lines_and_nothing_is_lost(lines: list[str]) -> None:
    text = "\n".join(line for line in lines if line.strip())
    pieces = limits.split(text)
    assert all(limits.units(piece) <= limits.MESSAGE_UNITS for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_emoji_count_as_telegram_counts_them() -> None:
    assert limits.units("🛂") == 2


def test_a_label_is_cut_at_a_word() -> None:
    assert limits.label("word " * 30).endswith("word…")


# --------------------------------------------------------------------------- towns


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Brussels", "be-brussels"),
        ("bruxelles", "be-brussels"),
        ("بروكسل", "be-brussels"),
        ("Брюссель", "be-brussels"),
        ("i am in Liège please", "be-liege"),
        ("Luik", "be-liege"),
        ("antwerpn", "be-antwerp"),
        ("Anvers", "be-antwerp"),
        ("gand", "be-ghent"),
    ],
)
def test_a_town_is_found_in_any_language_and_with_errors(text: str, town: str) -> None:
    found = places.find_towns(text, library())
    assert town in [one.id for one in found][:1], [one.id for one in found]


@pytest.mark.parametrize("text", ["", "?", "how can i appeal my negative decision", "xqzzy", "🙂", "1000000"])
def test_what_is_no_town_is_none(text: str) -> None:
    assert places.find_towns(text, library()) == ()


def test_the_nearest_is_first_and_an_office_that_enforces_is_last() -> None:
    found = places.nearest(library(), "voluntary_return", 51.2194, 4.4025, limit=6)
    assert found and not found[0].enforcement
    flags = [one.enforcement for one in found]
    assert flags == sorted(flags)


def test_a_place_abroad_has_no_country_of_ours() -> None:
    assert places.country_at(library(), 48.85, 2.35) is None
    assert places.country_at(library(), 49.61, 6.13) == "LU"


# --------------------------------------------------------------------------- hours and contacts


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("24/7", "day and night"),
        ("Mo-Fr 09:00-12:30,13:30-16:00; PH off", "Monday – Friday 09:00–12:30, 13:30–16:00"),
        ("Mo,Th 09:00-12:30; PH off", "Monday, Thursday 09:00–12:30"),
        ("", ""),
        ("whenever", ""),
    ],
)
def test_hours_are_said_in_24_hours_with_day_names(rule: str, said: str) -> None:
    assert hours.in_words(rule, SCENE) == said


def test_open_now_is_said_of_confirmed_hours_alone() -> None:
    tuesday = datetime(2026, 11, 24, 9, tzinfo=UTC)  # ten o'clock in Brussels
    rule = "Mo-Fr 09:00-12:00; PH off"
    assert hours.open_now(contact(hours=rule), tuesday) is None
    confirmed = contact(hours=rule, confirmed_on=date(2026, 11, 1))
    assert hours.open_now(confirmed, tuesday) is True
    assert hours.open_now(confirmed, datetime(2026, 12, 25, 9, tzinfo=UTC)) is False, "a holiday"
    assert hours.open_now(confirmed, datetime(2026, 11, 24, 11, 30, tzinfo=UTC)) is False, "half past twelve there"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+3280032745", "+32 800 32 745"), ("112", "112"), ("+352454545", "+352 45 45 45"), ("+3", "+3")],
)
def test_a_phone_is_shown_so_that_every_phone_can_dial_it(number: str, shown: str) -> None:
    assert directory.phone(contact(phone=number)) == shown


def test_a_contact_says_how_old_its_check_is_and_is_never_a_pin() -> None:
    lines = directory.contact_block(contact(address="Rue Haute 1", city="Brussels"), SCENE)
    assert any("24 November 2026" in line for line in lines)
    button = directory.map_button(contact(address="Rue Haute 1", city="Brussels"), SCENE)
    assert button is not None and "search?query=Rue+Haute+1" in (button.url or "")
    assert directory.map_button(contact(address="Somewhere", city="Brussels"), SCENE) is None
