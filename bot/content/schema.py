"""The JSON Schemas of staff's files, for `intents/.schema/`: editors complete keys and underline mistakes with them.

An editor finds one through the first line of a file: `# yaml-language-server: $schema=../.schema/intent.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.content import shapes
from bot.content.shapes import Shape

DIALECT = "http://json-schema.org/draft-07/schema#"
FOLDER = "intents/.schema"


def schemas(catalogue: Iterable[str]) -> dict[str, Shape]:
    """File name -> schema. `catalogue` are the ids that `related` may name."""
    ids = sorted(catalogue)
    return {
        "intent.json": shapes.intent(ids),
        "guide.json": shapes.guide(ids),
        "catalogue.json": shapes.catalogue_file(),
        "contacts.json": shapes.each("Every contact, once, by id", shapes.CONTACT),
        "values.json": shapes.each("Every figure that can change, by id", shapes.VALUE),
        "languages.json": shapes.each("Languages in menu order", shapes.LANGUAGE),
        "lint.json": shapes.LINT,
    }


def files(catalogue: Iterable[str]) -> dict[str, str]:
    """Path in the content folder -> text of the file."""
    return {f"{FOLDER}/{name}": _text(name, shape) for name, shape in schemas(catalogue).items()}


def _text(name: str, shape: Shape) -> str:
    whole = {"$schema": DIALECT, "title": name.removesuffix(".json"), **shape}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
