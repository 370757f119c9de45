"""Which values of a sentence fill the slots of a fact."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.facts.combine import Weighed
from bot.facts.filling import SLOTS, fill, possible
from bot.facts.pipeline import Extractor
from bot.facts.proposal import Proposal
from bot.facts.reading import Candidate, Span
from bot.facts.scene import Scene
from bot.model import Amount, Certainty, Document, Kind, Language

TEXT = "Norvik a levé 30 millions d'euros auprès de Harrow en mars, deux ans après avoir emprunté 5 millions d'euros."


@pytest.fixture
def scene(rules_only: Extractor) -> Scene:
    return rules_only.scene(Document(TEXT, datetime(2026, 11, 24, tzinfo=UTC), published=date(2024, 4, 15), language=Language.FR))


def pointed(words: str, score: float) -> tuple[Span, ...]:
    start = TEXT.index(words)
    return (Span(start, start + len(words), score),)


def weighed(amount: tuple[Span, ...] = (), party: tuple[Span, ...] = ()) -> Weighed:
    read = Candidate(Kind.FUNDING, 0.9, 0, pointed("Norvik", 0.9), party, (), (), amount, (), (), ())
    return Weighed(Proposal(Kind.FUNDING, 0, 10, "Norvik", "reader.funding", "parse", 0.9, Certainty.CONFIRMED, read=read), "reader")


def test_each_value_is_at_hand_once_and_none_first(scene: Scene) -> None:
    fillers = possible(scene, weighed(pointed("30 millions d'euros", 0.8)), "amount")
    assert [getattr(one.value, "value", None) for one in fillers] == [None, 30e6, 2, 5e6]
    assert [(one.read, one.best) for one in fillers] == [(0.0, False), (0.8, True), (0.0, False), (0.0, False)]


def test_what_the_reader_is_sure_of_fills_the_slot(scene: Scene) -> None:
    filled = fill(scene, weighed(pointed("30 millions d'euros", 0.95), pointed("Harrow", 0.95)))
    assert filled.amount is not None
    assert (filled.amount.value, filled.amount.unit, filled.object) == (30e6, "EUR", "Harrow")


def test_a_value_that_nobody_points_at_stays_out(scene: Scene) -> None:
    wrong = weighed()
    assert fill(scene, wrong).object is None


def test_every_value_stands_in_the_sentence(scene: Scene) -> None:
    told = replace(weighed(), proposal=replace(weighed().proposal, amount=Amount(30e6, "EUR", "30 millions d'euros")))
    for slot in SLOTS:
        assert all(0 <= one.start <= one.end <= len(TEXT) for one in possible(scene, told, slot))
    assert [one.taken for one in possible(scene, told, "amount")] == [False, True, False, False]
