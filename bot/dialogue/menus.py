"""Start, languages, topics and the other screens that need no question: nobody has to write."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from bot.content import Library
from bot.content.models import Language
from bot.dialogue import answers, cards, limits
from bot.dialogue.directory import contact_block
from bot.dialogue.payload import write
from bot.dialogue.scene import Scene, Screen
from bot.messages import Button, Country

LIKELY_LANGUAGES = 4
PEOPLE_OF_A_NEED = 2
MENU_ROWS = 11  # with the row that leads back a dozen, which is one screen of a phone


def start(scene: Scene, hint: str | None) -> Screen:
    """Greets, offers languages by their own names, says one true line, shows the topics."""
    screen = Screen(scene).block(f"<b>{scene.say('welcome')}</b>").block(scene.say("truth"))
    screen.block(scene.say("ask_or_choose"))
    likely = likely_languages(scene.library, hint)[:LIKELY_LANGUAGES]
    for n in range(0, len(likely), 2):
        screen.row(*(_language_button(language) for language in likely[n : n + 2]))
    screen.row(scene.button("more_languages", "langs"))
    return answers.topics(screen, scene)


def languages(scene: Scene, hint: str | None) -> Screen:
    screen = Screen(scene, replaces=True).block(f"🌐 {scene.say('choose_language')}")
    every = likely_languages(scene.library, hint)
    for n in range(0, len(every), 2):
        screen.row(*(_language_button(language) for language in every[n : n + 2]))
    return screen.row(*scene.menu_row())


def likely_languages(library: Library, hint: str | None) -> list[Language]:
    """The client's own language first, then in the order of the file: the languages of the people we serve."""
    own = served_language(library, hint)
    return sorted(library.languages.values(), key=lambda language: language.code != own)


def served_language(library: Library, hint: str | None) -> str | None:
    """Our code for a client's language code ("pt-br", "prs", "EN"), or None. The hint is untrusted."""
    code = (hint or "").strip().lower().replace("_", "-")
    for candidate in (code, code.split("-")[0]):
        for language in library.languages.values():
            if candidate and candidate in (language.code, *language.telegram):
                return language.code
    return None


def menu(scene: Scene) -> Screen:
    screen = Screen(scene, replaces=True).block(f"<b>{scene.say('topics')}</b>", scene.say("ask_or_choose"))
    answers.topics(screen, scene)
    screen.row(scene.button("contacts.title", "contacts"), scene.button("languages", "langs"))
    return screen


def topic(name: str, scene: Scene, *, first: str | None = None) -> Screen | None:
    """The written intents of a topic and its guides, a page of them from `first`; None when the topic is gone."""
    whole = next((topic for topic in scene.library.topics if topic.id == name), None)
    if whole is None:
        return None
    screen = Screen(scene, replaces=True)
    screen.block(f"<b>{whole.emoji} {scene.inserted(scene.library.topic_title(name, scene.language))}</b>")
    page, following = _page([intent for intent in whole.intents if intent in scene.library.intents], first)
    offered: set[str] = set()  # once a page, above the first of its questions
    for intent in page:
        guide = (scene.library.intents[intent].opens or "").removeprefix("guide:")
        if guide in scene.library.guides and guide not in offered:
            offered.add(guide)
            screen.row(guide_button(guide, scene))
        screen.row(scene.ask_button(intent))
    more = scene.button("menu_more", "topic", name, following) if following else None
    return screen.row(scene.button("back_menu", "menu"), more)


def _page(intents: list[str], first: str | None) -> tuple[list[str], str | None]:
    """Pages of about the same length: the one that `first` is on, and where the next begins; the last leads round."""
    if len(intents) <= MENU_ROWS:
        return intents, None
    size = ceil(len(intents) / ceil(len(intents) / MENU_ROWS))
    start = intents.index(first) // size * size if first in intents else 0
    following = intents[(start + size) if start + size < len(intents) else 0]
    return intents[start : start + size], following


def guide_button(guide: str, scene: Scene) -> Button:
    text = scene.library.guide(guide, scene.language).guide.button
    return Button(limits.label(f"🧭 {text}"), action=write("guide", guide))


def help_screen(scene: Scene) -> Screen:
    """What this can do and every command, in words."""
    screen = Screen(scene).block(scene.say("help")).block(scene.say("truth"))
    return answers.topics(screen, scene)


def person(scene: Scene) -> Screen:
    """How to reach a person, honestly: nobody reads this chat; who answers by phone or at a desk, in what language."""
    screen = Screen(scene).block(scene.say("person"))
    known = scene.session.country
    countries: tuple[Country, ...] = (known,) if known else ("BE", "LU")
    for need in ("information", "legal_advice"):
        for country in countries:
            people = [contact for contact in scene.library.for_need(need, country) if contact.phone]
            for contact in people[: PEOPLE_OF_A_NEED if known else 1]:
                screen.block(*contact_block(contact, scene))
    screen.block(*danger_lines(scene)).row(scene.button("contacts.title", "contacts"))
    return screen.row(*scene.menu_row())


def danger_lines(scene: Scene) -> tuple[str, str]:
    """What stands under every screen that cannot help by itself."""
    return scene.say("person_danger"), f"📞 <b>{cards.emergency_number(scene)}</b>"


def discreet_button(scene: Scene) -> Button:
    """Cover what is written here, or show it openly again."""
    if scene.session.discreet:
        return scene.button("discreet_stop", "discreet", "off")
    return scene.button("discreet_offer", "discreet", "on")


def privacy(scene: Scene) -> Screen:
    """What is kept, how long, and by whom, where the operator said it."""
    time = scene.days(scene.house.retention_days)
    screen = Screen(scene).block(f"<b>{scene.say('privacy_title')}</b>")
    screen.block(
        scene.say("privacy"),
        scene.say("privacy_messages"),
        scene.say("privacy_question", button=scene.words("keep"), time=time),
    )
    if who := scene.house.controller:
        named = {"name": who.name, "contact": who.contact, "officer": who.officer, "office": who.office}
        screen.block(scene.say("privacy_controller", **named))
    screen.row(scene.button("forget", "forget"), scene.button("hide", "hide")).row(discreet_button(scene))
    return screen.row(*scene.menu_row())


def which_country(scene: Scene, intent: str) -> tuple[Button, ...]:
    """Belgium or Luxembourg: asked once, where it matters."""
    found: list[Button] = []
    names: Iterable[tuple[Country, str]] = (("BE", "🇧🇪"), ("LU", "🇱🇺"))
    for country, flag in names:
        label = f"{flag} {scene.words(f'country.{country}')}"
        found.append(Button(label, action=write("country", country, intent)))
    return tuple(found)


def _language_button(language: Language) -> Button:
    return Button(language.endonym, action=write("lang", language.code))
