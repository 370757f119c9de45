import pytest

from bot.facts.kinds import find_triggers
from bot.model import Kind, Language


@pytest.mark.parametrize(
    ("sentence", "kind", "word"),
    [
        ("Norvik a inauguré hier une usine à Brest.", Kind.EXPANSION, "inauguré"),
        ("Norvik ouvrira un troisième atelier en mars.", Kind.EXPANSION, "ouvrira"),
        ("La fermeture de son site de Lyon surprend.", Kind.CLOSURE, "fermeture"),
        ("La start-up lève 12 millions d'euros.", Kind.FUNDING, "lève"),
        ("Le groupe supprime 200 postes.", Kind.LAYOFFS, "supprime"),
        ("Le procès s'ouvrira le 12 mai.", Kind.SCHEDULED_EVENT, "ouvrira"),
    ],
)
def test_french_triggers(sentence: str, kind: Kind, word: str) -> None:
    found = {one.kind: one for one in find_triggers(sentence, 0, len(sentence), Language.FR)}
    assert kind in found
    told = sentence[found[kind].start : found[kind].end]
    assert told in word or word in told


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Norvik opened a plant in Leeds.", Kind.EXPANSION),
        ("The company laid off 40 people.", Kind.LAYOFFS),
        ("Its shares fell 4% on Monday.", Kind.MARKET),
        ("The regulator fined the bank.", Kind.LEGAL),
        ("Norvik was acquired by Harrow.", Kind.ACQUISITION),
    ],
)
def test_english_triggers(sentence: str, kind: Kind) -> None:
    assert kind in {one.kind for one in find_triggers(sentence, 0, len(sentence), Language.EN)}


def test_tense_is_kept() -> None:
    text = "Le groupe ouvrirait un bureau."
    assert find_triggers(text, 0, len(text), Language.FR)[0].tense == "cond"


def test_gaps_do_not_cross_sentence_marks() -> None:
    text = "Le magasin ouvre ; une usine attend."
    assert not [one for one in find_triggers(text, 0, len(text), Language.FR) if one.word and text[slice(*one.word)] == "usine"]
