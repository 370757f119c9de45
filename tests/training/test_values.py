from __future__ import annotations

from datetime import date

import pytest

from training.corpus import Article
from training.mentions import Extent
from training.values import PlainValues


def article(text: str) -> Article:
    return Article("x", "fr", None, text, date(2024, 3, 12), (), "")


def words(text: str, extents: list[Extent] | None) -> list[str] | None:
    return None if extents is None else [text[e.start : e.end] for e in extents]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("levée de 42 millions d’euros", 42e6, ["42 millions"]),
        ("6,6 milliards de dollars", 6.6e9, ["6,6 milliards"]),
        ("900.000 euros", 900_000, ["900.000"]),
        ("1\u00a0200 emplois", 1200, ["1\u00a0200"]),
        ("$6.6bn", 6.6e9, ["6.6bn"]),
        ("deux bureaux", 2, ["deux"]),
        ("une hausse", 7, None),
    ],
)
def test_amounts(text: str, value: float, expected: list[str] | None) -> None:
    assert words(text, PlainValues().amounts(article(text), Extent(0, len(text)), value)) == expected


def test_times_that_contradict_the_days_are_left_out() -> None:
    text = "en mars 2024, et non en avril 2023"
    days = (date(2024, 3, 1), date(2024, 3, 31))
    assert words(text, PlainValues().times(article(text), Extent(0, len(text)), days)) == ["mars 2024"]


def test_weekdays_must_fit() -> None:
    text = "on Monday, not on Friday"
    days = (date(2024, 3, 11), date(2024, 3, 11))
    assert words(text, PlainValues().times(article(text), Extent(0, len(text)), days)) == ["Monday"]
