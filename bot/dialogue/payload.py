"""What a button carries: `1:verb:part:part...`, at most 64 bytes, ids and never positions.

Payloads come back from old messages, other versions and forgers, so reading one never raises: what cannot be read
is None and is treated like a button whose target is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION = "1"
MAX_BYTES = 64
_PART = re.compile(r"[A-Za-z0-9_.-]+")

# verb -> how many parts may follow
VERBS: dict[str, tuple[int, ...]] = {
    "ask": (1, 2),  # intent [case]
    "orig": (1, 2),  # intent [case]: the answer in English
    "topic": (1, 2),  # topic [intent that the page begins with]
    "menu": (0,),
    "home": (0,),  # the menu as a message of its own: an answer above it stays
    "lang": (1,),
    "langs": (0,),
    "country": (1, 2),  # BE or LU [intent to show again]
    "guide": (1,),
    "step": (3,),  # guide node option
    "back": (2,),  # guide node
    "stop": (1,),
    "goon": (1,),
    "human": (0,),
    "privacy": (0,),
    "hide": (0,),
    "discreet": (1,),  # on or off
    "forget": (0,),
    "forgetyes": (0,),
    "contacts": (0,),
    "need": (1,),
    "near": (1,),
    "town": (2,),  # need town
    "soft": (2, 3),  # crisis intent, yes | no | unsure [case]
    "good": (1,),
    "bad": (1,),
    "none": (0,),
    "keep": (0,),
}


@dataclass(frozen=True, slots=True)
class Payload:
    verb: str
    parts: tuple[str, ...] = ()


def write(verb: str, *parts: str) -> str:
    """ValueError when the payload would be longer than 64 bytes or could not be read back."""
    text = ":".join((VERSION, verb, *parts))
    if read(text) is None:
        raise ValueError(f"`{text}` is no payload: known verbs, plain ids, at most {MAX_BYTES} bytes")
    return text


def read(text: str) -> Payload | None:
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return None
    version, _, rest = text.partition(":")
    verb, *parts = rest.split(":")
    if version != VERSION or len(parts) not in VERBS.get(verb, ()):
        return None
    if not all(_PART.fullmatch(part) for part in parts):
        return None
    return Payload(verb, tuple(parts))
