"""What can be wrong, each with a stable code: its level, what it means, what to do. `docs/checks.md` has the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.content.models import Origin
from bot.messages import Problem

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Code:
    what: str
    remedy: str
    level: Level = "error"


class Codes:
    """The codes of one family of checks; calling it makes a problem of one of them."""

    def __init__(self, family: str, table: Mapping[str, Code]) -> None:
        self.family = family
        self.table = dict(table)

    def __call__(self, code: str, origin: Origin, message: str, remedy: str = "") -> Problem:
        """KeyError for a code that the family does not list: an undocumented code cannot be produced."""
        known = self.table[code]
        file, line, column = origin.file, origin.line, origin.column
        return Problem(code, message, remedy or known.remedy, file, line, column, known.level)

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)
