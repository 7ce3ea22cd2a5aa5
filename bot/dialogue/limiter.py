"""A bucket of tokens a chat, so that one flooder does not take everybody's time. Never asked in a crisis."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import cards, payload
from bot.dialogue.scene import Scene, Screen
from bot.messages import Command, Event, Press, Reading, Turn, What

CAPACITY = 20.0
TOKENS_A_SECOND = 0.5


def urgent(what: What, reading: Reading | None, scene: Scene) -> bool:
    """Whether this may be about danger: a text with a sign of it, or a way to a card or to hiding."""
    match what:
        case Command(name="emergency" | "hide"):
            return True
        case Press():
            read = payload.read(what.payload)
            if read is None or read.verb != "ask":
                return read is not None and read.verb in ("soft", "hide")
            intent = scene.library.intents.get(read.parts[0])
            return intent is not None and intent.crisis
        case _:
            return reading is not None and reading.triage.level != "none"


def spend(scene: Scene) -> Scene | Turn:
    """The scene with one token less; or, when the bucket is dry, one polite line and then quiet till it refills."""
    session = scene.session
    waited = (scene.now - session.tokens_at).total_seconds() if session.tokens_at else 0.0
    tokens = min(CAPACITY, session.tokens + max(0.0, waited) * TOKENS_A_SECOND)
    told = session.tokens < 0
    if tokens >= 1.0:
        return replace(scene, session=replace(session, tokens=tokens - 1.0, tokens_at=scene.now))
    event = Event("rate_limited", language=scene.language)
    if told:
        return Turn((), replace(session, tokens=min(tokens, -0.001), tokens_at=scene.now), (event,))
    empty = replace(session, tokens=-CAPACITY * 0.1, tokens_at=scene.now)
    screen = Screen(scene).block(scene.say("too_fast"), f"📞 <b>{cards.emergency_number(scene)}</b>")
    return Turn(screen.replies(), empty, (event,))
