"""A person stands for a text: approving translations, withdrawing answers. Works out the file; the caller writes it.

An approval holds for exactly these words (a digest of source and translation), and nobody approves their own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from bot.content import pofile, yamlfile
from bot.content.contexts import digest
from bot.content.library import SOURCE_LANGUAGE, Library
from bot.content.yamlfile import Mapping, Scalar

_APPROVALS = "# Who approved which text, and the digest of exactly these words. Written by `infopoint approve`.\n"
_WITHDRAWN = "# Answers that are shown in no language until their line is deleted. Written by `infopoint withdraw`.\n"


class RefusedError(Exception):
    """It cannot be done. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as it should be, and the units that changed in it."""

    path: Path
    text: str
    units: tuple[str, ...]


def approve(
    content: Path, library: Library, *, language: str, units: Iterable[str], by: str, author: str, on: date
) -> Edit:
    """`units` are ids such as intent:asylum_work, or an intent's id for its answer and all its cases.

    `author` is who translated; without it the .po file's Last-Translator counts. RefusedError when a unit is unknown,
    not wholly translated or outdated, or when the approver is the author.
    """
    if language == SOURCE_LANGUAGE or language not in library.languages:
        raise RefusedError(f"`{language}` is no language to translate into: {_known(language, library.languages)}")
    translator = author or last_translator(content, language)
    if not by.strip():
        raise RefusedError("nobody is named: give --by NAME")
    if not translator:
        raise RefusedError("nobody knows who translated: give --author NAME, or fill Last-Translator in the .po file")
    if translator.casefold().split("<")[0].strip() == by.casefold().split("<")[0].strip():
        raise RefusedError(f"{by} translated this: another person has to approve it")
    path = content / "locales" / language / "approvals.yaml"
    entries = _entries(path)
    chosen = tuple(unit for name in units for unit in units_of(library, name))
    for unit in chosen:
        stamp = _stamp(library, unit, language)
        entries[unit] = {"by": by, "on": on.isoformat(), "digest": stamp, "author": translator}
    return Edit(path, _APPROVALS + _dump(entries), chosen)


def withdraw(content: Path, library: Library, *, intent: str, by: str, why: str, on: date) -> Edit:
    """From now on the notice stands instead of this answer and its cases, in every language. Never for cards."""
    if not by.strip() or not why.strip():
        raise RefusedError("a withdrawal needs a name and a reason: --by NAME --why REASON")
    units = units_of(library, intent)
    answers = tuple(unit for unit in units if unit.startswith("intent:"))
    if not answers:
        raise RefusedError(f"`{intent}` is no answer; a card for danger is corrected, never withdrawn")
    path = content / "intents" / "withdrawn.yaml"
    entries = _entries(path)
    for unit in answers:
        entries.setdefault(unit, {"since": on.isoformat(), "by": by, "why": why})
    return Edit(path, _WITHDRAWN + _dump(entries), answers)


def units_of(library: Library, name: str) -> tuple[str, ...]:
    """The units that a name means: itself, or an intent with its cases. RefusedError when there are none."""
    if name in library.units:
        return (name,)
    bare = name.removeprefix("intent:").removeprefix("card:")
    found = [f"{kind}:{bare}" for kind in ("intent", "card", "guide")]
    units = tuple(unit for unit in library.units if unit in found or unit.startswith(tuple(f"{f}:" for f in found)))
    if not units:
        raise RefusedError(f"`{name}` is no text of the content: {_known(bare, (*library.intents, *library.units))}")
    return units


def last_translator(content: Path, language: str) -> str:
    """Who the .po file says translated last; "" when it does not say."""
    name = f"locales/{language}/LC_MESSAGES/answers.po"
    return pofile.read(content / name, name, language).last_translator.strip()


def _stamp(library: Library, unit: str, language: str) -> str:
    found = library.translation(unit, language)
    if found.status == "missing":
        missing = [context for context, _ in library.units[unit].strings if context not in found.texts]
        raise RefusedError(f"{unit} is not wholly translated into {language}: {', '.join(missing)}")
    if found.status == "outdated":
        raise RefusedError(f"{unit} is outdated in {language}: renew the translation and take its fuzzy mark away")
    return digest((source, found.texts[context]) for context, source in library.units[unit].strings)


def _entries(path: Path) -> dict[str, dict[str, str]]:
    """What stands in the file already. It was read without problems, or there would be no library."""
    if not path.is_file():
        return {}
    tree, problems = yamlfile.read(path, path.name)
    if problems and tree is not None:
        raise RefusedError(str(problems[0]))
    if not isinstance(tree, Mapping):
        return {}
    return {
        unit: {key: value.text for key, value in fields.pairs.items() if isinstance(value, Scalar)}
        for unit, fields in tree.pairs.items()
        if isinstance(fields, Mapping)
    }


def _dump(entries: dict[str, dict[str, str]]) -> str:
    """One line a unit, in order, every value as text: two people's approvals merge without conflict."""
    lines = []
    for unit, fields in sorted(entries.items()):
        flow = yaml.safe_dump(fields, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
        lines.append(f"{yaml.safe_dump(unit, width=10_000).splitlines()[0]}: {flow.strip()}\n")
    return "".join(lines)


def _known(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1)
    return f"did you mean `{near[0]}`?" if near else "see `infopoint coverage`"
