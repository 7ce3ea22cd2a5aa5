"""In which language somebody writes: scripts, small words, romanised writing, and when not to be sure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.evidence import LanguageEvidence
from bot.matching.language import guess

PHRASES = [
    ("en", "where can i find a lawyer for my appeal"),
    ("en", "how long must i wait for the answer of my application"),
    ("en", "my annex 26 is lost what can i do now"),
    ("fr", "où est-ce que je peux trouver un avocat pour mon recours"),
    ("fr", "combien de temps je dois attendre la réponse à ma demande"),
    ("fr", "j'ai perdu mon annexe 26 qu'est-ce que je fais maintenant"),
    ("nl", "waar kan ik een advocaat vinden voor mijn beroep"),
    ("nl", "hoe lang moet ik wachten op het antwoord van mijn aanvraag"),
    ("nl", "ik ben mijn bijlage 26 kwijt wat moet ik nu doen"),
    ("ar", "وين بلاقي محامي مشان الاستئناف تبعي"),
    ("ar", "قديش لازم استنى الجواب على طلبي"),
    ("ar", "win bla2i mohami mshan el isti2naf"),
    ("ar", "2addesh lazem estanna el jawab 3ala talabi"),
    ("ar", "kifach ndir bach nl9a mo7ami"),
    ("fa", "کجا میتوانم وکیل پیدا کنم برای اعتراض"),
    ("fa", "چند وقت باید منتظر جواب درخواستم باشم"),
    ("fa", "koja mitavanam vakil peyda konam"),
    ("fa", "chand vaght bayad montazer e javab basham"),
]
EVIDENCE = LanguageEvidence.train((text, language) for language, text in PHRASES)

SENTENCES = [
    ("en", "can you tell me where the office is"),
    ("fr", "je voudrais savoir comment retrouver ma famille"),
    ("nl", "ik zou graag weten waar het kantoor is"),
    ("de", "ich habe einen negativen Bescheid bekommen, was jetzt"),
    ("es", "me rechazaron el asilo, qué puedo hacer ahora"),
    ("pt", "recusaram o meu pedido de asilo, o que posso fazer agora"),
    ("tr", "iltica başvurum reddedildi, şimdi ne yapabilirim"),
    ("sq", "ma refuzuan azilin, çfarë mund të bëj tani"),
    ("so", "codsigaygii magangalyada waa la diiday maxaan samayn karaa"),
    ("ar", "رفضوا طلب اللجوء تبعي شو بعمل هلق"),
    ("fa", "درخواست پناهندگی من رد شد حالا چه کار کنم"),
    ("ps", "زما د پناه غوښتنه رد شوه اوس څه وکړم"),
    ("ru", "мне отказали в убежище, что мне теперь делать"),
    ("uk", "мені відмовили у притулку, що мені тепер робити"),
    ("ti", "ሕቶ ዑቕባይ ተነጺጉ ሕጂ እንታይ ክገብር እኽእል"),
    ("am", "የጥገኝነት ጥያቄዬ ተቀባይነት አላገኘም አሁን ምን ማድረግ እችላለሁ"),
]
NOT_SPOKEN = [
    ("ka", "მინდა სამშობლოში დაბრუნება"),
    ("hy", "ես ուզում եմ վերադառնալ իմ երկիր"),
    ("ckb", "دەمەوێت بگەڕێمەوە وڵاتی خۆم کێ یارمەتیم دەدات"),
    ("ur", "میں اپنے ملک واپس جانا چاہتا ہوں کون مدد کرے گا"),
    ("hi", "मैं अपने देश वापस जाना चाहता हूँ"),
    ("bn", "আমি আমার দেশে ফিরে যেতে চাই"),
    ("it", "vorrei sapere dove posso trovare un avvocato gratuito"),
    ("ro", "am primit un ordin de a părăsi teritoriul, ce pot face"),
    ("ku", "ez dixwazim vegerim welatê xwe kî dikare alîkariya min bike"),
    ("sw", "ninaweza kupata wakili wa bure wapi hapa mjini"),
    ("pl", "nie mam gdzie spać dziś w nocy, co mam zrobić"),
    ("zh", "我想回国谁能帮助我"),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
@pytest.mark.parametrize("evidence", [EVIDENCE, None], ids=["with phrases", "without"])
def test_a_sentence_in_each_of_our_languages_is_known(
    language: str, text: str, evidence: LanguageEvidence | None
) -> None:
    found = guess(text, evidence)
    assert found.language == language
    assert found.served


@pytest.mark.parametrize(("language", "text"), NOT_SPOKEN)
def test_a_language_that_we_do_not_speak_is_named_and_not_served(language: str, text: str) -> None:
    found = guess(text, EVIDENCE)
    assert (found.language, found.served) == (language, False)


@pytest.mark.parametrize(
    "text", ["سلام", "ok", "Fedasil", "annexe 26", "annex 26", "salam", "привет", "merci", "hello", "112", "👍", ""]
)
def test_one_word_that_everybody_uses_never_makes_sure(text: str) -> None:
    assert not guess(text, EVIDENCE).sure


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "kifach nl9a mo7ami bach ndir el isti2naf"),
        ("ar", "win lazem estanna 3ala talabi"),
        ("fa", "koja bayad montazer basham vakil peyda konam"),
    ],
)
def test_romanised_writing_is_recognised_by_our_own_phrases(language: str, text: str) -> None:
    found = guess(text, EVIDENCE)
    assert (found.language, found.romanised) == (language, True)


def test_native_script_is_not_called_romanised() -> None:
    assert not guess("وين بلاقي محامي", EVIDENCE).romanised


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "وين office des etrangers وكيف بروح"),
        ("fr", "où est le kantoor de fedasil à Antwerpen"),
        ("nl", "waar is het office des étrangers in Brussel"),
    ],
)
def test_borrowed_office_words_do_not_change_the_language(language: str, text: str) -> None:
    assert guess(text, EVIDENCE).language == language


def test_phrases_of_another_language_in_a_list_do_not_teach_it() -> None:
    stray = [*PHRASES, ("fr", "kifach ndir bach nl9a mo7ami daba"), ("fr", "win bla2i mohami mshan talabi")]
    evidence = LanguageEvidence.train((text, language) for language, text in stray)
    assert guess("kifach ndir bach nl9a mo7ami", evidence).language == "ar"


def test_one_language_alone_teaches_nothing() -> None:
    assert LanguageEvidence.train([("hello", "en"), ("good morning", "en")]) is None


def test_what_was_learned_survives_the_cache() -> None:
    assert EVIDENCE is not None
    again = LanguageEvidence.restore(EVIDENCE.arrays())
    assert again.classes == EVIDENCE.classes
    assert again.common == EVIDENCE.common
    assert guess("koja mitavanam vakil peyda konam", again) == guess("koja mitavanam vakil peyda konam", EVIDENCE)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_gets_a_guess(text: str) -> None:
    guess(text, EVIDENCE)
