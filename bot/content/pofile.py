"""A .po file as blocks, so that sync touches only what it changes: every other block keeps its bytes.

polib reads and writes single entries. It would fold every line of the file anew; a translator's tool folds otherwise,
and each sync would show up as a change of the whole file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import polib

from bot.content.catalogue import read_po
from bot.content.loader import ContentError

_MSGID = re.compile(r"^(?:#~ ?)?msgid ", re.MULTILINE)


@dataclass(slots=True)
class Block:
    """One entry and, when it was read, how it stood in the file."""

    entry: polib.POEntry
    raw: str = ""
    before: str = ""

    def text(self) -> str:
        if self.raw and str(self.entry) == self.before:
            return self.raw
        return self.entry.__unicode__(wrapwidth=0).rstrip("\n")  # unfolded: folding breaks {contact:...} at hyphens


@dataclass(slots=True)
class PoFile:
    header: str
    blocks: list[Block] = field(default_factory=list)
    last_translator: str = ""

    def text(self) -> str:
        """Living entries in their order, then what is obsolete."""
        living = [block.text() for block in self.blocks if not block.entry.obsolete]
        obsolete = [block.text() for block in self.blocks if block.entry.obsolete]
        return "\n\n".join([self.header, *living, *obsolete]) + "\n"


def read(path: Path, name: str, language: str) -> PoFile:
    """The file, or a new one when there is none. ContentError when it is broken: nothing is ever overwritten."""
    if not path.is_file():
        return PoFile(_header(language))
    _, problems = read_po(path, name)
    if problems:
        raise ContentError(tuple(problems))
    po = polib.pofile(str(path), encoding="utf-8")
    header, raws = _raw_blocks(path.read_text(encoding="utf-8-sig"), len(po))
    blocks = [Block(entry, raw, str(entry)) for entry, raw in zip(po, raws, strict=True)]
    return PoFile(header or _header(language), blocks, po.metadata.get("Last-Translator", ""))


def _raw_blocks(text: str, entries: int) -> tuple[str, list[str]]:
    """The header and the text of each entry. Where the file is not laid out in blocks, entries are written anew."""
    found: list[str] = []
    pending = ""
    for part in re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip("\n")):
        pending = f"{pending}\n\n{part}" if pending else part
        if _MSGID.search(pending):
            found.append(pending)
            pending = ""
    header = found.pop(0) if len(found) == entries + 1 else ""
    return header, found if header and len(found) == entries else [""] * entries


def _header(language: str) -> str:
    lines = [
        'msgid ""',
        'msgstr ""',
        r'"Project-Id-Version: infopoint\n"',
        rf'"Language: {language}\n"',
        r'"MIME-Version: 1.0\n"',
        r'"Content-Type: text/plain; charset=UTF-8\n"',
        r'"Content-Transfer-Encoding: 8bit\n"',
    ]
    return "\n".join(lines)
