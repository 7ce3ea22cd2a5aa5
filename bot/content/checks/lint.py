"""The words that checks look for, by language: staff's file `intents/lint.yaml`, and how a word is found in a text.

A word or phrase is found as whole words, after folding. `*` at its beginning or end allows more letters there:
`suicid*` finds "suicidal".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.content.fields import Fields, Report
from bot.content.models import Origin
from bot.content.yamlfile import Tree

FILE = "intents/lint.yaml"
Fold = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """All in one language."""

    change_mind: tuple[str, ...] = ()  # one of them stands in every text about going back
    forbidden: tuple[str, ...] = ()  # never said, anywhere
    forbidden_in_danger: tuple[str, ...] = ()  # never said where somebody may be in danger
    names_danger: tuple[str, ...] = ()  # never in the first line of a card: others may see it
    without_papers: tuple[str, ...] = ()  # one of them stands beside the number of the police


@dataclass(frozen=True, slots=True)
class Budget:
    """How hard texts of a language may be: the LIX of an answer, the words of a sentence; 0 is no limit."""

    lix: int = 0
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Lint:
    languages: Mapping[str, LanguageWords] = field(default_factory=dict)
    figures_allowed: tuple[str, ...] = ()  # "24/7", "9bis"
    figures_after: tuple[str, ...] = ()  # words behind which a number is a name: "annex 26"
    figures_texts: tuple[str, ...] = ()  # the contexts, or their beginnings, that may name figures
    return_words: tuple[str, ...] = ()  # English words that mean going back
    rights_words: tuple[str, ...] = ()  # English words that must come before them

    readability: Mapping[str, Budget] = field(default_factory=dict)
    glossary: tuple[str, ...] = ()  # English terms that every language's glossary must have

    def of(self, language: str) -> LanguageWords:
        return self.languages.get(language, LanguageWords())


def read_lint(tree: Tree, report: Report) -> Lint:
    outer = Fields(tree, report, origin=Origin(FILE))
    languages, figures, order = outer.fields("languages"), outer.fields("figures"), outer.fields("order")
    found: dict[str, LanguageWords] = {}
    for code in () if languages is None else languages.keys:
        inner = languages.fields(code) if languages is not None else None
        if inner is not None:
            found[code] = LanguageWords(
                inner.texts("change_mind"),
                inner.texts("forbidden"),
                inner.texts("forbidden_in_danger"),
                inner.texts("names_danger"),
                inner.texts("without_papers"),
            )
            inner.close()
    lint = Lint(
        found,
        figures_allowed=_words(figures, "allowed"),
        figures_after=_words(figures, "after"),
        figures_texts=_words(figures, "texts"),
        return_words=_words(order, "return"),
        rights_words=_words(order, "rights"),
        readability=_budgets(outer),
        glossary=outer.texts("glossary"),
    )
    for fields in (figures, order, outer):
        if fields is not None:
            fields.close()
    return lint


def _words(fields: Fields | None, key: str) -> tuple[str, ...]:
    return () if fields is None else fields.texts(key)


def _budgets(outer: Fields) -> dict[str, Budget]:
    found: dict[str, Budget] = {}
    languages = outer.fields("readability")
    for code in () if languages is None else languages.keys:
        inner = languages.fields(code) if languages is not None else None
        if inner is not None:
            found[code] = Budget(int(inner.number("lix") or 0), int(inner.number("sentence") or 0))
            inner.close()
    return found


def first_word(text: str, words: Iterable[str], fold: Fold) -> tuple[str, int] | None:
    """The word of the list that comes first in the text, and where about it stands; None when none does."""
    folded = f" {fold(text)} "
    hits = [(found.start(), word) for word in words if (found := _pattern(word, fold).search(folded))]
    if not hits:
        return None
    word = min(hits)[1]
    return word, max(text.casefold().find(word.strip("*").casefold()), 0)


@lru_cache(maxsize=10_000)  # the same few words for every text
def _pattern(word: str, fold: Fold) -> re.Pattern[str]:
    before = "" if word.startswith("*") else " "
    after = "" if word.endswith("*") else " "
    return re.compile(re.escape(f"{before}{fold(word.strip('*'))}{after}"))
