"""What the reader points at, under the article's own names."""

from __future__ import annotations

import pytest

from bot.facts.pipeline import Extractor
from bot.facts.reading import Candidate, Span
from bot.facts.readings import propose
from bot.model import Kind
from tests.facts.conftest import document


@pytest.mark.parametrize(
    ("words", "place"), [("Rotterdam on Tuesday", "Rotterdam"), ("a field outside the town", "field outside the town")]
)
def test_a_place_that_opens_the_words_pointed_at_is_told_by_its_name(rules_only: Extractor, words: str, place: str) -> None:
    text = f"The company Velorane opened a laboratory in {words}."
    at = text.index(words)
    span = Span(at, at + len(words), 0.9)
    candidate = Candidate(Kind.EXPANSION, 0.9, 0, (), (), (), (span,), (), (), (), ())
    [proposal] = propose(rules_only.scene(document(text)), [candidate])
    assert proposal.place == place


def test_a_pronoun_stands_for_the_person_told_before_and_its_office_has_no_name(rules_only: Extractor) -> None:
    text = "Velorane a nommé Karim Belkacem directeur financier. Il prendra ses fonctions le 1er décembre."
    he, office = text.index("Il"), text.index("fonctions")
    people, role = Span(he, he + 2, 0.9), Span(office, office + len("fonctions"), 0.9)
    candidate = Candidate(Kind.APPOINTMENT, 0.9, 1, (), (), (people,), (), (), (), (), (), (role,))
    [proposal] = propose(rules_only.scene(document(text)), [candidate])
    [person] = proposal.people
    assert person.name == "Karim Belkacem"
    assert person.role != "fonctions"


def test_a_pronoun_that_stands_for_nobody_is_nobody(rules_only: Extractor) -> None:
    text = "Il prendra ses fonctions le 1er décembre chez Velorane."
    candidate = Candidate(Kind.APPOINTMENT, 0.9, 0, (), (), (Span(0, 2, 0.9),), (), (), (), (), ())
    [proposal] = propose(rules_only.scene(document(text)), [candidate])
    assert proposal.people == ()
