"""Writing systems: which one a text is in, which languages use it, and the letters and small words that tell them apart.

A table and two look-ups. Decides nothing: `language` weighs what it finds here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

LATIN, ARABIC, ETHIOPIC, CYRILLIC = "latin", "arabic", "ethiopic", "cyrillic"

# The first word of a letter's Unicode name says its script.
_NAMES = {"latin": LATIN, "arabic": ARABIC, "ethiopic": ETHIOPIC, "cyrillic": CYRILLIC}

# Scripts that (nearly) one language has for itself, among those that people here write.
ONE_LANGUAGE = {
    "georgian": "ka", "armenian": "hy", "greek": "el", "bengali": "bn", "gurmukhi": "pa", "tamil": "ta", "tibetan": "bo",
    "hangul": "ko", "hiragana": "ja", "katakana": "ja", "cjk": "zh", "thai": "th", "hebrew": "he", "sinhala": "si",
    "gujarati": "gu", "telugu": "te", "kannada": "kn", "malayalam": "ml", "khmer": "km", "myanmar": "my", "lao": "lo",
}  # fmt: skip

SHARED: dict[str, tuple[str, ...]] = {
    ARABIC: ("ar", "fa", "ps", "ckb", "ur"),
    ETHIOPIC: ("ti", "am"),
    CYRILLIC: ("ru", "uk", "bg", "mk", "sr", "mn"),
    "devanagari": ("hi", "ne"),
}

# Letters that the other languages of the script (as people here write them) do not have; each counts like two words.
_LETTERS = {
    "ar": "ةؤإأىًٌ",
    "fa": "پژ",
    "ps": "ټډړږښځڅڼېۍګ",
    "ckb": "ەێۆڵڕڤ",
    "ur": "ٹڈڑںےہھ",
    "uk": "іїєґ",
    "ru": "ыэъё",
    "mk": "ѓќѕџјљњ",
    "sr": "ђћјљњџ",
    "mn": "өү",
    # orders of q and k, and the a, that living Amharic hardly writes
    "ti": "ቐቑቒቓቔቕቖኸኹኺኻኼኽኾዃኣ",
    "am": "ኧ",
}

_WORDS = {
    "ar": "في من على الى إلى عن هل انا أنا هذا هذه اللي الي شو كيف وين لا ما مش مو عندي بدي اريد أريد لماذا متى كم و يا مع بعد قبل او أو ان أن ليش شنو واش كيفاش مين هلق",
    "fa": "است از را می برای این که چه من در به با هم یا آیا چطور کجا چند باید شود کنم کند دارم هستم نیست میشه میشود چیست کی تا رو اگر ما خود شما بعد چگونه کجاست میتوانم میکنم دارد ام",
    "ps": "زه د په کې کي چې چی نه څنګه څه یم لري لرم له ته او سره لپاره دی ده دي کوم کړم چیرته چېرته ولې شي شم وي يم زما مې هم کله غواړم غواړي تر مو څوک پر",
    "ckb": "من لە بۆ چۆن ئەم و کە چی هەیە نییە دەکرێت ئایا بە",
    "ur": "میں ہے کیا کے کی کا سے کو نہیں اور ہوں مجھے میرا ہیں کیسے",
    "ti": "ናይ እየ እዩ ኣብ ናብ ካብ ምስ ግን ከመይ እንታይ ኣነ ክኸውን ዝብል እንተ ኣለኒ የብለይን ኣይኮነን ድዩ ድየ ኣበይ መዓስ ብኸመይ ወይ ክንደይ ስለ ምኽንያት ኣይ ክገብር እቲ እታ ንምንታይ ክሳብ ዘሎ ኣሎ ይኽእል እኽእል",
    "am": "ነው ነኝ ላይ ውስጥ ወደ ከ እና ግን እንዴት ምን እኔ የት መቼ ለምን አለኝ የለኝም አይደለም ይቻላል ወይ ወይም ስንት ስለ ነገር እችላለሁ ነበር አለ ነዉ ማን እባክዎ እንደ ሆነ",
    "ru": "и в не на что как мне я где можно ли для если это у нас есть с по или быть меня мой моя они уже надо нужно кто почему когда",
    "uk": "і в не на що як мені я де можна чи для якщо це у нас є з по або бути мене мій моя вони вже треба потрібно хто чому коли та до від",
    "bg": "и в не на че как ми аз къде може ли за ако това у нас има с или съм мен са да се",
    "mk": "и во не на што како ми јас каде може ли за ако ова има со или сум да се",
    "sr": "и у не на што како ми ја где може ли за ако ово има са или сам да се",
    "mn": "би вэ юу байна гэж хэрхэн болох энэ надад",
    "hi": "है मैं के का की में नहीं क्या और से हूं हूँ कैसे को",
    "ne": "छ म को मा हो कसरी गर्न र छैन हुन्छ",
}  # fmt: skip
_WORD_SETS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_LETTER_SETS = {code: frozenset(letters) for code, letters in _LETTERS.items()}


# South Asian vowel signs are marks, which \w leaves out
_WORD = re.compile(r"[\w'’ʼ\u0900-\u0dff]+")


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str:
    name = unicodedata.name(letter, "").split(" ", 1)[0].lower()
    return _NAMES.get(name, "cjk" if name.startswith("cjk") else name)


def script_of(text: str) -> str | None:
    """The script of most letters; ties by name. None when there is no letter. "latin", "arabic", "georgian" ...

    Latin letters count half beside another script: names of offices and papers are written in them by everybody.
    """
    if text.isascii():
        return LATIN if any(letter.isalpha() for letter in text) else None
    found: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            found[_script_of_letter(letter)] += count
    if not found:
        return None
    # Kana make a text Japanese, whatever the number of Chinese characters
    for kana in ("hiragana", "katakana"):
        if kana in found and found[kana] + found["cjk"] >= found.total() / 2:
            return kana
    counts = {script: count / 2 if script == LATIN else count for script, count in found.items()}
    return min(counts, key=lambda script: (-counts[script], script))


def plain(text: str) -> str:
    """Lower case words one space apart, letters left as they are written: what tells languages apart is not folded."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def rule_scores(text: str, languages: tuple[str, ...]) -> dict[str, float]:
    """How many small words and telling letters of each language a plain text has."""
    words = text.split()
    letters = Counter(text)
    return {
        code: sum(word in _WORD_SETS.get(code, ()) for word in words)
        + 2.0 * sum(letters[letter] for letter in _LETTER_SETS.get(code, ()))
        for code in languages
    }
