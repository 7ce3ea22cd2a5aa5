"""The page's JSON: from a request body to `Incoming`, and from a turn back to JSON. Documented in docs/preview-api.md.

Stable: fields are added, never renamed. Knows no HTTP and nothing that is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, from_json

from bot.channels.typed import command, typed
from bot.content.models import Language
from bot.dialogue import kept
from bot.dialogue.commands import COMMANDS
from bot.dialogue.payload import write
from bot.dialogue.wording import TEXTS
from bot.messages import Button, Candidate, Decision, Incoming, Position, Press, Reading, Reply, Triage, Turn, What

KINDS = ("text", "action", "place", "command")
_FIELDS = ("chat", *KINDS, "language_hint", "about")


class BadRequestError(Exception):
    """The body cannot be used. `problems` has one sentence for each thing that is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


class Place(BaseModel):
    """Degrees."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class TurnRequest(BaseModel):
    """What one person did: exactly one of `text`, `action`, `place`, `command`."""

    model_config = ConfigDict(extra="forbid", strict=True)
    chat: Annotated[str, Field(min_length=1, max_length=128)]
    text: str | None = None
    action: Annotated[str, Field(max_length=1024)] | None = None
    place: Place | None = None
    command: Annotated[str, Field(pattern=r"^\s*/[A-Za-z0-9_]{1,32}(@\w+)?(\s|$)", max_length=1024)] | None = None
    language_hint: Annotated[str, Field(max_length=64)] | None = None
    about: Annotated[str, Field(max_length=16_384)] | None = None  # with the keep action: the question above it


def read_request(body: bytes) -> TurnRequest:
    """Raises BadRequestError with everything that is wrong at once."""
    try:
        raw = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise BadRequestError([f"body: is not JSON ({error})"]) from error
    if not isinstance(raw, dict):
        raise BadRequestError(['body: must be a JSON object such as {"chat": "one", "text": "hello"}'])
    problems = []
    if sum(raw.get(kind) is not None for kind in KINDS) != 1:
        problems.append(f"body: exactly one of {', '.join(KINDS)} must be given")
    try:
        request = TurnRequest.model_validate(raw)
    except ValidationError as error:
        raise BadRequestError([*problems, *map(_sentence, error.errors())]) from error
    if problems:
        raise BadRequestError(problems)
    return request


def _sentence(wrong: ErrorDetails) -> str:
    where = ".".join(str(part) for part in wrong["loc"])
    match wrong["type"]:
        case "extra_forbidden":
            return f"{where[:64]}: is not known here; allowed are {', '.join(_FIELDS)}"
        case "string_pattern_mismatch":
            return f'{where}: must begin with a slash and a name, such as "/start topic-return"'
        case _:
            return f"{where}: {wrong['msg']}"


def to_incoming(request: TurnRequest, chat: str, at: datetime) -> Incoming:
    """`chat` is the keyed hash of the request's chat. A text that begins with a slash is a command, as on the phone."""
    return Incoming(chat=chat, what=_what(request), at=at, hint=request.language_hint)


def _what(request: TurnRequest) -> What:
    if request.text is not None:
        return typed(request.text)
    if request.action is not None:
        press = Press(request.action)
        return replace(press, about=request.about) if kept.asks(press) else press
    if request.place is not None:
        return Position(request.place.lat, request.place.lon)
    found = command(request.command or "")
    assert found is not None, "the pattern of the field is the command's own"
    return found


def to_json(turn: Turn, reading: Reading | None) -> dict[str, Any]:
    """The answer to POST /api/turn."""
    names = {event.name for event in turn.events}
    return {
        "language": turn.replies[0].language if turn.replies else turn.session.language,
        "replies": [_reply(reply) for reply in turn.replies],
        "decision": _decision(reading),
        "events": [
            {"name": event.name, "intent": event.intent, "confidence": event.confidence, "detail": event.detail}
            for event in turn.events
        ],
        "hide": bool(names & {"hide", "forget"}),
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "html": reply.html,
        "text": reply.text,
        "language": reply.language,
        "direction": reply.direction,
        "buttons": [[_button(button) for button in row] for row in reply.buttons],
        "replaces": reply.replaces,
        "ask_position": reply.ask_position,
    }


def _button(button: Button) -> dict[str, str]:
    match button:
        case Button(action=str(action)):
            return {"label": button.label, "action": action}
        case Button(url=str(url)):
            return {"label": button.label, "url": url}
        case Button(phone=str(phone)):
            return {"label": button.label, "phone": phone}
        case _:
            raise AssertionError(f"the button {button.label!r} does nothing")


def _decision(reading: Reading | None) -> dict[str, Any]:
    """Of the same shape in every answer; `kind` is null when there was no text to decide on."""
    if reading is None:
        return {
            "kind": None,
            "candidates": [],
            "triage": _triage(Triage("none")),
            "second": None,
            "language": None,
            "elsewhere": None,
        }
    guess = reading.language
    return {
        **_candidates(reading.decision),
        "triage": _triage(reading.triage),
        "second": _candidates(reading.second) if reading.second else None,
        "language": {"language": guess.language, "sure": guess.sure, "romanised": guess.romanised},
        "elsewhere": reading.elsewhere,
    }


def _candidates(decision: Decision) -> dict[str, Any]:
    return {"kind": decision.kind, "candidates": [_candidate(candidate) for candidate in decision.candidates]}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "intent": candidate.intent,
        "case": candidate.case,
        "confidence": candidate.confidence,
        "phrase": candidate.phrase,
    }


def _triage(triage: Triage) -> dict[str, Any]:
    return {
        "level": triage.level,
        "intent": triage.intent,
        "case": triage.case,
        "confidence": triage.confidence,
        "why": triage.why,
    }


def page_json(languages: Sequence[Language]) -> dict[str, Any]:
    """The answer to GET /api/page: what the page's own controls offer."""
    return {
        "languages": [
            {
                "code": language.code,
                "endonym": language.endonym,
                "direction": language.direction,
                "action": write("lang", language.code),
            }
            for language in languages
        ],
        "commands": [{"command": f"/{name}", "label": TEXTS[f"cmd.{name}"]} for name in COMMANDS],
    }
