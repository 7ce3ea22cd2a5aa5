"""One immutable snapshot of all content: what the rest of the house asks when it needs a text or a fact.

Built by `loader`, swapped whole on reload. Never raises on a translator's mistake: a text degrades along the
language chain and says which language answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from bot.content import contexts
from bot.content.catalogue import Translation
from bot.content.contexts import Unit, placeholders
from bot.content.formats import value_in_words
from bot.content.localise import LocalAnswer, LocalCard, LocalGuide, local_answer, local_card, local_guide, local_soft
from bot.content.models import Contact, ContactRef, Intent, Need, SoftCard
from bot.messages import Problem

if TYPE_CHECKING:
    from bot.content.loader import Content

SOURCE_LANGUAGE = "en"


class Library:
    """All content at one moment. Attributes are plain and must not be changed; methods look up texts."""

    def __init__(self, content: Content, *, digest: str, problems: tuple[Problem, ...] = ()) -> None:
        assert content.soft_card is not None
        self.digest = digest
        self.problems = problems
        self.languages = content.languages
        self.others = content.others
        self.topics = content.topics
        self.catalogue = content.catalogue
        self.intents = content.intents
        self.contacts = content.contacts
        self.values = content.values
        self.towns = content.towns
        self.guides = content.guides
        self.soft_card: SoftCard = content.soft_card
        self.negatives = content.negatives
        self.withdrawn = content.withdrawn
        self.locales = content.locales
        self._plural_words = content.units
        self._translations: dict[tuple[str, str], Translation] = {}
        self._local_guides: dict[tuple[str, str], LocalGuide] = {}
        self._units = {unit.id: unit for unit in self._all_units()}

    # ---------------------------------------------------------------- units and languages

    @property
    def units(self) -> Mapping[str, Unit]:
        """Everything translatable except the interface, by unit id."""
        return self._units

    def _all_units(self) -> Iterator[Unit]:
        for intent in self.intents.values():
            yield from contexts.intent_units(intent)
        for guide in self.guides.values():
            yield contexts.guide_unit(guide)
        yield contexts.soft_unit(self.soft_card)
        for topic in self.topics:
            yield contexts.topic_unit(topic)
        for contact in self.contacts.values():
            if (unit := contexts.contact_unit(contact)) is not None and contact.shown:
                yield unit

    def chain(self, language: str) -> tuple[str, ...]:
        """The language itself, its fallbacks (or, for one that we do not speak, its nearest), English."""
        known, other = self.languages.get(language), self.others.get(language)
        fallback = known.fallback if known else other.nearest if other else ()
        return tuple(dict.fromkeys((language, *fallback, SOURCE_LANGUAGE)))

    def translation(self, unit: str, language: str) -> Translation:
        """What is there of a unit in exactly this language. The English source is approved by being the source."""
        key = (unit, language)
        if key not in self._translations:
            whole = self._units[unit]
            if language == SOURCE_LANGUAGE:
                found = Translation("approved", dict(whole.strings))
            elif language in self.locales:
                found = self.locales[language].of(whole)
            else:
                found = Translation("missing", {})
            self._translations[key] = found
        return self._translations[key]

    def _nearest(self, unit: str, language: str) -> tuple[str, Translation]:
        """The first language of the chain that has the whole unit, fresh or old."""
        for code in self.chain(language):
            found = self.translation(unit, code)
            if found.status != "missing":
                return code, found
        return SOURCE_LANGUAGE, self.translation(unit, SOURCE_LANGUAGE)

    # ---------------------------------------------------------------- answers, cards, guides

    def answer(self, intent: str, language: str, *, case: str | None = None) -> LocalAnswer:
        """KeyError when the intent is not written. An unknown case is the intent's own answer.

        Texts still carry {contact:} and {value:} markup.
        """
        whole = self.intents[intent]
        chosen = whole.cases.get(case or "")
        part = chosen if chosen is not None and (chosen.answer or chosen.card) is not None else None
        name = f"{intent}:{part.id}" if part else intent
        source = (part or whole).answer
        unit = f"{'card' if (part or whole).card is not None else 'intent'}:{name}"
        spoken, found = self._nearest(unit, language)
        wanted = self.translation(unit, language)
        since = self.withdrawn.get(unit) or self.withdrawn.get(f"intent:{intent}")
        outdated = found.status == "outdated"
        return LocalAnswer(
            language=spoken,
            wanted=language,
            status=wanted.status,
            title=found.texts.get(f"{unit}:title", whole.title),
            button=found.texts.get(f"{unit}:button", whole.button),
            answer=None if source is None else local_answer(source, unit, found.texts),
            minors=self._minors(whole, spoken),
            notice=since is not None or (outdated and found.change in ("urgent", None)),
            newer=outdated and found.change == "normal",
            changed_on=since or found.changed_on,
        )

    def _minors(self, intent: Intent, language: str) -> str:
        unit = f"{'card' if intent.card is not None else 'intent'}:{intent.id}"
        return self.translation(unit, language).texts.get(f"{unit}:minors", "")

    def card(self, intent: str, language: str, *, case: str | None = None) -> LocalCard:
        """The card of a crisis. It shows its last text in the language even when that is outdated."""
        whole = self.intents[intent]
        chosen = whole.cases.get(case or "")
        part = chosen if chosen is not None and chosen.card is not None else None
        source = (part or whole).card
        if source is None:
            raise KeyError(f"{intent} has no card")
        unit = f"card:{intent}:{part.id}" if part else f"card:{intent}"
        spoken, found = self._nearest(unit, language)
        texts = found.texts
        say = {code: texts[key] for code in source.say if (key := f"{unit}:say:{code}") in texts}
        return LocalCard(
            language=spoken,
            wanted=language,
            approved=spoken == language and found.status == "approved",
            title=texts.get(f"{unit}:title", whole.title),
            card=local_card(source, unit, texts),
            say_aloud={code: text for code, text in say.items() if text != source.say[code]},
        )

    def guide(self, guide: str, language: str) -> LocalGuide:
        """A whole guide, built once a language: it is asked for at every step. KeyError when there is none."""
        if (guide, language) not in self._local_guides:
            unit = f"guide:{guide}"
            spoken, found = self._nearest(unit, language)
            status = self.translation(unit, language).status
            local = local_guide(self.guides[guide], unit, found.texts)
            self._local_guides[guide, language] = LocalGuide(spoken, language, status, local)
        return self._local_guides[guide, language]

    def soft(self, language: str) -> tuple[str, SoftCard]:
        """The soft card's texts and the language they are in."""
        spoken, found = self._nearest("soft", language)
        return spoken, local_soft(self.soft_card, found.texts)

    # ---------------------------------------------------------------- small texts

    def topic_title(self, topic: str, language: str) -> str:
        unit = f"topic:{topic}"
        return self._nearest(unit, language)[1].texts[f"{unit}:title"]

    def button(self, intent: str, language: str, *, case: str | None = None) -> str:
        return self.answer(intent, language, case=case).button

    def contact_name(self, contact: str, language: str) -> str:
        """In the language, else in the first of its chain that the contact has, else English."""
        names = self.contacts[contact].names
        return next((names[code] for code in self.chain(language) if names.get(code)), names["en"])

    def contact_note(self, contact: str, language: str) -> str:
        unit = f"contact:{contact}"
        return self._nearest(unit, language)[1].texts[f"{unit}:note"] if unit in self._units else ""

    def interface(self, context: str, source: str, language: str) -> str:
        """An interface text. Falls back along the chain to the English source; a broken translation is passed over."""
        for code in self.chain(language):
            if code == SOURCE_LANGUAGE:
                break
            locale = self.locales.get(code)
            entry = locale.entries.get(context) if locale else None
            if entry is not None and entry.text and placeholders(entry.text) == placeholders(source):
                return entry.text
        return source

    def has_interface(self, language: str) -> bool:
        """Whether anything of the interface is translated into the language."""
        locale = self.locales.get(language)
        return language == SOURCE_LANGUAGE or (
            locale is not None and any(entry.text and name.startswith("ui:") for name, entry in locale.entries.items())
        )

    def value_text(self, value: str, language: str) -> str:
        """ "30 days", "350 euro", "12 June 2026" in the reader's language. KeyError when unknown."""
        return value_in_words(self.values[value], language, self._plural_words.get(language, {}))

    def plural_words(self, language: str) -> Mapping[str, Mapping[str, str]]:
        """The words of each unit by plural category, as staff wrote them."""
        return self._plural_words.get(language, {})

    # ---------------------------------------------------------------- contacts

    def for_need(self, need: str, country: str | None = None) -> tuple[Contact, ...]:
        """Shown contacts that serve a need: ours before those abroad, the whole country first, enforcement last."""
        found = [
            contact
            for contact in self.contacts.values()
            if contact.shown and need in contact.serves and country in (None, contact.country)
        ]
        return tuple(
            sorted(found, key=lambda c: (c.enforcement, c.country not in ("BE", "LU"), c.country, bool(c.city), c.id))
        )

    def resolve(self, refs: tuple[ContactRef, ...], country: str | None = None) -> tuple[Contact, ...]:
        """Ids and needs to contacts that may be shown, without doubles, enforcement never first.

        A contact named by id is kept whatever its country: staff put it there.
        """
        found: dict[str, Contact] = {}
        for ref in refs:
            for contact in self.for_need(ref.serves, country) if isinstance(ref, Need) else self._by_id(ref):
                found.setdefault(contact.id, contact)
        return tuple(sorted(found.values(), key=lambda contact: contact.enforcement))

    def _by_id(self, contact: str) -> tuple[Contact, ...]:
        found = self.contacts.get(contact)
        return (found,) if found is not None and found.shown else ()
