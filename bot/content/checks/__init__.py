"""Everything that can be wrong with content, found at once and told so that an editor can click it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from bot.content import yamlfile
from bot.content.checks import (
    contacts,
    crisis,
    figures,
    files,
    glossary,
    guides,
    languages,
    limits,
    markup,
    neutrality,
    phrases,
    places,
    readability,
    reading,
    references,
    sources,
    translations,
)
from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection, Surroundings
from bot.content.checks.lint import FILE, Lint, read_lint
from bot.content.checks.trees import Trees
from bot.content.fields import Report
from bot.content.loader import read
from bot.messages import Problem

__all__ = ["FAMILIES", "Code", "Codes", "Surroundings", "check", "lint_of"]

CHECKS: tuple[Callable[[Inspection], Iterator[Problem]], ...] = (
    files.files,
    references.references,
    phrases.phrases,
    sources.sources,
    markup.markup,
    translations.translations,
    neutrality.neutrality,
    crisis.crisis,
    contacts.contacts,
    places.places,
    limits.limits,
    figures.figures,
    guides.guides,
    languages.languages,
    readability.readability,
    glossary.glossary,
)
FAMILIES: tuple[Codes, ...] = (
    reading.CODES,
    files.CODES,
    references.CODES,
    phrases.CODES,
    sources.CODES,
    markup.CODES,
    translations.CODES,
    neutrality.CODES,
    crisis.CODES,
    contacts.CODES,
    places.CODES,
    limits.CODES,
    figures.CODES,
    guides.CODES,
    languages.CODES,
    readability.CODES,
    glossary.CODES,
)


# What only seems wrong while a file cannot be read: the text that uses a value may stand in it.
FOLLOWING = frozenset({"unused-value", "unused-contact", "card-untranslated"})


def check(content: Path, *, today: date, around: Surroundings) -> list[Problem]:
    """ALL problems of a content folder, by file and line. Where files cannot be read, what could be read is checked."""
    library, problems = read(content)
    lint, wrong = _lint(content)
    problems = [*problems, *wrong]
    if library is not None:
        inspection = Inspection(content, library, today, lint, around, Trees(content))
        found = [problem for one in CHECKS for problem in one(inspection)]
        if any(problem.level == "error" for problem in problems):
            found = [problem for problem in found if problem.code not in FOLLOWING]
        problems += found
    return sorted(set_of(problems), key=lambda p: (p.file, p.line, p.column, p.code, p.message))


def set_of(problems: list[Problem]) -> list[Problem]:
    """Without doubles: one mistake may be met on several ways."""
    return list({(p.code, p.file, p.line, p.column, p.message): p for p in problems}.values())


def lint_of(content: Path) -> Lint:
    """The words that checks look for; what is wrong with them is `check`'s to tell."""
    return _lint(content)[0]


def _lint(content: Path) -> tuple[Lint, list[Problem]]:
    tree, problems = yamlfile.read(content / FILE, FILE)
    if tree is None:
        return Lint(), problems
    report = Report()
    return read_lint(tree, report), problems + report.problems
