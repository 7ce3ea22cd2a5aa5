"""Content for tests: a small world that a test may edit and break, and the real library, read once.

The small world has two ordinary intents (one with cases), one crisis, one guide, three languages. Its facts are made up.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.content import Library, load
from bot.matching import Understanding

ROOT = Path(__file__).resolve().parent.parent

FILES: dict[str, str] = {
    "intents/languages.yaml": """\
en: {endonym: English, direction: ltr, fallback: [], telegram: [en], names: [english],
  units: {days: {one: "{n} day", other: "{n} days"}, euro: {other: "{n} euro"}}}
fr: {endonym: Français, direction: ltr, fallback: [en], telegram: [fr], names: [french],
  units: {days: {one: "{n} jour", other: "{n} jours"}, euro: {other: "{n} euros"}}}
ar: {endonym: العربية, direction: rtl, fallback: [en], telegram: [ar], names: [arabic],
  units: {days: {one: "يوم واحد", two: "يومان", few: "{n} أيام", other: "{n} يوما"}, euro: {other: "{n} يورو"}}}
""",
    "intents/other_languages.yaml": "ku: {endonym: Kurdî, nearest: [ar]}\n",
    "intents/catalogue.yaml": """\
asylum:
  title: Asylum
  emoji: "🛂"
  intents:
    asylum_appeal: {asks: how to appeal, not: [asylum_work]}
    asylum_work: {asks: may one work, not: [asylum_appeal], cases: [unpaid]}
    asylum_border: {asks: at the border}
safety:
  title: Safety
  emoji: "🆘"
  intents:
    safety_emergency: {asks: immediate danger, severity: crisis}
""",
    "intents/contacts.yaml": """\
be-112: {names: {en: Ambulance and fire, fr: Ambulance}, kind: hotline, country: BE, phone: "112", dial: "112", free: "yes",
  hours: 24/7, serves: [emergency], source: "https://112.example", page_dated: "2025", checked: "2026-11-24", confidence: high}
be-lawyers: {names: {en: Free lawyers, fr: Avocats gratuits}, kind: legal_aid, country: BE, city: Brussels, address: Rue Haute 1,
  lat: "50.84", lon: "4.35", phone: "+3225198494", dial: "02 519 84 94", hours: "Mo-Fr 09:00-11:00; PH off", languages: [fr, nl],
  serves: [legal_aid], note: Bring your letter., source: "https://law.example", page_dated: unknown, checked: "2026-11-24",
  confidence: high}
be-rumour: {names: {en: Rumour}, kind: ngo, country: BE, phone: "+3225198495", serves: [legal_aid],
  source: "https://r.example", page_dated: unknown, checked: "2026-11-24", confidence: low}
""",
    "intents/values.yaml": """\
appeal_days: {value: "30", unit: days, means: Days to appeal, source: "https://law.example", page_dated: "2025-03",
  checked: "2026-11-24", review_by: "2027-02-28"}
""",
    "intents/places.yaml": """\
be-brussels: {country: BE, lat: "50.8505", lon: "4.3488", names: [Brussels, Bruxelles, Brussel, بروكسل]}
lu-luxembourg: {country: LU, lat: "49.61", lon: "6.13", names: [Luxembourg, Luxemburg]}
""",
    "intents/soft_card.yaml": """\
lead: One question first.
question: Are you in danger now?
line: This number works without a tap.
yes: "Yes"
no: "No"
not_sure: Not sure
after_no: Good. Your question is below.
after_not_sure: You can talk to somebody.
contacts: [be-112]
""",
    "intents/lint.yaml": """\
