"""The eleven commands, and what `/start` may carry."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import cards, directory, menus, outcomes, presses
from bot.dialogue.answers import LAWYER
from bot.dialogue.payload import Payload
from bot.dialogue.scene import Scene
from bot.messages import Command, Event, Reply, Turn

COMMANDS = (
    "start",
    "menu",
    "language",
    "contacts",
    "return",
    "lawyer",
    "emergency",
    "hide",
    "privacy",
    "forget",
    "help",
)
_START = re.compile(r"(topic|lang|guide|intent)-([A-Za-z0-9_]{1,58})")
RETURN_TOPIC = "return"


def obey(command: Command, hint: str | None, scene: Scene) -> Turn:
    match command.name:
        case "start":
            return _start(command.argument, hint, scene)
        case "menu":
            return _event(menus.menu(scene).replies(), scene, "menu")
        case "language":
            return _event(menus.languages(scene, hint).replies(), scene, "languages")
        case "contacts":
            return _event(directory.needs(scene).replies(), scene, "contacts")
        case "return":
            return _return(scene)
        case "lawyer":
            return _lawyer(scene)
        case "emergency":
            return emergency(scene)
        case "hide":
            return presses.hide(None, scene)
        case "privacy":
            return _event(menus.privacy(scene).replies(), scene, "privacy")
        case "forget":
            return presses.forget(None, scene)
        case "help":
            return _event(menus.help_screen(scene).replies(), scene, "help")
        case _:
            return _unknown(scene)


def emergency(scene: Scene) -> Turn:
    """Always wins: before the rate limit, guides and everything else."""
    screen = cards.emergency(scene)
    session = cards.after(scene.session, None, scene.now)
    return Turn(screen.replies(), session, (Event("crisis_card", cards.EMERGENCY, scene.language),))


def _start(argument: str, hint: str | None, scene: Scene) -> Turn:
    """Greets; a payload (`topic-return`, `lang-ar`, `guide-return_check`, `intent-...`) also leads somewhere.

    The payload is untrusted: one that leads nowhere is passed over.
    """
    session = replace(scene.session, greeted=True, guide=None, waiting_for=None, misses=0)
    scene = replace(scene, session=session)
    found = _START.fullmatch(argument.strip())
    if found and found[1] == "lang" and found[2] in scene.library.languages:
        session = replace(session, language=found[2], language_chosen=True)
        scene = replace(scene, session=session, language=found[2])
        found = None
    if session.language is None:
        scene = replace(scene, session=replace(session, language=scene.language))
    greeting = _event(menus.start(scene, hint).replies(), scene, "start")
    verb = {"topic": "topic", "guide": "guide", "intent": "ask"}.get(found[1]) if found else None
    if found is None or verb is None:
        return greeting
    more = presses.lead(Payload(verb, (found[2],)), hint, scene)
    if more is None:
        return greeting
    if any(reply.priority == "crisis" for reply in more.replies):
        return more  # a card stands alone
    kept = tuple(replace(reply, replaces=False) for reply in more.replies)
    return Turn((*greeting.replies, *kept), more.session, (*greeting.events, *more.events))


def _return(scene: Scene) -> Turn:
    """The return topic, with the lawyer beside it: an equal way, not a footnote."""
    screen = menus.topic(RETURN_TOPIC, scene)
    if screen is None:
        return presses.gone(scene)
    screen.replaces = False
    screen.block(scene.say("return_is_a_choice"))
    if LAWYER in scene.library.intents:
        screen.rows.insert(0, (scene.ask_button(LAWYER),))
    return _event(screen.replies(), scene, "return")


def _lawyer(scene: Scene) -> Turn:
    if LAWYER in scene.library.intents:
        return outcomes.show(LAWYER, None, scene)
    return _event(directory.by_need("legal_aid", scene).replies(), scene, "lawyer")


def _unknown(scene: Scene) -> Turn:
    screen = menus.help_screen(scene)
    screen.lines[:0] = [scene.say("unknown_command"), ""]
    return _event(screen.replies(), scene, "unknown")


def _event(replies: tuple[Reply, ...], scene: Scene, detail: str) -> Turn:
    return Turn(replies, scene.session, (Event("command", language=scene.language, detail=detail),))
