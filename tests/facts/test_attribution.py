"""Who is said to have reported what a sentence tells."""

from __future__ import annotations

import pytest

from bot.facts.attribution import attributed
from bot.facts.pipeline import Extractor
from tests.facts.conftest import document


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("La société Velorane va supprimer 300 postes, selon plusieurs sources syndicales.", "plusieurs sources syndicales"),
        ("D'après deux personnes proches du dossier, Velorane cherche un repreneur.", "deux personnes proches du dossier"),
        ("Velorane serait en vente, selon deux sources proches de Carrefour.", "deux sources proches de Carrefour"),
        ("Le groupe Velorane a perdu 3 millions d'euros, d'après le quotidien Les Echos.", "Les Echos"),
        ("Velorane is laying off 40 people, according to three people familiar with the matter.", "three people familiar with the matter"),
        ("According to a memo seen by colleagues, Velorane will close its plant in Ohio.", "memo"),
        ("Selon lui, Velorane ne fermera aucun site en France cette année.", None),
        ("Velorane a fermé son usine de Lille mardi sans prévenir ses salariés.", None),
    ],
)
def test_the_source_is_a_name_or_the_words_that_tell_it(rules_only: Extractor, text: str, source: str | None) -> None:
    scene = rules_only.scene(document(text))
    assert attributed(scene, scene.sentences[0]) == source
