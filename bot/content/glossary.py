"""The words that a language uses for our terms: `locales/<lang>/glossary.yaml`, `term: {use: word, avoid: [words]}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import yamlfile
from bot.content.fields import Fields, Report
from bot.content.models import Origin
from bot.messages import Problem

Fold = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Term:
    """`english` as it stands in our texts, without what is said in brackets."""

    english: str
    use: str
    avoid: tuple[str, ...]


Glossary = Mapping[str, Term]


def glossary_file(language: str) -> str:
    return f"locales/{language}/glossary.yaml"


def read_glossary(content: Path, language: str) -> tuple[Glossary, list[Problem]]:
    """By English term, and what is wrong with the file. No file is an empty glossary."""
    name = glossary_file(language)
    if not (content / name).is_file():
        return {}, []
    tree, problems = yamlfile.read(content / name, name)
    if tree is None:
        return {}, problems
    report = Report()
    outer = Fields(tree, report, origin=Origin(name))
    found: dict[str, Term] = {}
    for key in outer.keys:
        fields = outer.fields(key)
        if fields is not None:
            english = bare(key)
            found[english] = Term(english, fields.text("use", needed=True), fields.texts("avoid"))
            fields.close()
    return found, [*problems, *report.problems]


def bare(term: str) -> str:
    """ "municipality (commune / gemeente)" is "municipality"."""
    return " ".join(re.sub(r"\([^)]*\)", " ", term).split())


def uses(text: str, term: Term, fold: Fold) -> bool:
    """Whether the text says the word to use, in any form: by its beginning, or by its short name in brackets."""
    folded = f" {fold(text)}"
    short = [f" {fold(name)}" for inside in re.findall(r"\(([^)]*)\)", term.use) for name in inside.split("/")]
    return any(stem in folded for stem in (*_stems(bare(term.use), fold), *short))


def _stems(use: str, fold: Fold) -> Iterable[str]:
    for alternative in use.split("/"):
        longest = max(fold(alternative).split(), key=len, default="")
        if longest:
            yield longest[: max(3, len(longest) - 3)]
