"""Opening hours as people read them: day names of the language, times as 24 h HH:mm, "day and night".

The OSM syntax is the library's business; here its intervals over one ordinary week become lines.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from opening_hours import OpeningHours, validate

from bot.content.models import Contact
from bot.dialogue.scene import Scene

ALWAYS = "24/7"
_ZONES = {"BE": "Europe/Brussels", "LU": "Europe/Luxembourg"}


def in_words(hours: str, scene: Scene) -> str:
    """Plain text, one line; empty when there is nothing to say. A broken expression says nothing: checks refuse it."""
    if not hours:
        return ""
    if hours.startswith(ALWAYS):
        return scene.words("day_and_night")
    if not validate(hours):
        return ""
    week = _week(hours, scene.today)
    return "; ".join(f"{_days(days, scene.language)} {', '.join(times)}" for days, times in _grouped(week) if times)


def open_now(contact: Contact, now: datetime) -> bool | None:
    """Whether it is open at `now`. None unless a person confirmed the hours: an old page is no promise."""
    if contact.confirmed_on is None or contact.country not in _ZONES or not validate(contact.hours):
        return None
    local = now.astimezone(ZoneInfo(_ZONES[contact.country])).replace(tzinfo=None)
    return bool(OpeningHours(contact.hours, country=contact.country).is_open(local))


def _week(hours: str, today: date) -> list[tuple[str, ...]]:
    """The spans of Monday to Sunday. No country is given, so a public holiday does not bend the week."""
    monday = datetime.combine(today - timedelta(days=today.weekday()), datetime.min.time())
    found: list[list[str]] = [[] for _ in range(7)]
    for begin, end, state, _comment in OpeningHours(hours).intervals(monday, monday + timedelta(days=7)):
        if str(state).upper().endswith("OPEN"):
            found[begin.weekday()].append(f"{begin:%H:%M}–{end:%H:%M}")
    return [tuple(spans) for spans in found]


def _grouped(week: list[tuple[str, ...]]) -> list[tuple[list[int], tuple[str, ...]]]:
    """Days with the same hours together, in the order of their first day."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for day, spans in enumerate(week):
        groups.setdefault(spans, []).append(day)
    return [(days, spans) for spans, days in groups.items()]


def _days(days: list[int], language: str) -> str:
    names = get_day_names("wide", locale=language)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{names[days[0]]} – {names[days[-1]]}"
    return ", ".join(str(names[day]) for day in days)
