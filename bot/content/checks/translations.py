"""A translation carries over what must not change: references, numbers, phone numbers and web addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection, Piece
from bot.content.contexts import PLACEHOLDER, placeholders
from bot.messages import Problem

CODES = Codes(
    "Translations",
    {
        "translation-placeholder": Code(
            "a translation has other {references} than its source; it is not shown",
            "copy the {references} from the source, letter for letter",
        ),
        "translation-phone": Code(
            "a long number differs from the source", "copy the number; better: use {contact:id} in the source"
        ),
        "translation-number": Code("a number differs from the source", "write the same number in digits"),
        "translation-url": Code("a link leads to another site than in the source", "copy the address"),
        "translation-stray": Code("an entry belongs to no text of the content", "run `infopoint sync`", "warning"),
        "translation-unsynced": Code(
            "the source of an entry has changed since the last sync", "run `infopoint sync`", "warning"
        ),
        "approval-lapsed": Code(
            "a text was changed after it was approved; it counts as a draft", "let a person approve it again", "warning"
        ),
        "approval-author": Code("somebody approved a translation of their own", "let another person approve it"),
    },
)
_URL = re.compile(r"https?://[^\s)\]]+")
_NUMBER = re.compile(r"\d+")
PHONE_DIGITS = 3


def translations(inspection: Inspection) -> Iterator[Problem]:
    for piece in inspection.translations():
        for code, message in differences(piece):
            yield CODES(code, inspection.origin(piece), f"{message} in {piece.context}")
    yield from _sync(inspection)
    yield from _approvals(inspection)


def differences(piece: Piece) -> Iterator[tuple[str, str]]:
    """(code, message) of one translation."""
    lost, extra = (
        placeholders(piece.source) - placeholders(piece.text),
        placeholders(piece.text) - placeholders(piece.source),
    )
    if lost or extra:
        told = [f"missing {', '.join(sorted(lost))}"] if lost else []
        told += [f"not in the source {', '.join(sorted(extra))}"] if extra else []
        yield "translation-placeholder", "; ".join(told)
    sites, given = _sites(piece.source), _sites(piece.text)
    if sites != given:
        yield "translation-url", f"{', '.join(sorted(given)) or 'no address'} for {', '.join(sorted(sites)) or 'none'}"
    wanted, found = numbers(piece.source), numbers(piece.text)
    for long, code in ((True, "translation-phone"), (False, "translation-number")):
        missing = sorted(n for n in wanted - found if (len(n) >= PHONE_DIGITS) is long)
        added = sorted(n for n in found - wanted if (len(n) >= PHONE_DIGITS) is long)
        if missing or added:
            yield code, f"{', '.join(added) or 'nothing'} for {', '.join(missing) or 'nothing'}"


def numbers(text: str) -> frozenset[str]:
    """Runs of digits outside references and addresses, in ASCII digits."""
    plain = _URL.sub(" ", PLACEHOLDER.sub(" ", text))
    return frozenset("".join(str(unicodedata.decimal(d)) for d in run) for run in _NUMBER.findall(plain))


def _sites(text: str) -> frozenset[str]:
    """The hosts of the addresses: another page of the same site in the reader's language is welcome."""
    return frozenset((urlsplit(url).hostname or "").removeprefix("www.") for url in _URL.findall(text))


def _sync(inspection: Inspection) -> Iterator[Problem]:
    """One problem a file is enough: the remedy mends all of them."""
    library = inspection.library
    known = {context: text for unit in library.units.values() for context, text in unit.strings}
    known |= {f"ui:{key}": text for key, text in inspection.around.texts.items()}
    for code, locale in library.locales.items():
        stray: dict[str, list[str]] = {}
        unsynced: dict[str, list[str]] = {}
        for context, entry in locale.entries.items():
            file = "interface" if context.startswith("ui:") else "answers"
            if context not in known:
                stray.setdefault(file, []).append(context)
            elif not entry.fuzzy and entry.source != known[context].strip():
                unsynced.setdefault(file, []).append(context)
        for name, found in (("translation-stray", stray), ("translation-unsynced", unsynced)):
            for contexts in found.values():
                more = f" and {len(contexts) - 1} more" if len(contexts) > 1 else ""
                yield CODES(name, inspection.translated_at(code, contexts[0]), f"{contexts[0]}{more}")


def _approvals(inspection: Inspection) -> Iterator[Problem]:
    library = inspection.library
    for code, locale in library.locales.items():
        file = f"locales/{code}/approvals.yaml"
        for unit, approval in locale.approvals.items():
            where = inspection.trees.key(file, (unit,))
            if approval.author and approval.author.casefold() == approval.by.casefold():
                yield CODES("approval-author", where, f"{approval.by} approved and translated `{unit}`")
            if unit in library.units and library.translation(unit, code).status == "draft":
                yield CODES("approval-lapsed", where, f"`{unit}` is not what {approval.by} approved")
