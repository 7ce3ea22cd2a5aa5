"""The last topic as a prior on the candidates of a follow-up, never as a filter.

"and how long?" after an answer about asking for return means the time until departure. A clear new question keeps its
own answer, whatever was spoken of before. Knows no session: the last intent comes in as an argument.
"""

from __future__ import annotations

from dataclasses import replace

from bot.matching.text import fold
from bot.messages import Candidate, Decision, Reading

_MOST_WORDS = 7  # a longer text says itself what it is about
_CLEAR = 0.85  # confidence from which an answer stands alone
_SAME_TOPIC = 8.0  # odds in favour of a sibling of the last intent
_SAME_INTENT = 3.0  # and of the last intent itself: it has been answered already
_ANSWER = 0.6  # what a follow-up needs to be answered; otherwise its candidates are offered
_TOPICLESS = ("chat", "safety")  # small talk and danger lean on nothing

# Words that join a question to what was said before. A text that opens with one leans on it.
_JOINING = """
and so but also then | et mais aussi donc alors sinon | en maar ook dus | und aber auch dann | و ف طيب طب كمان بس وكم وكيف ووين واين ومتى | پس ولی اما
او خو بیا | ve peki ya ama | y pero también entonces | e mas também então | а и но тоже ещё | а і й але також ще | dhe po por edhe | oo iyo laakiin
ን ከኣ ግን ድማ | እና ግን ደግሞ | w wa tayyeb tab va
"""
# Questions that have no subject of their own: a text of nothing else leans, too.
_BARE = """
why how long much many when where who which | pourquoi combien de temps quand où qui comment | waarom hoelang hoe lang hoeveel wanneer waar wie
warum wie lange viel wann wo wer | ليش لماذا كم المدة قديش متى امتى وين اين كيف مين علاش شحال فوقاش فين | چرا چقدر کی کجا چطور چند وقت
ولې څومره کله چیرته څنګه څوک | neden niye ne kadar zaman nerede kim nasıl | por qué cuánto tiempo cuándo dónde quién cómo
porquê quanto tempo quando onde quem como | почему сколько когда где кто как долго | чому скільки коли де хто як довго | pse sa kur ku kush si gjatë
waayo immisa goorma xagee yaa sidee | ንምንታይ ክንደይ መዓስ ኣበይ መን ከመይ | ለምን ስንት መቼ የት ማን እንዴት
"""


def _folded(table: str) -> frozenset[str]:
    return frozenset(fold(word) for line in table.replace("|", "\n").splitlines() for word in line.split()) - {""}


_JOINING_WORDS = _folded(_JOINING)
_BARE_WORDS = _folded(_BARE)


def leans(text: str) -> bool:
    """Whether a text looks like a follow-up: short, and joined to something before it or without a subject."""
    words = fold(text).split()
    if not words or len(words) > _MOST_WORDS:
        return False
    return words[0] in _JOINING_WORDS or all(word in _BARE_WORDS | _JOINING_WORDS for word in words)


def lean(reading: Reading, last_intent: str | None) -> Decision:
    """The decision on a text after `last_intent` was answered (None: nothing was, or it does not matter)."""
    decision = reading.decision
    topic = _topic(last_intent)
    if not reading.follow_up or topic is None or topic in _TOPICLESS or not decision.candidates:
        return decision
    if decision.kind == "answer" and decision.candidates[0].confidence >= _CLEAR:
        return decision
    ranked = _ranked(decision.candidates, last_intent or "", topic)
    if _topic(ranked[0].intent) != topic:
        return decision
    return Decision("answer" if ranked[0].confidence >= _ANSWER else "suggest", ranked)


def _ranked(candidates: tuple[Candidate, ...], last_intent: str, topic: str) -> tuple[Candidate, ...]:
    """Candidates with the prior's odds on them, summing to no more than before."""
    weights = [_weight(candidate.intent, last_intent, topic) for candidate in candidates]
    total = sum(candidate.confidence * weight for candidate, weight in zip(candidates, weights, strict=True))
    rest = max(0.0, 1.0 - sum(candidate.confidence for candidate in candidates))
    scale = 1.0 / max(total + rest, 1e-9)
    leaning = (
        replace(candidate, confidence=min(1.0, candidate.confidence * weight * scale))
        for candidate, weight in zip(candidates, weights, strict=True)
    )
    return tuple(sorted(leaning, key=lambda candidate: (-candidate.confidence, candidate.intent)))


def _weight(intent: str, last_intent: str, topic: str) -> float:
    if intent == last_intent:
        return _SAME_INTENT
    return _SAME_TOPIC if _topic(intent) == topic else 1.0


def _topic(intent: str | None) -> str | None:
    """The room of an intent: ids begin with it."""
    return intent.split("_", 1)[0] if intent else None
