"""Return is voluntary and never advertised: change of mind, independent advice, rights first; no word of praise."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection, Part
from bot.content.checks.lint import FILE, first_word
from bot.content.contexts import Unit
from bot.content.models import Answer, Contact, ContactRef, Need, Node, Origin
from bot.messages import Problem

CODES = Codes(
    "Neutrality",
    {
        "return-change-mind": Code(
            "a text about going back does not say that one may change one's mind until departure",
            "say it, with one of the words under `change_mind` in lint.yaml",
        ),
        "return-advice": Code(
            "a text about going back does not lead to independent legal advice",
            "add `{serves: legal_aid}` to contacts or asylum_lawyer to related",
        ),
        "return-before-rights": Code(
            "going back stands before appeal, lawyer and rights", "put lawyer, appeal or rights first"
        ),
        "return-in-safety": Code("an answer about safety leads to going back", "remove it"),
        "forbidden-words": Code("a text says what we never say", "say it in other words, see lint.yaml"),
        "enforcement-first": Code(
            "an office that enforces returns is the first contact", "put an independent contact before it"
        ),
        "lint-language": Code(
            "a language has no `change_mind` words in lint.yaml, so its texts cannot be checked",
            "ask a native speaker for the words",
            "warning",
        ),
    },
)
RIGHTS_FIRST = ("asylum_negative", "irregular_", "health_mental", "daily_shelter")
ADVICE = frozenset({"legal_aid", "legal_advice"})
RIGHTS_RELATED = frozenset({"asylum_lawyer", "asylum_appeal", "irregular_rights"})


def neutrality(inspection: Inspection) -> Iterator[Problem]:
    for part in inspection.parts():
        file = part.intent.origin.file
        if part.intent.id.startswith("return_") and part.answer is not None:
            unit = inspection.library.units[part.unit]
            yield from _change_mind(inspection, unit, tuple(context for context, _ in unit.strings), part.unit)
            if not _advice(inspection, part.contacts, part.related):
                yield CODES("return-advice", inspection.trees.at(file, part.path), f"{part.name} names no free lawyer")
        if part.intent.id.startswith(RIGHTS_FIRST):
            yield from _rights_first(inspection, part)
        if part.intent.topic == "safety":
            yield from _no_return(inspection, part)
        yield from _enforcement(inspection, part.contacts, file, (*part.path, "contacts"))
    yield from _guides(inspection)
    yield from _forbidden(inspection)
    for code, language in inspection.library.languages.items():
        if not inspection.lint.of(code).change_mind:
            yield CODES("lint-language", language.origin, f"no words for `{code}`")


def _change_mind(inspection: Inspection, unit: Unit, contexts: tuple[str, ...], where: str) -> Iterator[Problem]:
    """In every language that has the whole unit: one of the texts says it."""
    for code, texts in inspection.whole_units(unit):
        words = inspection.lint.of(code).change_mind
        whole = "\n".join(texts.get(context, "") for context in contexts)
        if not words or first_word(whole, words, inspection.around.fold):
            continue
        last = contexts[-1]
        origin = inspection.written_at(last) if code == "en" else inspection.translated_at(code, last)
        yield CODES("return-change-mind", origin, f"{where} ({code}) does not say it")


def _advice(inspection: Inspection, contacts: tuple[ContactRef, ...], related: tuple[str, ...]) -> bool:
    served = {need for contact in inspection.library.resolve(contacts) for need in contact.serves}
    return bool(ADVICE & served) or "asylum_lawyer" in related


def _written_order(inspection: Inspection, refs: tuple[ContactRef, ...]) -> list[tuple[int, Contact]]:
    """Shown contacts in the order in which staff wrote them, each with the number of its place."""
    library = inspection.library
    found = []
    for number, ref in enumerate(refs):
        if isinstance(ref, Need):
            found += [(number, contact) for contact in library.for_need(ref.serves)]
        elif ref in library.contacts and library.contacts[ref].shown:
            found.append((number, library.contacts[ref]))
    return found


def _rights_first(inspection: Inspection, part: Part) -> Iterator[Problem]:
    file, trees = part.intent.origin.file, inspection.trees
    for number, other in enumerate(part.related):
        if other in RIGHTS_RELATED:
            break
        if other.startswith("return_"):
            yield CODES(
                "return-before-rights", trees.at(file, (*part.path, "related", number)), f"`{other}` comes first"
            )
            break
    for number, contact in _written_order(inspection, part.contacts):
        if ADVICE & set(contact.serves):
            break
        if "voluntary_return" in contact.serves:
            where = trees.at(file, (*part.path, "contacts", number))
            yield CODES("return-before-rights", where, f"`{contact.id}` comes first")
            break
    if part.answer is not None:
        yield from _order_in_text(inspection, part.answer, part.unit)


def _order_in_text(inspection: Inspection, answer: Answer, unit: str) -> Iterator[Problem]:
    """In the English text, read from the top, a word of rights stands before the first word of return."""
    fold, lint = inspection.around.fold, inspection.lint
    texts = [(f"{unit}:situation", answer.situation)]
    texts += [(f"{unit}:step:{number}", step) for number, step in enumerate(answer.steps)]
    for context, text in (*texts, (f"{unit}:who", answer.who)):
        back, rights = first_word(text, lint.return_words, fold), first_word(text, lint.rights_words, fold)
        if back and (not rights or back[1] < rights[1]):
            where = inspection.written_at(context, back[1])
            yield CODES("return-before-rights", where, f"`{back[0]}` comes before any word of rights in {context}")
            return
        if rights:
            return


def _no_return(inspection: Inspection, part: Part) -> Iterator[Problem]:
    file, trees = part.intent.origin.file, inspection.trees
    for number, other in enumerate(part.related):
        if other.startswith("return_"):
            where = trees.at(file, (*part.path, "related", number))
            yield CODES("return-in-safety", where, f"`{other}` is related")
    for number, ref in enumerate(part.contacts):
        if isinstance(ref, Need) and ref.serves == "voluntary_return":
            where = trees.at(file, (*part.path, "contacts", number))
            yield CODES("return-in-safety", where, f"contacts for `{ref.serves}`")


def _enforcement(
    inspection: Inspection, refs: tuple[ContactRef, ...], file: str, path: tuple[str | int, ...]
) -> Iterator[Problem]:
    for number, contact in _written_order(inspection, refs)[:1]:
        if contact.enforcement:
            where = inspection.trees.at(file, (*path, number))
            yield CODES("enforcement-first", where, f"`{contact.id}` comes first")


def _guides(inspection: Inspection) -> Iterator[Problem]:
    for guide in inspection.library.guides.values():
        for node in guide.nodes.values():
            file, path = guide.origin.file, ("nodes", node.id)
            yield from _enforcement(inspection, node.contacts, file, (*path, "contacts"))
            for option in node.options:
                for key, refs in option.contacts.items():
                    where = (*path, "options", option.id, "contacts", key)
                    yield from _enforcement(inspection, refs, file, where)
            if node.end is None:
                continue
            unit_id = f"guide:{guide.id}"
            if guide.id.startswith("return_"):
                yield from _return_end(inspection, unit_id, node, inspection.trees.key(file, path))
            else:
                yield from _other_end(inspection, unit_id, node, node.end)


def _return_end(inspection: Inspection, unit_id: str, node: Node, where: Origin) -> Iterator[Problem]:
    unit = inspection.library.units[unit_id]
    contexts = tuple(context for context, _ in unit.strings if context.startswith(f"{unit_id}:{node.id}:"))
    yield from _change_mind(inspection, unit, contexts, f"{unit_id}:{node.id}")
    if not _advice(inspection, node.contacts, node.related):
        yield CODES("return-advice", where, f"the end `{node.id}` names no free lawyer")


def _other_end(inspection: Inspection, unit_id: str, node: Node, end: Answer) -> Iterator[Problem]:
    """Outside the guides about going back it comes after rights, and never without the change of mind."""
    here = f"{unit_id}:{node.id}"
    yield from _order_in_text(inspection, end, here)
    unit = inspection.library.units[unit_id]
    said = [(context, text) for context, text in unit.strings if context.startswith(f"{here}:")]
    whole = "\n".join(text for _, text in said)
    if first_word(whole, inspection.lint.return_words, inspection.around.fold):
        yield from _change_mind(inspection, unit, tuple(context for context, _ in said), here)


def _forbidden(inspection: Inspection) -> Iterator[Problem]:
    for piece in (*inspection.sources(), *inspection.translations()):
        words = inspection.lint.of(piece.language).forbidden
        if hit := first_word(piece.text, words, inspection.around.fold):
            yield CODES("forbidden-words", inspection.origin(piece, hit[1]), f"`{hit[0]}` in {piece.context}, {FILE}")
