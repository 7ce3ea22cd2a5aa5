"""What the bot says, as a page to host while the bot or Telegram is away, or to print: cards first, then every answer.

The texts are the bot's own replies, with their dates and notes, so that the page never says anything else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.content import Library
from bot.content.library import SOURCE_LANGUAGE
from bot.content.models import Intent
from bot.dialogue import answers, cards, webpage
from bot.dialogue.payload import read
from bot.dialogue.scene import Scene, Screen
from bot.messages import Button, Session

NAME = "Infopoint"
LEFT_OUT = ("chat",)  # it speaks of the chat itself
_PHONE = re.compile("(?<=[📞🆘] )((?:<b>)?\u2068?)(\\+?[0-9][0-9 ./-]*[0-9])")
_MAIL = re.compile("(?<=✉️ )(\u2068?)([^\\s<>\u2068\u2069]+@[^\\s<>\u2068\u2069]+)")


def handout(library: Library, language: str, now: datetime, *, others: bool = False) -> str:
    """The page of one language. `others`: those of the other languages lie beside it, as `fr.html`."""
    scene = Scene(library, Session(), language, now)
    return _Page(scene, others=others).text()


def index(library: Library) -> str:
    """The page from which one finds one's language, by its own name."""
    body = f"<h1>{NAME}</h1>\n{_choice(library)}"
    return webpage.page(NAME, body, language=SOURCE_LANGUAGE, direction="ltr")


def _choice(library: Library, here: str = "") -> str:
    spoken = [one for code, one in library.languages.items() if code != here]
    links = "".join(f'<li lang="{one.code}">{_link(f"{one.code}.html", one.endonym)}</li>' for one in spoken)
    return f'<nav class="languages"><ul>{links}</ul></nav>'


class _Page:
    def __init__(self, scene: Scene, *, others: bool) -> None:
        self._scene, self._others = scene, others
        self._library = scene.library
        self._shown = {
            f"{intent.id}-{case}" if case else intent.id: (intent, case)
            for intent in self._in_order()
            for case in (None, *intent.cases)
            if _says_something(intent, case)
        }

    def _in_order(self) -> Iterator[Intent]:
        """As in the menu."""
        for topic in self._library.topics:
            if topic.id not in LEFT_OUT:
                yield from (self._library.intents[name] for name in topic.intents if name in self._library.intents)

    def text(self) -> str:
        scene = self._scene
        body = [f"<h1>{NAME}</h1>", f"<p>{html.escape(scene.date(scene.today))}</p>"]
        if self._others:
            body.append(_choice(self._library, scene.language))
        crises = [key for key, (intent, _) in self._shown.items() if intent.crisis]
        body += [self._contents(crises), *(self._card(key) for key in crises)]
        for topic in self._library.topics:
            keys = [key for key, (intent, _) in self._shown.items() if intent.topic == topic.id and not intent.crisis]
            if keys:
                title = self._library.topic_title(topic.id, scene.language)
                body.append(f"<h2>{topic.emoji} {html.escape(title)}</h2>")
                body += [self._contents(keys), *(self._answer(key) for key in keys)]
        return webpage.page(NAME, "\n".join(body), language=scene.language, direction=scene.direction)

    def _contents(self, keys: Iterable[str]) -> str:
        items = "".join(f"<li>{_link(f'#{key}', self._button(*self._shown[key]))}</li>" for key in keys)
        return f"<nav><ul>{items}</ul></nav>"

    def _button(self, intent: Intent, case: str | None) -> str:
        return self._library.button(intent.id, self._scene.language, case=case)

    def _card(self, key: str) -> str:
        intent, case = self._shown[key]
        screen = cards.hard(intent.id, case, self._scene)
        title = self._library.card(intent.id, self._scene.language, case=case).title
        return self._article(key, title, _html(screen), screen, danger=True)

    def _answer(self, key: str) -> str:
        intent, case = self._shown[key]
        if (intent.cases[case].card if case else intent.card) is not None:
            return self._card(key)
        screen = answers.answer(intent.id, case, self._scene)
        title = self._library.answer(intent.id, self._scene.language, case=case).title
        _asked, _, said = _html(screen).partition("\n\n")  # the first paragraph repeats the question: it is the heading
        return self._article(key, title, said, screen)

    def _article(self, key: str, title: str, said: str, screen: Screen, *, danger: bool = False) -> str:
        there = screen.scene
        paragraphs = "".join(f"<p>{_reachable(part)}</p>" for part in said.split("\n\n") if part.strip())
        links = [link for row in screen.rows for button in row if (link := self._target(button, key))]
        more = f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>" if links else ""
        attributes = f'id="{key}" lang="{there.language}" dir="{there.direction}"'
        kind = ' class="danger"' if danger else ""
        return f"<article {attributes}{kind}>\n<h3>{html.escape(title)}</h3>\n{paragraphs}{more}\n</article>"

    def _target(self, button: Button, key: str) -> str:
        """What a button of the chat leads to on this page; "" when it is nothing here."""
        if button.url:
            return _link(button.url, button.label)
        action = read(button.action or "")
        match action.verb if action else "", action.parts if action else ():
            case "ask", parts if "-".join(parts) in self._shown:
                return _link(f"#{'-'.join(parts)}", button.label)
            case "orig", _ if self._others:
                return _link(f"{SOURCE_LANGUAGE}.html#{key}", button.label)
            case _:
                return ""


def _says_something(intent: Intent, case: str | None) -> bool:
    part = intent.cases[case] if case else intent
    return part.answer is not None or part.card is not None


def _html(screen: Screen) -> str:
    return "\n\n".join(reply.html for reply in screen.replies())


def _reachable(paragraph: str) -> str:
    """One paragraph, its lines kept, phone numbers and addresses to tap."""

    def call(found: re.Match[str]) -> str:
        number = re.sub(r"[^0-9+]", "", found[2])
        return f'{found[1]}<a href="tel:{number}">{found[2]}</a>'

    text = _PHONE.sub(call, paragraph.strip("\n"))
    text = _MAIL.sub(lambda found: f'{found[1]}<a href="mailto:{found[2]}">{found[2]}</a>', text)
    return text.replace("\n", "<br>\n")


def _link(target: str, label: str) -> str:
    return f'<a href="{html.escape(target, quote=True)}">{html.escape(label)}</a>'
