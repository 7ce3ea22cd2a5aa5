"""Translations as they are kept: `locales/<lang>/LC_MESSAGES/*.po` and `approvals.yaml`, read directly with polib.

Babel loses `#| msgid` (the source an outdated translation was made from), so it is not used to read .po files.
An entry that is broken (other placeholders than its source) counts as absent: it degrades, it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polib

from bot.content import yamlfile
from bot.content.contexts import Unit, digest, placeholders
from bot.content.fields import Fields, Report
from bot.content.models import Change, Origin, Status
from bot.messages import Problem

_CHANGED = re.compile(r"changed: (\d{4}-\d{2}-\d{2})(?: (minor|normal|urgent))?")
_QUOTED = re.compile(r'(?:msg\w+(?:\[\d+\])?[ \t]*)?"(?:[^"\\]|\\.)*"')
FILES = ("interface.po", "answers.po")


@dataclass(frozen=True, slots=True)
class Entry:
    text: str
    source: str  # the English it was made from
    fuzzy: bool
    changed_on: date | None = None  # when sync saw the source change
    changed: Change | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class Approval:
    by: str
    on: date
    digest: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """What is there of one unit in one language."""

    status: Status
    texts: Mapping[str, str]  # by context
    change: Change | None = None  # for an outdated one: what it does
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Locale:
    """Everything translated into one language."""

    code: str
    entries: Mapping[str, Entry]  # by context
    approvals: Mapping[str, Approval]  # by unit id

    def of(self, unit: Unit) -> Translation:
        texts: dict[str, str] = {}
        stale: list[Entry] = []
        for context, source in unit.strings:
            entry = self.entries.get(context)
            if entry is None or not entry.text or placeholders(entry.text) != placeholders(entry.source):
                continue
            if entry.fuzzy or entry.source != source:
                stale.append(entry)
            texts[context] = entry.text
        if stale:
            return _outdated(texts, stale, unit.change)
        if len(texts) < len(unit.strings):
            return Translation("missing", texts)
        approval = self.approvals.get(unit.id)
        pairs = [(source, texts[context]) for context, source in unit.strings]
        approved = approval is not None and approval.digest == digest(pairs)
        return Translation("approved" if approved else "draft", texts)


def _outdated(texts: Mapping[str, str], stale: list[Entry], default: Change | None) -> Translation:
    order: tuple[Change | None, ...] = ("minor", "normal", "urgent", None)
    worst = max((order.index(entry.changed or default) for entry in stale), default=3)
    days = [entry.changed_on for entry in stale if entry.changed_on]
    return Translation("outdated", texts, order[worst] or "urgent", max(days) if days else None)


def read_locale(folder: Path, code: str, root: str = "locales") -> tuple[Locale, list[Problem]]:
    """`folder` is locales/<code>. Missing files are an empty locale."""
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for name in FILES:
        path = folder / "LC_MESSAGES" / name
        if path.is_file():
            found, wrong = read_po(path, f"{root}/{code}/LC_MESSAGES/{name}")
            entries |= found
            problems += wrong
    approvals, wrong = _read_approvals(folder / "approvals.yaml", f"{root}/{code}/approvals.yaml")
    return Locale(code, entries, approvals), problems + wrong


def read_po(path: Path, name: str) -> tuple[dict[str, Entry], list[Problem]]:
    """The entries that are in use, and what is wrong with the file. Never raises."""
    try:
        broken = _broken_quotes(path.read_text(encoding="utf-8"))
        if broken is not None:
            return {}, [_po_problem("a text is not in quotes", name, broken)]
        po = polib.pofile(str(path), encoding="utf-8")
    except (OSError, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        message = re.sub(r"\S*/", "", str(error)).split("\n")[0]
        return {}, [_po_problem(message, name, int(line.group(1)) if line else 1)]
    found: dict[str, Entry] = {}
    for entry in po:
        if not entry.msgctxt or entry.obsolete:
            continue
        if entry.msgctxt in found:  # polib's own check compares each entry with all others: seconds for our files
            return {}, [_po_problem(f"`{entry.msgctxt}` stands twice", name, entry.linenum or 1)]
        found[entry.msgctxt] = _entry(entry)
    return found, []


def _broken_quotes(text: str) -> int | None:
    """The first line whose quotes do not close: polib takes its first and last letter for quotes and drops them."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(("msg", '"')) and not _QUOTED.fullmatch(line.rstrip()):
            return number
    return None


def _po_problem(message: str, name: str, line: int) -> Problem:
    return Problem("po-syntax", message, "mend the file in a .po editor", name, line)


def changed_mark(comment: str) -> tuple[date | None, Change | None]:
    """When sync saw the source change, and how much: `changed: 2026-11-24 normal`. A broken date is no mark."""
    mark = _CHANGED.search(comment or "")
    if mark is None:
        return None, None
    kind = mark.group(2)
    change: Change | None = "minor" if kind == "minor" else "normal" if kind == "normal" else "urgent" if kind else None
    try:
        return date.fromisoformat(mark.group(1)), change
    except ValueError:
        return None, change


def _entry(entry: polib.POEntry) -> Entry:
    changed_on, change = changed_mark(entry.comment)
    source = entry.previous_msgid if entry.fuzzy and entry.previous_msgid else entry.msgid
    return Entry(entry.msgstr.strip(), source.strip(), entry.fuzzy, changed_on, change, entry.linenum or 1)


def _read_approvals(path: Path, name: str) -> tuple[dict[str, Approval], list[Problem]]:
    if not path.is_file():
        return {}, []
    tree, problems = yamlfile.read(path, name)
    if tree is None:
        return {}, problems
    report = Report()
    outer = Fields(tree, report, origin=Origin(name))
    found = {}
    for unit in outer.keys:
        fields = outer.fields(unit)
        if fields is not None:
            by, on = fields.text("by", needed=True), fields.day("on")
            found[unit] = Approval(by, on, fields.text("digest", needed=True), fields.text("author"))
            fields.close()
    return found, problems + report.problems
