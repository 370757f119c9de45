"""What belongs together in a sentence that tells several things."""

from __future__ import annotations

from bot.facts.governing import clause_kind, governing, in_clause, tense, together
from bot.facts.pipeline import Extractor
from tests.facts.conftest import document

TEXT = "Velorane rachète Ternois en 2011 et ouvre en 2015 une usine à Gdansk."


def test_what_hangs_on_the_same_verb_belongs_together(rules_only: Extractor) -> None:
    scene = rules_only.scene(document(TEXT))
    sentence = scene.sentences[0]
    bought, opened = scene.times
    plant = TEXT.index("usine")
    assert governing(scene, plant, 0) == governing(scene, opened.start, 0)
    assert together(scene, sentence, plant, bought, scene.times) is opened
    assert together(scene, sentence, TEXT.index("Ternois"), bought, scene.times) is bought


def test_a_lone_value_stays_whatever_it_hangs_on(rules_only: Extractor) -> None:
    text = "Velorane, fondée en 1998, ouvre une usine à Gdansk."
    scene = rules_only.scene(document(text))
    (founded,) = scene.times
    assert together(scene, scene.sentences[0], text.index("usine"), founded, scene.times) is founded


def test_the_time_of_another_clause_is_none_of_ours(rules_only: Extractor) -> None:
    text = "Velorane ouvre une usine à Gdansk ; Ternois avait fermé la sienne en 2011."
    scene = rules_only.scene(document(text))
    (closed,) = scene.times
    assert in_clause(scene, scene.sentences[0], text.index("Ternois"), closed)
    assert not in_clause(scene, scene.sentences[0], text.index("Gdansk"), closed)


def test_a_clause_is_named_by_what_it_is_in_its_sentence(rules_only: Extractor) -> None:
    text = "Velorane a annoncé que Ternois fermera en mars."
    scene = rules_only.scene(document(text))
    assert clause_kind(scene, text.index("annoncé"), 0) == "ROOT"
    assert clause_kind(scene, text.index("mars"), 0) == "ccomp"
    text = "Le groupe Velorane, qui emploie 40 personnes à Gdansk, ouvre une usine à Lens."
    scene = rules_only.scene(document(text))
    assert clause_kind(scene, text.index("personnes"), 0) == "relcl"


def test_the_tense_is_that_of_the_verb_and_its_auxiliary(rules_only: Extractor) -> None:
    text = "Velorane avait fermé l'usine de Gdansk."
    scene = rules_only.scene(document(text))
    assert tense(scene, text.index("usine"), 0) == "Fin.Ind.Imp+Part.Past"
    bare = "Une usine à Gdansk."
    assert tense(rules_only.scene(document(bare)), 0, 0) == "none"
