"""What can go wrong on the way to Telegram and there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


class RefusalError(Exception):
    """Telegram's "no": a status, its words, its parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        told = {"ok": False, "error_code": self.code, "description": self.description}
        return told | ({"parameters": self.parameters} if self.parameters else {})


@dataclass(slots=True)
class Fault:
    """Happens to the next `times` calls of a method (to a chat); `after` lets the call do its work first."""

    method: str
    kind: Literal["refuse", "reset", "hang", "garbage"]
    refusal: RefusalError | None = None
    body: bytes = b""
    status: int = 200
    seconds: float = 0.0
    chat: int | None = None
    times: int = 1
    after: bool = False
    happened: int = 0

    def hits(self, method: str, chat: int | None) -> bool:
        return self.times > 0 and self.method in (method, "*") and self.chat in (None, chat)


@dataclass
class Faults:
    standing: list[Fault] = field(default_factory=list)

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The fault that happens to this call, counted down."""
        for fault in self.standing:
            if fault.hits(method, chat):
                fault.times -= 1
                fault.happened += 1
                return fault
        return None

    # ------------------------------------------------------------ for tests

    def fail(
        self, method: str, *, status: int, description: str = "", retry_after: int = 0, chat: int | None = None,
        times: int = 1, after: bool = False,
    ) -> Fault:  # fmt: skip
        """Telegram answers with an error."""
        words = description or {429: f"Too Many Requests: retry after {retry_after}"}.get(status, f"Error {status}")
        refusal = RefusalError(status, words, **({"retry_after": retry_after} if retry_after else {}))
        return self._add(Fault(method, "refuse", refusal, chat=chat, times=times, after=after))

    def reset(self, method: str, *, times: int = 1, chat: int | None = None, after: bool = False) -> Fault:
        """The connection breaks: before the call did anything or, with `after`, before the answer came back."""
        return self._add(Fault(method, "reset", times=times, chat=chat, after=after))

    def hang(self, method: str, *, seconds: float, times: int = 1, chat: int | None = None) -> Fault:
        """No answer for so long; then the call does its work."""
        return self._add(Fault(method, "hang", seconds=seconds, times=times, chat=chat))

    def garbage(
        self,
        method: str,
        *,
        body: bytes = b"<html>oops",
        status: int = 200,
        times: int = 1,
        chat: int | None = None,
    ) -> Fault:
        """Somebody else answers, a proxy for instance."""
        return self._add(Fault(method, "garbage", body=body, status=status, times=times, chat=chat))

    def _add(self, fault: Fault) -> Fault:
        self.standing.append(fault)
        return fault
