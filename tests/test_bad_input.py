"""Whatever is sent, the trained matcher and triage decide: any Unicode, any length, tricks with letters."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.matching import Understanding
from bot.messages import Reading
from tests.worlds import small_world, understanding

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)  # lone surrogates and controls too
TRICKS = st.sampled_from(
    "\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u200b\u200c\u200d\ufeff\xad"
)
SCRIPTS = st.sampled_from(
    [(0x41, 0x7A), (0x400, 0x45F), (0x600, 0x6FF), (0x1200, 0x137F), (0x900, 0x97F), (0x1F300, 0x1FAFF)]
)
COMMON = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MOST_SECONDS = 2.0  # for any text, on a busy machine
HARD = ["i want to kill myself", "je veux me suicider", "my husband beats me", "ik wil dood"]
HOMOGLYPHS = str.maketrans("aeopcxyi", "аеорсхуі")


def decided(text: str) -> Reading:
    """Read anew, and sound: what went wrong inside shows as the name of an exception."""
    read = understanding().read(text)
    assert read.decision.kind in ("answer", "suggest", "unknown")
    assert read.triage.level in ("none", "soft", "hard")
    assert not read.triage.why.endswith(("Error", "Exception")), read.triage.why
    assert all(0 <= candidate.confidence <= 1 for candidate in read.decision.candidates)
    return read


@COMMON
@given(ANY_TEXT)
def test_any_unicode_is_decided(text: str) -> None:
    decided(text)


@COMMON
@given(st.text(st.integers(0, 0xD7FF).map(chr) | TRICKS, max_size=60), st.integers(1, 2_000))
def test_any_piece_repeated_is_decided(piece: str, times: int) -> None:
    decided(piece * times)


@COMMON
@given(st.lists(st.tuples(SCRIPTS, st.integers(0, 5_000)), max_size=60))
def test_mixed_scripts_are_decided(letters: list[tuple[tuple[int, int], int]]) -> None:
    decided("".join(chr(low + number % (high - low + 1)) for (low, high), number in letters))


@COMMON
@given(st.sampled_from(HARD), st.lists(st.tuples(st.integers(0, 40), TRICKS), max_size=12))
def test_invisible_characters_hide_no_danger(text: str, tricks: list[tuple[int, str]]) -> None:
    plain = decided(text).triage
    for place, trick in tricks:
        text = text[:place] + trick + text[place:]
    assert (decided(text).triage.level, decided(text).triage.intent) == (plain.level, plain.intent)


@pytest.mark.parametrize("text", HARD)
def test_letters_that_only_look_alike_hide_no_danger(text: str) -> None:
    plain = decided(text).triage
    assert plain.level == "hard"
    spoilt = " ".join(word.translate(HOMOGLYPHS) if number % 2 else word for number, word in enumerate(text.split()))
    half = "".join(letter.translate(HOMOGLYPHS) if number % 3 == 0 else letter for number, letter in enumerate(text))
    assert half != text and spoilt != text
    assert decided(half).triage.intent == plain.intent
    decided(spoilt)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n\n", "\0", "\0help\0", "\ud800", "\udfff\ud800 x", "a", "ب", "?", "...", "7", "112"),
        *("1234567890" * 9, "٣٤٥", "፩፪፫", "𝐚𝐬𝐲𝐥𝐮𝐦", "🙂", "🙂" * 200, "👨‍👩‍👧‍👦", "🇧🇪🇱🇺"),
        *("\u202e" * 50, "\u2066abc\u2069", "\ufdfa" * 100, "a\u0301" * 500),
    ],
    ids=ascii,
)  # fmt: skip
def test_strange_texts_are_decided(text: str) -> None:
    read = decided(text)
    if not any(character.isalnum() for character in text):
        assert read.triage.level == "none" and read.decision.kind == "unknown"


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "help ",
        "i want to die. ",
        "؟ ",
        "كيف ",
        "ሰላም ",
        "🙂",
        "\u202e",
        "\u0301",
        "\0",
        "\ud800",
        "1",
        "a. ",
        "аa",
        "\n",
    ],
    ids=ascii,
)
def test_a_hundred_thousand_characters_take_bounded_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.perf_counter()
    decided(text)
    assert time.perf_counter() - began < MOST_SECONDS


def test_every_foreign_file_of_the_cache_is_rebuilt_with_one_line_each(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library, cache = load(small_world(tmp_path / "world")), tmp_path / "cache"
    first = Understanding.train(library, cache=cache)
    whole = {path: path.read_bytes() for path in sorted(cache.iterdir())}
    assert len(whole) >= 2
    for spoil in (b"", b"GIF89a", b"PK\x03\x04" + b"\0" * 400):
        for path in whole:
            path.write_bytes(spoil)
        caplog.clear()
        again = Understanding.train(library, cache=cache)
        assert again.read("how to appeal") == first.read("how to appeal")
        lines = [record.getMessage() for record in caplog.records]
        assert [sum(path.name in line for line in lines) for path in whole] == [1] * len(whole), lines
        assert {path: path.stat().st_size > 400 for path in whole} == dict.fromkeys(whole, True)
    caplog.clear()
    Understanding.train(library, cache=cache)
    assert not caplog.records, "what was rebuilt is used"


def test_another_programs_array_file_is_rebuilt_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A valid file of the right kind with a wrong inside: arrays of another shape under our own mark."""
    import numpy as np

    library, cache = load(small_world(tmp_path / "world")), tmp_path / "cache"
    first = Understanding.train(library, cache=cache)
    for path in cache.glob("*.npz"):
        with np.load(path) as found:
            kept = {name: found[name] for name in found.files}
        np.savez(
            path,
            **{
                name: values if name == "infopoint" else values[:0].ravel()
                for name, values in kept.items()
                if values.ndim
            },
        )
    again = Understanding.train(library, cache=cache)
    assert again.read("how to appeal") == first.read("how to appeal")
    assert all("learned again" in record.getMessage() for record in caplog.records) and caplog.records
