import pytest

from bot.facts.certainty import judge
from bot.model import Certainty, Language


def verdict(sentence: str, words: str, language: Language, tense: str = "") -> tuple[Certainty, str | None]:
    start = sentence.index(words)
    sure = judge(sentence, start, start + len(words), tense, language)
    return sure.certainty, sure.cue


@pytest.mark.parametrize(
    ("sentence", "words", "certainty"),
    [
        ("Norvik a ouvert une usine.", "ouvert", Certainty.CONFIRMED),
        ("Norvik aurait ouvert une usine.", "ouvert", Certainty.RUMOURED),
        ("Norvik n'a pas ouvert d'usine.", "ouvert", Certainty.DENIED),
        ("Norvik va ouvrir une usine.", "ouvrir", Certainty.PLANNED),
        ("Norvik compte ouvrir une usine.", "ouvrir", Certainty.PLANNED),
        ("Norvik pourrait ouvrir une usine.", "ouvrir", Certainty.RUMOURED),
        ("Selon un quotidien, Norvik a ouvert une usine.", "ouvert", Certainty.REPORTED),
        ("Norvik a ouvert une usine, mais Harrow pourrait fermer la sienne.", "ouvert", Certainty.CONFIRMED),
    ],
)
def test_french(sentence: str, words: str, certainty: Certainty) -> None:
    found, cue = verdict(sentence, words, Language.FR)
    assert found is certainty
    assert (cue is None) == (certainty is Certainty.CONFIRMED)
    assert cue is None or cue in sentence


@pytest.mark.parametrize(
    ("sentence", "words", "certainty"),
    [
        ("Norvik opened a plant.", "opened", Certainty.CONFIRMED),
        ("Norvik will open a plant.", "open", Certainty.PLANNED),
        ("Norvik may open a plant.", "open", Certainty.RUMOURED),
        ("Norvik has not opened a plant.", "opened", Certainty.DENIED),
        ("According to the paper, Norvik opened a plant.", "opened", Certainty.REPORTED),
    ],
)
def test_english(sentence: str, words: str, certainty: Certainty) -> None:
    assert verdict(sentence, words, Language.EN)[0] is certainty


def test_the_verbs_own_tense_decides() -> None:
    assert verdict("Norvik ouvrira une usine.", "ouvrira", Language.FR, "fut") == (Certainty.PLANNED, "ouvrira")
    assert verdict("Norvik ouvrirait une usine.", "ouvrirait", Language.FR, "cond") == (Certainty.RUMOURED, "ouvrirait")
