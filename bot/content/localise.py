"""A text of the content in one language: the source's shape with the translation's words.

Builders take the texts of ONE language by context; what is absent there is left out, never filled from another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.content.models import Answer, Card, CardGroup, Guide, Node, SoftCard, Status


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """An answer (or one of its cases) whole in ONE language: never two languages in one answer."""

    language: str  # the language that answered
    wanted: str  # the language asked for
    status: Status  # of the translation in `wanted`; "approved" for the English source
    title: str
    button: str
    answer: Answer | None
    minors: str
    notice: bool = False  # outdated and urgent, or withdrawn: the "this rule changed" notice stands instead
    newer: bool = False  # outdated, normal: say that a newer text exists
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class LocalCard:
    language: str
    wanted: str
    approved: bool  # False: the fixed minimal card stands above this draft
    title: str
    card: Card  # texts translated; contacts are ids as in the source
    say_aloud: Mapping[str, str]  # "fr", "nl": the sentence in the reader's script


@dataclass(frozen=True, slots=True)
class LocalGuide:
    language: str
    wanted: str
    status: Status
    guide: Guide  # texts translated, ids as in the source


def local_answer(source: Answer, prefix: str, texts: Mapping[str, str]) -> Answer:
    steps = [text for n in range(len(source.steps)) if (text := texts.get(f"{prefix}:step:{n}"))]
    return Answer(texts.get(f"{prefix}:situation", ""), tuple(steps), texts.get(f"{prefix}:who", ""))


def local_card(source: Card, prefix: str, texts: Mapping[str, str]) -> Card:
    groups = {
        country: tuple(
            CardGroup(texts.get(f"{prefix}:{country}:{n}", ""), group.contacts) for n, group in enumerate(items)
        )
        for country, items in source.groups.items()
    }
    lead, close = texts.get(f"{prefix}:lead", source.lead), texts.get(f"{prefix}:close", "")
    return Card(lead, groups, close, texts.get(f"{prefix}:police", ""), source.say)


def local_guide(source: Guide, prefix: str, texts: Mapping[str, str]) -> Guide:
    nodes = {node.id: _local_node(node, f"{prefix}:{node.id}", texts) for node in source.nodes.values()}
    title, button = texts.get(f"{prefix}:title", source.title), texts.get(f"{prefix}:button", source.button)
    return replace(source, title=title, button=button, intro=texts.get(f"{prefix}:intro", ""), nodes=nodes)


def _local_node(source: Node, prefix: str, texts: Mapping[str, str]) -> Node:
    options = tuple(
        replace(
            option,
            label=texts.get(f"{prefix}:option:{option.id}", option.label),
            note=texts.get(f"{prefix}:note:{option.id}", ""),
        )
        for option in source.options
    )
    end = None if source.end is None else local_answer(source.end, prefix, texts)
    ask, hint = texts.get(f"{prefix}:ask", source.ask), texts.get(f"{prefix}:hint", "")
    return replace(source, ask=ask, hint=hint, options=options, end=end)


def local_soft(source: SoftCard, texts: Mapping[str, str]) -> SoftCard:
    def say(name: str) -> str:
        return texts.get(f"soft:card:{name}", str(getattr(source, name)))

    return replace(
        source,
        lead=say("lead"),
        question=say("question"),
        line=say("line"),
        yes=say("yes"),
        no=say("no"),
        not_sure=say("not_sure"),
        after_no=say("after_no"),
        after_not_sure=say("after_not_sure"),
    )
