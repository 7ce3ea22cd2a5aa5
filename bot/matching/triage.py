"""Is somebody in danger? Decided for every text, before and apart from what it asks.

Patterns of high precision first, then a model over the whole text and over its pieces, because a danger often stands
behind an ordinary question. In doubt, and whenever something fails, the soft card is shown rather than nothing.
Knows no session and no card.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.matching.clauses import pieces
from bot.matching.danger import DangerModel
from bot.matching.signs import signs_in, verdict
from bot.messages import Triage

EMERGENCY = "safety_emergency"
CRISES = (EMERGENCY, "safety_trafficking", "safety_violence", "safety_suicide", "safety_child")
NO_MODEL = "no model"


def triage(text: str, model: DangerModel | None) -> Triage:
    """Never raises: what goes wrong shows the soft card, and `why` says so."""
    try:
        return _triage(text, model)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not hide a danger
        return doubtful(type(error).__name__)


def doubtful(why: str) -> Triage:
    """The soft card of the crisis that fits every danger."""
    return Triage("soft", EMERGENCY, why=why)


def _triage(text: str, model: DangerModel | None) -> Triage:
    parts = (text, *pieces(text))
    found = _by_signs(parts)
    if found is not None and found.level == "hard":
        return found
    if model is None:
        return found or doubtful(NO_MODEL)
    judged = model.judge(parts)
    if found is None or judged.level == "hard":
        return judged
    return found


def _by_signs(parts: Sequence[str]) -> Triage | None:
    raise NotImplementedError
