"""Answers are easy to read: within the budget of their language, as `intents/lint.yaml` sets it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.library import SOURCE_LANGUAGE
from bot.content.models import Origin
from bot.content.readability import measure, sentences, words
from bot.messages import Problem

CODES = Codes(
    "Readability",
    {
        "lix-high": Code(
            "an answer is harder to read than the budget of its language (LIX)",
            "shorter sentences, shorter words",
            "warning",
        ),
        "sentence-long": Code(
            "a sentence has more words than the budget of its language", "make two sentences of it", "warning"
        ),
    },
)
ENOUGH = 60  # words; of fewer a LIX says nothing
_LABELS = (":title", ":button")


def readability(inspection: Inspection) -> Iterator[Problem]:
    for unit in inspection.library.units.values():
        if not unit.id.startswith(("intent:", "card:", "guide:")):
            continue
        for code, texts in inspection.whole_units(unit):
            budget = inspection.lint.readability.get(code)
            said = {context: text for context, text in texts.items() if _prose(context)}
            if budget is None or not said:
                continue
            if budget.sentence:
                yield from _long_sentences(inspection, code, said, budget.sentence)
            whole = measure(said.values())
            if budget.lix and whole.words >= ENOUGH and whole.lix > budget.lix:
                told = f"LIX {whole.lix}, at most {budget.lix}, in {unit.id} ({code})"
                yield CODES("lix-high", _where(inspection, code, next(iter(said))), told)


def _prose(context: str) -> bool:
    return not context.endswith(_LABELS) and ":option:" not in context and ":say:" not in context


def _long_sentences(inspection: Inspection, code: str, said: dict[str, str], most: int) -> Iterator[Problem]:
    for context, text in said.items():
        for sentence in sentences(text):
            if (length := len(words(sentence))) > most:
                told = f"{length} words, at most {most}: `{sentence[:40]}...` in {context} ({code})"
                yield CODES("sentence-long", _where(inspection, code, context), told)


def _where(inspection: Inspection, code: str, context: str) -> Origin:
    if code == SOURCE_LANGUAGE:
        return inspection.written_at(context)
    return inspection.translated_at(code, context)
