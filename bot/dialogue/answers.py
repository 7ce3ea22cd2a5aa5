"""The three outcomes of a question, visible and different: an answer, "did you mean", "I do not know that"."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale

from bot.content import LocalAnswer
from bot.content.models import Contact, ContactRef, Intent, Need
from bot.dialogue import cards, limits, markup
from bot.dialogue.directory import contact_block
from bot.dialogue.payload import write
from bot.dialogue.scene import Scene, Screen
from bot.messages import Button, Candidate

CONTACTS_SHOWN = 4
OF_ONE_NEED = 2  # the others are behind "near me"
RELATED_SHOWN = 3
HIDE_TOPICS = ("safety", "health", "irregular")
LAWYER = "asylum_lawyer"
SOURCE_LANGUAGE = "en"


def answer(intent: str, case: str | None, scene: Scene, *, original: bool = False) -> Screen:
    """The answer of an intent that is written, whole in one language. `original` shows the English source."""
    whole = scene.library.intents[intent]
    wanted = SOURCE_LANGUAGE if original else scene.language
    local = scene.library.answer(intent, wanted, case=case)
    there = scene.speaking(local.language)
    screen = Screen(there)
    screen.block(f"<b>{there.say('you_ask', question=local.title)}</b>")
    if local.notice:
        _notice(screen, local, there)
    else:
        _body(screen, local, there)
    _contacts(screen, whole, case, there)
    screen.block(*_honesty(whole, local, there))
    return _buttons(screen, whole, case, local, scene, original=original)


def _body(screen: Screen, local: LocalAnswer, scene: Scene) -> None:
    if local.minors and scene.session.minor:
        screen.block(scene.prose(local.minors))
    if local.answer is None:
        return
    screen.block(scene.prose(local.answer.situation))
    screen.block(*(f"{n}. {scene.prose(step)}" for n, step in enumerate(local.answer.steps, 1)))
    screen.block(scene.prose(local.answer.who))
    if local.minors and not scene.session.minor:
        screen.block(f"{scene.say('under_18')} {scene.prose(local.minors)}")


def _notice(screen: Screen, local: LocalAnswer, scene: Scene) -> None:
    """The rule changed and the old text could mislead: say so, and whom to ask; the new text is behind a button."""
    if local.changed_on is not None:
        screen.block(scene.say("rule_changed_on", date=scene.date(local.changed_on)))
    else:
        screen.block(scene.say("rule_changed"))


def _contacts(screen: Screen, whole: Intent, case: str | None, scene: Scene) -> None:
    part = whole.cases.get(case or "")
    refs = part.contacts if part is not None and part.contacts else whole.contacts
    country = scene.session.country or (whole.applies_to[0] if len(whole.applies_to) == 1 else None)
    for contact in few_contacts(refs, country, scene):
        screen.block(*contact_block(contact, scene))


def few_contacts(refs: tuple[ContactRef, ...], country: str | None, scene: Scene) -> list[Contact]:
    """A few contacts, of each need the first ones, so that one need does not crowd out what staff named."""
    found: dict[str, Contact] = {}
    for ref in refs:
        few = scene.library.resolve((ref,), country)[: OF_ONE_NEED if isinstance(ref, Need) else 1]
        found |= {contact.id: contact for contact in few}
    return sorted(list(found.values())[:CONTACTS_SHOWN], key=lambda contact: contact.enforcement)


def _honesty(whole: Intent, local: LocalAnswer, scene: Scene) -> list[str]:
    """How old this is, who checked the translation, and what to do about it."""
    lines = []
    if whole.sources:
        first = whole.sources[0]  # the one that the button opens
        known = first.page_dated != "unknown"
        key = "seen_dated" if known else "seen_undated"
        checked, dated = scene.date(first.checked), scene.dated(first.page_dated)
        lines.append(f"🕒 {scene.say(key, checked=checked, dated=dated)}")
    if scene.today > whole.review_by:
        lines.append(f"⚠️ {scene.say('overdue', date=scene.date(whole.review_by))}")
    if local.language != local.wanted:
        endonym = scene.endonym(local.wanted)
        lines.append(f"🌐 {scene.say('not_in_language', language=endonym)}")
    elif local.status == "draft":
        lines.append(f"🌐 {scene.say('draft')}")
    elif local.newer:
        lines.append(f"🌐 {scene.say('newer_text')}")
    return lines


def _buttons(
    screen: Screen, whole: Intent, case: str | None, local: LocalAnswer, scene: Scene, *, original: bool
) -> Screen:
    if case is None or case not in whole.cases:
        screen.column(scene.ask_button(whole.id, name) for name in whole.cases)
    screen.row(_near(whole, scene))
    part = whole.cases.get(case or "")
    related = (part.related if part else ()) or whole.related
    screen.column(scene.ask_button(name) for name in _shown(related, whole, scene))
    if whole.topic == "return" and whole.id != LAWYER and LAWYER in scene.library.intents and LAWYER not in related:
        screen.row(scene.ask_button(LAWYER))
    source = Button(limits.label(scene.words("source")), url=whole.sources[0].url) if whole.sources else None
    withdrawn = scene.library.answer(whole.id, SOURCE_LANGUAGE, case=case).notice  # then there is no other text
    behind = local.status in ("draft", "outdated") and not original and not withdrawn
    suffix = [case] if case in whole.cases and case else []
    orig = Button(scene.words("original"), action=write("orig", whole.id, *suffix)) if behind else None
    screen.row(source, orig)
    if whole.topic in HIDE_TOPICS:
        screen.row(scene.button("hide", "hide"))
    if whole.topic != "chat":
        screen.row(scene.button("helpful_yes", "good", whole.id), scene.button("helpful_no", "bad", whole.id))
    return screen.row(*scene.menu_row())


def _near(whole: Intent, scene: Scene) -> Button | None:
    for ref in whole.contacts:
        if isinstance(ref, Need):
            return scene.button("contacts.near", "near", ref.serves)
    return None


def _shown(related: Iterable[str], whole: Intent, scene: Scene) -> list[str]:
    """Related questions that are written; under 18 and right after a card nothing about return is offered."""
    kept = [name for name in related if name in scene.library.intents and name != whole.id]
    if scene.session.minor or cards.quiet(scene):
        kept = [name for name in kept if scene.library.intents[name].topic != "return"]
    return kept[:RELATED_SHOWN]


def did_you_mean(candidates: Iterable[Candidate], scene: Scene) -> Screen:
    """At most four buttons and "none of these"."""
    screen = Screen(scene).block(scene.say("did_you_mean"))
    for candidate in candidates:
        screen.row(scene.ask_button(candidate.intent, candidate.case))
    return screen.row(scene.button("none_of_these", "none"))


def not_known(scene: Scene, *, elsewhere: str | None) -> Screen:
    """Says so, and what there is instead. Another country is named, so that the limit is clear."""
    screen = Screen(scene)
    if elsewhere:
        screen.block(scene.say("elsewhere", country=_country_name(elsewhere, scene.language)))
    else:
        screen.block(scene.say("not_known"))
    screen.block(scene.say("here_is_what"))
    topics(screen, scene)
    return screen.row(scene.button("contacts.title", "contacts"), scene.button("human", "human"))


def topics(screen: Screen, scene: Scene) -> Screen:
    """The topics, two in a row, with a sign for who reads little."""
    buttons = [
        Button(
            limits.label(f"{topic.emoji} {scene.library.topic_title(topic.id, scene.language)}"),
            action=write("topic", topic.id),
        )
        for topic in scene.library.topics
        if any(name in scene.library.intents for name in topic.intents)
    ]
    for n in range(0, len(buttons), 2):
        screen.row(*buttons[n : n + 2])
    return screen


def _country_name(code: str, language: str) -> str:
    return markup.clean(str(Locale(language).territories.get(code, code)))
