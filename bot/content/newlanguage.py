"""A new language: its entry in languages.yaml, as Babel knows it, for a native speaker to correct. Knows no file."""

from __future__ import annotations

import json

from babel import Locale, UnknownLocaleError

from bot.content.approvals import RefusedError
from bot.content.library import SOURCE_LANGUAGE, Library


def language_entry(library: Library, code: str) -> str:
    """The lines to append to languages.yaml. RefusedError when the language is there or Babel does not know it."""
    if code in library.languages:
        raise RefusedError(f"`{code}` is in languages.yaml already")
    if code in library.others:
        raise RefusedError(f"`{code}` is in other_languages.yaml: delete it there, then add it again")
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise RefusedError(
            f"`{code}` is no language that Babel knows: use its ISO 639 code, such as ku or so"
        ) from error
    claimed = {name: known.code for known in library.languages.values() for name in known.telegram}
    if code in claimed:
        raise RefusedError(f"`{code}` is a client code of `{claimed[code]}` in languages.yaml: delete it there first")
    endonym = locale.get_display_name(code) or code
    english = (locale.english_name or code).split("(")[0].strip().casefold()
    direction = "rtl" if locale.text_direction == "rtl" else "ltr"
    lines = [
        f"{code}: # a native speaker corrects names, fallback and units",
        f"  endonym: {_quoted(endonym[:1].upper() + endonym[1:])}",
        f"  direction: {direction}",
        f"  fallback: [{SOURCE_LANGUAGE}]",
        f"  telegram: [{code}]",
        f"  names: [{_quoted(english)}]",
        "  units:",
    ]
    return "\n".join([*lines, *_units(library, locale)]) + "\n"


def _units(library: Library, locale: Locale) -> list[str]:
    """The English words for every plural category that the language has: nothing is missing on the first day."""
    categories = sorted(locale.plural_form.tags | {"other"}, key=lambda tag: (tag == "other", tag))
    lines = []
    for unit, words in library.plural_words(SOURCE_LANGUAGE).items():
        shown = ", ".join(f"{category}: {_quoted(words['other'])}" for category in categories)
        lines.append(f"    {unit}: {{{shown}}}")
    return lines


def _quoted(text: str) -> str:
    """JSON's strings are YAML's too."""
    return json.dumps(text, ensure_ascii=False)
