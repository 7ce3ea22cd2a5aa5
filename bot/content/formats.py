"""Figures in words: "30 days", "350 euro", "12 June 2026" in the reader's language.

Babel knows plural categories, numbers and month names for all our languages, but its unit names have holes
(it says "30 duration-day" in Dutch), so the unit words are staff's, in languages.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from bot.content.models import Value

Units = Mapping[str, Mapping[str, str]]  # unit -> plural category -> "{n} days"


def value_in_words(value: Value, language: str, units: Units) -> str:
    """A value that does not parse is shown as it stands: checks report it, a reader still gets an answer."""
    try:
        return (
            date_in_words(date.fromisoformat(value.value), language)
            if value.unit == "date"
            else amount_in_words(value.value, value.unit, language, units=units)
        )
    except ValueError:
        return value.value


def amount_in_words(figure: str, unit: str, language: str, *, units: Units) -> str:
    """ValueError when the figure is no number."""
    number = float(figure) if "." in figure else int(figure)
    shown: str = format_decimal(number, locale=language)
    if unit == "number":
        return shown
    words = units.get(unit, {})
    category = Locale(language).plural_form(number)
    pattern = words.get(category) or words.get("other") or "{n} " + unit.replace("_", " ")
    return str(pattern).replace("{n}", shown)


def date_in_words(day: date, language: str) -> str:
    """Day, month in words, year: never a form that can be read in two ways."""
    return str(format_date(day, "d MMMM y", locale=language))


def dated_in_words(text: str, language: str) -> str:
    """A source's own date, which may be a year or a month only ("2025", "2025-03", "2025-03-14")."""
    parts = text.split("-")
    try:
        match len(parts):
            case 3:
                return date_in_words(date.fromisoformat(text), language)
            case 2:
                return str(format_date(date(int(parts[0]), int(parts[1]), 1), "MMMM y", locale=language))
            case _:
                return text
    except ValueError:
        return text
