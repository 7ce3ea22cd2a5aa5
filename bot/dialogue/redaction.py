"""Takes out of a question what could tell who asked it, before it may be kept: for staff, who write answers.

Addresses, phones, numbers of four digits or more in any script, names that are told as such, numbers of papers and
cases. It rather takes too much. What it cannot take, a name told by the way or a story that one person alone can have,
is why the person is asked first, and why a kept question is kept for days and not for ever.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.dialogue.naming import AFTER_A_NAME, BEFORE_A_NAME, NOT_A_NAME, PAPERS

MOST_CHARACTERS = 400
NAME_WORDS = 4  # of a name, at most
NAME, NUMBER, LINK, MAIL = "[name]", "[number]", "[link]", "[e-mail]"
_WORDS = re.compile(r"[^\W_]{2,}")
_ETHIOPIC_NUMBERS = "\u1369-\u137c"  # numbers, but no digits to Python
_DIGIT = rf"[\d{_ETHIOPIC_NUMBERS}]"
# Whatever may stand between the digits of one number: no letter, no line end.
_BETWEEN = rf"[^\w\n\[\]{_ETHIOPIC_NUMBERS}]|_|\u200c|\u200d"
_LONG_NUMBER = re.compile(rf"\+?{_DIGIT}(?:(?:{_BETWEEN}){{0,3}}{_DIGIT}){{3,}}")
_MAIL = re.compile(r"[^\s@\[\]]+\s?@\s?[^\s@\[\]]+\.[^\s@\[\]]+")
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.|t\.me/|wa\.me/)\S*|(?<![\w.])[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}/\S*"
    r"|(?<![\w.])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|be|lu|eu|fr|nl|de|info|io|me|gov|int)(?!\w)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"@\s?\w+")
# Letters and figures in one token ("AB12345", "K-77/21"), but not "9bis", "26quater", "2nd".
_TOKEN = re.compile(rf"(?<![\w\[])(?=[\w/-]*{_DIGIT}[\w/-]*{_DIGIT})(?=[\w/-]*[^\W\d_])[\w/-]*\w(?![\w\]])")
_HARMLESS = re.compile(rf"{_DIGIT}{{1,3}}[^\W\d_]{{1,6}}")


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"[\s\u200c]+") for word in longest_first)


_BEFORE = re.compile(rf"(?<![\w\[])(?:{_any_of(BEFORE_A_NAME)})(?!\w)[\s:.,=\"'«“-]*", re.IGNORECASE)
_AFTER = re.compile(rf"(?:[^\W\d]+\s+){{1,{NAME_WORDS - 1}}}(?=(?:{_any_of(AFTER_A_NAME)})(?!\w))", re.IGNORECASE)
_PAPER = re.compile(
    rf"(?<![\w\[])((?:{_any_of(PAPERS)})(?:[^\w\n\[]+[^\W\d_]+)?[^\w\n\[]*)(\w*{_DIGIT}[\w/-]*)", re.IGNORECASE
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[\w'\u200c-]|\.(?=\w))*")


def redact(text: str) -> str:
    """One line of at most 400 characters. Any text is allowed."""
    clean = _clean(text)
    clean = _MAIL.sub(MAIL, clean)
    clean = _LINK.sub(LINK, clean)
    clean = _HANDLE.sub(NAME, clean)
    clean = _TOKEN.sub(lambda found: found[0] if _HARMLESS.fullmatch(found[0]) else NUMBER, clean)
    clean = _LONG_NUMBER.sub(NUMBER, clean)
    clean = _PAPER.sub(lambda found: found[1] + NUMBER, clean)
    clean = _names(clean)
    clean = _AFTER.sub(f"{NAME} ", clean)
    return " ".join(_LONG_NUMBER.sub(NUMBER, clean)[:MOST_CHARACTERS].split())


def says_something(redacted: str) -> bool:
    """Whether enough is left that staff could answer it."""
    left = redacted
    for mark in (NAME, NUMBER, LINK, MAIL):
        left = left.replace(mark, " ")
    return _WORDS.search(left) is not None


def _clean(text: str) -> str:
    """One form of every letter and figure; no invisible marks but the joiners that Persian spells with; one line."""
    plain = unicodedata.normalize("NFKC", text.replace("’", "'").replace("ʼ", "'").replace("`", "'"))
    kept = (
        character if character in "\u200c\u200d" or unicodedata.category(character)[0] != "C" else " "
        for character in plain
        if unicodedata.category(character) != "Cf" or character in "\u200c\u200d"
    )
    return " ".join("".join(kept).split())


def _names(text: str) -> str:
    """The words after a phrase that tells a name, up to a word that cannot belong to it."""
    parts: list[str] = []
    end = 0
    for found in _BEFORE.finditer(text):
        if found.start() < end:
            continue
        stop = _end_of_name(text, found.end())
        if stop > found.end():
            parts += [text[end : found.start()], found[0].rstrip(" "), " ", NAME]
            end = stop
    return "".join(parts) + text[end:]


def _end_of_name(text: str, start: int) -> int:
    end = start
    for _ in range(NAME_WORDS):
        word = _NAME_WORD.match(text, end if end == start else _next_word(text, end))
        if word is None or word[0].lower() in NOT_A_NAME:
            break
        end = word.end()
    return end


def _next_word(text: str, end: int) -> int:
    """After one space; anything else between ends the name."""
    return end + 1 if text[end : end + 1] == " " else len(text)
