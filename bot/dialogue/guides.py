"""Decision trees, one question a screen: back, stop, restart, progress; an old button rewinds to its node.

State is the list of answers given. Nothing here decides anything about a person: every end says who decides and whom
to ask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from bot.content import LocalGuide
from bot.content.models import ALWAYS, ContactRef, Guide, Node, Option
from bot.dialogue import limits
from bot.dialogue.answers import LAWYER, few_contacts
from bot.dialogue.directory import contact_block
from bot.dialogue.payload import write
from bot.dialogue.scene import Scene, Screen
from bot.matching.text import fold
from bot.messages import Button, Country, OpenGuide, Session

COUNTRIES: dict[str, Country] = {"BE": "BE", "LU": "LU"}
LAPSE = timedelta(hours=24)
NEAR_EXACT = 88.0
MAX_ANSWER_WORDS = 6
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Step:
    """Where a guide stands after a step: the session, and whether it came to its end."""

    session: Session
    node: Node
    ended: bool
    answers: tuple[tuple[str, str], ...] = ()


def lapse(session: Session, now: datetime) -> Session:
    """Answers are forgotten after a day."""
    guide = session.guide
    if guide is not None and (guide.since is None or now - guide.since > LAPSE):
        return replace(session, guide=None)
    return session


def begin(guide: Guide, session: Session, now: datetime) -> Step:
    opened = OpenGuide(guide.id, guide.start, (), now)
    return Step(replace(session, guide=opened, waiting_for=None), guide.nodes[guide.start], ended=False)


def choose(guide: Guide, node: str, option: str, session: Session, now: datetime) -> Step | None:
    """Take an option at a node. A node already passed rewinds to it; a lapsed guide begins there again.

    None when the node or the option is gone.
    """
    here = guide.nodes.get(node)
    chosen = next((one for one in here.options if one.id == option), None) if here else None
    if here is None or chosen is None:
        return None
    answers = (*_before(guide, node, session), (node, option))
    opened = OpenGuide(guide.id, chosen.to, answers, _since(guide, session, now))
    after = _with_sets(chosen, replace(session, guide=opened, waiting_for=None))
    target = guide.nodes[chosen.to]
    return Step(replace(after, guide=None) if target.is_end else after, target, ended=target.is_end, answers=answers)


def rewind(guide: Guide, node: str, session: Session, now: datetime) -> Step | None:
    """Back to the question before `node`; at the first question it stays there."""
    if node not in guide.nodes:
        return None
    before = _before(guide, node, session)
    target = before[-1][0] if before else guide.start
    opened = OpenGuide(guide.id, target, before[:-1], _since(guide, session, now))
    return Step(replace(session, guide=opened), guide.nodes[target], ended=False)


def read_option(text: str, node: Node, localised: Node) -> str | None:
    """The option that a short text means: its number, its label, one of its phrases, in any language.

    A number beyond the options is a text like any other: "26" is the name of a paper.
    """
    folded = fold(text)
    if not folded or len(folded.split()) > MAX_ANSWER_WORDS:
        return None
    if folded.isdecimal() and len(folded) <= 2 and 1 <= int(folded) <= len(node.options):
        return node.options[int(folded) - 1].id
    best: tuple[float, str] = (0.0, "")
    for source, local in zip(node.options, localised.options, strict=True):
        sayings = [source.label, local.label, *(phrase for group in source.phrases.values() for phrase in group)]
        score = max(_likeness(folded, fold(saying)) for saying in sayings)
        best = max(best, (score, source.id))
    return best[1] if best[0] >= NEAR_EXACT else None


def _likeness(text: str, saying: str) -> float:
    """0 to 100. A slip of the pen is forgiven, but annex 28 is not annex 26, and admissible is not inadmissible."""
    if text == saying:
        return 100.0
    if _NUMBER.findall(text) != _NUMBER.findall(saying) or saying.endswith(text) or text.endswith(saying):
        return 0.0
    return fuzz.ratio(text, saying)


def question(guide_id: str, session: Session, scene: Scene) -> Screen:
    """The open question of a guide with its options, progress, back and stop."""
    local = scene.library.guide(guide_id, scene.language)
    there = scene.speaking(local.language)
    opened = session.guide
    node = local.guide.nodes[opened.node if opened else local.guide.start]
    asked = len(opened.answers) if opened else 0
    total = asked + local.guide.longest_from(node.id)
    title = markup_title(there, local.guide.title, str(asked + 1), str(total))
    screen = Screen(there, replaces=True).block(
        f"🧭 <b>{title}</b>", there.prose(local.guide.intro) if not asked else ""
    )
    screen.block(f"<b>{there.prose(node.ask)}</b>", there.prose(node.hint))
    screen.block(_language_note(local, there))
    for option in node.options:
        screen.row(Button(limits.label(option.label), action=write("step", guide_id, node.id, option.id)))
    back = there.button("guide_back", "back", guide_id, node.id) if asked else None
    return screen.row(back, there.button("guide_stop", "stop", guide_id))


def markup_title(scene: Scene, title: str, number: str, total: str) -> str:
    return scene.say("guide_progress", title=title, number=number, total=total)


def end(guide_id: str, step: Step, scene: Scene) -> Screen:
    """The last screen: what there is in general, who decides, whom to ask, what can still change."""
    local = scene.library.guide(guide_id, scene.language)
    there = scene.speaking(local.language)
    node = local.guide.nodes[step.node.id]
    assert node.end is not None
    way = _way(local.guide, step.answers)
    screen = Screen(there, replaces=True).block(f"🧭 <b>{there.inserted(local.guide.title)}</b>")
    screen.block(there.prose(node.end.situation))
    screen.block(*(f"{n}. {there.prose(step)}" for n, step in enumerate(node.end.steps, 1)))
    screen.block(*(f"• {there.prose(option.note)}" for option in way if option.note))
    screen.block(there.prose(node.end.who))
    for contact in few_contacts((*_contacts(way), *node.contacts), scene.session.country, there):
        screen.block(*contact_block(contact, there))
    screen.block(*_age(local.guide, there), _language_note(local, there))
    for name in dict.fromkeys((*node.related, LAWYER)):
        if name in scene.library.intents and not (
            scene.session.minor and scene.library.intents[name].topic == "return"
        ):
            screen.row(there.ask_button(name))
    screen.row(there.button("guide_again", "guide", guide_id), there.button("hide", "hide"))
    return screen.row(*there.menu_row())


def _way(guide: Guide, answers: tuple[tuple[str, str], ...]) -> list[Option]:
    """The options chosen on the way; none for somebody under 18, who sees the end alone: the rest is not for them."""
    way = [option for node, name in answers for option in guide.nodes[node].options if option.id == name]
    return [] if any(_is_minor(option) for option in way) else way


def _contacts(way: list[Option]) -> list[ContactRef]:
    """Whom the chosen options name, each as far as the other answers allow."""
    chosen = {ALWAYS, *(option.id for option in way)}
    return [ref for option in way for key, refs in option.contacts.items() if key in chosen for ref in refs]


def _age(guide: Guide, scene: Scene) -> list[str]:
    lines = []
    if guide.sources:
        lines.append(f"🕒 {scene.say('checked_on', date=scene.date(guide.sources[0].checked))}")
    if scene.today > guide.review_by:
        lines.append(f"⚠️ {scene.say('overdue', date=scene.date(guide.review_by))}")
    return lines


def _language_note(local: LocalGuide, scene: Scene) -> str:
    if local.language != local.wanted:
        return f"🌐 {scene.say('not_in_language', language=scene.endonym(local.wanted))}"
    return f"🌐 {scene.say('draft')}" if local.status == "draft" else ""


def _before(guide: Guide, node: str, session: Session) -> tuple[tuple[str, str], ...]:
    """The answers given before a node, when the session is in this guide."""
    opened = session.guide
    if opened is None or opened.guide != guide.id:
        return ()
    passed = [name for name, _option in opened.answers]
    return opened.answers[: passed.index(node)] if node in passed else opened.answers if opened.node == node else ()


def _since(guide: Guide, session: Session, now: datetime) -> datetime:
    opened = session.guide
    return opened.since if opened is not None and opened.guide == guide.id and opened.since else now


def _with_sets(option: Option, session: Session) -> Session:
    if (country := COUNTRIES.get(option.sets.get("country", ""))) is not None:
        session = replace(session, country=country, country_asked=True)
    return replace(session, minor=True) if _is_minor(option) else session


def _is_minor(option: Option) -> bool:
    return option.sets.get("minor") == "yes"
