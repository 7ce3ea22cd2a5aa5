"""What translators hand back in a spreadsheet: rows that changed become drafts, when all of them are right.

It works out the files; the caller writes them. One mistake anywhere and nothing is changed: every mistake is listed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polib

from bot.content import pofile
from bot.content.checks.codes import Code, Codes
from bot.content.judge import Judge
from bot.content.library import Library
from bot.content.models import Origin
from bot.content.sheetfile import Row
from bot.content.strings import INTERFACE, String, languages_to_translate, strings
from bot.content.sync import Wanted, renew, wanted_answers, wanted_interface
from bot.messages import Problem

CODES = Codes(
    "Handed back",
    {
        "row-language": Code("a row names no language that is translated into", "name one of languages.yaml, as `ti`"),
        "row-other-language": Code("a row is of another language than asked for", "import each language by itself"),
        "row-unknown": Code("a row belongs to no text", "do not change the column `context`; export again"),
        "row-twice": Code("a text stands twice", "keep one of the two rows"),
        "row-source": Code("the English has changed since the export", "export again and translate the new text"),
        "row-unsynced": Code("the .po file does not have this text yet", "run `infopoint sync`, then import again"),
    },
)
_SIGNATURE = re.compile(r'^"Last-Translator: .*"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Taken:
    """One .po file as it should be, and the texts in it that change."""

    path: Path
    language: str
    text: str
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    language: str
    context: str
    text: str


def take_back(
    content: Path,
    library: Library,
    rows: Iterable[Row],
    *,
    name: str,
    texts: Mapping[str, str],
    judge: Judge,
    language: str = "",
    translator: str = "",
) -> tuple[tuple[Taken, ...], list[Problem]]:
    """The files that change, or all problems and no file.

    `name` is how problems call the spreadsheet, `texts` the interface's English by key. `language` is the only one
    allowed, and what rows without a language are in; `translator` becomes the file's Last-Translator.
    """
    known = {
        (string.language, string.context): string for string in strings(library, texts, languages_to_translate(library))
    }
    reading = _Reading(library, known, name, language, judge)
    changes = [change for row in rows if (change := reading.change(row)) is not None]
    wanted = {want.context: want for want in (*wanted_answers(library), *wanted_interface(texts))}
    taken = tuple(_files(content, changes, wanted, translator)) if not reading.problems else ()
    return taken, reading.problems


class _Reading:
    """Row by row: what changes, and what is wrong with it."""

    def __init__(
        self, library: Library, known: Mapping[tuple[str, str], String], name: str, language: str, judge: Judge
    ) -> None:
        self.problems: list[Problem] = []
        self._library, self._known, self._name, self._language, self._judge = library, known, name, language, judge
        self._seen: dict[tuple[str, str], int] = {}

    def change(self, row: Row) -> _Change | None:
        code = row.cells.get("language") or self._language
        context = row.cells["context"]
        if not self._placed(row, code, context):
            return None
        string, text = self._known[code, context], row.cells["translation"]
        confirmed = string.status == "outdated" and row.cells.get("status", "").casefold() == "draft"
        if not text or (text == string.translation and not confirmed):
            return None
        if row.cells["source"] != string.source.replace("\r\n", "\n"):
            self._tell(row, "source", CODES, "row-source", f"`{context}`")
            return None
        if context not in self._library.locales[code].entries:
            self._tell(row, "context", CODES, "row-unsynced", f"`{context}`")
            return None
        for codes, wrong, message in self._judge.faults(self._library, string, text):
            self._tell(row, "translation", codes, wrong, message)
        return _Change(code, context, text)

    def _placed(self, row: Row, code: str, context: str) -> bool:
        """Whether the row is of a text of ours, in a language that is asked for, once."""
        if code not in languages_to_translate(self._library):
            self._tell(row, "language", CODES, "row-language", f"`{code}`" if code else "no language")
        elif self._language and code != self._language:
            self._tell(row, "language", CODES, "row-other-language", f"`{code}` is not `{self._language}`")
        elif (code, context) not in self._known:
            near = difflib.get_close_matches(context, [other for spoken, other in self._known if spoken == code], n=1)
            self._tell(
                row, "context", CODES, "row-unknown", f"`{context}`", f"did you mean `{near[0]}`?" if near else ""
            )
        elif (first := self._seen.setdefault((code, context), row.number)) != row.number:
            self._tell(row, "context", CODES, "row-twice", f"`{context}` stands in row {first} already")
        else:
            return True
        return False

    def _tell(self, row: Row, column: str, codes: Codes, code: str, message: str, remedy: str = "") -> None:
        origin = Origin(self._name, row.number, row.columns.get(column, 1))
        self.problems.append(codes(code, origin, message, remedy))


def _files(content: Path, changes: Iterable[_Change], wanted: Mapping[str, Wanted], translator: str) -> Iterator[Taken]:
    by_file: dict[tuple[str, str], dict[str, str]] = {}
    for change in changes:
        file = "interface.po" if change.context.startswith(INTERFACE) else "answers.po"
        by_file.setdefault((change.language, file), {})[change.context] = change.text
    for (code, file), texts in by_file.items():
        path = content / "locales" / code / "LC_MESSAGES" / file
        po = pofile.read(path, f"locales/{code}/LC_MESSAGES/{file}", code)
        for block in po.blocks:
            entry = block.entry
            if not entry.obsolete and entry.msgctxt in texts:
                renew(entry, wanted[entry.msgctxt], texts[entry.msgctxt])
        if translator:
            po.header = _signed(po.header, translator)
        yield Taken(path, code, po.text(), tuple(texts))


def _signed(header: str, translator: str) -> str:
    line = rf'"Last-Translator: {polib.escape(translator)}\n"'
    if _SIGNATURE.search(header):
        return _SIGNATURE.sub(lambda _: line, header, count=1)
    return f"{header}\n{line}"
