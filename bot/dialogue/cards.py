"""What is shown when somebody is in danger. `crisis` rules outrank everything else in the product.

The first line is neutral, because a locked screen shows it. Numbers come from contacts, alone on their lines. Nothing
follows a card: no "helpful?", no related questions, no guide.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.content import LocalCard
from bot.content.models import CardGroup, Contact
from bot.dialogue import hours, limits
from bot.dialogue.directory import contact_block
from bot.dialogue.payload import write
from bot.dialogue.scene import Scene, Screen
from bot.messages import Button, Country, Reading, Session

EMERGENCY = "safety_emergency"
CHILD_WRITES = "child_writes"
QUIET = timedelta(minutes=5)
_FLAGS: dict[Country, str] = {"BE": "🇧🇪", "LU": "🇱🇺"}


def hard(intent: str, case: str | None, scene: Scene, reading: Reading | None = None) -> Screen:
    """The card of a crisis in the language of the scene, or its nearest, whole."""
    local = scene.library.card(intent, scene.language, case=case)
    there = scene.speaking(local.language)
    screen = Screen(there, priority="crisis", plain=True)
    screen.block(there.prose(local.card.lead))
    if not local.approved:
        screen.block(*_minimal(local, scene))
    for country in _countries(scene, local):
        header = there.say(f"country.{country}") if len(_countries(scene, local)) > 1 else ""
        if header:
            screen.block(f"{_FLAGS[country]} <b>{header}</b>")
        for group in local.card.groups[country]:
            screen.block(*_group(group, there))
    screen.block(there.prose(local.card.police))
    screen.block(*_aloud(local, there))
    screen.block(there.prose(local.card.close))
    return _buttons(screen, scene, reading, intent)


def after(session: Session, case: str | None, now: datetime) -> Session:
    """The session after a card: nothing goes on, no guide, no town, no last topic. Not even which crisis it was."""
    minor = session.minor or case == CHILD_WRITES
    fresh = replace(session, guide=None, waiting_for=None, last_topic=None, misses=0)
    return replace(fresh, crisis_at=now, minor=minor, carded=True)


def quiet(scene: Scene) -> bool:
    """Whether a card was shown a moment ago: nothing about return is brought up by us then."""
    shown = scene.session.crisis_at
    return shown is not None and scene.now - shown <= QUIET


def soft(intent: str, case: str | None, scene: Scene) -> Screen:
    """Asks whether there is danger now; 112 works without a tap."""
    language, card = scene.library.soft(scene.language)
    there = scene.speaking(language)
    screen = Screen(there, priority="crisis", plain=True).block(there.prose(card.lead))
    screen.block(f"<b>{there.prose(card.question)}</b>", f"<b>{emergency_number(there)}</b>", there.prose(card.line))
    labels = (("yes", card.yes), ("no", card.no), ("unsure", card.not_sure))
    more = [case] if case else []
    screen.row(*(Button(limits.label(label), action=write("soft", intent, answer, *more)) for answer, label in labels))
    return screen.row(scene.button("hide", "hide"))


def after_soft(answer: str, intent: str, case: str | None, scene: Scene) -> Screen:
    """Yes shows the card; no and not sure each end somewhere good."""
    if answer == "yes":
        return hard(intent, case, scene)
    language, card = scene.library.soft(scene.language)
    there = scene.speaking(language)
    screen = Screen(there, priority="crisis", plain=answer == "unsure")
    if answer == "no":
        return screen.block(there.prose(card.after_no)).row(*scene.menu_row())
    screen.block(there.prose(card.after_not_sure))
    for contact in scene.library.resolve(card.contacts):
        screen.block(*_contact_lines(contact, there))
    return screen.row(scene.button("hide", "hide")).row(*scene.menu_row())


def emergency(scene: Scene) -> Screen:
    """`/emergency`: the emergency card, and the other dangers one tap away."""
    screen = hard(EMERGENCY, None, scene)
    for intent, whole in scene.library.intents.items():
        if whole.crisis and intent != EMERGENCY:
            screen.row(scene.ask_button(intent))
    return screen


def _countries(scene: Scene, local: LocalCard) -> tuple[Country, ...]:
    """The person's country, or both while it is not known."""
    filled = tuple(country for country, groups in local.card.groups.items() if groups)
    known = scene.session.country
    return (known,) if known in filled else filled


def _group(group: CardGroup, scene: Scene) -> list[str]:
    lines = [scene.prose(group.text)]
    for contact in scene.library.resolve(group.contacts):
        lines += _contact_lines(contact, scene)
    return lines


def _contact_lines(contact: Contact, scene: Scene) -> list[str]:
    """The number alone on its line, then whose it is, in which languages, whether free, when."""
    number = contact.dial or contact.phone
    if not number:
        return contact_block(contact, scene)
    facts = [
        scene.inserted(scene.library.contact_name(contact.id, scene.language)),
        scene.inserted(", ".join(scene.endonym(code) for code in contact.languages)),
        scene.say("free") if contact.free else "",
        scene.inserted(hours.in_words(contact.hours, scene)) if contact.hours else "",
    ]
    return [f"📞 <b>{scene.inserted(number)}</b>", " · ".join(fact for fact in facts if fact)]


def _minimal(local: LocalCard, scene: Scene) -> list[str]:
    """Numbers and pictograms: right in every language, above a draft that nobody approved yet.

    The police are left to the card itself, where the note on people without papers stands beside their number.
    """
    lines: dict[str, str] = {}
    for country in _countries(scene, local):
        for group in local.card.groups[country]:
            for contact in scene.library.resolve(group.contacts):
                number = contact.dial or contact.phone
                if number and number not in lines and not contact.enforcement:
                    sign = "🆘" if "emergency" in contact.serves else "📞"
                    spoken = "/".join(code.upper() for code in contact.languages[:3])
                    lines[number] = f"{sign} <b>{scene.inserted(number)}</b> {spoken}".rstrip()
    return list(lines.values())


def _aloud(local: LocalCard, scene: Scene) -> list[str]:
    """A sentence to say on the phone, in French and Dutch, written in the reader's script as well."""
    lines = [scene.say("say_aloud")] if local.card.say else []
    for code, text in local.card.say.items():
        spelled = local.say_aloud.get(code)
        line = f"🗣 {scene.inserted(text)}"
        lines.append(f"{line} ({scene.inserted(spelled)})" if spelled else line)
    return lines


def _buttons(screen: Screen, scene: Scene, reading: Reading | None, crisis: str) -> Screen:
    """Hide, and the other question as a button: never the next message, and never about return."""
    screen.row(scene.button("hide", "hide"))
    for decision in (reading.decision, reading.second) if reading else ():
        top = decision.top if decision else None
        if top is None or decision is None or decision.kind == "unknown" or top.intent not in scene.library.intents:
            continue
        whole = scene.library.intents[top.intent]
        if whole.topic not in ("return", "chat") and not whole.crisis and top.intent != crisis:
            button = scene.ask_button(top.intent, top.case)
            return screen.row(replace(button, label=limits.label(scene.words("also_asked", question=button.label))))
    return screen


def emergency_number(scene: Scene) -> str:
    """112 as HTML, from the contacts; it works in both countries."""
    found = scene.library.contacts.get("be-112")
    return scene.inserted(found.dial or found.phone if found else "112")
