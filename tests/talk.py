"""A test driver that speaks conversation: `talk.say("how to appeal")`, `talk.press("Stop")`, then see what came back.

Readings are given by the test (what the matcher would have said), so that a dialogue test fails for dialogue alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.content import Library
from bot.dialogue import respond
from bot.messages import (
    Button,
    Candidate,
    Command,
    Decision,
    DecisionKind,
    Event,
    House,
    Incoming,
    LanguageGuess,
    Other,
    Position,
    Press,
    Reading,
    Reply,
    Session,
    Text,
    Triage,
    Turn,
    What,
)

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def reading(
    text: str = "text",
    *intents: str,
    kind: DecisionKind = "answer",
    triage: Triage | None = None,
    language: str | None = "en",
    sure: bool = True,
    served: bool = True,
    second: str | None = None,
    elsewhere: str | None = None,
) -> Reading:
    """What `understand` would hand over; without intents nothing was understood."""
    candidates = tuple(
        Candidate(name.split("/")[0], 0.9 - n / 10, "phrase", _case(name)) for n, name in enumerate(intents)
    )
    return Reading(
        text=text,
        triage=triage or Triage("none"),
        language=LanguageGuess(language, sure=sure, served=served),
        decision=Decision(kind if intents else "unknown", candidates),
        second=Decision("answer", (Candidate(second, 0.8),)) if second else None,
        elsewhere=elsewhere,
    )


def _case(name: str) -> str | None:
    return name.split("/")[1] if "/" in name else None


@dataclass
class Talk:
    library: Library
    session: Session = field(default_factory=Session)
    now: datetime = NOW
    hint: str | None = None
    house: House = field(default_factory=House)
    pace: float = 5.0  # seconds between two things that the person does
    turn: Turn = field(default_factory=lambda: Turn((), Session()))

    def do(self, what: What, read: Reading | None = None, *, age: timedelta = timedelta(0)) -> Talk:
        incoming = Incoming("chat", what, self.now - age, self.hint)
        self.turn = respond(incoming, read, self.session, self.library, self.now, house=self.house)
        self.session = self.turn.session
        self.now += timedelta(seconds=self.pace)
        return self

    def say(self, text: str, *intents: str, edited: bool = False, read: Reading | None = None) -> Talk:
        return self.do(Text(text, edited=edited), read or reading(text, *intents))

    def press(self, label: str) -> Talk:
        return self.do(Press(self.button(label).action or ""))

    def payload(self, payload: str) -> Talk:
        return self.do(Press(payload))

    def command(self, name: str, argument: str = "") -> Talk:
        return self.do(Command(name, argument))

    def send(self, kind: str) -> Talk:
        return self.do(Other(kind))

    def at(self, lat: float, lon: float) -> Talk:
        return self.do(Position(lat, lon))

    def wait(self, **span: float) -> Talk:
        self.now += timedelta(**span)
        return self

    # ------------------------------------------------------------ what came back

    @property
    def replies(self) -> tuple[Reply, ...]:
        return self.turn.replies

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.turn.replies)

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.turn.replies for row in reply.buttons for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def actions(self) -> list[str]:
        return [button.action for button in self.buttons if button.action]

    @property
    def events(self) -> list[str]:
        return [event.name for event in self.turn.events]

    def event(self, name: str) -> Event:
        return next(event for event in self.turn.events if event.name == name)

    def button(self, label: str) -> Button:
        found = [button for button in self.buttons if label in button.label]
        assert found, f"no button `{label}` among {self.labels}"
        return found[0]
