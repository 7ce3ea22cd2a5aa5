"""The small markup of texts: bold, links, {contact:id}, {value:id}, and nothing else; in translations too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection, Piece
from bot.content.contexts import placeholders
from bot.messages import Problem

CODES = Codes(
    "Markup",
    {
        "markup-bold": Code("`**` is opened and not closed, or stands next to a space", "write **like this**"),
        "markup-link": Code("a link is broken", "write [what it is](https://example.org)"),
        "markup-html": Code("there is HTML in a text", "use **bold** and [links](https://example.org) instead"),
        "markup-braces": Code("braces stand around something that is no reference", "write {contact:id} or {value:id}"),
        "markup-other": Code("a text uses markup that is not ours", "use **bold** and [links](https://...) only"),
        "control-character": Code("a text holds invisible characters that can spoil it", "type the text again"),
    },
)
_LINK = re.compile(r"\[[^\[\]]+\]\(https?://[^\s()]+\)")
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[A-Za-z]+|#\d+);")
_OTHER = re.compile(r"`|^#{1,6} |__\w|~~", re.MULTILINE)
_REFERENCE = re.compile(r"\{(?:contact|value):[A-Za-z0-9_-]+\}")
_FORBIDDEN_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\ufffd\ufeff")  # they turn the text around them about


def markup(inspection: Inspection) -> Iterator[Problem]:
    for piece in (*inspection.sources(), *inspection.translations()):
        for code, offset, message in faults(piece):
            yield CODES(code, inspection.origin(piece, offset), f"{message} in {piece.context}")


def faults(piece: Piece) -> Iterator[tuple[str, int, str]]:
    """(code, where in the text, message) of one text."""
    text = piece.text
    bare = _LINK.sub(lambda found: "x" * len(found[0]), text)
    if (at := _loose_bold(text)) is not None:
        yield "markup-bold", at, f"`{text[at : at + 12]}`"
    if found := re.search(r"\]\(|\]\s\(http|\(https?://", bare):
        yield "markup-link", found.start(), f"`{text[max(found.start() - 10, 0) : found.start() + 20]}`"
    if found := _HTML.search(text):
        yield "markup-html", found.start(), f"`{found[0]}`"
    if found := _OTHER.search(bare):
        yield "markup-other", found.start(), f"`{found[0].strip()}`"
    if (at := _loose_brace(piece)) is not None:
        yield "markup-braces", at, f"`{text[at : at + 20]}`"
    for at, character in enumerate(text):
        if character != "\n" and (
            character in _FORBIDDEN_MARKS or unicodedata.category(character) in ("Cc", "Co", "Cs")
        ):
            yield "control-character", at, f"U+{ord(character):04X}"
            break


def _loose_bold(text: str) -> int | None:
    """Where `**` stands alone, or with a space on its inner side: a reader would see the stars."""
    marks = [found.start() for found in re.finditer(r"\*\*", text)]
    for begin, end in zip(marks[::2], marks[1::2], strict=False):
        inner = text[begin + 2 : end]
        if not inner or inner != inner.strip() or "\n" in inner:
            return begin
    if len(marks) % 2:
        return marks[-1]
    alone = re.search(r"(?<!\*)\*(?!\*)\w[^*\n]*\w\*(?!\*)", text)
    return alone.start() if alone else None


def _loose_brace(piece: Piece) -> int | None:
    """In the interface every {name} of the English is a reference; elsewhere only contacts and values are."""
    text = _REFERENCE.sub(lambda found: "x" * len(found[0]), piece.text)
    if piece.context.startswith("ui:"):
        for name in placeholders(piece.source):
            text = text.replace(name, "x" * len(name))
    found = re.search(r"[{}]", text)
    return found.start() if found else None
