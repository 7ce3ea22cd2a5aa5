"""Towns lie where their country is, and can be written by somebody."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.messages import Problem

CODES = Codes(
    "Places",
    {
        "town-position": Code("a town lies outside its country", "correct lat and lon (lat is about 50, lon about 5)"),
        "town-name": Code("a town has no name", "add `names: [...]`"),
    },
)
FILE = "intents/places.yaml"
# south, west, north, east in degrees, a little wider than the border
BOXES = {"BE": (49.45, 2.5, 51.55, 6.45), "LU": (49.4, 5.7, 50.2, 6.55)}


def inside(country: str, lat: float, lon: float) -> bool:
    south, west, north, east = BOXES[country]
    return south <= lat <= north and west <= lon <= east


def places(inspection: Inspection) -> Iterator[Problem]:
    for town in inspection.library.towns.values():
        if not inside(town.country, town.lat, town.lon):
            where = inspection.trees.at(FILE, (town.id, "lat"))
            yield CODES("town-position", where, f"`{town.id}`: {town.lat}, {town.lon} is not in {town.country}")
        if not town.names:
            yield CODES("town-name", inspection.trees.key(FILE, (town.id,)), f"`{town.id}` has no name")
