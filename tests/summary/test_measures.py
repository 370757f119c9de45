from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Amount, When
from bot.summary.likeness import Likeness
from bot.summary.measures import Sum, began, compare_amounts, compare_times, exact, read_amount
from tests.summary.test_timeline import when

SAME, UNKNOWN, DIFFERENT = Likeness.SAME, Likeness.UNKNOWN, Likeness.DIFFERENT


def euros(value: float, text: str, sentence: str | None = None, unit: str = "EUR", maximum: float | None = None) -> Sum:
    return read_amount(Amount(value, unit, text, maximum), sentence or text)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (euros(42e6, "42 millions d'euros"), euros(42e6, "€42m"), SAME),
        (euros(1.2e9, "1,2 milliard d'euros"), euros(1.23e9, "€1.23 billion"), SAME),
        (euros(4.62e9, "4,62 milliards"), euros(4.6e9, "€4.6 billion"), SAME),
        (euros(4.62e9, "4,62 milliards"), euros(4.26e9, "€4.26 billion"), DIFFERENT),
        (euros(10e9, "10 milliards"), euros(12e9, "12 milliards"), DIFFERENT),
        (euros(5e9, "5 milliards"), euros(5.4e9, "5,4 milliards"), DIFFERENT),
        (euros(100e6, "100 millions", "près de 100 millions"), euros(98.5e6, "98,5 millions"), SAME),
        (euros(100e6, "100 millions", "plus de 100 millions"), euros(98.5e6, "98,5 millions"), DIFFERENT),
        (euros(15e6, "15 millions", "plus de 15 millions"), euros(15.5e6, "15.5 million"), SAME),
        (euros(340, "340 emplois", unit="jobs"), euros(338, "338 jobs", unit="jobs"), DIFFERENT),
        (euros(340, "340 emplois", unit="jobs"), euros(340, "340 people", unit="people"), SAME),
        (euros(6.1e9, "6,1 milliards"), euros(6.6e9, "$6.6 billion", unit="USD"), UNKNOWN),
        (euros(6.1e9, "6,1 milliards"), euros(1.2e9, "$1.2 billion", unit="USD"), DIFFERENT),
        (euros(4, "4 %", unit="percent"), euros(340, "340 emplois", unit="jobs"), UNKNOWN),
        (euros(300, "300 à 400", unit="jobs", maximum=400), euros(340, "340", unit="jobs"), UNKNOWN),
        (euros(300, "300 à 400", unit="jobs", maximum=400), euros(500, "500", unit="jobs"), DIFFERENT),
        (euros(210e6, "210 millions", "ce qui la valorise 210 millions"), euros(42e6, "42 millions", "lève 42 millions"), UNKNOWN),
        (euros(90e6, "$90 million", "has raised $90 million to date", "USD"), euros(30e6, "$30 million", unit="USD"), UNKNOWN),
    ],
)
def test_two_amounts(one: Sum, other: Sum, expected: Likeness) -> None:
    assert compare_amounts(one, other) is expected
    assert compare_amounts(other, one) is expected


def test_a_valuation_is_not_taken_for_the_sum_before_it() -> None:
    sentence = "Valued at €210m, Kairn has raised €42m"
    assert euros(42e6, "€42m", sentence).aspect is None
    assert euros(210e6, "€210m", sentence).aspect == "valuation"


def test_whoever_is_hired_is_a_job() -> None:
    assert read_amount(Amount(80, "engineers", "80 ingénieurs"), "80 ingénieurs", counts="jobs").unit == "jobs"
    assert read_amount(Amount(4, "percent", "4 %"), "4 %", counts="jobs").unit == "percent"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("2025-02-10", "2025-02-10"), ("2025-02-10", "2025-02-10"), SAME),
        (("2025-02-10", "2025-02-10"), ("2025-02-01", "2025-02-28"), SAME),
        (("2025-02-10", "2025-02-10"), ("2025-01-01", "2025-12-31"), SAME),
        (("2025-02-10", "2025-02-10"), ("2025-02-11", "2025-02-11"), DIFFERENT),
        (("2025-02-01", "2025-02-28"), ("2025-03-01", "2025-03-31"), DIFFERENT),
        (("2025-02-10", "2025-03-10"), ("2025-03-01", "2025-03-31"), UNKNOWN),
        (("2025-02-10", "2025-02-10"), ("2020-01-01", "2029-12-31"), UNKNOWN),
        (("2025-08-02", None), ("2025-08-02", "2025-08-02"), SAME),
        (("2025-08-02", None), ("2025-08-02", None), SAME),
        (("2025-08-02", None), ("2025-09-02", "2025-09-02"), UNKNOWN),
        (("2025-08-02", None), ("2025-07-02", "2025-07-02"), DIFFERENT),
        ((None, "2025-08-02"), ("2025-09-02", "2025-09-02"), DIFFERENT),
        ((None, "2025-08-02"), ("2025-07-02", "2025-07-02"), UNKNOWN),
    ],
)
def test_two_times(one: tuple[str | None, str | None], other: tuple[str | None, str | None], expected: Likeness) -> None:
    assert compare_times(when(*one), when(*other)) is expected
    assert compare_times(when(*other), when(*one)) is expected


def test_exact_is_known_to_the_month() -> None:
    assert exact(when("2025-02-01", "2025-02-28"))
    assert not exact(when("2025-01-01", "2025-03-31"))
    assert not exact(when("2025-02-01", None))
    assert began(when("2025-02-01", None), when("2025-02-01", "2025-02-01"))
    assert not began(when("2025-02-01", "2025-02-01"), when("2025-02-01", "2025-02-01"))


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
SPANS = st.tuples(DAYS, st.integers(0, 900), st.sampled_from(["both", "start", "end"]))


def span(drawn: tuple[date, int, str]) -> When:
    first, length, known = drawn
    last = first + timedelta(days=length)
    return When(None if known == "end" else first, None if known == "start" else last, "")


@given(SPANS, SPANS)
def test_any_times_may_be_compared_from_either_side(one: tuple[date, int, str], other: tuple[date, int, str]) -> None:
    assert compare_times(span(one), span(other)) is compare_times(span(other), span(one))
    assert compare_times(span(one), span(one)) is SAME


@given(st.floats(0, 1e13), st.floats(0, 1e13), st.sampled_from(["EUR", "USD", "JPY", "jobs", "percent"]), st.text(max_size=20))
def test_any_amounts_may_be_compared_from_either_side(one: float, other: float, unit: str, text: str) -> None:
    first, second = euros(one, text, f"environ {text}"), euros(other, text, unit=unit)
    assert compare_amounts(first, second) is compare_amounts(second, first)
    assert compare_amounts(first, first) is SAME
