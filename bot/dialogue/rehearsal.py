"""Transcripts played with two versions of the content: the lines of a person that are now decided otherwise.

A decision is what the turn says happened (card, answer, suggestions, guide step ...), not how the answer is worded. It
is right where the bot says what the transcript has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.content import Library
from bot.dialogue.transcript import Read, TranscriptError, acts, turn_lines
from bot.matching.difference import RIGHT, Change, kind
from bot.messages import Event, Turn


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a person's, what was decided, and whether the bot said what the transcript has."""

    number: int
    text: str
    decided: str
    as_written: bool


def rehearse(text: str, library: Library, read: Read) -> list[Line]:
    """The person's lines as they are decided; up to the first that cannot be played, where a button is missing."""
    lines: list[Line] = []
    try:
        for block, turn in acts(text, library, read):
            if turn is not None:
                said = turn_lines(turn)
                as_written = said == [f"| {reply}".rstrip() for reply in block.replies]
                lines.append(Line(block.number, block.line[2:], _decided(turn), as_written))
    except TranscriptError as error:
        lines.append(Line(0, "", str(error), as_written=False))
    return lines


def changed_lines(name: str, before: Sequence[Line], now: Sequence[Line]) -> list[Change]:
    """Lines of one transcript, played twice, that are decided otherwise; the first that only one of them has, too."""
    found = []
    for one, other in zip(before, now, strict=False):
        if one.decided != other.decided:
            line = one if one.number else other
            ranks = RIGHT * one.as_written, RIGHT * other.as_written
            where = f"{name}:{line.number}"
            found.append(
                Change(kind(*ranks), where, line.text, "", "", one.decided, other.decided, worse=ranks[0] - ranks[1])
            )
            if not (one.number and other.number):
                break
    return found


def _decided(turn: Turn) -> str:
    """The events without how sure they are."""
    return ", ".join(_event(replace(event, confidence=None)) for event in turn.events) or "nothing"


def _event(event: Event) -> str:
    return " ".join(part for part in (event.name, event.intent, event.detail, event.language) if part)
