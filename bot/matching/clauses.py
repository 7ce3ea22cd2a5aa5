"""A long message in pieces: sentences for finding its questions, smaller pieces for finding a danger inside it.

Works on punctuation of every script that people here write, and on length where there is none. Knows no words.
"""

from __future__ import annotations

import re

MAX_SENTENCES = 8
MAX_PIECES = 24
_SHORT = 3  # words; a shorter piece cannot stand alone and joins its neighbour
_LONG = 16  # words; a longer piece is cut into overlapping windows
_WINDOW, _STRIDE = 12, 8

# Full stops, question and exclamation marks of Latin, Greek, Arabic, Urdu, Armenian, Ethiopic, Devanagari, Chinese ...
_ENDS = r"!?;\u061b\u061f\u06d4\u0589\u055e\u1362\u1364\u1367\u1368\u0964\u0965\u3002\uff01\uff1f\uff1b\u2026\u203d"
_SENTENCE_END = re.compile(rf"[{_ENDS}]+|\.+(?=\s|$)|[\r\n\u2028\u2029]+")
_PIECE_END = re.compile(rf"[{_ENDS}]+|\.+(?=\s|$)|[\r\n\u2028\u2029]+|[,،、፣፥:()«»\"“”]|\s[-–—]+\s|\.{{2,}}")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text in order, at most MAX_SENTENCES (the last one holds the rest); never empty strings."""
    return _bounded(_joined(_SENTENCE_END.split(text)), MAX_SENTENCES)


def pieces(text: str) -> tuple[str, ...]:
    """Clauses and, where a piece is long, overlapping windows of it; at most MAX_PIECES, none for a short text."""
    parts = _joined(_PIECE_END.split(text))
    found = tuple(window for part in parts for window in _windows(part.split()))
    kept = found[: MAX_PIECES // 2] + found[max(MAX_PIECES // 2, len(found) - MAX_PIECES // 2) :]
    return kept if len(kept) > 1 else ()


def _joined(parts: list[str]) -> list[str]:
    """Pieces too short to mean something join the one before them (the first joins the next)."""
    joined: list[str] = []
    for part in parts:
        words = part.split()
        if not words:
            continue
        if joined and (len(words) < _SHORT or len(joined[-1].split()) < _SHORT):
            joined[-1] += " " + " ".join(words)
        else:
            joined.append(" ".join(words))
    return joined


def _windows(words: list[str]) -> list[str]:
    if len(words) <= _LONG:
        return [" ".join(words)]
    starts = range(0, len(words) - _WINDOW + _STRIDE, _STRIDE)
    return [" ".join(words[start : start + _WINDOW]) for start in starts]


def _bounded(parts: list[str], most: int) -> tuple[str, ...]:
    return tuple(parts) if len(parts) <= most else (*parts[: most - 1], " ".join(parts[most - 1 :]))
