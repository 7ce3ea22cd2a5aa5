"""Whether one translation may stand: what `infopoint check` would say about it, and whether it is in its language.

For texts that are not in the content yet. It knows no file and no place in one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from babel.core import get_global

from bot.content.catalogue import Entry
from bot.content.checks import crisis, limits, markup, neutrality, translations
from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Piece
from bot.content.checks.lint import Fold, Lint, first_word
from bot.content.contexts import PLACEHOLDER
from bot.content.library import Library
from bot.content.strings import String

CODES = Codes(
    "Language of a text",
    {
        "text-script": Code("a text is not in the script of its language", "check the column `language`"),
        "text-source": Code("a text is the English itself", "translate it, or leave the cell empty"),
        "text-elsewhere": Code("a text is the translation into another language", "check the column `language`"),
    },
)
LONG = 20  # letters: shorter texts may be names, which are the same in many languages
_NAMES = {"Arab": "ARABIC", "Ethi": "ETHIOPIC", "Cyrl": "CYRILLIC", "Latn": "LATIN"}
_URL = re.compile(r"https?://[^\s)]+")
Fault = tuple[Codes, str, str]  # the family, its code, the message


@dataclass(frozen=True, slots=True)
class Judge:
    """`lint` are staff's words, `fold` how texts are compared."""

    lint: Lint
    fold: Fold

    def faults(self, library: Library, string: String, text: str) -> Iterator[Fault]:
        piece = Piece(string.context, string.language, text, string.source, Entry(text, string.source, fuzzy=False))
        yield from ((translations.CODES, code, message) for code, message in translations.differences(piece))
        yield from ((markup.CODES, code, message) for code, _, message in markup.faults(piece))
        yield from ((limits.CODES, code, message) for code, message in limits.lengths(piece))
        yield from self._forbidden(piece)
        if ":say:" not in string.context:  # French and Dutch, in the reader's script
            yield from _language(library, piece)

    def _forbidden(self, piece: Piece) -> Iterator[Fault]:
        words = self.lint.of(piece.language)
        card = crisis.is_card(piece)
        lists = [(neutrality.CODES, "forbidden-words", words.forbidden)]
        lists += [(crisis.CODES, "danger-words", words.forbidden_in_danger)] if card or crisis.is_danger(piece) else []
        lists += [(crisis.CODES, "card-lead", words.names_danger)] if card and piece.field == "lead" else []
        for codes, code, never in lists:
            if hit := first_word(piece.text, never, self.fold):
                yield codes, code, f"`{hit[0]}`"


def _language(library: Library, piece: Piece) -> Iterator[Fault]:
    letters = [c for c in _URL.sub(" ", PLACEHOLDER.sub(" ", piece.text)) if c.isalpha()]
    if len(letters) < LONG:
        return
    script = _script(piece.language)
    inside = sum(1 for letter in letters if script in unicodedata.name(letter, ""))
    if inside * 3 < len(letters):
        yield CODES, "text-script", f"{inside} of {len(letters)} letters are {script.capitalize()}"
    elif piece.text == piece.source:
        yield CODES, "text-source", "the English stands in `translation`"
    else:
        for code, locale in library.locales.items():
            entry = locale.entries.get(piece.context)
            if code != piece.language and entry is not None and entry.text == piece.text:
                yield CODES, "text-elsewhere", f"this is the text in `{code}`"
                return


def _script(language: str) -> str:
    """As the Unicode names of its letters call it."""
    tag = str(get_global("likely_subtags").get(language, ""))
    return next((name for part in tag.split("_") if (name := _NAMES.get(part))), "LATIN")
