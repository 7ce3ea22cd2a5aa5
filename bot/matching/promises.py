"""What was promised of understanding, and whether it holds: over all languages together and in each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.matching.figures import figures
from bot.matching.measured import Group, Measured, accuracy, alarms, helped, lost, share

HARD_LANGUAGES = frozenset({"so", "ti", "ps", "am"})  # few texts of them exist anywhere, so less was promised


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure that must be reached (`least`) or not exceeded; `each` is the limit in one language, if any."""

    measure: str
    figure: Callable[[Measured], float | None]
    limit: float
    least: bool = True
    each: Callable[[str], float | None] = lambda language: None


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise as it stands; `below` are the languages that miss theirs, with what they reach."""

    promise: Promise
    value: float | None
    below: tuple[tuple[str, float], ...]

    @property
    def kept(self) -> bool:
        return not self.below and _holds(self.promise, self.value, self.promise.limit)


def standing(measured: Measured, risk: Group) -> list[Standing]:
    parts = {language: measured.of(language) for language in measured.languages}
    found = []
    for promise in promises(risk):
        values = {language: promise.figure(part) for language, part in parts.items()}
        below = tuple(
            (language, value)
            for language, value in values.items()
            if value is not None and not _holds(promise, value, promise.each(language))
        )
        found.append(Standing(promise, promise.figure(measured), below))
    return found


def promises(risk: Group) -> list[Promise]:
    """`risk` tells the risk of the intent that a row asks for."""
    return [
        Promise("likeliest intent right, in scope", _right, 0.88,
                each=lambda language: 0.72 if language in HARD_LANGUAGES else 0.80),
        Promise("right or offered", _helped, 0.96,
                each=lambda language: 0.92 if language in HARD_LANGUAGES else None),
        Promise("answered wrongly, in scope", _of_messages("wrong"), 0.05, least=False),
        Promise("answered wrongly, high risk", _wrong_at_high_risk(risk), 0.03, least=False),
        Promise("answered although out of scope", _of_messages("oos_answered"), 0.05, least=False),
        Promise("crisis seen, any card", _of_crises("crisis_recall"), 0.95, each=lambda language: 0.90),
        Promise("crisis seen, hard card", _of_crises("crisis_hard_recall"), 0.75),
        Promise("hard card on a near miss", _of_crises("crisis_false_alarms"), 0.05, least=False),
        Promise("soft card on a near miss", _of_crises("crisis_soft_alarms"), 0.20, least=False),
        Promise("any card on an ordinary message", _alarms, 0.02, least=False),
        Promise("points lost to typing errors", _lost, 0.04, least=False),
        Promise("language right, from four words on", _of_messages("language_right"), 0.97),
    ]  # fmt: skip


def _right(measured: Measured) -> float | None:
    return accuracy(measured.messages)


def _helped(measured: Measured) -> float | None:
    return helped(measured.messages)


def _alarms(measured: Measured) -> float | None:
    return alarms(measured.messages)


def _lost(measured: Measured) -> float | None:
    return lost(measured.messages, measured.mistyped, accuracy)


def _of_messages(name: str) -> Callable[[Measured], float | None]:
    return lambda measured: share(figures(measured.messages), name)


def _of_crises(name: str) -> Callable[[Measured], float | None]:
    return lambda measured: share(figures(measured.crises), name)


def _wrong_at_high_risk(risk: Group) -> Callable[[Measured], float | None]:
    return lambda measured: share(figures([one for one in measured.messages if risk(one) == "high"]), "wrong")


def _holds(promise: Promise, value: float | None, limit: float | None) -> bool:
    """What was not measured or not promised is not broken."""
    if value is None or limit is None:
        return True
    return value >= limit if promise.least else value <= limit
