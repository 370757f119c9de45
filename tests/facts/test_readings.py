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
