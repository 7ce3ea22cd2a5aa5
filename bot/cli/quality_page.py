"""The page of published figures: parts that a command wrote, each with what it was measured on and a seal.

The seal shows when a figure was changed by hand; the stamp shows what has changed since it was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from bot.matching.quality import Table

Kind = Literal["joint", "words"]
TITLES: dict[Kind, str] = {"joint": "With the sentence encoder, as it runs", "words": "By words alone"}
OPTION: dict[Kind, str] = {"joint": "", "words": " --no-encoder"}
_HEAD = """\
# What Infopoint understands

Written by `make quality`; no figure is changed by hand (`infopoint quality --check` says what is out of date).
Measured on messages that were written apart from the training phrases: `tests/messages/<language>.tsv` for every
question of the catalogue, with texts out of scope, and `crisis_<language>.tsv` for triage. Shares are in %. The command
beside each table prints the same figures and more; what they mean is said in [matching.md](matching.md) and
[triage.md](triage.md).
"""
_PART = re.compile(r"<!-- part (joint|words) -->\n(.*?)<!-- end of \1, sealed ([0-9a-f]+) -->\n", re.DOTALL)
_STAMP = re.compile(r"^Measured on (\S+): content `(\w+)`, messages `(\w+)`, matcher `(\w+)`\.$", re.MULTILINE)


class PageError(Exception):
    """The page is not as the command wrote it; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What figures were measured on: digests of the content, of the test messages and of the matcher's code."""

    content: str
    messages: str
    matcher: str

    def changed(self, now: Stamp) -> list[str]:
        """What is different by now, in words."""
        names = {"content": "the content", "messages": "the test messages", "matcher": "the matcher"}
        return [words for name, words in names.items() if getattr(self, name) != getattr(now, name)]


@dataclass(frozen=True, slots=True)
class Part:
    """One way of matching, measured. `text` is all that stands between its marks."""

    kind: Kind
    day: str
    stamp: Stamp
    text: str


def written(kind: Kind, day: str, stamp: Stamp, *, tables: Iterable[Table]) -> Part:
    lines = [f"## {TITLES[kind]}", ""]
    lines += [f"Measured on {day}: content `{stamp.content}`, messages `{stamp.messages}`, matcher `{stamp.matcher}`."]
    for table in tables:
        command = [f"`infopoint evaluate {table.asked}{OPTION[kind]}`"] if table.asked else []
        lines += ["", f"### {table.title}", table.explained, *command, "", *_rows(table)]
    return Part(kind, day, stamp, "\n".join(lines) + "\n")


def page(parts: Mapping[Kind, Part]) -> str:
    """The whole file; the way it runs comes first."""
    found = [_HEAD]
    for kind in TITLES:
        if kind in parts:
            text = parts[kind].text
            found.append(f"<!-- part {kind} -->\n{text}<!-- end of {kind}, sealed {_seal(text)} -->\n")
    return "\n".join(found)


def read(text: str) -> dict[Kind, Part]:
    """The parts of a page. PageError when something was changed by hand, or there are none."""
    parts: dict[Kind, Part] = {}
    for found in _PART.finditer(text):
        kind: Kind = "joint" if found[1] == "joint" else "words"
        stamp = _STAMP.search(found[2])
        if _seal(found[2]) != found[3] or stamp is None:
            line = text.count("\n", 0, found.start()) + 1
            raise PageError(f"the part from line {line} was changed by hand - `make quality` measures it again")
        parts[kind] = Part(kind, stamp[1], Stamp(stamp[2], stamp[3], stamp[4]), found[2])
    if not parts or page(parts) != text:
        raise PageError("it is not as the command wrote it - `make quality` writes it again")
    return parts


def _rows(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(table.columns) + " |"
    yield "|" + "---|" * len(table.columns)
    for row in table.rows:
        yield "| " + " | ".join(row) + " |"


def _seal(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
