from __future__ import annotations

from bot.facts.reading import Candidate, Span
from bot.facts.salience import resolve
from bot.model import Certainty, Kind

TEXT = "Ferrondel ferme. Paul Ardant parle. La société vend."


def candidate(kind: Kind, sentence: int, name: str | None) -> Candidate:
    begin = TEXT.index(name) if name else 0
    subject = (Span(begin, begin + len(name), 0.9),) if name else ()
    return Candidate(kind, 0.9, sentence, subject, (), (), (), (), (), (), ((Certainty.CONFIRMED, 1.0),))


def subjects(*given: Candidate) -> list[str | None]:
    return [TEXT[c.subject[0].start : c.subject[0].end] if c.subject else None for c in resolve(TEXT, given)]


def test_what_acts_stays_apart_from_who_speaks() -> None:
    acts, speaks = candidate(Kind.CLOSURE, 0, "Ferrondel"), candidate(Kind.STATEMENT, 1, "Paul Ardant")
    assert subjects(acts, speaks, candidate(Kind.DIVESTMENT, 2, None)) == ["Ferrondel", "Paul Ardant", "Ferrondel"]
    assert subjects(acts, speaks, candidate(Kind.STATEMENT, 2, None)) == ["Ferrondel", "Paul Ardant", "Paul Ardant"]


def test_a_guess_weighs_less_than_a_name() -> None:
    resolved = resolve(TEXT, [candidate(Kind.CLOSURE, 0, "Ferrondel"), candidate(Kind.DIVESTMENT, 2, None)])
    assert resolved[1].subject[0].score < resolved[0].subject[0].score


def test_nothing_said_before_leaves_it_open() -> None:
    assert subjects(candidate(Kind.CLOSURE, 0, None)) == [None]
