from __future__ import annotations

import json

import pytest

from bot.facts.reading import Candidate, Span
from bot.model import Certainty, Kind
from training import corpus
from training.measure import Measure, normalised, same
from training.mentions import Extent
from training.values import ParsedValues

TEXT = "Ferrondel rachète Mirabol. Rien d’autre."
LINE = {
    "id": "x", "language": "fr", "published": "2024-03-12", "posted": "2024-03-12T12:00:00Z", "title": None, "text": TEXT,
    "facts": [{"kinds": ["acquisition"], "subject": ["Ferrondel"], "sentence": "Ferrondel rachète Mirabol.",
               "key": True, "object": ["Mirabol"],
               "people": None, "place": None, "amount": None, "time": None, "source": None, "certainty": ["confirmed"]}],
}  # fmt: skip


def candidate(kind: Kind = Kind.ACQUISITION, subject: tuple[int, int] = (0, 9), sentence: int = 0) -> Candidate:
    spans = (Span(*subject, 0.9),)
    return Candidate(kind, 0.9, sentence, spans, (Span(18, 25, 0.8),), (), (), (), (), (), ((Certainty.CONFIRMED, 1.0),))


def measured(*candidates: Candidate) -> Measure:
    measure = Measure(ParsedValues())
    measure.add(corpus._article(json.dumps(LINE)), [Extent(0, 26), Extent(27, 40)], candidates)
    return measure


def test_a_right_candidate_counts_everywhere() -> None:
    report = measured(candidate()).report
    assert report.fact_f() == pytest.approx((1, 1, 1))
    assert report.slots["object"].right == report.certain == 1


@pytest.mark.parametrize("wrong", [candidate(kind=Kind.LAUNCH), candidate(subject=(18, 25)), candidate(sentence=1)])
def test_kind_subject_and_place_must_all_be_right(wrong: Candidate) -> None:
    assert measured(wrong).report.fact_f()[2] == pytest.approx(0)


def test_a_fact_matches_once() -> None:
    assert measured(candidate(), candidate()).report.facts.predicted == 2


def test_names_are_compared_as_the_contract_says() -> None:
    assert normalised("L’Oréal S.A.") == "oreal s a"
    assert same("Groupe Ferrondel", ["Ferrondel"])
    assert same("Ardant", ["Paul Ardant"])
    assert not same("Paul", ["Jean Paul Ardant"])
    assert not same("", ["Paul"])
