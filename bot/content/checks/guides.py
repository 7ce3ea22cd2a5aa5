"""Guides end somewhere good: every end says who decides, and somebody under 18 is let out at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.models import ALWAYS, Guide
from bot.messages import Problem

CODES = Codes(
    "Guides",
    {
        "guide-id": Code("a guide's id is not its file's name", "rename one of the two"),
        "guide-who": Code("an end does not say who decides", "add `who:` to the end"),
        "guide-contact": Code("an end names nobody to ask", "add `contacts:` to the end"),
        "guide-minor": Code(
            "somebody under 18 is asked on, or is not asked about at all in a guide about going back",
            "give a question an option with `sets: {minor: yes}` that leads to an end",
        ),
        "guide-answer": Code(
            "contacts of an option depend on an answer that no question of the guide has",
            f"write `{ALWAYS}` or the id of an option of another question",
        ),
    },
)


def guides(inspection: Inspection) -> Iterator[Problem]:
    for guide in inspection.library.guides.values():
        file, trees = guide.origin.file, inspection.trees
        if PurePosixPath(file).stem != guide.id and guide.id:
            yield CODES("guide-id", trees.at(file, ("id",)), f"`{guide.id}` stands in {file}")
        for node in guide.nodes.values():
            if node.end is None:
                continue
            where = trees.key(file, ("nodes", node.id))
            if not node.end.who:
                yield CODES("guide-who", where, f"the end `{node.id}` does not say it")
            if not node.contacts:
                yield CODES("guide-contact", where, f"the end `{node.id}` has no contacts")
        leaving = [
            (node, option)
            for node in guide.nodes.values()
            for option in node.options
            if option.sets.get("minor") == "yes"
        ]
        for node, option in leaving:
            target = guide.nodes.get(option.to)
            if target is not None and not target.is_end:
                where = trees.key(file, ("nodes", node.id, "options", option.id))
                yield CODES("guide-minor", where, f"`{option.id}` leads to the question `{option.to}`")
        if guide.id.startswith("return_") and not leaving:
            yield CODES("guide-minor", guide.origin, f"`{guide.id}` does not ask about age")
        yield from _answers(inspection, guide)


def _answers(inspection: Inspection, guide: Guide) -> Iterator[Problem]:
    """`contacts: {brussels: [...]}` of an option waits for `brussels`, which another question must offer."""
    for node in guide.nodes.values():
        others = {option.id for other in guide.nodes.values() if other is not node for option in other.options}
        for option in node.options:
            for key in option.contacts:
                if key not in others | {ALWAYS}:
                    path = ("nodes", node.id, "options", option.id, "contacts", key)
                    where = inspection.trees.key(guide.origin.file, path)
                    yield CODES("guide-answer", where, f"no question offers `{key}`")
