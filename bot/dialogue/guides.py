"""Decision trees, one question a screen: back, stop, restart, progress; an old button rewinds to its node.

State is the list of answers given. Nothing here decides anything about a person: every end says who decides and whom
to ask.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from bot.content.models import Guide, Node, Option
from bot.dialogue import limits
from bot.dialogue.answers import LAWYER
from bot.dialogue.directory import contact_block
from bot.dialogue.payload import write
from bot.dialogue.scene import Scene, Screen
from bot.matching.text import fold
from bot.messages import Button, Country, OpenGuide, Session

COUNTRIES: dict[str, Country] = {"BE": "BE", "LU": "LU"}
LAPSE = timedelta(hours=24)
NEAR_EXACT = 88.0
MAX_ANSWER_WORDS = 6


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
    """The option that a short text means: its number, its label, one of its phrases, in any language."""
    folded = fold(text)
    if not folded or len(folded.split()) > MAX_ANSWER_WORDS:
        return None
    if folded.isdecimal() and len(folded) <= 2:
        number = int(folded)
        return node.options[number - 1].id if 1 <= number <= len(node.options) else None
    best: tuple[float, str] = (0.0, "")
    for source, local in zip(node.options, localised.options, strict=True):
        sayings = [source.label, local.label, *(phrase for group in source.phrases.values() for phrase in group)]
        score = max(fuzz.ratio(folded, fold(saying)) for saying in sayings)
        best = max(best, (score, source.id))
    return best[1] if best[0] >= NEAR_EXACT else None


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
    if local.language != local.wanted:
        screen.block(f"🌐 {there.say('not_in_language', language=scene.library.languages[local.wanted].endonym)}")
    elif local.status == "draft":
        screen.block(f"🌐 {there.say('draft')}")
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
    screen = Screen(there, replaces=True).block(f"🧭 <b>{there.inserted(local.guide.title)}</b>")
    screen.block(there.prose(node.end.situation))
    screen.block(*(f"{n}. {there.prose(step)}" for n, step in enumerate(node.end.steps, 1)))
    screen.block(*(f"• {there.prose(note)}" for note in _notes(local.guide, step.answers)))
    screen.block(there.prose(node.end.who))
    for contact in scene.library.resolve(node.contacts, scene.session.country)[:3]:
        screen.block(*contact_block(contact, there))
    if local.guide.sources:
        screen.block(f"🕒 {there.say('checked_on', date=there.date(local.guide.sources[0].checked))}")
    for name in dict.fromkeys((*node.related, LAWYER)):
        if name in scene.library.intents:
            screen.row(there.ask_button(name))
    return screen.row(there.button("guide_again", "guide", guide_id)).row(*there.menu_row())


def _notes(guide: Guide, answers: tuple[tuple[str, str], ...]) -> list[str]:
    """What the options chosen on the way have to say at the end."""
    chosen = [option for node, name in answers for option in guide.nodes[node].options if option.id == name]
    return [option.note for option in chosen if option.note]


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
    if option.sets.get("minor") == "yes":
        session = replace(session, minor=True)
    return session
