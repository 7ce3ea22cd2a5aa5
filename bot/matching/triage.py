"""Is somebody in danger? Decided for every text, before and apart from what it asks.

Signs of high precision first, then a model over the whole text and over its pieces, because a danger often stands
behind an ordinary question. In doubt, and whenever something fails, the soft card is shown rather than nothing.
Knows no session and no card.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.clauses import pieces
from bot.matching.danger import CRISES, DangerModel
from bot.matching.encoder import Encoder
from bot.matching.signs import DIRECT, SOFTENERS, signs_in
from bot.messages import Triage

EMERGENCY = "safety_emergency"
NO_MODEL = "no model"
SIGN_ALONE = 0.9  # said of a sign that tells a crisis alone
_ORDER = tuple(DIRECT)  # where several signs tell a crisis, the first of these does


def triage(text: str, model: DangerModel | None, *, encoder: Encoder | None = None) -> Triage:
    """Never raises: what goes wrong shows the soft card, and `why` says so."""
    try:
        return _triage(text, model, encoder)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not hide a danger
        return doubtful(type(error).__name__)


def doubtful(why: str) -> Triage:
    """The soft card of the crisis that fits every danger."""
    return Triage("soft", EMERGENCY, why=why)


def _triage(text: str, model: DangerModel | None, encoder: Encoder | None) -> Triage:
    if not text.strip():
        return Triage("none")
    parts = (text, *pieces(text))
    told = by_signs(parts)
    if model is None:
        return told or doubtful(NO_MODEL)
    judged = model.judge(parts, encoder)
    if told is None:
        return judged
    if judged.level == "none" and judged.confidence < 0.5 and told.level == "soft":
        return judged
    return told


def by_signs(parts: Sequence[str]) -> Triage | None:
    """Hard when a part tells a crisis and nothing beside it speaks against it, soft when something does, else None."""
    softened: Triage | None = None
    for part in parts:
        found = signs_in(part)
        sign = next((name for name in _ORDER if name in found.names), None)
        if sign is None:
            continue
        intent, case = DIRECT[sign]
        if not found.names & SOFTENERS:
            return Triage("hard", intent, case, SIGN_ALONE, found.found[sign])
        softened = softened or Triage("soft", intent, case, 1 - SIGN_ALONE, found.found[sign])
    return softened


__all__ = ["CRISES", "by_signs", "doubtful", "triage"]
