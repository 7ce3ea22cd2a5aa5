"""What stands in one chat, as a person would see it on the screen, and what the bot may do to it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from tests.botapi import rules
from tests.botapi.faults import RefusalError

UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One message on the screen. `html` is what the bot sent, `text` what is seen."""

    id: int
    by_bot: bool
    text: str
    at: int
    html: str = ""
    markup: dict[str, Any] = field(default_factory=dict)
    silent: bool = False
    answers: int = 0  # the message above it
    edited: bool = False

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [button for row in self.markup.get("inline_keyboard", []) for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]


@dataclass(slots=True)
class Chat:
    id: int
    blocked: bool = False
    screen: list[Shown] = field(default_factory=list)
    heard: list[Shown] = field(default_factory=list)  # everything the bot ever showed here, edits included
    keyboard: list[list[str]] = field(default_factory=list)  # in the place of the phone's own
    next_id: int = 1

    @property
    def private(self) -> bool:
        return self.id > 0

    def add(self, text: str, *, by_bot: bool, at: int, **more: Any) -> Shown:
        one = Shown(self.next_id, by_bot, text, at, **more)
        self.next_id += 1
        self.screen.append(one)
        return one

    def message(self, message_id: int) -> Shown | None:
        return next((one for one in self.screen if one.id == message_id), None)

    # ------------------------------------------------------------ what the bot does

    def send(self, params: dict[str, str], at: int) -> Shown:
        self._open()
        text, markup = rules.text_of(params), rules.markup_of(params, private=self.private)
        silent = params.get("disable_notification") == "true"
        above = int(json.loads(params.get("reply_parameters", "{}")).get("message_id", 0))
        more = {"markup": markup, "silent": silent, "answers": above if self.message(above) else 0}
        one = self.add(text, by_bot=True, at=at, html=params["text"], **more)
        if "keyboard" in markup:
            self.keyboard = [[key["text"] for key in row] for row in markup["keyboard"]]
        elif markup.get("remove_keyboard"):
            self.keyboard = []
        self.heard.append(one)
        return one

    def edit(self, params: dict[str, str]) -> Shown:
        self._open()
        old = self.message(int(params["message_id"]))
        if old is None:
            raise RefusalError(400, "Bad Request: message to edit not found")
        if not old.by_bot or old.markup.keys() & {"keyboard", "remove_keyboard"}:
            raise RefusalError(400, "Bad Request: message can't be edited")
        text, markup = rules.text_of(params), rules.markup_of(params, private=self.private)
        if (old.html, old.markup) == (params["text"], markup):
            raise RefusalError(400, UNCHANGED)
        new = replace(old, text=text, html=params["text"], markup=markup, edited=True)
        self.screen[self.screen.index(old)] = new
        self.heard.append(new)
        return new

    def delete(self, message_ids: list[int], at: int) -> None:
        """Unknown ids are passed over; one that may not be deleted refuses them all."""
        found = [one for one in self.screen if one.id in message_ids]
        for one in found:
            if at - one.at >= rules.KEPT_SECONDS or not (self.private or one.by_bot):
                raise RefusalError(400, "Bad Request: message can't be deleted for everyone")
        self.screen = [one for one in self.screen if one not in found]

    def _open(self) -> None:
        if self.blocked:
            raise RefusalError(403, "Forbidden: bot was blocked by the user")
