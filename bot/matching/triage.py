"""Is somebody in danger? Decided for every text, before and apart from what it asks.

Signs of high precision first, then a model over the whole text and over its pieces, because a danger often stands
behind an ordinary question. In doubt, and whenever something fails, the soft card is shown rather than nothing.
Knows no session and no card.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from bot.matching.clauses import pieces
from bot.matching.danger import CRISES, MODEL, DangerModel
from bot.matching.encoder import Encoder
from bot.matching.signs import DIRECT, sign_of
from bot.messages import Decision, Triage, TriageLevel

EMERGENCY = "safety_emergency"
NO_MODEL = "no model"
_SIGN_ALONE = 0.9  # said of a sign that tells a crisis alone
_SIGN_AGREED = 0.05  # the matcher's share of crises below which a sign alone is not believed without doubt
# What the matcher thinks is added to the model's log-odds: its share of crises weighs OPINION, and a share of about a
# tenth changes nothing. Measured on messages by other hands (docs/triage.md).
_OPINION, _EVEN, _HARD = 0.8, 1.7, 1.75


def triage(text: str, model: DangerModel | None, *, encoder: Encoder | None = None) -> Triage:
    """Never raises: what goes wrong shows the soft card, and `why` says so."""
    try:
        return _triage(text, model, encoder)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not hide a danger
        return doubtful(type(error).__name__)


def doubtful(why: str) -> Triage:
    """The soft card of the crisis that fits every danger."""
    return Triage("soft", EMERGENCY, why=why)


def by_signs(parts: Sequence[str]) -> Triage | None:
    """Without a model: hard when a part tells a crisis and nothing beside it speaks against it, else soft or None."""
    found = sign_of(parts)
    if found is None:
        return None
    intent, case = DIRECT[found.sign]
    if found.softened:
        return Triage("soft", intent, case, round(1 - _SIGN_ALONE, 2), found.written)
    return Triage("hard", intent, case, _SIGN_ALONE, found.written)


def _triage(text: str, model: DangerModel | None, encoder: Encoder | None) -> Triage:
    if not any(character.isalnum() for character in text):
        return Triage("none")
    if model is not None:
        return model.judge(text, encoder)
    return by_signs((text, *pieces(text))) or doubtful(NO_MODEL)


def agree(found: Triage, decision: Decision) -> Triage:
    """Triage after a look at what the trained matcher makes of the same text: a third, independent opinion.

    A crisis is never answered like a question: where the matcher alone sees one, a card is shown. Where it sees none at
    all, the hard card becomes the soft one above the answer. Nothing that triage found is ever dropped.
    """
    seen = [candidate for candidate in decision.candidates if candidate.intent in CRISES]
    share = min(sum(candidate.confidence for candidate in seen), 1.0)
    if found.level != "none" and not found.why.startswith(MODEL):
        doubted = found.level == "hard" and share < _SIGN_AGREED
        return replace(found, level="soft", why=f"{found.why} (the matcher sees no crisis)") if doubted else found
    together = _log_odds(found.confidence, 1e-4) + _OPINION * _log_odds(share, 0.01) + _EVEN
    level: TriageLevel = "hard" if together >= _HARD else "soft" if together >= 0 or found.level != "none" else "none"
    if level == found.level:
        return found
    if found.level != "none":
        return replace(found, level=level, why=f"{found.why} (with the matcher: {level})")
    if not seen:
        return found
    return Triage(level, seen[0].intent, seen[0].case, round(share, 4), f"matcher: {seen[0].phrase}")


def _log_odds(share: float, margin: float) -> float:
    """Of a share of 1, never infinite."""
    return math.log((share + margin) / (1 + margin - share))


__all__ = ["CRISES", "agree", "by_signs", "doubtful", "triage"]
