"""Is the question about asylum, visas or life in another country? Then the honest answer is that we know two countries.

Conservative: a country may be where somebody comes from, where fingerprints were taken, or where the way leads, and all
of that is ours to answer. Country names come from Babel in our languages; a few spellings of the street are added.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from bot.matching.text import fold
from bot.messages import Decision

_SHORT = 3  # letters; shorter names of countries are words of other languages, too ("oma")
_LANGUAGES = ("en", "fr", "nl", "de", "ar", "fa", "ps", "tr", "es", "pt", "ru", "uk", "sq", "so", "ti", "am")

# Countries that people ask about as a place to go. Countries of origin are left out: "visa Morocco" is about going home.
_PLACES = (  # noqa: SIM905 - two-letter codes read better so
    "DE FR NL GB US CA AU NZ IT ES PT GR SE NO DK FI CH AT IE PL MT CY IS JP KR AE QA SA KW OM BH SG MX AR CL"
).split()
_WRITTEN_TOGETHER = "بلفو"  # Arabic little words that stand before a name without a space
_STREET = {
    "GB": "uk u.k england angleterre engeland royaume-uni britain anglia انجلترا بريطانيا انگلیس انګلستان ingiltere engjelli reino-unido англия англію bretanya london londres لندن",
    "US": "usa u.s.a america amerique amerika amerique امريكا أمريكا آمریکا امریکا امریکا etats-unis états-unis estados-unidos eeuu америка сша mareykanka ኣሜሪካ አሜሪካ",
    "DE": "allemagne almanya alemania المانيا almania almanya deutschland آلمان المان جرمني جرمنی germania gjermania jarmalka جرمن ጀርመን germani",
    "FR": "france frankrijk frankreich فرنسا fransa francia frança франция faransa paris باريس",
    "NL": "holland hollande hollanda olanda هولندا هلند netherland pays-bas paises-bajos голландия",
    "CA": "canada kanada كندا کانادا کاناډا канада kanadha",
    "SE": "suede sweden zweden السويد سوئد سویډن isveç shveci швеция iswiidhan",
    "IT": "italie italy italia italien italya ايطاليا ایتالیا italija",
    "ES": "espagne spain spanje spanien españa ispanya اسبانيا إسبانيا اسپانیا espanha",
    "AE": "dubai dubay دبي dubaï emirates emirats",
    "AU": "australie australia استراليا استرالیا",
}
_SUBJECT = """
asylum asile asiel asyl لجوء اللجوء پناهندگی پناهنده پناه iltica sığınma asilo убежище убежища притулок притулку azil magangalyo ዑቕባ ጥገኝነት
visa visum فيزا ويزا ویزا ویزه vize visado visto виза визу віза візу viza fiiso ቪዛ
residence permit séjour sejour titre verblijf verblijfsvergunning aufenthalt aufenthaltstitel اقامة إقامة الاقامة اقامت oturum ikamet residencia residência внж leje qëndrimi
nationality nationalité nationaliteit staatsbürgerschaft einbürgerung جنسية الجنسية تابعیت شهروندی vatandaşlık nacionalidad nacionalidade гражданство громадянство nënshtetësi
préfecture prefecture ofpra bamf ind coa home-office uscis job jobs emploi werk arbeit شغل عمل کار trabajo trabalho работа робота punë shaqo
refugee réfugié vluchteling flüchtling لاجئ لاجئين duldung immigrate immigration émigrer migrate هجرة الهجرة مهاجرت göçmenlik emigrar иммиграция еміграція
"""
# What makes a country part of a question of ours: Dublin, a transfer, a trip, relatives, the way itself.
_OURS_ALL_THE_SAME = """
fingerprint fingerprints empreinte empreintes vingerafdruk vingerafdrukken fingerabdruck fingerabdrücke بصمة بصمات بصمت بصمه انگشت نگاری parmak huella huellas digitais отпечатки відбитки gishtave faraha
belge belges belgisch belgische belgian بلجيكية البلجيكي dublin دبلن دابلن дублин дублін belgium belgique belgië belgie belgien بلجيكا بلژیک belçika bélgica бельгия бельгии бельгію belgjikë belgjika biljam ቤልጅየም ቤልጂየም brussels bruxelles brussel بروكسل بروکسل
"""
_NEVER = (
    "asylum_dublin",
    "asylum_protected_elsewhere",
    "asylum_travel",
    "irregular_transit",
    "status_travel_document",
    "safety_family_tracing",
)


def elsewhere(text: str, decision: Decision) -> str | None:
    """The ISO code of the country that the question is about, when it is not one of ours."""
    folded = fold(text)
    code = _place(folded)
    if code is None or (decision.top is not None and decision.kind != "unknown" and decision.top.intent in _NEVER):
        return None
    words = frozenset(
        form for word in folded.split() for form in (word, word[1:]) if form is word or word[0] in _WRITTEN_TOGETHER
    )
    if words & _ours() or not words & _subject():
        return None
    return code


def _place(folded: str) -> str | None:
    """The only country outside ours that a text names; None when there is none or more than one."""
    names = _names()
    found = {names[match] for match in _pattern().findall(folded)}
    return found.pop() if len(found) == 1 else None


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        territories = Locale.parse(language).territories
        found |= {fold(territories[code]): code for code in _PLACES if code in territories}
    for code, names in _STREET.items():
        found |= {fold(name): code for name in names.split()}
    streets = {fold(name) for names in _STREET.values() for name in names.split()}
    return {name: code for name, code in found.items() if len(name) > _SHORT or name in streets}


@cache
def _pattern() -> re.Pattern[str]:
    """Names as whole words; in Arabic and Ethiopic script with the little words that are written together with them."""
    longest_first = sorted(_names(), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:[بلفو]|ال|ብ|ናብ|ኣብ|በ|ለ|ወደ)?({'|'.join(map(re.escape, longest_first))})(?!\w)")


@cache
def _subject() -> frozenset[str]:
    return frozenset(word for part in _SUBJECT.split() for word in fold(part).split())


@cache
def _ours() -> frozenset[str]:
    return frozenset(word for part in _OURS_ALL_THE_SAME.split() for word in fold(part).split())
