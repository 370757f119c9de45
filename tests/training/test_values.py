from __future__ import annotations

from datetime import date

import pytest

from training.corpus import Article
from training.mentions import Extent
from training.values import ParsedValues


def article(text: str, language: str = "fr") -> Article:
    return Article("x", language, None, text, date(2024, 3, 12), (), "")


def words(text: str, extents: list[Extent] | None) -> list[str] | None:
    return None if extents is None else [text[e.start : e.end] for e in extents]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("levée de 42 millions d’euros", 42e6, ["42 millions d’euros"]),
        ("une amende de 900.000 euros", 900_000, ["900.000 euros"]),
        ("créer 1\u00a0200 emplois et fermer deux bureaux", 1200, ["1\u00a0200 emplois"]),
        ("une hausse", 7, None),
    ],
)
def test_amounts_are_those_that_the_product_reads(text: str, value: float, expected: list[str] | None) -> None:
    assert words(text, ParsedValues().amounts(article(text), Extent(0, len(text)), value)) == expected


def test_times_that_mean_other_days_are_left_out() -> None:
    text = "en mars 2024, et non en avril 2023"
    days = (date(2024, 3, 1), date(2024, 3, 31))
    assert words(text, ParsedValues().times(article(text), Extent(0, len(text)), days)) == ["mars 2024"]


def test_weekdays_hang_on_the_day_of_publication() -> None:
    text = "The plant opened on Monday."
    days = (date(2024, 3, 11), date(2024, 3, 11))
    assert words(text, ParsedValues().times(article(text, "en"), Extent(0, len(text)), days)) == ["on Monday"]


def test_offsets_are_those_of_the_article() -> None:
    text = "Rien. Puis 12 emplois."
    assert words(text, ParsedValues().amounts(article(text), Extent(6, len(text)), 12)) == ["12 emplois"]
