"""What follows when a button is pressed: new or months old, ours or forged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import answers, cards, directory, guides, menus, outcomes, payload, questions
from bot.dialogue.payload import Payload
from bot.dialogue.scene import Scene, Screen
from bot.messages import Event, Press, Session, Turn

SOFT_ANSWERS = ("yes", "no", "unsure")


def press(what: Press, hint: str | None, scene: Scene) -> Turn:
    read = payload.read(what.payload)
    turn = None if read is None else lead(read, hint, scene)
    return turn if turn is not None else gone(scene)


def gone(scene: Scene) -> Turn:
    """The target is not there any more: say so, and show the menu."""
    screen = menus.menu(scene)
    screen.lines[:0] = [scene.say("gone"), ""]
    screen.replaces = False
    return Turn(screen.replies(), scene.session, (Event("stale_button", language=scene.language),))


def lead(read: Payload, hint: str | None, scene: Scene) -> Turn | None:
    """None when what the button points at is gone."""
    simple = _SIMPLE.get(read.verb)
    if simple is not None:
        return simple(read, scene)
    match read.verb, read.parts:
        case "langs", ():
            return _screen(menus.languages(scene, hint), scene, "menu", "languages")
        case "step", (guide, node, option) if guide in scene.library.guides:
            step = guides.choose(scene.library.guides[guide], node, option, scene.session, scene.now)
            return _step_or_question(guide, step, scene)
        case "back", (guide, node) if guide in scene.library.guides:
            step = guides.rewind(scene.library.guides[guide], node, scene.session, scene.now)
            return _step_or_question(guide, step, scene)
    return None


def _ask(read: Payload, scene: Scene) -> Turn | None:
    intent, case = read.parts[0], read.parts[1] if len(read.parts) > 1 else None
    return outcomes.show(intent, case, scene) if intent in scene.library.intents else None


def _original(read: Payload, scene: Scene) -> Turn | None:
    intent, case = read.parts[0], read.parts[1] if len(read.parts) > 1 else None
    if intent not in scene.library.intents or scene.library.intents[intent].crisis:
        return None
    screen = answers.answer(intent, case, scene, original=True)
    return _screen(screen, scene, "answered", "original")


def _topic(read: Payload, scene: Scene) -> Turn | None:
    screen = menus.topic(read.parts[0], scene, first=read.parts[-1])
    return None if screen is None else _screen(screen, scene, "menu", read.parts[0])


def _menu(_read: Payload, scene: Scene) -> Turn:
    return _screen(menus.menu(scene), scene, "menu", "menu")


def _home(read: Payload, scene: Scene) -> Turn:
    """Pressed under an answer, whose phone numbers must not vanish."""
    return _beside(_menu(read, scene))


def _language(read: Payload, scene: Scene) -> Turn | None:
    code = read.parts[0]
    if code not in scene.library.languages:
        return None
    session = replace(scene.session, language=code, language_chosen=True)
    there = replace(scene, session=session, language=code)
    screen = menus.menu(there)
    screen.lines[:0] = [f"✅ {there.say('language_set', language=scene.library.languages[code].endonym)}", ""]
    return _screen(screen, there, "language", code)


def _country(read: Payload, scene: Scene) -> Turn | None:
    name = guides.COUNTRIES.get(read.parts[0])
    if name is None:
        return None
    session = replace(scene.session, country=name, country_asked=True)
    there = replace(scene, session=session)
    if len(read.parts) > 1:
        intent = read.parts[1]
        if intent in scene.library.intents and name not in scene.library.intents[intent].applies_to:
            return outcomes.show(intent, None, there)
    screen = Screen(there).block(f"✅ {there.say('country_set', country=there.words(f'country.{name}'))}")
    return _screen(screen.row(*there.menu_row()), there, "menu", "country")


def _guide(read: Payload, scene: Scene) -> Turn | None:
    guide = scene.library.guides.get(read.parts[0])
    if guide is None:
        return None
    return _beside(questions.guide_turn(guide.id, guides.begin(guide, scene.session, scene.now), scene))


def _go_on(read: Payload, scene: Scene) -> Turn | None:
    guide, opened = scene.library.guides.get(read.parts[0]), scene.session.guide
    if guide is None:
        return None
    if opened is None or opened.guide != guide.id or opened.node not in guide.nodes:
        return _guide(read, scene)
    screen = guides.question(guide.id, scene.session, scene)
    screen.replaces = False
    return _screen(screen, scene, "guide_step", guide.id)


def _stop(_read: Payload, scene: Scene) -> Turn:
    there = replace(scene, session=replace(scene.session, guide=None))
    screen = menus.menu(there)
    screen.lines[:0] = [there.say("guide_stopped"), ""]
    return _screen(screen, there, "menu", "guide_stopped")


def _step_or_question(guide: str, step: guides.Step | None, scene: Scene) -> Turn | None:
    return None if step is None else questions.guide_turn(guide, step, scene)


def _need(read: Payload, scene: Scene) -> Turn | None:
    if not directory.known(read.parts[0], scene):
        return None
    return _screen(directory.by_need(read.parts[0], scene), scene, "contacts", read.parts[0])


def _near(read: Payload, scene: Scene) -> Turn | None:
    if not directory.known(read.parts[0], scene):
        return None
    session = replace(scene.session, waiting_for=f"town:{read.parts[0]}")
    there = replace(scene, session=session)
    return _screen(directory.ask_where(read.parts[0], there), there, "contacts", "ask_where")


def _town(read: Payload, scene: Scene) -> Turn | None:
    if not directory.known(read.parts[0], scene):
        return None
    there = replace(scene, session=replace(scene.session, waiting_for=None))
    screen = directory.near_town(read.parts[0], read.parts[1], there)
    return None if screen is None else _screen(screen, there, "contacts", read.parts[0])


def _contacts(_read: Payload, scene: Scene) -> Turn:
    return _screen(directory.needs(scene), scene, "contacts", "needs")


def _soft(read: Payload, scene: Scene) -> Turn | None:
    intent, said, case = read.parts[0], read.parts[1], read.parts[2] if len(read.parts) > 2 else None
    whole = scene.library.intents.get(intent)
    if whole is None or not whole.crisis or said not in SOFT_ANSWERS:
        return None
    screen = cards.after_soft(said, intent, case, scene)
    session = cards.after(scene.session, case, scene.now) if said == "yes" else scene.session
    if said == "yes":
        return Turn(screen.replies(), session, (Event("crisis_card", intent=intent, language=scene.language),))
    event = Event("other", language=scene.language, detail=f"soft_{said}")  # without the intent: it may be logged
    return Turn(screen.replies(), session, (event,))


def _human(_read: Payload, scene: Scene) -> Turn:
    return _screen(menus.person(scene), scene, "menu", "person")


def _privacy(_read: Payload, scene: Scene) -> Turn:
    return _screen(menus.privacy(scene), scene, "menu", "privacy")


def hide(_read: Payload | None, scene: Scene) -> Turn:
    """The shell deletes what it may; this says honestly what stays."""
    screen = Screen(scene, priority="crisis").block(scene.say("hidden")).row(menus.discreet_button(scene))
    return _screen(screen.row(*scene.menu_row()), scene, "hide", None)


def forget(_read: Payload | None, scene: Scene) -> Turn:
    screen = Screen(scene).block(scene.say("forget_ask"))
    screen.row(scene.button("forget_yes", "forgetyes"), scene.button("forget_no", "menu"))
    return _screen(screen, scene, "menu", "forget")


def _forget_yes(_read: Payload, scene: Scene) -> Turn:
    """Nothing of the session survives, the language included; the farewell is said in it one last time."""
    screen = Screen(scene).block(scene.say("forgotten"))
    return Turn(screen.replies(), Session(), (Event("forget"),))


def _vote(read: Payload, scene: Scene) -> Turn | None:
    intent = read.parts[0]
    if intent not in scene.library.intents:
        return None
    helped = read.verb == "good"
    screen = Screen(scene).block(scene.say("thanks_helped" if helped else "thanks_not_helped"))
    if not helped:
        screen.row(scene.button("human", "human"), scene.button("contacts.title", "contacts"))
    event = Event("helpful", intent=intent, language=scene.language, detail="yes" if helped else "no")
    return Turn(screen.row(*scene.menu_row()).replies(), scene.session, (event,))


def _none(_read: Payload, scene: Scene) -> Turn:
    return outcomes.missed(scene, None, none_of_these=True)


def _discreet(read: Payload, scene: Scene) -> Turn | None:
    """From the next message on; this one is already shown as all the others will be."""
    if read.parts[0] not in ("on", "off"):
        return None
    there = replace(scene, session=replace(scene.session, discreet=read.parts[0] == "on"))
    key = "discreet_on" if there.session.discreet else "discreet_off"
    screen = Screen(there).block(there.say(key), there.say("discreet_buttons") if there.session.discreet else "")
    screen.row(menus.discreet_button(there)).row(*there.menu_row())
    return _screen(screen, there, "menu", "discreet")


def _beside(turn: Turn) -> Turn:
    """As messages of their own, so that what stands above stays."""
    return replace(turn, replies=tuple(replace(reply, replaces=False) for reply in turn.replies))


def _screen(screen: Screen, scene: Scene, event: str, detail: str | None) -> Turn:
    return Turn(screen.replies(), scene.session, (Event(event, language=scene.language, detail=detail),))


_SIMPLE: dict[str, Callable[[Payload, Scene], Turn | None]] = {
    "ask": _ask,
    "orig": _original,
    "topic": _topic,
    "menu": _menu,
    "home": _home,
    "lang": _language,
    "country": _country,
    "guide": _guide,
    "goon": _go_on,
    "stop": _stop,
    "human": _human,
    "privacy": _privacy,
    "hide": hide,
    "discreet": _discreet,
    "forget": forget,
    "forgetyes": _forget_yes,
    "contacts": _contacts,
    "need": _need,
    "near": _near,
    "town": _town,
    "soft": _soft,
    "good": _vote,
    "bad": _vote,
    "none": _none,
}
