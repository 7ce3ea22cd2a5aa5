"""A figure that can change stands in values.yaml once, not in prose: then one edit renews every answer and language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.checks.lint import Lint
from bot.content.contexts import PLACEHOLDER
from bot.messages import Problem

CODES = Codes(
    "Figures",
    {
        "bare-figure": Code(
            "a figure stands in the text itself",
            "put it into values.yaml and write {value:id}; names of papers and laws go into lint.yaml",
            "warning",
        ),
        "value-number": Code("a value is not what its unit says", "write a number, or 2026-06-12 for a date"),
    },
)
_URL = re.compile(r"https?://[^\s)]+")
_FIGURE = re.compile(r"(?<![^\W\d_])\d+(?:[.,/:]\d+)*\w*")  # "A2" is a name, not an amount
_WORDS = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s,;/*()]*(?:and|or)?[\s*(]*")
_YEAR = re.compile(r"(19|20)\d{2}")
_IN_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|sixty|ninety)"
    r"[ -](?:(?:working|calendar)[ -])?(?:days?|weeks?|months?|years?|hours?|euros?|percent)\b",
    re.IGNORECASE,
)


def figures(inspection: Inspection) -> Iterator[Problem]:
    for piece in inspection.sources():
        if piece.context.startswith(inspection.lint.figures_texts):
            continue
        for offset, figure in _bare(piece.text, inspection.lint, inspection.today.year):
            yield CODES("bare-figure", inspection.origin(piece, offset), f"`{figure}` in {piece.context}")
    for value in inspection.library.values.values():
        wanted = r"\d{4}-\d{2}-\d{2}" if value.unit == "date" else r"\d+(\.\d+)?"
        if value.value and not re.fullmatch(wanted, value.value):
            where = inspection.trees.at(value.origin.file, (value.id, "value"))
            yield CODES("value-number", where, f"`{value.value}` {value.unit}")


def _bare(text: str, lint: Lint, this_year: int) -> Iterator[tuple[int, str]]:
    """Figures that are no past year and no name of a paper or law. In "annex 26, 35 or 15" all three are names.

    A year to come is a date that can change.
    """
    plain = _blank(_URL, _blank(PLACEHOLDER, text))
    after = {word.casefold() for word in lint.figures_after}
    names_until = -1  # the end of the last figure that was a name
    for found in _FIGURE.finditer(plain):
        before = plain[: found.start()]
        word = (_WORDS.findall(before.casefold()) or [""])[-1]
        listed = names_until >= 0 and _BETWEEN.fullmatch(before[names_until:]) is not None
        if word in after or listed:
            names_until = found.end()
        elif found[0] not in lint.figures_allowed and not (_YEAR.fullmatch(found[0]) and int(found[0]) <= this_year):
            yield found.start(), found[0]
    for found in _IN_WORDS.finditer(plain):
        if found[0].casefold() not in lint.figures_allowed:
            yield found.start(), found[0]


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), text)
