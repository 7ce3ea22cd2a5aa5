"""The words everybody shares: what arrives, what was understood, what is said, what happened.

Plain frozen values without behaviour. They know nothing of Telegram, files, databases or time zones;
every other room may import them, and they import nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Country = Literal["BE", "LU"]
Direction = Literal["ltr", "rtl"]

# --------------------------------------------------------------------------- what arrives


@dataclass(frozen=True, slots=True)
class Text:
    """Something a person wrote: a message, or the caption of a photo or document."""

    text: str
    caption_of: str | None = None  # "photo", "document" ... when it came with one
    edited: bool = False  # an edited message is never a new question, but it is triaged


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed. The payload is untrusted: it may be old, cut or forged."""

    payload: str
    message_id: int | None = None  # the bot's message that carried the button
    about: str | None = None  # with `keep` alone: what the person wrote, which that message answers


@dataclass(frozen=True, slots=True)
class Position:
    """A shared location in degrees. Used for one answer and forgotten."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Command:
    """`/name argument`, name without the slash and in lower case. The argument is untrusted."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """Anything that is not text: voice, photo, document, sticker, contact, poll, live_location, unreadable ..."""

    kind: str


What = Text | Press | Position | Command | Other


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that one person did.

    `chat` is a keyed hash, never a real id. `at` is when the person did it (aware, UTC).
    `hint` is the client's language code as it came ("ar", "pt-br"), untrusted.
    """

    chat: str
    what: What
    at: datetime
    hint: str | None = None
    message_id: int | None = None


# --------------------------------------------------------------------------- what was understood

