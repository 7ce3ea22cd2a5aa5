"""Everything one reply depends on, in one place, and the way a reply is put together.

A `Scene` is made once a turn: who (session), where (library), in which language, when. `Screen` collects lines of HTML
and rows of buttons and becomes `Reply`s that are valid, within limits and right in both text directions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from babel import Locale, UnknownLocaleError

from bot.content import Library
from bot.content.formats import amount_in_words, date_in_words, dated_in_words
from bot.dialogue import limits, markup
from bot.dialogue.payload import write
from bot.dialogue.wording import TEXTS
from bot.messages import Button, Direction, House, Priority, Reply, Session


@dataclass(frozen=True, slots=True)
class Scene:
    library: Library
    session: Session
    language: str  # of the reply
    now: datetime  # aware, UTC
    house: House = field(default_factory=House)

    def speaking(self, language: str) -> Scene:
        return replace(self, language=language)

    @property
    def direction(self) -> Direction:
        known = self.library.languages.get(self.language)
        return known.direction if known else "ltr"

    @property
    def today(self) -> date:
        return self.now.date()

    # ------------------------------------------------------------ words

    def words(self, key: str, **values: str) -> str:
        """An interface text as plain text, values put in as they are."""
        text = self.library.interface(f"ui:{key}", TEXTS[key], self.language)
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text

    def say(self, key: str, **values: str) -> str:
        """An interface text as HTML. Values are escaped and isolated."""
        text = markup.escape(self.words(key))
        for name, value in values.items():
            text = text.replace("{" + name + "}", self.inserted(value))
        return text

    def inserted(self, value: str) -> str:
        return markup.isolate(markup.escape(value), self.direction)

    def prose(self, text: str) -> str:
        """Staff's markup as HTML with contacts and values filled in."""
        return markup.to_html(text, self._insert)

    def _insert(self, kind: str, name: str) -> str:
        if kind == "value" and name in self.library.values:
            return self.inserted(self.library.value_text(name, self.language))
        if kind == "contact" and name in self.library.contacts and self.library.contacts[name].shown:
            contact = self.library.contacts[name]
            shown = f"<b>{self.inserted(self.library.contact_name(name, self.language))}</b>"
            number = contact.dial or contact.phone
            return f"{shown} ({self.inserted(number)})" if number else shown
        return ""  # content checks refuse unknown ids; a reader is never shown braces

    def days(self, number: int) -> str:
        """ "30 days" in the reader's language."""
        return amount_in_words(str(number), "days", self.language, units=self.library.plural_words(self.language))

    def date(self, day: date) -> str:
        return date_in_words(day, self.language)

    def dated(self, text: str) -> str:
        return dated_in_words(text, self.language)

    def endonym(self, language: str) -> str:
        """A language by its own name, also one that we do not speak."""
        known, other = self.library.languages.get(language), self.library.others.get(language)
        if known or other:
            return known.endonym if known else other.endonym if other else language
        try:
            return Locale(language).get_language_name() or language
        except (UnknownLocaleError, ValueError):
            return language

    # ------------------------------------------------------------ buttons

    def button(self, key: str, verb: str, *parts: str) -> Button:
        return Button(limits.label(self.words(key)), action=write(verb, *parts))

    def ask_button(self, intent: str, case: str | None = None) -> Button:
        title = self.library.button(intent, self.language, case=case)
        return Button(limits.label(title), action=write("ask", intent, *([case] if case else [])))

    def menu_row(self) -> tuple[Button, ...]:
        return (self.button("menu", "home"),)


@dataclass(slots=True)
class Screen:
    """A reply in the making. Empty lines between blocks are added by `block`."""

    scene: Scene
    priority: Priority = "answer"
    lines: list[str] = field(default_factory=list)
    rows: list[tuple[Button, ...]] = field(default_factory=list)
    replaces: bool = False
    ask_position: str | None = None
    silent: bool = False
    quotes: bool = False
    plain: bool = False  # never covered: a card's numbers are visible at once, and its first line is neutral anyway

    def block(self, *lines: str) -> Screen:
        """A paragraph of HTML lines; blank ones are left out, an empty paragraph is none."""
        kept = [line for text in lines for line in text.strip("\n").split("\n") if line.strip()]
        if kept:
            if self.lines:
                self.lines.append("")
            self.lines += kept
        return self

    def row(self, *buttons: Button | None) -> Screen:
        kept = tuple(button for button in buttons if button is not None)
        if kept:
            self.rows.append(kept)
        return self

    def column(self, buttons: Iterable[Button]) -> Screen:
        for button in buttons:
            self.row(button)
        return self

    def pack(self, buttons: Iterable[Button]) -> Screen:
        """Short labels two in a row, long ones alone, in their order."""
        waiting: Button | None = None
        for button in buttons:
            short = len(button.label) <= limits.HALF_ROW_CHARACTERS
            if waiting is not None and short:
                self.row(waiting, button)
                waiting = None
                continue
            self.row(waiting)
            waiting = button if short else None
            if not short:
                self.row(button)
        return self.row(waiting)

    def _pieces(self) -> list[str]:
        """The text as HTML within limits; in a discreet chat covered, under a neutral first line."""
        text = markup.lay_out("\n".join(self.lines), self.scene.direction)
        if self.plain or not self.scene.session.discreet:
            return limits.split(text)
        opening = markup.lay_out(f"{self.scene.say('neutral')}\n<tg-spoiler>", self.scene.direction)
        closing = "</tg-spoiler>"
        room = limits.MESSAGE_UNITS - limits.units(opening + closing)
        return [f"{opening}{piece}{closing}" for piece in limits.split(text, room)]

    def replies(self) -> tuple[Reply, ...]:
        """One reply, or several when the text is too long; the buttons hang on the last."""
        pieces = self._pieces()
        buttons = tuple(self.rows[: limits.MAX_ROWS])
        last = len(pieces) - 1
        return tuple(
            Reply(
                html=piece,
                text=markup.to_text(piece),
                language=self.scene.language,
                direction=self.scene.direction,
                buttons=buttons if n == last else (),
                priority=self.priority,
                replaces=self.replaces and last == 0,
                ask_position=self.ask_position if n == last else None,
                silent=self.silent,
                quotes=self.quotes and n == last,
                late=late_html(self.scene),
            )
            for n, piece in enumerate(pieces)
        )


def late_html(scene: Scene) -> str:
    """What leaves instead of a reply that is more than ten minutes late: neutral, and 112."""
    emergency = scene.library.contacts.get("be-112")
    number = emergency.dial if emergency else "112"
    line = f"{scene.say('late')}\n<b>{scene.inserted(number)}</b>"
    return markup.lay_out(line, scene.direction)
