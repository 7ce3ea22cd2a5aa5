"""Golden conversations that anybody can read: what a person does, line by line, and what must come back.

    # comments and a head of settings: hint (the client's language), now (the frozen clock)
    hint: fr
    now: 2026-11-24 10:00

    > a message                      | what comes back, one line each
    > /command                       | [a button] [another]
    > [a button]
    > @50.85,4.35     a position
    > (voice)         anything that is no text
    > (edit) text     an edited message
    ~ 25 h            time passes (minutes, h, days)

Pure: the reading of a text is handed in, the clock stands still.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.content import Library
from bot.dialogue.kept import asks, text_in
from bot.dialogue.respond import respond
from bot.messages import Button, Command, Incoming, Other, Position, Press, Reading, Reply, Session, Text, Turn, What

Read = Callable[[str], Reading]
_POSITION = re.compile(r"@(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")
_PAUSE = re.compile(r"~ (\d+) (min|h|days)")
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "days": timedelta(days=1)}
_MARKS = re.compile("[\u200f\u200e\u2066-\u2069]")
START = datetime(2026, 11, 24, 10, tzinfo=UTC)


class TranscriptError(Exception):
    """A line that cannot be played; the message says which and why."""


@dataclass(slots=True)
class Stage:
    """A conversation under way: who stands where, and which buttons have been seen."""

    library: Library
    read: Read
    now: datetime = START
    hint: str | None = None
    session: Session = field(default_factory=Session)
    buttons: list[Button] = field(default_factory=list)  # the newest last
    asked: str | None = None  # the last text

    def play(self, line: str) -> Turn:
        """One line of the person's, without its mark."""
        what = self.what(line)
        incoming = Incoming("transcript", what, self.now, self.hint)
        words = text_in(incoming)
        reading = self.read(words) if words is not None else None
        self.asked = what.text if isinstance(what, Text) else self.asked
        turn = respond(incoming, reading, self.session, self.library, self.now)
        self.session = turn.session
        self.buttons += [button for reply in turn.replies for row in reply.buttons for button in row]
        self.now += timedelta(seconds=20)
        return turn

    def what(self, line: str) -> What:
        if found := _POSITION.fullmatch(line):
            return Position(float(found[1]), float(found[2]))
        if line.startswith("[") and line.endswith("]"):
            press = Press(self._payload(line[1:-1]))
            return replace(press, about=self.asked) if asks(press) else press
        if line.startswith("(edit) "):
            return Text(line.removeprefix("(edit) "), edited=True)
        if line.startswith("(") and line.endswith(")"):
            return Other(line[1:-1])
        if line.startswith("/"):
            name, _, argument = line[1:].partition(" ")
            return Command(name, argument)
        return Text(line)

    def _payload(self, label: str) -> str:
        if label.startswith("payload "):
            return label.removeprefix("payload ")
        for button in reversed(self.buttons):
            if button.label == label and button.action is not None:
                return button.action
        raise TranscriptError(f"no button `{label}` has been shown")


@dataclass(frozen=True, slots=True)
class Block:
    """What one line of the file is about: a person's line and the bot's lines after it, or anything else."""

    line: str
    number: int
    replies: tuple[str, ...] = ()


def parse(text: str) -> list[Block]:
    """Blocks in order; lines of the bot (`| ...`) hang on the person's line before them."""
    blocks: list[Block] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("|"):
            if not blocks or not blocks[-1].line.startswith("> "):
                raise TranscriptError(f"line {number}: an answer without a question before it")
            blocks[-1] = replace(blocks[-1], replies=(*blocks[-1].replies, line[1:].removeprefix(" ")))
        else:
            blocks.append(Block(line, number))
    return blocks


def acts(text: str, library: Library, read: Read) -> Iterator[tuple[Block, Turn | None]]:
    """Every block, played in order, with the turn that came of it; None where it is no line of the person's."""
    stage = Stage(library, read)
    for block in parse(text):
        turn = None
        if block.line.startswith("> "):
            try:
                turn = stage.play(block.line[2:])
            except TranscriptError as error:
                raise TranscriptError(f"line {block.number}: {error}") from error
        elif pause := _PAUSE.fullmatch(block.line):
            stage.now += int(pause[1]) * _UNITS[pause[2]]
        else:
            _set(block.line, stage)
        yield block, turn


def run(text: str, library: Library, read: Read) -> str:
    """The same transcript with what really comes back."""
    lines: list[str] = []
    for block, turn in acts(text, library, read):
        lines.append(block.line)
        if turn is not None:
            lines += turn_lines(turn)
    return "\n".join(lines) + "\n"


def turn_lines(turn: Turn) -> list[str]:
    """All replies of a turn as the file has them, with the mark of the bot."""
    return [f"| {shown}".rstrip() for reply in turn.replies for shown in shown_lines(reply)]


def shown_lines(reply: Reply) -> Iterator[str]:
    """A reply as the file has it: its text without invisible marks, then its buttons, then a rule."""
    yield from _MARKS.sub("", reply.text).splitlines()
    for row in reply.buttons:
        yield " ".join(f"[{button.label}]" if button.action else f"<{button.label}>" for button in row)
    if reply.ask_position:
        yield f"({reply.ask_position})"
    yield "---"


def _set(line: str, stage: Stage) -> None:
    name, _, value = line.partition(": ")
    if name == "hint":
        stage.hint = value.strip()
    elif name == "now":
        stage.now = datetime.fromisoformat(value.strip()).replace(tzinfo=UTC)
