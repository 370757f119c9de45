"""What may fill the slots of a fact."""

from __future__ import annotations

from datetime import date

import pytest

from bot.facts.data import table
from bot.facts.pipeline import Extractor
from bot.facts.slots import place_in, seat, thing, times_of
from bot.model import Kind, Time
from tests.facts.conftest import document

YEAR, DAY = Time(0, 4, "2019", date(2019, 1, 1), date(2019, 12, 31)), Time(5, 13, "vendredi", date(2020, 2, 28), date(2020, 2, 28))
SINCE, UNTIL = Time(0, 4, "depuis 2019", date(2019, 1, 1), None), Time(0, 4, "jusqu'en 2019", None, date(2019, 12, 31))


ALL = [YEAR, DAY, SINCE, UNTIL]


@pytest.mark.parametrize(
    ("kind", "taken"),
    [(Kind.RESULTS, [YEAR, SINCE, UNTIL]), (Kind.ROLE, [SINCE]), (Kind.STATEMENT, [YEAR, DAY]), (Kind.CLOSURE, ALL)],
)
def test_a_kind_takes_times_of_its_own_shapes(kind: Kind, taken: list[Time]) -> None:
    assert times_of(kind, ALL) == taken


def test_the_shapes_that_a_kind_never_takes_are_shapes() -> None:
    named = {shape for frame in table(None, "frames").values() for shape in frame.get("never", ())}
    assert named <= {"day", "period", "since", "until"}


def test_a_seat_is_not_where_a_fact_is(rules_only: Extractor) -> None:
    text = "The Minneapolis-based company opened a second office in Denver last week."
    scene = rules_only.scene(document(text))
    assert seat(text, text.index("-based"))
    assert place_in(scene, 0, len(text), text.index("company")) == "Denver"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("une gamme abordable", "gamme abordable"),
        ('gamme abordable" avec des offres', "gamme abordable"),
        ("un cinéma historique de New York, le Palace", "cinéma historique de New York"),
        ("l'usine qui fabrique des pneus", "usine"),
    ],
)
def test_a_thing_ends_where_an_aside_begins(rules_only: Extractor, words: str, told: str) -> None:
    scene = rules_only.scene(document(f"Nous avons lu {words} hier soir dans le journal."))
    start = scene.text.index(words)
    assert thing(scene, start, start + len(words)) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("le ministère de la Culture pour héberger ses archives", "ministère de la Culture"),
        ("un chiffre d'affaires modeste et ne prévoit rien", "chiffre d'affaires modeste"),
        ("une usine de batteries", "usine de batteries"),
    ],
)
def test_a_phrase_ends_before_its_clause(rules_only: Extractor, text: str, told: str) -> None:
    opening = "Norvik a retenu "
    scene = rules_only.scene(document(f"{opening}{text}."))
    assert thing(scene, len(opening), len(opening) + len(text)) == told
