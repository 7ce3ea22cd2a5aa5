"""In which language somebody writes: script first, then small words and letters, a detector, and our own phrases.

A doubtful guess is worth having but never `sure`: the reply's language is not switched on it. Knows no session and no
saved choice; those outrank every guess and live in the dialogue.
"""

from __future__ import annotations

import math
from array import array
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.matching.evidence import ROMANISED, LanguageEvidence
from bot.matching.memory import give_back
from bot.matching.scripts import ARABIC, CYRILLIC, ETHIOPIC, LATIN, ONE_LANGUAGE, SHARED, plain, rule_scores, script_of
from bot.messages import LanguageGuess

SERVED = ("en", "fr", "nl", "de", "ar", "fa", "ps", "tr", "es", "pt", "ru", "uk", "sq", "so", "ti", "am")
_LATIN_SERVED = ("en", "fr", "nl", "de", "tr", "es", "pt", "sq", "so")
_LATIN_OTHERS = ("it", "ro", "ku", "ln", "sw", "pl", "az", "hr", "bs", "sr", "uz", "om", "rw", "ha", "vi", "fuv")
_SAME_AS = {"fuv": "ff", "bs": "hr", "sr": "hr"}
_LOOKED_AT = 600  # characters; the language shows long before

_WORDS_TO_BE_SURE = 2  # words that are not everybody's
_NO_PHRASES = -2.0  # log-odds of a language without phrases against the likeliest one with phrases
_SURE = 0.9  # of the probability
_UNSERVED = 0.9  # the detector's probability from which a language that we do not serve is believed
_KNOWN_WORDS = 0.6  # share of words that our phrases know in a served language, from which it is not


def guess(text: str, evidence: LanguageEvidence | None = None) -> LanguageGuess:
    """The language of `text`; `evidence` is what was learned from our own phrases."""
    words = plain(text[:_LOOKED_AT])
    script = script_of(words)
    if script is None:
        return LanguageGuess(None)
    if script in ONE_LANGUAGE:
        return LanguageGuess(ONE_LANGUAGE[script], sure=True, served=False)
    if script == LATIN:
        return _latin(words, evidence)
    if script in SHARED:
        return _shared(words, script, evidence)
    return LanguageGuess(None, served=False)


def _shared(words: str, script: str, evidence: LanguageEvidence | None) -> LanguageGuess:
    """Arabic, Ethiopic, Cyrillic, Devanagari: rules, our phrases and (not for Ethiopic) the detector together."""
    languages = SHARED[script]
    rules = rule_scores(words, languages)
    detected = {} if script == ETHIOPIC else _detect(words, languages)
    learned = evidence.log_odds(words) if evidence is not None else {}
    scores = {
        code: 1.2 * rules[code]
        + math.log(detected.get(code, _floor(script)) + 1e-3)
        + learned.get(code, _unlearned(learned))
        for code in languages
    }
    best, share = _soft_max(scores)
    informative = _informative(words, evidence)
    sure = share >= _SURE and informative >= _WORDS_TO_BE_SURE and (rules[best] > 0 or share >= 0.98)
    return LanguageGuess(best, sure=sure, served=best in SERVED)


def _latin(words: str, evidence: LanguageEvidence | None) -> LanguageGuess:
    detected = _detect(words, _LATIN_SERVED + _LATIN_OTHERS)
    learned = evidence.log_odds(words) if evidence is not None else {}
    informative = _informative(words, evidence)
    unlearned = tuple(code for code in _LATIN_SERVED if evidence is not None and code not in learned)
    other = max(_LATIN_OTHERS + unlearned, key=lambda code: (detected[code], code))
    known = evidence.known_share(words) if evidence is not None else 0.0
    if detected[other] >= _UNSERVED and known < _KNOWN_WORDS and informative >= _WORDS_TO_BE_SURE:
        sure = informative > _WORDS_TO_BE_SURE and detected[other] >= 0.97
        return LanguageGuess(_SAME_AS.get(other, other), sure=sure, served=other in SERVED)
    # A romanised language has no column in the detector: it gets what the unserved ones got, which it is mistaken for
    mistaken = sum(detected[code] for code in _LATIN_OTHERS)
    scores = {code: math.log(detected[code] + 1e-2) + learned.get(code, _unlearned(learned)) for code in _LATIN_SERVED}
    for code, odds in learned.items():
        if code.endswith(ROMANISED):
            scores[code] = math.log(0.3 + 0.7 * mistaken) + odds
    best, share = _soft_max(scores)
    sure = share >= _SURE and informative >= _WORDS_TO_BE_SURE
    return LanguageGuess(best.removesuffix(ROMANISED), sure=sure, romanised=best.endswith(ROMANISED))


def _informative(words: str, evidence: LanguageEvidence | None) -> int:
    """Distinct words of two letters or more that not everybody uses, whatever they speak."""
    kept = {word for word in words.split() if len(word) > 1 and not word.isdigit()}
    return len(kept) if evidence is None else sum(not evidence.is_common(word) for word in kept)


def _unlearned(learned: dict[str, float]) -> float:
    """A language of which we have no phrases: a little less than the likeliest one, so that the detector decides."""
    return _NO_PHRASES if learned else 0.0


def _floor(script: str) -> float:
    """What the detector cannot know at all (Sorani) gets a little."""
    return 0.05 if script in (ARABIC, CYRILLIC) else 0.0


def _soft_max(scores: dict[str, float]) -> tuple[str, float]:
    best = min(scores, key=lambda code: (-scores[code], code))
    return best, 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())


def _detect(words: str, languages: tuple[str, ...]) -> dict[str, float]:
    """The detector's probability of each of the languages, as if there were no others; 0 for those it does not know."""
    ranked = dict(_detector().rank(words))
    chances = {code: ranked.get(code, 0.0) for code in languages}
    total = sum(chances.values())
    return {code: chance / total for code, chance in chances.items()} if total else chances


@cache
def _detector() -> LanguageIdentifier:
    """py3langid for all languages that are ever asked for: 40 MB, where its whole model keeps 85."""
    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    asked = {*_LATIN_SERVED, *_LATIN_OTHERS, *(code for codes in SHARED.values() for code in codes)}
    whole.set_languages(sorted(asked & set(whole.labels)))
    steps = array(whole.tk_nextmove.typecode, whole.tk_nextmove)  # an array as read takes twice its size
    found = LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, steps, whole.tk_output, norm_probs=True, tk_row=whole.tk_row
    )
    del whole
    give_back()
    return found
