"""Quotations, and who is said to speak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.quotes import find_attributions, find_quotes
from bot.model import Language

FR, EN = Language.FR, Language.EN


@pytest.mark.parametrize(
    ("text", "language", "words", "speaker", "pronominal"),
    [
        ("« Nous ouvrons à Lyon », a déclaré Anne Dupont.", FR, "Nous ouvrons à Lyon", "Anne Dupont", False),
        ('"On négocie encore", a déclaré à l\'AFP Loïc Kerdraon, délégué CGT.', FR, "On négocie encore", "Loïc Kerdraon", False),
        ("« On pleure et on rit », a résumé sur Bluesky le PDG, Corentin Despouys.", FR, "On pleure et on rit", "Corentin Despouys", False),
        ("« C'est fini », a-t-il ajouté.", FR, "C'est fini", "il", True),
        ("Sam Altman, PDG d’OpenAI, a répondu avec enthousiasme : « vive la france ».", FR, "vive la france", "Sam Altman", False),
        ("Selon Anne Dupont, « rien n'est signé ».", FR, "rien n'est signé", "Anne Dupont", False),
        ("« C'est une indigestion », temporise Ludivine Sabatier.", FR, "C'est une indigestion", "Ludivine Sabatier", False),
        ('"We would use this bounce," said Hemant Varadkar, head of research.', EN, "We would use this bounce,", "Hemant Varadkar", False),
        ("“We are cooperating,” the company said.", EN, "We are cooperating,", "the company", True),
        ("“It is over,” she told Reuters.", EN, "It is over,", "she", True),
        ("Friends of the Earth said the decision made “a mockery” of the budgets.", EN, "a mockery", "Friends of the Earth", False),
    ],
)
def test_finds_the_words_and_the_speaker(text: str, language: Language, words: str, speaker: str, pronominal: bool) -> None:
    found = find_quotes(text, language)
    assert [(one.text, one.speaker, one.pronominal) for one in found] == [(words, speaker, pronominal)]


def test_titles_and_irony_are_no_quotations() -> None:
    assert find_quotes("Le jeu « Eldoria » sort en mai.", FR) == []


def test_a_quotation_goes_on_in_the_next_sentence() -> None:
    text = "« Nous ouvrons à Lyon », a déclaré Anne Dupont. « Trente personnes vont y travailler dès le mois de mars. »"
    assert [one.speaker for one in find_quotes(text, FR)] == ["Anne Dupont", "Anne Dupont"]


def test_attributions_need_no_marks() -> None:
    found = find_attributions("Selon Les Echos, la société aurait levé 20 millions.", FR)
    assert [(one.speaker, one.cue) for one in found] == [("Les Echos", "Selon")]


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(["«", "»", "“", "”", '"', " a dit ", "Anne ", ", ", "said ", "\n", "– ", "il ", "selon "]), max_size=40
        ).map("".join),
    ),
    st.sampled_from(Language),
)
def test_any_text_is_read_verbatim(text: str, language: Language) -> None:
    for one in find_quotes(text, language):
        assert text[one.start : one.end] == one.text
        if one.speaker is not None:
            assert text[one.speaker_start : one.speaker_end] == one.speaker
    for other in find_attributions(text, language):
        assert text[other.speaker_start : other.speaker_end] == other.speaker
