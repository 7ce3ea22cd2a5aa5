"""Languages can be shown: known to Babel, a chain of fallbacks that the communities accept, words for every unit."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.models import Language
from bot.messages import Problem

CODES = Codes(
    "Languages",
    {
        "language-locale": Code("Babel does not know a language", "use its ISO 639 code"),
        "language-direction": Code("a language is written in the other direction", "correct `direction`"),
        "language-fallback": Code("a fallback is not one of our languages", "name one of languages.yaml"),
        "language-chain": Code(
            "a community does not accept this fallback (Ukrainian to Russian, Tigrinya and Amharic)", "remove it"
        ),
        "language-twice": Code("two languages claim the same code", "leave it with one of them"),
        "language-units": Code("a language has no words for a unit that values use", "add them under `units:`"),
        "unknown-language": Code("phrases stand under a code that is no language of ours", "correct the code"),
    },
)
_REFUSED = {("uk", "ru"), ("ti", "am"), ("am", "ti")}
FILE = "intents/languages.yaml"


def languages(inspection: Inspection) -> Iterator[Problem]:
    library, trees = inspection.library, inspection.trees
    claimed: dict[str, str] = {}
    for code, language in library.languages.items():
        yield from _babel(inspection, language)
        for number, other in enumerate(language.fallback):
            where = trees.at(FILE, (code, "fallback", number))
            if (code, other) in _REFUSED:
                yield CODES("language-chain", where, f"from `{code}` to `{other}`")
            elif other not in library.languages:
                yield CODES("language-fallback", where, f"`{other}`")
        for number, name in enumerate(language.telegram):
            if claimed.setdefault(name, code) != code:
                yield CODES(
                    "language-twice", trees.at(FILE, (code, "telegram", number)), f"`{name}` is {claimed[name]}"
                )
    for code, foreign in library.others.items():
        where = trees.key("intents/other_languages.yaml", (code,))
        if code in library.languages:
            yield CODES("language-twice", where, f"`{code}` is in languages.yaml too")
        for near in foreign.nearest:
            if near not in library.languages:
                yield CODES("language-fallback", where, f"`{near}`")
    yield from _units(inspection)
    yield from _phrases(inspection)


def _babel(inspection: Inspection, language: Language) -> Iterator[Problem]:
    where = inspection.trees.key(FILE, (language.code,))
    try:
        locale = Locale.parse(language.code, sep="-")
    except (UnknownLocaleError, ValueError):
        yield CODES("language-locale", where, f"`{language.code}`")
        return
    if locale.text_direction != language.direction:
        where = inspection.trees.at(FILE, (language.code, "direction"))
        yield CODES("language-direction", where, f"`{language.code}` is {locale.text_direction}")


def _units(inspection: Inspection) -> Iterator[Problem]:
    library = inspection.library
    used = {value.unit for value in library.values.values()} - {"date", "number"}
    for code in library.languages:
        missing = sorted(unit for unit in used if "other" not in library.plural_words(code).get(unit, {}))
        if missing:
            where = inspection.trees.key(FILE, (code, "units"))
            yield CODES("language-units", where, f"`{code}`: {', '.join(missing)}")


def _phrases(inspection: Inspection) -> Iterator[Problem]:
    """A language that we do not speak may have phrases: people write it all the same."""
    library = inspection.library
    known = {*library.languages, *library.others}
    for part in inspection.parts():
        phrases = part.case.phrases if part.case else part.intent.phrases
        for code in phrases:
            if code not in known:
                where = inspection.trees.key(part.intent.origin.file, (*part.path, "phrases", code))
                yield CODES("unknown-language", where, f"`{code}` in {part.name}")
    for code in {*library.negatives.out_of_scope, *library.negatives.near}:
        if code not in known:
            where = inspection.trees.key("intents/negatives/out_of_scope.yaml", ("phrases", code))
            yield CODES("unknown-language", where, f"`{code}` in the negatives")
