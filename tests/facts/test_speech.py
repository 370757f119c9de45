"""Who says what, in whole sentences."""

from __future__ import annotations

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
