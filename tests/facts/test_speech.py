"""Who says what, in whole sentences."""

from __future__ import annotations

import pytest

from bot.facts.pipeline import Extractor
from bot.facts.speech import reported
from tests.facts.conftest import document


def test_a_noun_that_looks_like_a_verb_of_saying_says_nothing(rules_only: Extractor) -> None:
    scene = rules_only.scene(document("Le groupe Velorane veut supprimer plus de 1.200 postes dans ses usines françaises en 2019."))
    assert reported(scene, scene.sentences[0]) == []


def test_behind_a_comma_and_a_conjunction_another_one_speaks(rules_only: Extractor) -> None:
    text = (
        "Ilan Tessier a salué l’arrivée de Velorane à Brest, et Maud Quéré, directrice de Velorane, "
        "a répondu sur scène : « bienvenue chez vous tous »."
    )
    scene = rules_only.scene(document(text))
    assert {quote.speaker for quote in scene.quotes} == {"Maud Quéré"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Chez Velorane, Maud Quéré dirige l'usine de Brest depuis 2019. « Nous embaucherons encore cet été », a-t-elle ajouté.",
            "Maud Quéré",
        ),
        (
            "Maud Quéré dirige Velorane depuis 2019. « On n'a jamais vu une file pareille devant nos portes », soupire une riveraine.",
            "riveraine",
        ),
        ("Velorane a fermé son site de Brest. « Ce sont quarante familles sur le carreau », se désole Ilan Tessier.", "Ilan Tessier"),
    ],
)
def test_a_pronoun_speaks_for_the_last_person_and_a_stranger_for_nobody(rules_only: Extractor, text: str, speaker: str) -> None:
    assert [quote.speaker for quote in rules_only.scene(document(text)).quotes] == [speaker]


def test_in_english_it_speaks_for_a_firm(rules_only: Extractor) -> None:
    text = "Maud Quere has run Velorane since 2019. The company Velorane closed a plant. “We have signed nothing with anyone yet,” it said."
    assert [quote.speaker for quote in rules_only.scene(document(text)).quotes] == ["Velorane"]
