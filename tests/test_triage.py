"""Danger: told plainly in sixteen languages, hidden behind a question, joked about; and when triage itself breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.clauses import MAX_PIECES, MAX_SENTENCES, pieces, sentences
from bot.matching.danger import DangerModel
from bot.matching.language import SERVED
from bot.matching.phrases import Example
from bot.matching.signs import DIRECT, sign_of, signs_in
from bot.matching.signs.lexicon import SOFTENERS, languages, table
from bot.matching.triage import CRISES, agree, by_signs, doubtful, triage
from bot.messages import Candidate, Decision, Triage

TOLD = [
    ("safety_suicide", "i want to die"),
    ("safety_suicide", "je veux mourir"),
    ("safety_suicide", "ik wil dood"),
    ("safety_suicide", "ich will nicht mehr leben"),
    ("safety_suicide", "quiero morir"),
    ("safety_suicide", "não quero mais viver"),
    ("safety_suicide", "ölmek istiyorum"),
    ("safety_suicide", "не хочу больше жить"),
    ("safety_suicide", "не хочу жити"),
    ("safety_suicide", "dua të vdes"),
    ("safety_suicide", "waxaan rabaa inaan dhinto"),
    ("safety_suicide", "بدي موت"),
    ("safety_suicide", "biddi mout"),
    ("safety_suicide", "میخواهم بمیرم"),
    ("safety_suicide", "غواړم مړ شم"),
    ("safety_suicide", "ክመውት እደሊ"),
    ("safety_suicide", "መሞት እፈልጋለሁ"),
    ("safety_violence", "my husband hits me"),
    ("safety_violence", "mon mari me frappe"),
    ("safety_violence", "mijn man slaat mij"),
    ("safety_violence", "mein mann schlägt mich"),
    ("safety_violence", "mi marido me pega"),
    ("safety_violence", "meu marido me bate"),
    ("safety_violence", "kocam beni dövüyor"),
    ("safety_violence", "муж бьёт меня"),
    ("safety_violence", "чоловік б'є мене"),
    ("safety_violence", "burri më rreh"),
    ("safety_violence", "ninkayga ayaa i garaaca"),
    ("safety_violence", "زوجي بيضربني"),
    ("safety_violence", "شوهرم مرا میزند"),
    ("safety_violence", "خاوند مې وهي"),
    ("safety_violence", "ሰብኣየይ ይሃርመኒ"),
    ("safety_violence", "ባሌ ይመታኛል"),
    ("safety_emergency", "he is not breathing"),
    ("safety_emergency", "il respire plus"),
    ("safety_emergency", "он не дышит"),
    ("safety_emergency", "لا يتنفس، ما عم يتنفس"),
    ("safety_emergency", "نفس نمیکشد"),
    ("safety_emergency", "yangın var"),
    ("safety_trafficking", "they are trafficked girls, he is my pimp"),
    ("safety_trafficking", "ils me forcent, obligée de me prostituer"),
    ("safety_trafficking", "у меня забрали паспорт и не выпускают"),
    ("safety_child", "my son is missing"),
    ("safety_child", "ma fille a disparu"),
    ("safety_child", "ابني ضايع"),
    ("safety_child", "oğlum kayıp"),
]
ASKED = [
    "where is the lawyer",
    "comment demander l'asile",
    "hoe lang duurt de procedure",
    "كيف بقدم لجوء",
    "چطور درخواست پناهندگی بدهم",
    "как получить карту",
    "ብኸመይ ዑቕባ ክሓትት",
]
SAID_LIGHTLY = [
    "this waiting kills me",
    "i am dying of hunger lol",
    "je suis mort de rire",
    "ik ga dood van de honger haha",
    "هالانتظار عم يقتلني ههه",
    "how many suicides per year in belgium",
    "film about suicide",
]


@pytest.mark.parametrize(("crisis", "text"), TOLD)
def test_a_danger_told_plainly_needs_no_model(crisis: str, text: str) -> None:
    found = by_signs((text,))
    assert found is not None
    assert (found.level, found.intent) == ("hard", crisis)
    assert found.why, "staff see which words decided"


@pytest.mark.parametrize("text", ASKED)
def test_an_ordinary_question_tells_no_danger(text: str) -> None:
    assert by_signs((text,)) is None


@pytest.mark.parametrize("text", SAID_LIGHTLY)
def test_a_figure_of_speech_is_never_told_plainly(text: str) -> None:
    found = by_signs((text,))
    assert found is None or found.level == "soft"


def test_cases_are_told_where_they_are_clear() -> None:
    told = {
        "i was raped": "sexual_violence",
        "they want to force me to marry": "forced_marriage_or_fgm",
        "my husband beats me": "partner_or_family",
        "my daughter is missing": "missing",
        "he beats our son": "hurt_or_abused",
        "my stepdad hurts me and i am a kid": "child_writes",
    }
    for text, case in told.items():
        found = by_signs((text,))
        assert found is not None, text
        assert found.case == case, text


# ------------------------------------------------------------------------------- the tables


@pytest.mark.parametrize("language", SERVED)
def test_every_language_has_words_for_every_danger(language: str) -> None:
    assert language in languages()
    found = table(language)
    assert set(DIRECT) <= set(found)
    assert SOFTENERS - {"procedure"} <= set(found)
    assert all(len(found[sign]) >= 3 for sign in DIRECT)


def test_tables_share_their_signs() -> None:
    known = set(table("en")) | {"cut", "procedure"}
    for language in languages():
        assert set(table(language)) <= known, language


@pytest.mark.parametrize("language", languages())
def test_every_plain_entry_of_a_table_is_found_in_a_text(language: str) -> None:
    for sign, entries in table(language).items():
        for entry in entries:
            text = " ".join(part.split("/")[0].strip("~") for part in entry.split() if part != "..")
            assert sign in signs_in(f"x {text} y").names, f"{language} {sign}: {entry}"


# ------------------------------------------------------------------------------- the model

HELP = {
    "safety_suicide": """
        i cannot carry this life | life has no sense for me | i say farewell to my mother forever
        nothing keeps me on this earth | i do not want to be here | let me sleep and never wake""",
    "safety_violence/partner_or_family": """
        he broke my rib again | my eye is closed from his fist | she throws knives at me at home
        my brother waits outside to beat me | he burns my arm with cigarettes""",
    "safety_emergency": """
        smoke comes under the door | he lies on the floor and does not answer | blood everywhere come fast
        the boat is filling with water | a man with an axe is in the corridor""",
    "safety_trafficking": """
        boss holds our passports and locks the gate | i must give all money to madam
        men pay him for me each night | i work to pay the smuggler and cannot leave""",
    "safety_child/missing": """
        my boy left yesterday and nobody saw him | i cannot find my little girl at the station""",
}
QUESTIONS = ("how do i get", "where is", "what does it cost,", "who can help me with", "can you explain")
THINGS = (
    "the orange card|a lawyer|the cpas|a school for my son|an appointment|my passport|a job|the bus|a doctor|a flat"
)
ORDINARY = [f"{question} {thing}" for question in QUESTIONS for thing in THINGS.split("|")]
LIGHT = [
    "this queue kills me",
    "my phone is dead",
    "dead tired of paper",
    "number of deaths each year",
    "my exam was murder",
]


def material() -> list[Example]:
    return [
        *(
            Example(text.strip(), "en", intent)
            for intent, texts in HELP.items()
            for text in texts.replace("\n", "|").split("|")
            if text.strip()
        ),
        *(Example(text, "en", f"ask_{number % 6}") for number, text in enumerate(ORDINARY)),
        *(Example(text, "en", "near") for text in LIGHT),
    ]


@pytest.fixture(scope="module")
def model() -> DangerModel:
    found = DangerModel.train(material())
    assert found is not None
    return found


def test_what_resembles_a_cry_for_help_gets_a_card(model: DangerModel) -> None:
    for text in (
        "he broke my arm and my eye is closed",
        "boss locks the gate and holds passports",
        "smoke under the door, come fast",
    ):
        assert triage(text, model).level != "none", text


def test_what_resembles_a_question_gets_none(model: DangerModel) -> None:
    for text in ("where is the orange card office", "who can help me with a flat", "can you explain the bus"):
        assert triage(text, model).level == "none", text


def test_the_kind_of_danger_is_told(model: DangerModel) -> None:
    found = triage("boss locks the gate and holds our passports", model)
    assert found.intent == "safety_trafficking"
    assert 0 < found.confidence <= 1


def test_a_danger_behind_an_ordinary_question_is_found(model: DangerModel) -> None:
    found = triage("where is the cpas? i must go, my husband hits me every day", model)
    assert (found.level, found.intent) == ("hard", "safety_violence")
    embedded = "Can you explain the orange card. " * 8 + "Also i want to die. " + "Where is the bus. " * 8
    assert triage(embedded, model).intent == "safety_suicide"


def test_the_same_material_in_another_order_teaches_the_same(model: DangerModel) -> None:
    again = DangerModel.train(list(reversed(material())))
    assert again is not None
    for text in ("smoke comes under my door", "where is the bus"):
        assert triage(text, again) == triage(text, model)


def test_a_model_survives_the_cache(model: DangerModel) -> None:
    again = DangerModel.restore(model.arrays())
    for text in ("smoke comes under my door", "where is the bus"):
        assert triage(text, again) == triage(text, model)


def test_too_little_material_teaches_nothing() -> None:
    assert (
        DangerModel.train([Example("help", "en", "safety_emergency"), Example("hello", "en", "chat_greeting")]) is None
    )


# ------------------------------------------------------------------------------- in doubt, a card


def test_without_a_model_the_soft_card_is_shown() -> None:
    assert triage("where is the lawyer", None).level == "soft"
    assert triage("i want to die", None).level == "hard"


def test_a_model_that_breaks_shows_the_soft_card(model: DangerModel) -> None:
    class Broken(DangerModel):
        def judge(self, text: str, encoder: object = None) -> Triage:
            raise RuntimeError(text)

    broken = Broken(model.detector, model.alarm, model.witness)
    found = triage("where is the lawyer", broken)
    assert (found.level, found.why) == ("soft", "RuntimeError")
    assert found.intent in CRISES


def test_nothing_written_is_no_danger() -> None:
    assert triage("", None).level == "none"
    assert triage("?!… 👍", None).level == "none"


def decision(intent: str, confidence: float) -> Decision:
    return Decision("answer", (Candidate(intent, confidence, "a phrase"),))


def test_a_crisis_that_only_the_matcher_sees_gets_the_soft_card() -> None:
    found = agree(Triage("none", confidence=0.1), decision("safety_suicide", 0.7))
    assert (found.level, found.intent) == ("soft", "safety_suicide")
    assert "a phrase" in found.why


def test_a_doubtful_match_with_a_crisis_changes_nothing() -> None:
    assert agree(Triage("none", confidence=0.1), decision("safety_suicide", 0.2)).level == "none"


def test_two_opinions_that_are_each_in_doubt_make_the_hard_card_together() -> None:
    found = agree(Triage("soft", "safety_violence", confidence=0.6, why="model: x"), decision("safety_violence", 0.8))
    assert (found.level, found.intent) == ("hard", "safety_violence")


def test_a_card_is_made_softer_by_the_matcher_but_never_dropped() -> None:
    told = Triage("hard", "safety_suicide", why="suicide: suicid~")
    assert agree(told, decision("asylum_appeal", 0.9)).level == "soft"
    assert agree(told, decision("safety_suicide", 0.9)) == told
    soft = Triage("soft", "safety_suicide", why="model: x")
    assert agree(soft, decision("asylum_appeal", 0.99)) == soft


def test_the_doubtful_card_fits_every_danger() -> None:
    assert doubtful("why").intent == "safety_emergency"


# ------------------------------------------------------------------------------- pieces of a text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("where is the office? how long must i wait?", 2),
        ("وين المكتب هون؟ قديش لازم استنى هون؟", 2),
        ("ቢሮው የት ነው ያለው። ስንት ጊዜ ልጠብቅ እችላለሁ።", 2),
        ("कार्यालय कहाँ पर है। मुझे कितना इंतजार करना है।", 2),
        ("one line of words\nanother line of words", 2),
        ("ok. where is the office", 1),
    ],
)
def test_sentences_of_every_script(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_long_text_without_punctuation_is_still_cut() -> None:
    assert len(pieces("word " * 60)) > 2


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_pieces_are_bounded_and_signs_never_raise(text: str) -> None:
    assert len(pieces(text * 20)) <= MAX_PIECES
    assert len(sentences(text * 20)) <= MAX_SENTENCES
    sign_of((text, *pieces(text)))
