"""People who use the bot: what a person can do on the phone, as updates, and what they see of the answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.botapi.chats import Chat, Shown

if TYPE_CHECKING:
    from tests.botapi.server import BotApi

FILE = {"file_id": "f", "file_unique_id": "u"}
PICTURE = [FILE | {"width": 1, "height": 1}]
SENT: dict[str, dict[str, Any]] = {
    "voice": {"voice": FILE | {"duration": 2}},
    "audio": {"audio": FILE | {"duration": 2}},
    "video_note": {"video_note": FILE | {"length": 2, "duration": 2}},
    "photo": {"photo": PICTURE},
    "video": {"video": FILE | {"width": 1, "height": 1, "duration": 1}},
    "document": {"document": FILE | {"file_name": "passport of Nobody.pdf"}},
    "animation": {"animation": FILE | {"width": 1, "height": 1, "duration": 1}, "document": FILE},
    "sticker": {
        "sticker": FILE | {"width": 1, "height": 1, "type": "regular", "is_animated": False, "is_video": False}
    },
    "contact": {"contact": {"phone_number": "+32470000000", "first_name": "Nobody"}},
    "poll": {
        "poll": {
            "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
            "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False,
        }
    },
    "dice": {"dice": {"value": 3, "emoji": "🎲"}},
    "live_location": {"location": {"latitude": 50.85, "longitude": 4.35, "live_period": 900}},
    "pinned": {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
}  # fmt: skip


class Person:
    """Somebody in a private chat with the bot."""

    def __init__(self, api: BotApi, chat: Chat, user: dict[str, Any], kind: str = "private") -> None:
        self._api = api
        self.chat = chat
        self.id = chat.id
        self.user = user
        self.kind = kind
        self._seen = 0

    # ------------------------------------------------------------ does

    def say(self, text: str, **more: Any) -> int:
        """Writes; hands back the update's id."""
        return self.send({"text": text, **more}, text)

    def send(self, fields: dict[str, Any] | str, shown: str = "(something)", **more: Any) -> int:
        """Sends anything: a kind of `SENT`, or the fields of a message."""
        content = SENT[fields] if isinstance(fields, str) else fields
        one = self.chat.add(shown, by_bot=False, at=self._api.seconds)
        return self._api.push("message", self._message(one) | content | more)

    def place(self, latitude: float, longitude: float) -> int:
        self.chat.keyboard = []  # a one-time keyboard goes when it is used
        return self.send({"location": {"latitude": latitude, "longitude": longitude}}, "(place)")

    def edit(self, text: str, **more: Any) -> int:
        """Changes the last message."""
        last = next(one for one in reversed(self.chat.screen) if not one.by_bot)
        fields = {"text": text, "edit_date": self._api.seconds, **more}
        return self._api.push("edited_message", self._message(last) | fields)

    def press(self, label: str) -> int:
        """The newest button that carries the label."""
        for one in reversed(self.chat.screen):
            for button in one.buttons:
                if label in button["text"] and "callback_data" in button:
                    return self.press_payload(button["callback_data"], one)
        raise AssertionError(f"no button `{label}` among {[one.labels for one in self.chat.screen]}")

    def press_payload(
        self, payload: Any, message: Shown | None = None, *, asked_by: dict[str, Any] | None = None
    ) -> int:
        """Any payload; without a message, on one that is too old for Telegram to hand over.

        `asked_by` is who wrote the message above it, if that was somebody else.
        """
        if message is not None:
            carrier = self._message(message) | {"text": message.text, "from": self._api.me}
            if above := self.chat.message(message.answers):
                carrier["reply_to_message"] = self._message(above) | {"text": above.text, "from": asked_by or self.user}
        else:
            carrier = {"chat": self._chat(), "message_id": 1, "date": 0}
        query = {"id": self._api.new_query(), "from": self.user, "chat_instance": "1", "data": payload}
        return self._api.push("callback_query", query | {"message": carrier})

    def block(self) -> None:
        self.chat.blocked = True

    # ------------------------------------------------------------ sees

    @property
    def screen(self) -> list[Shown]:
        return self.chat.screen

    @property
    def keyboard(self) -> list[list[str]]:
        return self.chat.keyboard

    @property
    def text(self) -> str:
        """Everything on the screen that the bot said."""
        return "\n".join(one.text for one in self.chat.screen if one.by_bot)

    async def hears(self, number: int = 1, *, seconds: float = 5.0) -> list[Shown]:
        """Waits for so many messages or edits of the bot's since the last time, and gives them (and any further)."""
        await self._api.until(lambda: len(self.chat.heard) - self._seen >= number, seconds=seconds)
        new = self.chat.heard[self._seen :]
        self._seen = len(self.chat.heard)
        return new

    async def hears_nothing(self, seconds: float = 0.2) -> None:
        await asyncio.sleep(seconds)
        assert self.chat.heard[self._seen :] == []

    # ------------------------------------------------------------ as Telegram says it

    def _chat(self) -> dict[str, Any]:
        named = {"first_name": "Nobody"} if self.kind == "private" else {"title": "A group"}
        return {"id": self.id, "type": self.kind, **named}

    def _message(self, one: Shown) -> dict[str, Any]:
        return {"message_id": one.id, "date": one.at, "chat": self._chat(), "from": self.user}


class Group(Person):
    """Somebody who writes in a group where the bot is."""

    def reply_to_bot(self, text: str) -> int:
        said = next(one for one in reversed(self.chat.screen) if one.by_bot)
        return self.say(text, reply_to_message=self._message(said) | {"text": said.text, "from": self._api.me})
