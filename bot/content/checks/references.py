"""Every id that content refers to exists, may be shown, and is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.models import ContactRef, Need, Origin
from bot.messages import Problem

CODES = Codes(
    "References",
    {
        "unknown-intent": Code("an intent is named that the catalogue does not have", "correct the id"),
        "unknown-contact": Code("a contact is named that contacts.yaml does not have", "correct the id"),
        "hidden-contact": Code(
            "a contact of confidence low is referred to; such contacts are never shown",
            "refer to another contact, or confirm this one and raise its confidence",
        ),
        "unknown-value": Code("a value is named that values.yaml does not have", "correct the id or add the value"),
        "unknown-need": Code("no contact that may be shown serves this need", "correct the word, see contacts.yaml"),
        "unknown-opens": Code(
            "`opens` names nothing that exists", "use menu, languages, human, privacy, place, guide:id"
        ),
        "missing-case": Code("the catalogue asks for a case that the intent does not have", "write the case"),
        "unknown-unit": Code("a text is named that does not exist", "correct the id, as in intent:asylum_work"),
        "unused-value": Code("no text refers to a value", "refer to it or delete it", "warning"),
        "unused-contact": Code("nothing leads to a contact", "refer to it, or say what it `serves`", "warning"),
    },
)
REFERENCE = re.compile(r"\{([a-z]+):([A-Za-z0-9_-]+)\}")
_OPENS = ("menu", "languages", "human", "privacy", "place")


def references(inspection: Inspection) -> Iterator[Problem]:
    yield from _catalogue(inspection)
    yield from _intents(inspection)
    yield from _guides(inspection)
    for number, ref in enumerate(inspection.library.soft_card.contacts):
        file = inspection.library.soft_card.origin.file
        yield from _contact(inspection, ref, inspection.trees.at(file, ("contacts", number)))
    yield from _in_texts(inspection)
    yield from _units(inspection)
    yield from _unused(inspection)


def _catalogue(inspection: Inspection) -> Iterator[Problem]:
    library, file = inspection.library, "intents/catalogue.yaml"
    for topic in library.topics:
        if topic.luxembourg is not None and topic.luxembourg not in library.catalogue:
            where = inspection.trees.at(file, (topic.id, "luxembourg"))
            yield CODES("unknown-intent", where, f"`{topic.luxembourg}` is not in the catalogue")
    for entry in library.catalogue.values():
        path = (entry.topic, "intents", entry.id)
        for number, other in enumerate(entry.neighbours):
            if other not in library.catalogue:
                where = inspection.trees.at(file, (*path, "not", number))
                yield CODES("unknown-intent", where, f"`{other}` is not in the catalogue")
        written = library.intents.get(entry.id)
        for case in entry.cases:
            if written is not None and case not in written.cases:
                yield CODES("missing-case", written.origin, f"`{entry.id}` has no case `{case}`")


def _intents(inspection: Inspection) -> Iterator[Problem]:
    library = inspection.library
    for part in inspection.parts():
        file = part.intent.origin.file
        for number, other in enumerate(part.related):
            if other not in library.catalogue:
                where = inspection.trees.at(file, (*part.path, "related", number))
                yield CODES("unknown-intent", where, f"`{other}` is not in the catalogue")
        for number, ref in enumerate(part.contacts):
            yield from _contact(inspection, ref, inspection.trees.at(file, (*part.path, "contacts", number)))
        for country, groups in (part.card.groups if part.card else {}).items():
            for place, group in enumerate(groups):
                for number, contact in enumerate(group.contacts):
                    path = (*part.path, "card", country, place, "contacts", number)
                    yield from _contact(inspection, contact, inspection.trees.at(file, path))
        opens = part.intent.opens
        known = (None, *_OPENS, *(f"guide:{guide}" for guide in library.guides))
        if part.case is None and opens not in known:
            yield CODES("unknown-opens", inspection.trees.at(file, ("opens",)), f"`{opens}` does not exist")


def _guides(inspection: Inspection) -> Iterator[Problem]:
    for guide in inspection.library.guides.values():
        for node in guide.nodes.values():
            path, file = ("nodes", node.id), guide.origin.file
            for number, other in enumerate(node.related):
                if other not in inspection.library.catalogue:
                    where = inspection.trees.at(file, (*path, "related", number))
                    yield CODES("unknown-intent", where, f"`{other}` is not in the catalogue")
            for number, ref in enumerate(node.contacts):
                yield from _contact(inspection, ref, inspection.trees.at(file, (*path, "contacts", number)))
            for option in node.options:
                for key, refs in option.contacts.items():
                    for number, ref in enumerate(refs):
                        place = (*path, "options", option.id, "contacts", key, number)
                        yield from _contact(inspection, ref, inspection.trees.at(file, place))


def _contact(inspection: Inspection, ref: ContactRef, where: Origin) -> Iterator[Problem]:
    library = inspection.library
    if isinstance(ref, Need):
        if ref.serves and not library.for_need(ref.serves):
            yield CODES("unknown-need", where, f"no contact serves `{ref.serves}`")
    elif ref not in library.contacts:
        yield CODES("unknown-contact", where, f"`{ref}` is not in contacts.yaml")
    elif not library.contacts[ref].shown:
        yield CODES("hidden-contact", where, f"`{ref}` has confidence low and is not shown")


def _in_texts(inspection: Inspection) -> Iterator[Problem]:
    """{contact:...} and {value:...} in what staff wrote; translations are compared with that elsewhere."""
    for piece in inspection.sources():
        for found in REFERENCE.finditer(piece.text):
            kind, name = found.groups()
            if kind == "contact":
                yield from _contact(inspection, name, inspection.origin(piece, found.start()))
            elif kind == "value" and name not in inspection.library.values:
                where = inspection.origin(piece, found.start())
                yield CODES("unknown-value", where, f"`{name}` is not in values.yaml")


def _units(inspection: Inspection) -> Iterator[Problem]:
    library = inspection.library
    for unit in library.withdrawn:
        if unit not in library.units:
            where = inspection.trees.key("intents/withdrawn.yaml", (unit,))
            yield CODES("unknown-unit", where, f"`{unit}` is no text of the content")
    for code, locale in library.locales.items():
        for unit in locale.approvals:
            if unit not in library.units:
                where = inspection.trees.key(f"locales/{code}/approvals.yaml", (unit,))
                yield CODES("unknown-unit", where, f"`{unit}` is no text of the content")


def _unused(inspection: Inspection) -> Iterator[Problem]:
    library = inspection.library
    named = {found.groups() for piece in inspection.sources() for found in REFERENCE.finditer(piece.text)}
    refs: list[ContactRef] = [*library.soft_card.contacts]
    for part in inspection.parts():
        refs += part.contacts
        refs += [
            name for groups in (part.card.groups if part.card else {}).values() for g in groups for name in g.contacts
        ]
    for node in (node for guide in library.guides.values() for node in guide.nodes.values()):
        refs += node.contacts
        refs += [ref for option in node.options for some in option.contacts.values() for ref in some]
    needs = {ref.serves for ref in refs if isinstance(ref, Need)} | set(inspection.around.needs)
    for value in library.values.values():
        if ("value", value.id) not in named:
            where = inspection.trees.key(value.origin.file, (value.id,))
            yield CODES("unused-value", where, f"`{value.id}` is used nowhere")
    for contact in library.contacts.values():
        used = contact.id in refs or ("contact", contact.id) in named or not needs.isdisjoint(contact.serves)
        if contact.shown and not used:
            where = inspection.trees.key(contact.origin.file, (contact.id,))
            yield CODES("unused-contact", where, f"nothing leads to `{contact.id}`")
