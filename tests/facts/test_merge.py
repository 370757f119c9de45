from dataclasses import replace

from bot.facts.combine import combine
from bot.facts.merge import merge
from bot.facts.proposal import Proposal
from bot.model import Amount, Certainty, Kind, Person

OPENING = Proposal(Kind.EXPANSION, 0, 4, "Norvik", "r1", "parse", 0.8, Certainty.CONFIRMED, object="usine")
HELD = Amount(12.0, "jobs", "12 postes")


def test_a_fact_told_twice_is_one_with_the_fullest_slots() -> None:
    again = replace(OPENING, sentence=3, at=90, place="Brest", score=0.9)
    kept, dropped = merge([OPENING, again])
    assert [(one.sentence, one.place, one.score) for one in kept] == [(0, None, 0.9)]
    assert [one.why for one in dropped] == ["repeated"]


def test_different_facts_stay_apart() -> None:
    other = replace(OPENING, sentence=1, object="bureau")
    assert len(merge([OPENING, other])[0]) == 2
    assert len(merge([OPENING, replace(OPENING, subject="Harrow")])[0]) == 2
    counted = replace(OPENING, amount=HELD)
    assert len(merge([counted, replace(counted, amount=Amount(13.0, "jobs", "13"))])[0]) == 2


def test_two_people_are_two_facts() -> None:
    one = Proposal(Kind.DEPARTURE, 0, 4, "Norvik", "r", "parse", 0.8, Certainty.CONFIRMED, people=(Person("A B"),))
    assert len(merge([one, replace(one, people=(Person("C D"),))])[0]) == 2


def test_witnesses_that_agree_stand_together() -> None:
    read = replace(OPENING, rule="reader.expansion", object=None)
    found = combine([read], [OPENING], with_reader=True)
    assert [(one.witness, one.proposal.object, one.rule) for one in found] == [("both", "usine", "r1")]


def test_witnesses_that_disagree_stand_alone() -> None:
    read = replace(OPENING, kind=Kind.CLOSURE)
    assert [one.witness for one in combine([read], [OPENING], with_reader=True)] == ["reader", "rules"]
    assert [one.witness for one in combine([], [OPENING], with_reader=False)] == ["only"]
