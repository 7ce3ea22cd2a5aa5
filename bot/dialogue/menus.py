"""Start, languages, topics and the other screens that need no question: nobody has to write."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content import Library
from bot.content.models import Language
from bot.dialogue import answers, cards, limits
from bot.dialogue.directory import contact_block
from bot.dialogue.payload import write
from bot.dialogue.scene import Scene, Screen
from bot.messages import Button, Country

LIKELY_LANGUAGES = 4


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


def topic(name: str, scene: Scene) -> Screen | None:
    """Every written intent of a topic, and its guides; None when the topic is gone."""
    whole = next((topic for topic in scene.library.topics if topic.id == name), None)
    if whole is None:
        return None
    screen = Screen(scene, replaces=True)
    screen.block(f"<b>{whole.emoji} {scene.inserted(scene.library.topic_title(name, scene.language))}</b>")
    for intent in whole.intents:
        if intent in scene.library.intents:
            opens = scene.library.intents[intent].opens or ""
            if opens.startswith("guide:") and (guide := opens.removeprefix("guide:")) in scene.library.guides:
                screen.row(guide_button(guide, scene))
            screen.row(scene.ask_button(intent))
    return screen.row(scene.button("back_menu", "menu"))


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
    for contact in scene.library.for_need("information", scene.session.country)[:2]:
        screen.block(*contact_block(contact, scene))
    lawyers = scene.library.for_need("legal_advice", scene.session.country)[:1]
    for contact in lawyers:
        screen.block(*contact_block(contact, scene))
    screen.block(scene.say("person_danger"), f"📞 <b>{cards.emergency_number(scene)}</b>")
    screen.row(scene.button("contacts.title", "contacts"))
    return screen.row(*scene.menu_row())


def privacy(scene: Scene) -> Screen:
    screen = Screen(scene).block(f"<b>{scene.say('privacy_title')}</b>").block(scene.say("privacy"))
    screen.row(scene.button("forget", "forget"), scene.button("hide", "hide"))
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
