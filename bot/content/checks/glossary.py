"""One word for one thing in every language: the glossary has the terms that matter, and translations keep to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection, Piece
from bot.content.checks.lint import first_word
from bot.content.contexts import PLACEHOLDER
from bot.content.glossary import Glossary, glossary_file, read_glossary, uses
from bot.content.library import SOURCE_LANGUAGE
from bot.content.models import Origin
from bot.messages import Problem

CODES = Codes(
    "Glossary",
    {
        "glossary-missing": Code(
            "a glossary lacks a term that every language needs", "add `term: {use: ..., avoid: []}`", "warning"
        ),
        "glossary-avoid": Code(
            "a translation says a word that its glossary avoids, and not the one to use",
            "write the word under `use`, or correct the glossary",
            "warning",
        ),
    },
)
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+|\b[\w-]+\.(?:be|lu|org|eu)\b")


def glossary(inspection: Inspection) -> Iterator[Problem]:
    found: dict[str, Glossary] = {}
    for code in inspection.library.languages:
        if code == SOURCE_LANGUAGE:
            continue
        found[code], problems = read_glossary(inspection.content, code)
        yield from problems
        missing = [term for term in inspection.lint.glossary if term not in found[code]]
        if missing:
            yield CODES("glossary-missing", Origin(glossary_file(code)), f"{', '.join(missing)} ({code})")
    for piece in inspection.translations():
        yield from _avoided(inspection, piece, found.get(piece.language, {}))


def _avoided(inspection: Inspection, piece: Piece, terms: Glossary) -> Iterator[Problem]:
    """Only where the English says the term: the same word may be right for something else ("un appel gratuit")."""
    fold = inspection.around.fold
    source, text = _plain(piece.source), _plain(piece.text)
    for term in terms.values():
        if not first_word(source, (term.english, f"{term.english}s"), fold):
            continue
        hit = first_word(text, term.avoid, fold)
        if hit and not uses(text, term, fold):
            told = f"`{hit[0]}` for {term.english} in {piece.context}, use `{term.use}`"
            yield CODES("glossary-avoid", inspection.origin(piece), told)


def _plain(text: str) -> str:
    return _ADDRESS.sub(" ", PLACEHOLDER.sub(" ", text))