DecisionKind = Literal["answer", "suggest", "unknown"]
TriageLevel = Literal["none", "soft", "hard"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One intent that a text may mean. `confidence` is a calibrated probability in 0..1."""

    intent: str
    confidence: float
    phrase: str = ""  # the training phrase that explains the match best
    case: str | None = None  # which of the intent's cases, where the phrases tell
    phrase_language: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a text. Abstaining is a value: `unknown` still carries its candidates."""

    kind: DecisionKind
    candidates: tuple[Candidate, ...]

    @property
    def top(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class Triage:
    """Is somebody in danger? Its own decision, before and apart from the matcher."""

    level: TriageLevel
    intent: str | None = None  # one of the five crisis intents when level is not "none"
    case: str | None = None
    confidence: float = 0.0
    why: str = ""  # the pattern or phrase that decided, for staff


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """In which language a text is written. `sure` is false on every doubtful guess."""

    language: str | None  # a code of ours, or of a language that we do not serve, or None
    sure: bool = False
    served: bool = True  # False: understood perhaps, but answered in another language
    romanised: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text means. Depends on the text and the library alone, so it can be cached by text."""

    text: str
    triage: Triage
    language: LanguageGuess
    decision: Decision
    second: Decision | None = None  # another question in the same message
    elsewhere: str | None = None  # the ISO code of another country that the question is about
    follow_up: bool = False  # "and how long?": leans on what was spoken of before


# --------------------------------------------------------------------------- the conversation so far


@dataclass(frozen=True, slots=True)
class OpenGuide:
    """A decision tree that somebody is in: the answers given, in order, as (node id, option id)."""

    guide: str
    node: str
    answers: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None  # aware, UTC; answers lapse after 24 h


@dataclass(frozen=True, slots=True)
class Session:
    """What is remembered of one conversation. Everything here is forgotten after 30 days or by /forget."""

    language: str | None = None
    language_chosen: bool = False  # by the person, not by us
    country: Country | None = None
    country_asked: bool = False
    greeted: bool = False
    guide: OpenGuide | None = None
    last_topic: str | None = None  # the intent answered last
    misses: int = 0  # in a row
    waiting_for: str | None = None  # "town:<need>" after we asked for a town
    minor: bool = False
    discreet: bool = False
    crisis_at: datetime | None = None  # the last card; quiets "welcome back" and return answers
    tokens: float = 20.0  # rate limit bucket
    tokens_at: datetime | None = None
    last_use: datetime | None = None
    late_at: datetime | None = None  # the last late message, while no timely one came after it
    carded: bool = False  # a card, hard or soft, was shown: no question of this session is kept


# --------------------------------------------------------------------------- what is said

Priority = Literal["crisis", "answer", "bulk"]


@dataclass(frozen=True, slots=True)
class Button:
    """A choice. Exactly one of `action` (a callback payload of at most 64 bytes), `url`, `phone`."""

    label: str
    action: str | None = None
    url: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person: Telegram HTML within Telegram's limits, and the same as plain text."""

    html: str
    text: str
    language: str
    direction: Direction = "ltr"
    buttons: tuple[tuple[Button, ...], ...] = ()
    priority: Priority = "answer"
    replaces: bool = False  # may take the place of the message whose button was pressed
    ask_position: str | None = None  # the label of the client's "send my location", when it is to be offered
    silent: bool = False  # no sound
    late: str | None = None  # HTML to send instead when this leaves more than ten minutes late
    quotes: bool = False  # shown as the answer to the person's own message, so that its button knows that message


# --------------------------------------------------------------------------- what happened


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a turn, for the journal: never text, never a person.

    `name` is one of: answered, suggested, unknown, crisis_card, soft_card, helpful, menu, guide_step, guide_end,
    contacts, language, command, rate_limited, other, stale_button, hide, forget, failed, kept. Of an `unknown` and a
    `kept` the intent is the nearest one, which was not near enough.
    """

    name: str
    intent: str | None = None
    language: str | None = None
    confidence: float | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An unanswered question that its author allowed us to keep: redacted, and nothing of who wrote it."""

    text: str
    language: str
    nearest: str | None = None  # the intent that came nearest


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one step: what to say, what to remember, what happened.

    The events `hide` and `forget` ask the shell to delete: messages of the last 48 h, or everything kept of the chat.
    """

    replies: tuple[Reply, ...]
    session: Session
    events: tuple[Event, ...] = ()
    keep: Kept | None = None


# --------------------------------------------------------------------------- who runs this


@dataclass(frozen=True, slots=True)
class Controller:
    """Who is responsible for what is kept, in the operator's own words."""

    name: str
    contact: str
    officer: str  # for data protection
    office: str  # where one can complain


@dataclass(frozen=True, slots=True)
class House:
    """What the operator decided and people are told."""

    controller: Controller | None = None  # None on a machine where it is tried out
    retention_days: int = 30  # of kept questions


# --------------------------------------------------------------------------- what is under way


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as it is kept in the inbox until it is answered: the needed fields alone, as JSON.

    `chat` is the keyed hash, `address` the real id that replies go to (kept encrypted, like the payload).
    """

    update_id: int
    chat: str
    address: str
    payload: str


@dataclass(frozen=True, slots=True)
class Send:
    """A reply to deliver. `replace` is the message whose place it may take (an edit instead of a new message).

    `trace` is false for the farewell after /forget: not even its message id is remembered. `unask` says that an
    earlier reply offered the client's "send my location" and nobody waits for it any more: the offer goes away.
    `answers` is the person's message that a reply with `quotes` stands under.
    """

    reply: Reply
    replace: int | None = None
    trace: bool = True
    unask: bool = False
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Erase:
    """Messages to delete in the chat, both sides' (the hide button). Empty in the outbox, filled when it is claimed."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One row of the outbox: what to do in which chat. Within a chat parcels leave in order of id."""

    id: int
    chat: str
    address: str
    task: Send | Erase
    priority: Priority
    written_at: datetime
    attempts: int = 0


# --------------------------------------------------------------------------- what is wrong with content


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong, told so that an editor can click it and a person can mend it."""

    code: str
    message: str
    remedy: str
    file: str = ""
    line: int = 1
    column: int = 1
    level: Literal["error", "warning"] = "error"
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.code} {self.message} - {self.remedy}"
