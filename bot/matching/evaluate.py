"""How well texts are understood: rows with the right intent against what was read, as figures a language.

Pure: it is handed a function that reads a text. What the figures mean is said in docs/matching.md. Every figure except
the times and the memory is the same in every run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from bot.matching.encoder import Encoder
from bot.matching.features import Floats
from bot.matching.fusion import OFFERED
from bot.matching.matcher import Matcher
from bot.matching.phrases import CASE, NONE
from bot.messages import LanguageGuess, Reading, Triage

CRISES = frozenset({"safety_emergency", "safety_suicide", "safety_violence", "safety_trafficking", "safety_child"})

Outcome = Literal["right", "offered", "wrong", "missed"]


class TableError(Exception):
    """A line of a TSV file cannot be used: which, and what it should look like."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a test file. `intent` is `none` for a text out of scope."""

    text: str
    language: str
    intent: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, what was read, how long it took in milliseconds and whether the encoder was asked."""

    row: Row
    reading: Reading
    milliseconds: float
    encoded: bool

    @property
    def in_scope(self) -> bool:
        return self.row.intent != NONE

    @property
    def crisis(self) -> bool:
        return self.row.intent in CRISES

    @property
    def answered(self) -> bool:
        """Another country is never answered with ours."""
        return self.reading.decision.kind == "answer" and self.reading.elsewhere is None

    @property
    def guesses(self) -> tuple[str, ...]:
        """Intents, likeliest first. Of two questions in a row the labelled one counts; a shown card comes first."""
        found = [candidate.intent for candidate in self.reading.decision.candidates]
        second = self.reading.second
        if second is not None and second.top is not None and second.top.intent == self.row.intent:
            found.insert(0, second.top.intent)
        if self.crisis and self.reading.triage.level != "none" and self.reading.triage.intent is not None:
            found.insert(0, self.reading.triage.intent)
        return tuple(dict.fromkeys(found))

    @property
    def outcome(self) -> Outcome:
        """What the person got. A crisis is right when its card is shown; behind a hard card no answer is."""
        decision, triage, want = self.reading.decision, self.reading.triage, self.row.intent
        if self.crisis and triage.level != "none" and triage.intent == want:
            return "right"
        if triage.level == "hard":
            return "wrong"
        if self.answered and decision.top is not None:
            if decision.top.intent == want:
                return "right"
            second = self.reading.second
            return "offered" if second is not None and second.top is not None and second.top.intent == want else "wrong"
        offered = [candidate.intent for candidate in decision.candidates[:OFFERED]]
        return "offered" if decision.kind == "suggest" and want in offered else "missed"


class Counting:
    """An encoder that counts how often it is asked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name: str | None = getattr(encoder, "name", None)
        self.dimensions: int | None = getattr(encoder, "dimensions", None)
        self.asked = 0

    def vectors(self, texts: Sequence[str]) -> Floats:
        self.asked += 1
        return self._encoder.vectors(texts)


def read_table(path: Path) -> list[Row]:
    """Lines `text<TAB>language<TAB>intent`, UTF-8; empty lines are passed over. TableError names the first bad line."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) != 3 or not cells[2].strip():
            raise TableError(f"{path}:{number} has {len(cells)} cells - write text<TAB>language<TAB>intent")
        rows.append(Row(cells[0], cells[1].strip(), cells[2].strip()))
    return rows


def comparable(rows: Iterable[Row], train: Iterable[Row] = ()) -> tuple[list[Row], list[Row]]:
    """Tested and training rows whose intents can be compared.

    A case counts as its intent. Where tested intents of a data set have a slash of their own, it is no case.
    """
    tested, learned = list(rows), list(train)
    if learned and any(CASE in row.intent for row in tested):
        return [_whole(row) for row in tested], [_whole(row) for row in learned]
    return [replace(row, intent=row.intent.partition(CASE)[0]) for row in tested], learned


def judge(rows: Sequence[Row], read: Callable[[str], Reading], counted: Counting | None = None) -> list[Judged]:
    """Reads every row, one after the other."""
    judged = []
    for row in rows:
        asked = counted.asked if counted is not None else 0
        began = time.perf_counter()
        reading = read(row.text)
        spent = (time.perf_counter() - began) * 1_000
        judged.append(Judged(row, reading, spent, counted is not None and counted.asked > asked))
    return judged


def reader(matcher: Matcher) -> Callable[[str], Reading]:
    """Reads with a matcher alone: for data sets whose intents are not ours."""

    def read(text: str) -> Reading:
        return Reading(text, Triage("none"), LanguageGuess(None), matcher.match(text))

    return read


def _whole(row: Row) -> Row:
    return replace(row, intent=row.intent.replace(CASE, "∕"))
