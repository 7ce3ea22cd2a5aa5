"""Training phrases for tests of the matcher: eight intents in four languages, a case, texts out of scope. Made up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.phrases import Example

PHRASES: dict[str, dict[str, tuple[str, ...]]] = {
    "asylum_appeal": {
        "en": ("how do i appeal a negative decision", "deadline to appeal", "i want to go to court against the refusal",
               "can i appeal the refusal of asylum", "how many days to appeal"),
        "fr": ("comment faire un recours", "délai pour le recours", "je veux faire appel de la décision négative"),
        "ar": ("كيف أقدم طعن على القرار السلبي", "مدة الطعن", "أريد الاستئناف ضد الرفض"),
    },
    "asylum_work": {
        "en": ("can i work while i wait", "am i allowed to have a job", "when may asylum seekers work",
               "work permit for asylum seekers", "is it legal to work with the orange card"),
        "fr": ("puis-je travailler pendant la procédure", "travailler avec la carte orange", "quand travailler"),
        "ar": ("هل يمكنني العمل وأنا أنتظر", "متى أستطيع العمل", "العمل بالبطاقة البرتقالية"),
    },
    "asylum_work/unpaid": {
        "en": ("my boss does not pay me", "no salary for two months", "employer refuses to pay wages"),
        "fr": ("mon patron ne me paie pas", "pas de salaire depuis deux mois"),
    },
    "health_doctor": {
        "en": ("i need a doctor", "where can i see a doctor", "my child has a fever", "how to find a dentist",
               "i am ill and have no insurance"),
        "fr": ("j'ai besoin d'un médecin", "où trouver un dentiste", "mon enfant a de la fièvre"),
        "ar": ("أحتاج إلى طبيب", "أين أجد طبيب أسنان", "طفلي عنده حمى"),
    },
    "daily_school": {
        "en": ("school for my children", "how to enrol my son at school", "is school free", "she is six which school",
               "do children have to go to school"),
        "fr": ("école pour mes enfants", "inscrire mon fils à l'école", "l'école est-elle gratuite"),
        "ar": ("مدرسة لأطفالي", "كيف أسجل ابني في المدرسة", "هل المدرسة مجانية"),
    },
    "daily_shelter": {
        "en": ("i sleep on the street", "where can i sleep tonight", "night shelter brussels", "no place to sleep",
               "shelter for homeless families"),
        "fr": ("je dors dans la rue", "où dormir ce soir", "abri de nuit bruxelles"),
        "ar": ("أنام في الشارع", "أين أنام الليلة", "مأوى ليلي في بروكسل"),
    },
    "return_what": {
        "en": ("what is voluntary return", "i want to go back home", "help to return to my country",
               "who pays my flight home", "information about going back"),
        "fr": ("qu'est-ce que le retour volontaire", "je veux rentrer chez moi", "aide pour rentrer dans mon pays"),
        "ar": ("ما هي العودة الطوعية", "أريد العودة إلى بلدي", "مساعدة للرجوع إلى بلدي"),
    },
    "chat_thanks": {
        "en": ("thank you", "thanks a lot", "many thanks", "thank you so much", "thx"),
        "fr": ("merci", "merci beaucoup", "un grand merci"),
        "ar": ("شكرا", "شكرا جزيلا", "ألف شكر"),
    },
    "none": {
        "en": ("what is the weather tomorrow", "best pizza recipe", "football results", "tell me a joke",
               "who won the elections in brazil", "cheap flights to bali", "how to change a tyre", "love poem"),
        "fr": ("quel temps fera-t-il demain", "recette de pizza", "résultats du football", "raconte une blague"),
        "ar": ("حالة الطقس غدا", "وصفة بيتزا", "نتائج كرة القدم"),
    },
}  # fmt: skip

_MEANINGS = {
    "appeal": ("appeal", "court", "recours", "طعن", "استئناف", "apelar", "recurso", "einspruch"),
    "work": ("work", "job", "travail", "عمل", "trabajar", "arbeiten"),
    "pay": ("pay", "salary", "wages", "salaire", "paie", "sueldo"),
    "doctor": ("doctor", "dentist", "fever", "ill", "médecin", "dentiste", "طبيب", "حمى", "médico", "arzt"),
    "school": ("school", "école", "مدرسة", "escuela", "schule"),
    "sleep": ("sleep", "shelter", "dor", "abri", "أنام", "مأوى", "dormir", "schlafen"),
    "return": ("return", "back", "home", "retour", "rentrer", "عودة", "رجوع", "volver", "zurück"),
    "thanks": ("thank", "thx", "merci", "شكر", "gracias", "danke"),
    "play": ("weather", "pizza", "football", "joke", "temps", "blague", "طقس", "بيتزا", "كرة"),
}


class Meanings:
    """An encoder for tests: it knows a few words of several languages, and counts what it is asked."""

    name = "meanings"
    dimensions = 16

    def __init__(self) -> None:
        self.asked: list[str] = []

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        found = np.full((len(texts), self.dimensions), 0.3, np.float32)
        for row, text in enumerate(texts):
            for column, words in enumerate(_MEANINGS.values()):
                found[row, column] += sum(word in text.lower() for word in words)
            found[row, -1] += 0.01 * (len(text) % 7)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def examples() -> list[Example]:
    return [
        Example(text, language, intent)
        for intent, by_language in PHRASES.items()
        for language, texts in by_language.items()
        for text in texts
    ]
