"""Text folded for comparing: one form for every way of writing the same word, by script.

Latin and Arabic lose their marks; Cyrillic keeps its (Ukrainian ї is not і), South-Asian scripts keep theirs. Ethiopic
homophones, alef, yeh and kaf forms, Pashto letters, apostrophes, zero-width and bidi characters come to one form.
"""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 4_000  # more than a Telegram message; what is longer is cut before anything looks at it


def fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).casefold()
    decomposed = unicodedata.normalize("NFD", folded)
    kept = "".join(c for c in decomposed if not (unicodedata.combining(c) and ord(c) < 0x370))
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", kept)))