languages:
  en: {change_mind: [change your mind], forbidden: [you qualify, best option], forbidden_in_danger: [confidential*],
    names_danger: [suicid*, violence], without_papers: [without papers]}
  fr: {change_mind: [changer d'avis], forbidden: [meilleure option], names_danger: [suicid*]}
  ar: {change_mind: ["*غيير رأيك*"]}
figures: {allowed: [9bis, "18"], after: [annex, article]}
order: {return: [voluntary return, go back], rights: ["lawyer*", "appeal*"]}
""",
    "intents/negatives/out_of_scope.yaml": "phrases:\n  en: [weather tomorrow, best pizza recipe, football score]\n",
    "intents/negatives/near_misses.yaml": "phrases:\n  en: [this waiting kills me, dying of hunger lol]\n",
    "intents/asylum/asylum_appeal.yaml": """\
id: asylum_appeal
title: How do I appeal?
button: How to appeal
answer:
  situation: |
    You have {value:appeal_days}. The date on **your letter** counts.
  steps:
    - Call a lawyer today.
    - Keep the envelope.
  who: The court decides.
contacts: [be-lawyers, {serves: legal_aid}]
related: [asylum_work, asylum_border]
applies_to: [BE]
risk: high
minors: Your guardian helps you.
sources:
  - {url: "https://law.example/appeal", page_dated: "2025-03", checked: "2026-11-24"}
review_by: "2027-02-28"
change: normal
phrases:
  en: [how to appeal, i want to appeal my negative decision, deadline for the court]
  fr: [comment faire un recours, délai pour le recours au conseil]
""",
    "intents/asylum/asylum_work.yaml": """\
id: asylum_work
title: May I work?
button: Working
answer:
  situation: You may work after some time.
applies_to: [BE]
cases:
  unpaid:
    title: My boss does not pay
    button: Not paid
    answer:
      situation: You can claim your wages.
    phrases:
      en: [boss did not pay me, no salary since two months]
sources:
  - {url: "https://work.example", page_dated: unknown, checked: "2026-11-24"}
review_by: "2027-11-30"
change: minor
phrases:
  en: [can i work, am i allowed to have a job while waiting]
  fr: [puis-je travailler]
""",
    "intents/safety/safety_emergency.yaml": """\
id: safety_emergency
title: Danger now
button: Danger now
severity: crisis
card:
  lead: Here are numbers that help.
  BE:
    - {text: In danger now, contacts: [be-112]}
  LU:
    - {text: In danger now, contacts: [be-112]}
  say: {fr: "Au secours, je suis à ...", nl: "Help, ik ben in ..."}
  close: Help exists.
risk: high
sources:
  - {url: "https://112.example", page_dated: "2025", checked: "2026-11-24"}
review_by: "2027-11-30"
change: urgent
phrases:
  en: [help fire, my friend is bleeding, call an ambulance]
""",
    "intents/guides/return_check.yaml": """\
id: return_check
title: Return check
button: Return check
intro: Nothing is kept longer than a day.
start: country
nodes:
  country:
    ask: Where do you live?
    options:
      be: {label: Belgium, to: age, sets: {country: BE}, phrases: {en: [belgium, in belgium]}}
      lu: {label: Luxembourg, to: end_lu, sets: {country: LU}}
  age:
    ask: Are you under 18 and alone?
    options:
      "yes": {label: "Yes", to: end_minor, sets: {minor: "yes"}}
      "no": {label: "No", to: end_be}
  end_be: {end: {situation: Fedasil decides., steps: [Call.], who: You can change your mind.}, contacts: [be-lawyers]}
  end_lu: {end: {situation: Ask in Luxembourg., who: The ministry decides. You can change your mind.}, contacts: [be-lawyers]}
  end_minor:
    end: {situation: A guardian helps you first., who: The guardian decides with you. You can change your mind.}
    contacts: [be-lawyers]
    related: [asylum_work]
sources:
  - {url: "https://return.example", page_dated: unknown, checked: "2026-11-24"}
review_by: "2027-11-30"
change: normal
""",
    "locales/fr/LC_MESSAGES/answers.po": """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "intent:asylum_work:title"
msgid "May I work?"
msgstr "Puis-je travailler ?"

msgctxt "intent:asylum_work:button"
msgid "Working"
msgstr "Travailler"

msgctxt "intent:asylum_work:situation"
msgid "You may work after some time."
msgstr "Vous pouvez travailler après un certain temps."

msgctxt "card:safety_emergency:title"
msgid "Danger now"
msgstr "Danger immédiat"

msgctxt "card:safety_emergency:button"
msgid "Danger now"
msgstr "Danger immédiat"

msgctxt "card:safety_emergency:lead"
msgid "Here are numbers that help."
msgstr "Voici des numéros utiles."

msgctxt "card:safety_emergency:BE:0"
msgid "In danger now"
msgstr "En danger maintenant"

msgctxt "card:safety_emergency:LU:0"
msgid "In danger now"
msgstr "En danger maintenant"

msgctxt "card:safety_emergency:say:fr"
msgid "Au secours, je suis à ..."
msgstr "Au secours, je suis à ..."

msgctxt "card:safety_emergency:say:nl"
msgid "Help, ik ben in ..."
msgstr "Help, ik ben in ..."

msgctxt "card:safety_emergency:close"
msgid "Help exists."
msgstr "De l'aide existe."

msgctxt "soft:card:lead"
msgid "One question first."
msgstr "Une question d'abord."

msgctxt "soft:card:question"
msgid "Are you in danger now?"
msgstr "Êtes-vous en danger maintenant ?"

msgctxt "soft:card:line"
msgid "This number works without a tap."
msgstr "Ce numéro marche sans appuyer."

msgctxt "soft:card:yes"
msgid "Yes"
msgstr "Oui"

msgctxt "soft:card:no"
msgid "No"
msgstr "Non"

msgctxt "soft:card:not_sure"
msgid "Not sure"
msgstr "Pas sûr"

msgctxt "soft:card:after_no"
msgid "Good. Your question is below."
msgstr "Bien. Votre question est ci-dessous."

msgctxt "soft:card:after_not_sure"
msgid "You can talk to somebody."
msgstr "Vous pouvez parler à quelqu'un."
""",
    "locales/ar/LC_MESSAGES/answers.po": """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "card:safety_emergency:title"
msgid "Danger now"
msgstr "خطر الآن"

msgctxt "card:safety_emergency:button"
msgid "Danger now"
msgstr "خطر الآن"

msgctxt "card:safety_emergency:lead"
msgid "Here are numbers that help."
msgstr "هذه أرقام تساعد."

msgctxt "card:safety_emergency:BE:0"
msgid "In danger now"
msgstr "في خطر الآن"

msgctxt "card:safety_emergency:LU:0"
msgid "In danger now"
msgstr "في خطر الآن"

msgctxt "card:safety_emergency:say:fr"
msgid "Au secours, je suis à ..."
msgstr "أو سكور، جو سوي آ ..."

msgctxt "card:safety_emergency:say:nl"
msgid "Help, ik ben in ..."
msgstr "هلب، إك بن إن ..."

msgctxt "card:safety_emergency:close"
msgid "Help exists."
msgstr "المساعدة موجودة."

msgctxt "soft:card:lead"
msgid "One question first."
msgstr "سؤال أولا."

msgctxt "soft:card:question"
msgid "Are you in danger now?"
msgstr "هل أنت في خطر الآن؟"

msgctxt "soft:card:line"
msgid "This number works without a tap."
msgstr "هذا الرقم يعمل دون ضغط."

msgctxt "soft:card:yes"
msgid "Yes"
msgstr "نعم"

msgctxt "soft:card:no"
msgid "No"
msgstr "لا"

msgctxt "soft:card:not_sure"
msgid "Not sure"
msgstr "لست متأكدا"

msgctxt "soft:card:after_no"
msgid "Good. Your question is below."
msgstr "جيد. سؤالك في الأسفل."

msgctxt "soft:card:after_not_sure"
msgid "You can talk to somebody."
msgstr "يمكنك أن تتحدث مع شخص."
""",
}


def small_world(folder: Path) -> Path:
    """Write the small world into `folder` and hand it back."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@cache
def library() -> Library:
    """The real content, read once."""
    return load(ROOT)


@cache
def understanding() -> Understanding:
    """The matcher trained on the real content, by words alone: the same on every machine. Kept between runs."""
    return Understanding.train(library(), cache=ROOT / ".cache")
