"""One step of a conversation on one screen: who did what, what was meant, what is said, what is remembered.

Pure: no clock, no I/O, no chance. The order is fixed: crisis, then command or button, then an open guide, then the
match with its three outcomes. `/emergency` always wins. Never raises on what people, old buttons or forgers send.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.content import Library
from bot.dialogue import cards, commands, guides, kept, payload, presses, questions
from bot.dialogue.limiter import spend, urgent
from bot.dialogue.menus import served_language
from bot.dialogue.scene import Scene, Screen
from bot.messages import (
    Command,
    Event,
    House,
    Incoming,
    LanguageGuess,
    Other,
    Position,
    Press,
    Reading,
    Session,
    Text,
    Turn,
    What,
)

FORGET_AFTER = timedelta(days=30)
LATE_AFTER = timedelta(minutes=10)
DEFAULT_LANGUAGE = "en"
UNSAID = House()


def respond(
    incoming: Incoming,
    reading: Reading | None,
    session: Session,
    library: Library,
    now: datetime,
    *,
    house: House = UNSAID,
) -> Turn:
    """The turn that follows from one thing that a person did.

    `reading` is what `understand` made of `text_in(incoming)`; None when there is no text. `now` is aware, UTC. The
    session handed back is to be kept together with the replies, in one transaction.
    """
    session = _remembered(session, now)
    scene = Scene(library, session, _language(incoming, reading, session, library), now, house)
    if now - incoming.at > LATE_AFTER:
        return _late(incoming.what, reading, scene)
    turn = _turn(incoming, reading, scene)
    return replace(turn, session=replace(turn.session, last_use=now, late_at=None))


def _turn(incoming: Incoming, reading: Reading | None, scene: Scene) -> Turn:
    what = incoming.what
    if isinstance(what, Command) and what.name == "emergency":
        return commands.emergency(scene)
    if reading is not None and reading.triage.level == "hard":
        return questions.crisis(reading, scene)
    limited = scene if urgent(what, reading, scene) else spend(scene)
    if isinstance(limited, Turn):
        return limited
    match what:
        case Command():
            return commands.obey(what, incoming.hint, limited)
        case Press():
            if kept.asks(what):
                return kept.press(reading, limited)
            return presses.press(what, incoming.hint, limited)
        case Position():
            return questions.position(what, limited)
        case Other():
            return questions.other(what, limited)
        case Text():
            return questions.text(what, reading, limited)
        case _:
            assert_never(what)


def _remembered(session: Session, now: datetime) -> Session:
    """What is older than it may be is forgotten before anything is said."""
    if session.last_use is not None and now - session.last_use > FORGET_AFTER:
        return Session()
    return guides.lapse(session, now)


def _language(incoming: Incoming, reading: Reading | None, session: Session, library: Library) -> str:
    """The language of the reply: a sure and served guess, else the session's, else the client's.

    While none of these is known a doubtful guess is still better than English for everybody.
    """
    own = session.language if session.language in library.languages else None  # a language may be taken out
    kept = own or served_language(library, incoming.hint)
    guess = reading.language if reading is not None else LanguageGuess(None)
    if guess.language in library.languages and guess.language and (guess.sure or kept is None):
        return guess.language
    if kept is None and guess.sure and guess.language in library.others and guess.language:
        return library.chain(guess.language)[1]
    return kept or DEFAULT_LANGUAGE


def apology(incoming: Incoming | None, session: Session, library: Library, now: datetime) -> Turn:
    """When a turn cannot be made: an honest line with 112, and the session as it was."""
    language = session.language or served_language(library, incoming.hint if incoming else None) or DEFAULT_LANGUAGE
    scene = Scene(library, session, language, now)
    screen = Screen(scene).block(scene.say("failed")).block(scene.say("person_danger"))
    screen.block(f"📞 <b>{cards.emergency_number(scene)}</b>").row(*scene.menu_row())
    return Turn(screen.replies(), session, (Event("failed", language=language),))


def _late(what: What, reading: Reading | None, scene: Scene) -> Turn:
    """Answered after an outage: a neutral line, without a sound, and 112. What was asked may be read by others now.

    Once a backlog, but again for every message that tells of danger. To hide or to erase is done however late.
    """
    erased = _erased(what)
    session = Session() if erased == "forget" else replace(scene.session, late_at=scene.now)
    event = Event(erased or "other", language=scene.language, detail="late")
    told = scene.session.late_at is not None and scene.now - scene.session.late_at <= LATE_AFTER
    if told and erased is None and not urgent(what, reading, scene):
        return Turn((), session, (event,))
    screen = Screen(scene, silent=True, plain=True)
    screen.block(scene.say("late"), f"<b>{cards.emergency_number(scene)}</b>")
    return Turn(screen.replies(), session, (event,))


def _erased(what: What) -> str | None:
    """What the person asked to have deleted: the messages (`hide`), everything kept (`forget`), or nothing."""
    read = payload.read(what.payload) if isinstance(what, Press) else None
    if read is not None and read.verb == "forgetyes":
        return "forget"
    hides = (isinstance(what, Command) and what.name == "hide") or (read is not None and read.verb == "hide")
    return "hide" if hides else None
