"""Where somebody is, from a typed town or a shared position, and what is near. Nothing of it is kept."""

from __future__ import annotations

import math
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.content import Library
from bot.content.models import Contact, Town
from bot.matching.text import fold
from bot.messages import Country

EARTH_KM = 6371.0
FAR_KM = 120.0  # beyond this "near you" would be a joke
SURE, POSSIBLE = 92.0, 80.0
MAX_TOWN_WORDS = 6


@lru_cache(maxsize=4)
def _index(library: Library) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Folded names and, beside each, the id of its town; sorted, so that ties never depend on a file's order."""
    pairs = sorted({(fold(name), town.id) for town in library.towns.values() for name in town.names if fold(name)})
    return tuple(name for name, _ in pairs), tuple(town for _, town in pairs)


def find_towns(text: str, library: Library) -> tuple[Town, ...]:
    """The towns that a text may mean, best first; one when it is sure, at most three, none when it is no town.

    Tried whole, then word by word, so that "in Liège please" is found too.
    """
    folded = fold(text)
    words = folded.split()
    if not folded or len(words) > MAX_TOWN_WORDS:
        return ()
    names, ids = _index(library)
    attempts = [folded, *(" ".join(words[n : n + size]) for size in (2, 1) for n in range(len(words) - size + 1))]
    best: dict[str, float] = {}
    for attempt in dict.fromkeys(attempts):
        if len(attempt) < 3:
            continue
        cutoff = POSSIBLE if attempt == folded else SURE
        for _name, score, n in process.extract(attempt, names, scorer=fuzz.ratio, score_cutoff=cutoff, limit=5):
            best[ids[n]] = max(best.get(ids[n], 0.0), score)
        if best and max(best.values()) >= SURE:
            break
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    if ranked and ranked[0][1] >= SURE:
        ranked = [item for item in ranked if item[1] == ranked[0][1]]
    return tuple(library.towns[town] for town, _score in ranked[:3])


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance."""
    a, b = math.radians(lat), math.radians(other_lat)
    across = math.sin((b - a) / 2) ** 2
    along = math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(across + along))


def nearest(library: Library, need: str, lat: float, lon: float, *, limit: int = 3) -> tuple[Contact, ...]:
    """Shown contacts that serve the need, nearest first; those without a place (lines, sites) come after.

    An office that enforces returns is never ranked by distance: it stays last.
    """
    country = country_at(library, lat, lon)
    found = library.for_need(need, country)
    placed = [contact for contact in found if contact.lat is not None and not contact.enforcement]
    placed.sort(key=lambda contact: (_away(contact, lat, lon), contact.id))
    near = [contact for contact in placed if _away(contact, lat, lon) <= FAR_KM][:limit]
    rest = [contact for contact in found if contact not in near and (contact.lat is None or contact.enforcement)]
    return tuple(near + rest[: max(1, limit - len(near))])


def country_at(library: Library, lat: float, lon: float) -> Country | None:
    """The country of the nearest town, or None when that is far away."""
    town = min(
        library.towns.values(), key=lambda town: (distance_km(lat, lon, town.lat, town.lon), town.id), default=None
    )
    if town is None or distance_km(lat, lon, town.lat, town.lon) > FAR_KM / 3:
        return None
    return town.country


def _away(contact: Contact, lat: float, lon: float) -> float:
    return distance_km(lat, lon, contact.lat or 0.0, contact.lon or 0.0)
