"""A question that nobody could answer, kept for staff if its author says so: redacted, without who asked it.

Never in a crisis, never after a card in the same conversation, never from somebody under 18. Nothing is stored
meanwhile: the press brings the words back, because "I do not know" stood under them as an answer.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content import Library
from bot.dialogue import payload
from bot.dialogue.payload import Payload
from bot.dialogue.redaction import redact, says_something
from bot.dialogue.scene import Scene, Screen
from bot.messages import Event, Incoming, Kept, Press, Reading, Text, Turn, What

KEEP = "keep"


def asks(what: What) -> bool:
    """Whether the keep button was pressed."""
    return isinstance(what, Press) and payload.read(what.payload) == Payload(KEEP)


def text_in(incoming: Incoming) -> str | None:
    """The words that are to be understood: what was written, or the question that is to be kept."""
    match incoming.what:
        case Text(text=text):
            return text
        case Press(about=str(text)) if asks(incoming.what):
            return text
        case _:
            return None


def may_be_kept(reading: Reading | None, scene: Scene) -> bool:
    """Whether to offer it at all."""
    session = scene.session
    danger = session.carded or session.crisis_at is not None or session.minor
    return reading is not None and reading.triage.level == "none" and not danger and bool(reading.text.strip())


def offer(screen: Screen, reading: Reading | None, scene: Scene) -> Screen:
    """The button, under the person's own message."""
    if not may_be_kept(reading, scene):
        return screen
    screen.quotes = True
    return screen.row(scene.button(KEEP, KEEP))


def press(reading: Reading | None, scene: Scene) -> Turn:
    """Everything is looked at again: the button may be old, or forged."""
    redacted = redact(reading.text) if reading is not None else ""
    if reading is None or not may_be_kept(reading, scene) or not says_something(redacted):
        screen = Screen(scene).block(scene.say("keep_gone")).row(*scene.menu_row())
        return Turn(screen.replies(), scene.session, (Event("stale_button", language=scene.language),))
    near = nearest(reading, scene.library)
    screen = Screen(scene).block(scene.say("kept", time=scene.days(scene.house.retention_days)))
    event = Event("kept", near, scene.language)
    turn = Turn(screen.row(*scene.menu_row()).replies(), scene.session, (event,))
    return replace(turn, keep=Kept(redacted, reading.language.language or scene.language, near))


def nearest(reading: Reading | None, library: Library) -> str | None:
    """The intent that came nearest and was not near enough; never a crisis: those are not counted as questions."""
    for candidate in reading.decision.candidates if reading is not None else ():
        whole = library.intents.get(candidate.intent)
        if whole is not None and not whole.crisis:
            return candidate.intent
    return None
