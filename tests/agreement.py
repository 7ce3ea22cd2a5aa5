"""What a person sees of a conversation, on each channel in the same form, so that channels can be laid side by side.

`Measure` is the shell's own turn; `Phone` is Telegram over HTTP, `Page` the preview's API. A further channel is a class
with `play`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import httpx

from bot.app import Infopoint
from bot.dialogue.kept import asks
from bot.dialogue.transcript import TranscriptError
from bot.messages import Button, Command, Incoming, Other, Position, Press, Reply, Text, What
from tests.botapi import Person, Shown
from tests.botapi.markup import plain
from tests.botapi.people import SENT
from tests.service import Clock, Service

MARKS = re.compile("[\u200f\u200e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person sees of one message."""

    text: str
    labels: tuple[str, ...]


class Channel(Protocol):
    async def play(self, what: What) -> list[Said] | None:
        """None when a person cannot do this here."""


def said(reply: Reply) -> list[Said]:
    """A reply as it is seen: phones have no button on Telegram, the position is asked by a message of its own."""
    labels = tuple(button.label for row in reply.buttons for button in row if not button.phone)
    asked = [Said(_clean(reply.ask_position), ())] if reply.ask_position else []
    return [Said(_clean(plain(reply.html)), labels), *asked]


def _clean(text: str) -> str:
    return MARKS.sub("", text).strip()


def with_question(what: What, before: Sequence[tuple[What, object]]) -> What:
    """The keep button brings the last question back, as every channel does it in its own way."""
    texts = [one.text for one, _ in before if isinstance(one, Text)]
    return replace(what, about=texts[-1]) if isinstance(what, Press) and asks(what) and texts else what


@dataclass
class Measure:
    """`Infopoint.turn` itself, and which buttons have been shown."""

    app: Infopoint
    clock: Clock
    hint: str | None
    buttons: list[Button] = field(default_factory=list)
    turns: list[tuple[What, tuple[Reply, ...]]] = field(default_factory=list)

    async def play(self, what: What) -> list[Said]:
        turn, _ = await self.app.turn(Incoming("measure", with_question(what, self.turns), self.clock(), self.hint))
        self.turns.append((what, turn.replies))
        self.buttons += [button for reply in turn.replies for row in reply.buttons for button in row]
        return [one for reply in turn.replies for one in said(reply)]

    def what(self, line: str) -> What:
        """A line of a transcript. Raises TranscriptError when its button has not been shown."""
        if found := re.fullmatch(r"@(-?[\d.]+),(-?[\d.]+)", line):
            return Position(float(found[1]), float(found[2]))
        if line.startswith("[payload "):
            return Press(line[9:-1])
        if line.startswith("["):
            return Press(self._payload(line[1:-1]))
        if line.startswith("(edit) "):
            return Text(line.removeprefix("(edit) "), edited=True)
        if line.startswith("("):
            return Other(line[1:-1])
        name, _, argument = line[1:].partition(" ")
        return Command(name, argument) if line.startswith("/") else Text(line)

    def _payload(self, label: str) -> str:
        for button in reversed(self.buttons):
            if button.label == label and button.action is not None:
                return button.action
        raise TranscriptError(label)


class Phone:
    """Telegram, over HTTP."""

    def __init__(self, bot: Service, person: Person) -> None:
        self.bot = bot
        self.person = person

    async def play(self, what: What) -> list[Said] | None:
        before, pressed = len(self.person.chat.heard), None
        match what:
            case Text(text, edited=True):
                if all(one.by_bot for one in self.person.screen):
                    return None
                self.person.edit(text)
            case Text(text):
                self.person.say(text)
            case Command(name, argument):
                self.person.say(f"/{name} {argument}".strip())
            case Position(lat, lon):
                self.person.place(lat, lon)
            case Other(kind):
                if kind not in SENT:
                    return None
                self.person.send(kind)
            case Press(payload):
                pressed = self._carrier(payload)
                self.person.press_payload(payload, pressed)
        await self.bot.settled()
        heard = self.person.chat.heard[before:]
        if not heard and pressed is not None:  # it would have looked the same, so Telegram changed nothing
            heard = [one for one in self.person.screen if one.id == pressed.id]
        return [one for shown in heard for one in self._seen(shown)]

    def _carrier(self, payload: str) -> Shown | None:
        for shown in reversed(self.person.screen):
            if payload in [button.get("callback_data") for button in shown.buttons]:
                return shown
        return None

    def _seen(self, shown: Shown) -> list[Said]:
        if shown.markup.get("remove_keyboard") and shown.text == "📍":
            return []
        keys = [key["text"] for row in shown.markup.get("keyboard", []) for key in row]
        whole = Said(_clean(shown.text), tuple(shown.labels))
        return [whole] if keys in ([], [shown.text]) else [whole, Said(keys[0], ())]


class Page:
    """The preview page's API."""

    def __init__(self, client: httpx.AsyncClient, hint: str | None) -> None:
        self.client = client
        self.hint = hint
        self.asked: str | None = None

    async def play(self, what: What) -> list[Said] | None:
        match what:
            case Text(text, edited=False):
                body: dict[str, Any] = {"text": text}
                self.asked = text
            case Command(name, argument):
                body = {"command": f"/{name} {argument}".strip()}
            case Position(lat, lon):
                body = {"place": {"lat": lat, "lon": lon}}
            case Press(payload):
                body = {"action": payload, **({"about": self.asked} if asks(what) else {})}
            case _:
                return None
        if self.hint is not None:
            body["language_hint"] = self.hint
        answer = await self.client.post("/api/turn", json={"chat": "one", **body})
        assert answer.status_code == 200, answer.text
        return [one for reply in answer.json()["replies"] for one in self._seen(reply)]

    def _seen(self, reply: dict[str, Any]) -> list[Said]:
        labels = [one["label"] for row in reply["buttons"] for one in row if "phone" not in one]
        asked = [Said(_clean(reply["ask_position"]), ())] if reply["ask_position"] else []
        return [Said(_clean(plain(reply["html"])), tuple(labels)), *asked]
