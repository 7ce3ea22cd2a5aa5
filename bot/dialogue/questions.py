"""What follows when a person writes: a card, a step of the open guide, a town, or one of the outcomes."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import cards, directory, guides, limits, menus, outcomes, places
from bot.dialogue.payload import write
from bot.dialogue.scene import Scene, Screen
from bot.matching.follow_up import lean
from bot.messages import Button, Event, Other, Position, Reading, Reply, Session, Text, Turn

ANY_HELP = "information"


def crisis(reading: Reading, scene: Scene) -> Turn:
    """The hard card and nothing else. The session keeps no trace of which crisis it was."""
    triage = reading.triage
    intent = triage.intent if triage.intent in scene.library.intents else cards.EMERGENCY
    screen = cards.hard(intent or cards.EMERGENCY, triage.case, scene, reading)
    session = cards.after(scene.session, triage.case, scene.now)
    event = Event("crisis_card", intent=intent, language=scene.language)
    return Turn(screen.replies(), _language_kept(session, scene), (event,))


def text(what: Text, reading: Reading | None, scene: Scene) -> Turn:
    if reading is None:
        screen = Screen(scene).block(scene.say("unreadable")).block(*menus.danger_lines(scene))
        return _plain(screen.row(*scene.menu_row()), scene, "other", "no reading")
    if what.edited:
        return _edited(reading, scene)
    soft = reading.triage.level == "soft" and reading.triage.intent is not None
    turn = (None if soft else _to_guide(reading, scene) or _to_town(reading, scene)) or _question(reading, scene)
    if soft:
        turn = _with_soft_card(reading, turn, scene)
    if what.caption_of:
        warning = Screen(scene).block(scene.say("no_documents")).replies()
        turn = replace(turn, replies=(*turn.replies, *warning))
    return turn


def position(what: Position, scene: Scene) -> Turn:
    """Used for one answer, kept nowhere: neither the session nor the events hold it."""
    need = _waiting_need(scene.session) or ANY_HELP
    session = replace(scene.session, waiting_for=None)
    screen = directory.near_position(need, what.lat, what.lon, scene)
    return Turn(screen.replies(), session, (Event("contacts", language=scene.language, detail=need),))


def other(what: Other, scene: Scene) -> Turn:
    """Voice, photo, sticker and the rest: an honest line with 112, never silence."""
    key = what.kind if what.kind in ("voice", "photo", "document", "sticker", "contact", "live_location") else "other"
    screen = Screen(scene).block(scene.say(f"got.{key}"))
    screen.block(*menus.danger_lines(scene))
    return _plain(screen.row(*scene.menu_row()), scene, "other", what.kind)


def _question(reading: Reading, scene: Scene) -> Turn:
    decision = lean(reading, scene.session.last_topic)
    turn = outcomes.missed(scene, reading) if reading.elsewhere else outcomes.decide(decision, scene, reading)
    if scene.session.guide is not None and turn.replies and turn.session.guide is not None:
        turn = _with_continue(turn, scene)
    return replace(_with_language_offer(turn, reading, scene), session=_language_kept(turn.session, scene))


def _with_soft_card(reading: Reading, turn: Turn, scene: Scene) -> Turn:
    """The soft card above the normal answer; one about return waits behind a button, and no "I do not know" follows."""
    intent = reading.triage.intent or cards.EMERGENCY
    screen = cards.soft(intent, reading.triage.case, scene)
    event = Event("soft_card", intent=intent, language=scene.language)
    top = turn.events[0].intent if turn.events and turn.events[0].name != "unknown" else None
    whole = scene.library.intents.get(top or "")
    if whole is None or whole.topic == "return" or whole.crisis:
        if whole is not None and whole.topic == "return":
            label = limits.label(scene.words("also_asked", question=scene.ask_button(whole.id).label))
            screen.row(Button(label, action=write("ask", whole.id)))
        session = replace(scene.session, last_topic=None, carded=True)
        return Turn(screen.replies(), _language_kept(session, scene), (event,))
    session = replace(turn.session, carded=True)
    return replace(turn, replies=(*screen.replies(), *turn.replies), session=session, events=(event, *turn.events))


def _edited(reading: Reading, scene: Scene) -> Turn:
    """An edited message is never a new question; a doubtful danger in it still shows the soft card."""
    if reading.triage.level == "soft" and reading.triage.intent:
        screen = cards.soft(reading.triage.intent, reading.triage.case, scene)
        session = replace(scene.session, carded=True)
        return Turn(screen.replies(), session, (Event("soft_card", reading.triage.intent, scene.language),))
    return _plain(Screen(scene).block(scene.say("edited")), scene, "other", "edited")


def _to_guide(reading: Reading, scene: Scene) -> Turn | None:
    """A text while a guide is open is tried as an answer to its question first."""
    opened = scene.session.guide
    guide = scene.library.guides.get(opened.guide) if opened else None
    if opened is None or guide is None or opened.node not in guide.nodes:
        return None
    local = scene.library.guide(guide.id, scene.language).guide
    option = guides.read_option(reading.text, guide.nodes[opened.node], local.nodes[opened.node])
    step = guides.choose(guide, opened.node, option, scene.session, scene.now) if option else None
    return None if step is None else guide_turn(guide.id, step, scene)


def guide_turn(guide: str, step: guides.Step, scene: Scene) -> Turn:
    there = replace(scene, session=step.session)
    if step.ended:
        screen = guides.end(guide, step, there)
        return Turn(screen.replies(), step.session, (Event("guide_end", language=scene.language, detail=guide),))
    screen = guides.question(guide, step.session, there)
    return Turn(screen.replies(), step.session, (Event("guide_step", language=scene.language, detail=guide),))


def _to_town(reading: Reading, scene: Scene) -> Turn | None:
    """A text after we asked for a town."""
    need = _waiting_need(scene.session)
    if need is None:
        return None
    towns = places.find_towns(reading.text, scene.library)
    if len(towns) > 1:
        screen = directory.which_town(need, tuple(town.id for town in towns), scene)
        return Turn(screen.replies(), scene.session, (Event("contacts", language=scene.language, detail=need),))
    if towns:
        screen = directory.near_position(need, towns[0].lat, towns[0].lon, scene)
        session = replace(scene.session, waiting_for=None, country=scene.session.country or towns[0].country)
        return Turn(screen.replies(), session, (Event("contacts", language=scene.language, detail=need),))
    if reading.decision.kind == "unknown" and len(reading.text.split()) <= places.MAX_TOWN_WORDS:
        screen = (
            Screen(scene, ask_position=scene.words("place.send"))
            .block(scene.say("place.not_found"))
            .row(*scene.menu_row())
        )
        return Turn(screen.replies(), scene.session, (Event("contacts", language=scene.language, detail="no_town"),))
    return None


def _waiting_need(session: Session) -> str | None:
    waiting = session.waiting_for or ""
    return waiting.removeprefix("town:") if waiting.startswith("town:") else None


def _with_continue(turn: Turn, scene: Scene) -> Turn:
    """The guide stays open beside the answer."""
    assert scene.session.guide is not None
    button = scene.button("guide_continue", "goon", scene.session.guide.guide)
    return replace(turn, replies=(*turn.replies[:-1], _with_row(turn.replies[-1], button)))


def _with_language_offer(turn: Turn, reading: Reading, scene: Scene) -> Turn:
    """Somebody wrote clearly in another language than before: offer to stay with it. Or in one that we do not speak."""
    guess, session = reading.language, scene.session
    if not turn.replies or not guess.sure or guess.language is None:
        return turn
    if not guess.served and guess.language in scene.library.others:
        endonym = scene.library.others[guess.language].endonym
        line = Screen(scene).block(f"🌐 {scene.say('language_unserved', language=endonym)}")
        line.row(scene.button("more_languages", "langs"))
        return replace(turn, replies=(*line.replies(), *turn.replies))
    if guess.language == session.language or session.language is None or guess.language not in scene.library.languages:
        return turn
    endonym = scene.library.languages[guess.language].endonym
    button = Button(limits.label(scene.words("stay_with", language=endonym)), action=write("lang", guess.language))
    return replace(turn, replies=(*turn.replies[:-1], _with_row(turn.replies[-1], button)))


def _language_kept(session: Session, scene: Scene) -> Session:
    """The first language found is remembered, never as a choice of the person's."""
    return session if session.language is not None else replace(session, language=scene.language)


def _with_row(reply: Reply, button: Button) -> Reply:
    return replace(reply, buttons=((button,), *reply.buttons))


def _plain(screen: Screen, scene: Scene, event: str, detail: str) -> Turn:
    return Turn(screen.replies(), scene.session, (Event(event, language=scene.language, detail=detail),))
