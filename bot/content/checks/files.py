"""Files that nobody reads: a wrong folder or name would lose an answer without a word."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.checks.lint import FILE as LINT
from bot.content.models import Origin
from bot.messages import Problem

CODES = Codes(
    "Files",
    {"stray-file": Code("a file stands where nobody reads it", "move it to its topic, or correct its name")},
)
_LISTS = ("languages", "other_languages", "catalogue", "contacts", "values", "places", "soft_card", "withdrawn")
_NEGATIVES = ("out_of_scope", "near_misses")


def files(inspection: Inspection) -> Iterator[Problem]:
    library = inspection.library
    known = {LINT, *(f"intents/{name}.yaml" for name in _LISTS)}
    known |= {f"intents/negatives/{name}.yaml" for name in _NEGATIVES}
    known |= {f"locales/{code}/{name}.yaml" for code in library.languages for name in ("approvals", "glossary")}
    known |= {f"locales/{code}/LC_MESSAGES/{n}.po" for code in library.languages for n in ("interface", "answers")}
    folders = {f"intents/{topic.id}" for topic in library.topics} | {"intents/guides"}
    for root in ("intents", "locales"):
        for path in sorted((inspection.content / root).rglob("*")):
            name = path.relative_to(inspection.content).as_posix()
            if path.suffix not in (".yaml", ".yml", ".po") or name in known:
                continue
            if path.suffix != ".yaml" or path.parent.relative_to(inspection.content).as_posix() not in folders:
                yield CODES("stray-file", Origin(name), f"nobody reads {name}")
