"""What was learned beside the matcher, on disk: danger model and language evidence. Plain arrays, never pickle.

A file that is missing, torn, foreign or of another version is not an error: it is learned again and written anew.
"""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[np.generic]]
T = TypeVar("T")

VERSION = "1"  # raise it when what is stored, or how it is learned, changes
_MARK = "infopoint"

log = logging.getLogger(__name__)


def load(path: Path, key: str, restore: Callable[[Arrays], T]) -> T | None:
    """What `save` wrote under the same key, or None. One line in the log when there is a file that cannot be used."""
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as found:
            if text_of(found[_MARK]) != _mark(key):
                return None
            return restore({name: found[name] for name in found.files})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("%s cannot be used (%s) and is learned again", path.name, type(error).__name__)
        return None


def save(path: Path, key: str, arrays: Arrays) -> None:
    """Written beside and moved into place, so that nobody reads half a file. A full disk is no reason to stop."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            np.savez(file, allow_pickle=False, **{_MARK: text_array(_mark(key)), **arrays})
        beside.replace(path)
    except OSError as error:
        log.warning("%s cannot be kept (%s); it is learned again next time", path.name, type(error).__name__)
        beside.unlink(missing_ok=True)


def text_array(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def text_of(array: NDArray[np.generic]) -> str:
    return array.astype(np.uint8).tobytes().decode("utf-8", "surrogatepass")


def code_digest(*modules: str) -> str:
    """Changes when the code of these modules does: what older code learned is not used."""
    whole = sha256()
    for name in sorted(modules):
        whole.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return whole.hexdigest()[:16]


def _mark(key: str) -> str:
    return f"{VERSION} {key}"
