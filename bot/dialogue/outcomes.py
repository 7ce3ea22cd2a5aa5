"""The three outcomes of a question as turns: an answer with what it opens, "did you mean", "I do not know that"."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import answers, cards, directory, kept, limits, menus
from bot.dialogue.scene import Scene, Screen
from bot.matching.fusion import OFFERED
from bot.messages import Candidate, Decision, Event, Reading, Session, Turn

MISSES_BEFORE_A_PERSON = 2
SUGGESTED = OFFERED


def decide(decision: Decision, scene: Scene, reading: Reading | None = None) -> Turn:
    """One of the three outcomes."""
    known = tuple(c for c in decision.candidates if c.intent in scene.library.intents)
    if cards.quiet(scene) and any(_about_return(c.intent, scene) for c in known):
        known = tuple(c for c in known if not _about_return(c.intent, scene))
        if not known or _about_return(decision.candidates[0].intent, scene):
            event = Event("menu", language=scene.language, detail="person")
            return Turn(menus.person(scene).replies(), scene.session, (event,))
    if decision.kind == "answer" and known and known[0].intent == decision.candidates[0].intent:
        return show(known[0].intent, known[0].case, scene, confidence=known[0].confidence, reading=reading)
    if decision.kind != "unknown" and known:
        screen = answers.did_you_mean(_distinct(known)[:SUGGESTED], scene)
        event = Event("suggested", known[0].intent, scene.language, known[0].confidence)
        return Turn(screen.replies(), scene.session, (event,))
    return missed(scene, reading)


def show(
    intent: str, case: str | None, scene: Scene, *, confidence: float | None = None, reading: Reading | None = None
) -> Turn:
    """The answer of an intent: its card, its Luxembourg counterpart, or itself with what it opens."""
    whole = scene.library.intents[intent]
    if whole.crisis:
        screen = cards.hard(intent, case, scene)
        event = Event("crisis_card", intent=intent, language=scene.language)
        return Turn(screen.replies(), cards.after(scene.session, case, scene.now), (event,))
    shown = _for_country(intent, scene)
    screen = answers.answer(shown, case if shown == intent else None, scene)
    if note := _country_note(intent, shown, screen.scene):
        screen.lines[:0] = [note, ""]
    session = replace(scene.session, last_topic=shown, misses=0, waiting_for=None)
    session = _opened(shown, screen, session, scene)
    session = _ask_country_once(shown, screen, session, scene)
    if reading is not None:
        _second_question(reading, shown, screen, scene)
    event = Event("answered", shown, scene.language, confidence)
    return Turn(screen.replies(), session, (event,))


def missed(scene: Scene, reading: Reading | None, *, none_of_these: bool = False) -> Turn:
    """I do not know that. After two misses in a row, or "none of these", how to reach a person."""
    misses = scene.session.misses + 1
    session = replace(scene.session, misses=misses)
    near = kept.nearest(reading, scene.library)
    event = Event("unknown", near, scene.language, detail="none_of_these" if none_of_these else None)
    elsewhere = reading.elsewhere if reading else None
    if none_of_these or misses >= MISSES_BEFORE_A_PERSON:
        screen = menus.person(scene)
        if not none_of_these:
            screen.lines[:0] = [scene.say("not_known"), ""]
        answers.topics(screen, scene)
        kept.offer(screen, None if elsewhere else reading, scene)
        return Turn(screen.replies(), session, (event, Event("menu", language=scene.language, detail="person")))
    screen = kept.offer(answers.not_known(scene, elsewhere=elsewhere), None if elsewhere else reading, scene)
    return Turn(screen.replies(), session, (event,))


def _about_return(intent: str, scene: Scene) -> bool:
    return scene.library.intents[intent].topic == "return" if intent in scene.library.intents else False


def _for_country(intent: str, scene: Scene) -> str:
    """Somebody in Luxembourg is never shown a rule of Belgium as theirs: the counterpart is shown, if there is one."""
    whole = scene.library.intents[intent]
    if scene.session.country != "LU" or "LU" in whole.applies_to:
        return intent
    topic = next(topic for topic in scene.library.topics if topic.id == whole.topic)
    return topic.luxembourg if topic.luxembourg in scene.library.intents and topic.luxembourg else intent


def _country_note(asked: str, shown: str, scene: Scene) -> str:
    """Why another answer is shown than the one asked for; or that the only one there is, is about the other country."""
    whole, country = scene.library.intents[asked], scene.session.country
    if country is None or country in whole.applies_to:
        return ""
    there = scene.words(f"country.{whole.applies_to[0]}")
    if shown != asked:
        return scene.say("other_country", country=there)
    return scene.say("only_about", country=there, here=scene.words(f"country.{country}"))


def _ask_country_once(intent: str, screen: Screen, session: Session, scene: Scene) -> Session:
    whole = scene.library.intents[intent]
    if (
        session.country is not None
        or session.country_asked
        or len(whole.applies_to) != 1
        or whole.topic == "luxembourg"
    ):
        return session
    if whole.topic in ("chat", "contact", "iom"):
        return session
    there = screen.scene  # one reply, one language
    screen.block(there.say("ask_country", country=there.words(f"country.{whole.applies_to[0]}")))
    screen.rows.insert(0, menus.which_country(scene, intent))
    return replace(session, country_asked=True)


def _opened(intent: str, screen: Screen, session: Session, scene: Scene) -> Session:
    """What an answer also offers: the menu, the languages, a person, privacy, a place, a guide."""
    opens = scene.library.intents[intent].opens or ""
    if opens.startswith("guide:") and opens.removeprefix("guide:") in scene.library.guides:
        screen.rows.insert(0, (menus.guide_button(opens.removeprefix("guide:"), scene),))
    match opens:
        case "menu":
            answers.topics(screen, scene)
        case "languages":
            screen.rows[:0] = menus.languages(scene, None).rows[:-1]
        case "human":
            screen.block(*menus.danger_lines(screen.scene))
            screen.rows.insert(0, (scene.button("contacts.title", "contacts"),))
        case "privacy":
            screen.rows.insert(0, (scene.button("forget", "forget"), scene.button("privacy_title", "privacy")))
        case "place":
            screen.rows[:0] = directory.needs(scene).rows[:-1]
    return session


def _second_question(reading: Reading, intent: str, screen: Screen, scene: Scene) -> None:
    top = reading.second.top if reading.second and reading.second.kind != "unknown" else None
    if top is None or top.intent == intent or top.intent not in scene.library.intents:
        return
    if cards.quiet(scene) and _about_return(top.intent, scene):
        return
    button = scene.ask_button(top.intent, top.case)
    screen.rows.insert(0, (replace(button, label=limits.label(scene.words("also_asked", question=button.label))),))


def _distinct(candidates: tuple[Candidate, ...]) -> list[Candidate]:
    """The best candidate of each intent: two cases of one intent are one suggestion."""
    seen: dict[str, Candidate] = {}
    for candidate in candidates:
        seen.setdefault(candidate.intent, candidate)
    return list(seen.values())
