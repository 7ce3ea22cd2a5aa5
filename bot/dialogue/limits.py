"""Telegram's limits, kept before anything is sent: 4,096 UTF-16 units a message, short button labels, 100 buttons.

A message that is too long is cut at the end of a paragraph or line, outside tags; tags never cross a line here.
"""

from __future__ import annotations

MESSAGE_UNITS = 4096
LABEL_CHARACTERS = 60
MAX_ROWS = 30
HALF_ROW_CHARACTERS = 26  # two such labels stand side by side on a small phone


def units(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(html_text: str, limit: int = MESSAGE_UNITS) -> list[str]:
    """Pieces of at most `limit` units each. Cuts between paragraphs, else between lines."""
    if units(html_text) <= limit:
        return [html_text]
    pieces: list[str] = []
    current = ""
    for line in html_text.split("\n"):
        joined = f"{current}\n{line}" if current else line
        if units(joined) <= limit:
            current = joined
            continue
        if current.strip():
            pieces.append(current.strip("\n"))
        current = line
    if current.strip():
        pieces.append(current.strip("\n"))
    return pieces


def label(text: str) -> str:
    """A button's label: one line, shortened at a word with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= LABEL_CHARACTERS:
        return line
    cut = line[: LABEL_CHARACTERS - 1]
    return (cut.rsplit(" ", 1)[0] or cut) + "…"
