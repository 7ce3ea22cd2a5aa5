"""From what staff wrote to what translators fill in: every text of the content as an entry of a .po file.

A translation moves by exact source equality first, then by context, never by similarity: a housing answer must never
get the asylum text. It plans; the caller writes. It knows no clock: the day comes in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polib

from bot.content import pofile
from bot.content.catalogue import changed_mark
from bot.content.library import SOURCE_LANGUAGE, Library
from bot.content.models import Change
from bot.content.moves import Moves, made_from
from bot.content.pofile import Block, PoFile
from bot.content.whereabouts import whereabouts

SEVERITY: tuple[Change, ...] = ("minor", "normal", "urgent")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that should stand in a .po file. `change` is what an outdated translation of it does."""

    context: str
    source: str
    change: Change
    file: str = ""


@dataclass(frozen=True, slots=True)
class Synced:
    """One file as it should be. `counts`: added, moved, outdated, renewed, removed."""

    path: Path
    language: str
    text: str
    changed: bool
    counts: Mapping[str, int] = field(default_factory=dict)


def sync(
    content: Path, library: Library, *, texts: Mapping[str, str], today: date, kind: Change | None = None
) -> tuple[Synced, ...]:
    """The .po files of every language but English. `texts` are the interface's texts by key.

    `kind` is what a change of the source means for its translations now; without it each unit's own `change` counts.
    Raises ContentError when a .po file is broken.
    """
    answers, interface = wanted_answers(library), wanted_interface(texts)
    found = []
    for code in library.languages:
        if code == SOURCE_LANGUAGE:
            continue
        for name, wanted in (("interface.po", interface), ("answers.po", answers)):
            path = content / "locales" / code / "LC_MESSAGES" / name
            po = pofile.read(path, f"locales/{code}/LC_MESSAGES/{name}", code)
            counts = merge(po, wanted, today=today, kind=kind)
            before, text = path.read_text(encoding="utf-8") if path.is_file() else None, po.text()
            found.append(Synced(path, code, text, text != before, counts))
    return tuple(found)


def wanted_answers(library: Library) -> tuple[Wanted, ...]:
    """Every text of the content in file order. No kind given means urgent: the old text is not shown."""
    return tuple(
        Wanted(context, source, unit.change or "urgent", whereabouts(library, context)[0])
        for unit in library.units.values()
        for context, source in unit.strings
    )


def wanted_interface(texts: Mapping[str, str]) -> tuple[Wanted, ...]:
    return tuple(Wanted(f"ui:{key}", text, "minor") for key, text in texts.items())


def merge(po: PoFile, wanted: tuple[Wanted, ...], *, today: date, kind: Change | None = None) -> dict[str, int]:
    """Bring a .po file up to what is wanted, in place; says how many were added, moved, outdated, renewed, removed.

    Doing it again changes nothing.
    """
    counts: Counter[str] = Counter()
    # polib loses `#~|`, so of an obsolete fuzzy entry nobody knows any more what its translation was made from
    obsolete = {block.entry.msgctxt: block for block in po.blocks if block.entry.obsolete and not block.entry.fuzzy}
    living = {block.entry.msgctxt: block for block in po.blocks if not block.entry.obsolete}
    moves = Moves([block.entry for block in po.blocks], {want.context: want.source for want in wanted})
    placed: dict[str, Block] = {}
    for want in wanted:
        block = living.get(want.context) or obsolete.get(want.context)
        if block is None:
            block = Block(polib.POEntry(msgctxt=want.context))
        block.entry.obsolete = False
        counts[_settle(block.entry, want, moves, today=today, kind=kind or want.change)] += 1
        _describe(block.entry, want)
        placed[want.context] = block
    order = _in_order([context for context in living if context in placed], [want.context for want in wanted])
    gone = _gone(po, moves, placed)
    counts["removed"] = sum(1 for context in living if context not in placed)
    po.blocks = [placed[context] for context in order] + gone
    return {name: number for name, number in sorted(counts.items()) if number and name != "kept"}


def _settle(entry: polib.POEntry, want: Wanted, moves: Moves, *, today: date, kind: Change) -> str:
    """One entry as it should be; says what happened to it."""
    at_home = bool(entry.msgstr) and made_from(entry) == want.source
    if at_home and entry.fuzzy and entry.previous_msgid is None:
        return "kept"  # a translator's own doubt
    if at_home:
        renewed = entry.fuzzy
        _fresh(entry, want.source, entry.msgstr)
        return "renewed" if renewed else "kept"
    if want.context in moves.given:
        _fresh(entry, want.source, moves.given[want.context])
        return "moved"
    if not entry.msgstr or want.context in moves.left:
        known = entry.msgid == want.source
        _fresh(entry, want.source, "")
        return "kept" if known else "added"
    if entry.msgid == want.source:
        return "kept"  # outdated already, and the source has not changed again
    _outdate(entry, want.source, today=today, kind=kind)
    return "outdated"


def renew(entry: polib.POEntry, want: Wanted, text: str) -> None:
    """A translator's new words: a draft made from today's source."""
    _fresh(entry, want.source, text)
    _describe(entry, want)


def _fresh(entry: polib.POEntry, source: str, text: str) -> None:
    entry.msgid, entry.msgstr = source, text
    entry.previous_msgid, entry.previous_msgctxt = None, None
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    entry.comment = ""


def _outdate(entry: polib.POEntry, source: str, *, today: date, kind: Change) -> None:
    """The translation stays, marked with the English that it was made from. The most severe change wins."""
    _, earlier = changed_mark(entry.comment) if entry.fuzzy else (None, None)
    worst = max((kind, earlier or kind), key=SEVERITY.index)
    entry.previous_msgid = made_from(entry)
    entry.msgid = source
    if not entry.fuzzy:
        entry.flags.append("fuzzy")
    entry.comment = f"changed: {today.isoformat()} {worst}"


def _describe(entry: polib.POEntry, want: Wanted) -> None:
    """What helps the translator: where the text stands, what it is, and since when it is outdated."""
    day, change = changed_mark(entry.comment) if entry.fuzzy else (None, None)
    mark = f"changed: {day.isoformat()} {change or ''}".rstrip() if day else ""
    entry.comment = "\n".join(line for line in (hint(want.context), mark) if line)
    entry.occurrences = [(want.file, "")] if want.file else []


def hint(context: str) -> str:
    """What a translator should know about a text, from what it is; "" when there is nothing to say."""
    last = context.split(":")
    if last[-1] == "button":
        return "a button: at most 44 characters"
    if last[-1] == "lead":
        return "neutral: others may see this line on a locked screen"
    if "say" in last[-2:-1]:
        return f"a sentence to say aloud in {last[-1]}: keep the words, write their sound in your script"
    return ""


def _in_order(kept: list[str], wanted: list[str]) -> list[str]:
    """The translators' order, with every new context behind the one that it follows in the content."""
    order, known = list(kept), set(kept)
    if not known:
        return wanted
    at = 0
    for context in wanted:
        if context in known:
            at = order.index(context) + 1
        else:
            order.insert(at, context)
            at += 1
    return order


def _gone(po: PoFile, moves: Moves, placed: Mapping[str, Block]) -> list[Block]:
    """What nobody wants any more stays as obsolete, unless it is empty or its translation has found another place."""
    gone = []
    for block in po.blocks:
        entry = block.entry
        if placed.get(entry.msgctxt or "") is not block and entry.msgstr and not moves.moved(entry):
            if not entry.obsolete and entry.previous_msgid:
                _fresh(entry, made_from(entry), entry.msgstr)
            entry.obsolete = True
            gone.append(block)
    return gone
