"""From the context of a text to the place where staff wrote it: a file and the keys that lead to the text in it.

Sync names the file to translators, checks point an editor at the line. It reads no file.
"""

from __future__ import annotations

from bot.content.library import Library

Path = tuple[str | int, ...]  # keys of mappings and numbers in lists, from the top of a YAML file


def whereabouts(library: Library, context: str) -> tuple[str, Path]:
    """The file (relative to the content folder) and the path in it. KeyError for a context that no unit has."""
    kind, name, *rest = context.split(":")
    match kind:
        case "intent" | "card":
            intent = library.intents[name]
            if len(rest) > 1 and rest[0] in intent.cases:
                return intent.origin.file, ("cases", rest[0], *_answer_path(rest[1:]))
            return intent.origin.file, _answer_path(rest)
        case "guide":
            return library.guides[name].origin.file, _guide_path(rest)
        case "soft":
            return library.soft_card.origin.file, (rest[0],)
        case "topic":
            return "intents/catalogue.yaml", (name, rest[0])
        case "contact":
            return library.contacts[name].origin.file, (name, rest[0])
        case _:
            raise KeyError(context)


def _answer_path(rest: list[str]) -> Path:
    match rest:
        case ["title" | "button" | "minors" as field]:
            return (field,)
        case ["lead" | "close" | "police" as field]:
            return ("card", field)
        case ["say", language]:
            return ("card", "say", language)
        case ["BE" | "LU" as country, number]:
            return ("card", country, int(number), "text")
        case _:
            return ("answer", *_body_path(rest))


def _body_path(rest: list[str]) -> Path:
    match rest:
        case ["step", number]:
            return ("steps", int(number))
        case [field]:
            return (field,)
        case _:
            raise KeyError(":".join(rest))


def _guide_path(rest: list[str]) -> Path:
    match rest:
        case [field]:
            return (field,)
        case [node, "ask" | "hint" as field]:
            return ("nodes", node, field)
        case [node, "option", option]:
            return ("nodes", node, "options", option, "label")
        case [node, "note", option]:
            return ("nodes", node, "options", option, "note")
        case [node, *body]:
            return ("nodes", node, "end", *_body_path(body))
        case _:
            raise KeyError(":".join(rest))
