from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Certainty, Kind, When
from bot.summary.timeline import LEAST_GAP, build, precision
from bot.summary.values import Item, Precision
from tests.summary.test_digest import fact, items, stored

TODAY = date(2026, 11, 24)


def day(text: str) -> date:
    return date.fromisoformat(text)


def when(start: str | None, end: str | None) -> When:
    return When(start and day(start), end and day(end), "alors")  # type: ignore[arg-type]


def dated(number: int, time: When | None, place: str = "Brest", **values: object) -> Item:
    (item,) = items(stored(number, fact(number, Kind.EXPANSION, place=place, time=time, **values)))
    return item


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-02-10", "2025-02-10", Precision.DAY),
        ("2025-02-10", "2025-02-12", Precision.DAYS),
        ("2025-02-01", "2025-02-28", Precision.MONTH),
        ("2024-02-01", "2024-02-29", Precision.MONTH),
        ("2025-01-01", "2025-12-31", Precision.YEAR),
        ("2025-01-01", "2025-06-30", Precision.RANGE),
        ("2024-01-01", "2025-12-31", Precision.RANGE),
        ("2025-02-10", None, Precision.SINCE),
        (None, "2025-02-10", Precision.UNTIL),
    ],
)
def test_partial_dates_stay_partial(start: str | None, end: str | None, expected: Precision) -> None:
    assert precision(when(start, end)) is expected


def test_items_stand_in_the_order_of_their_events_and_those_without_a_day_apart() -> None:
    told = [
        dated(1, when("2026-03-05", "2026-03-05")),
        dated(2, None),
        dated(3, when("2026-01-01", "2026-12-31")),
        dated(4, when("2025-06-01", "2025-06-30")),
    ]
    found = build(told, today=TODAY)
    assert [entry.item.id for entry in found.entries] == [4, 3, 1]
    assert [item.id for item in found.undated] == [2]


def test_the_most_precise_article_gives_the_day() -> None:
    (item,) = items(
        stored(1, fact(1, place="Brest", time=when("2026-03-01", "2026-03-31"))),
        stored(2, fact(2, place="Brest", time=when("2026-03-05", "2026-03-05")), site="L'Autre"),
    )
    (entry,) = build([item], today=TODAY).entries
    assert (entry.first, entry.precision) == (day("2026-03-05"), Precision.DAY)


def test_what_is_planned_or_ahead_is_to_come() -> None:
    told = [
        dated(1, when("2026-11-23", "2026-11-23")),
        dated(2, when("2026-12-01", "2026-12-01")),
        dated(3, when("2026-01-01", "2026-12-31"), certainty=Certainty.PLANNED),
        dated(4, when("2026-01-01", "2026-12-31")),
        dated(5, when("2026-11-01", None)),
    ]
    coming = {entry.item.id for entry in build(told, today=TODAY).entries if entry.coming}
    assert coming == {2, 3}


def test_long_silences_are_gaps_and_years_fill_none() -> None:
    told = [
        dated(1, when("2024-01-10", "2024-01-10")),
        dated(2, when("2024-01-01", "2024-12-31")),
        dated(3, when("2024-09-01", "2024-09-30")),
    ]
    (gap,) = build(told, today=TODAY).gaps
    assert (gap.first, gap.last) == (day("2024-01-11"), day("2024-08-31"))
    assert gap.days == 234
    assert build(told[:2], today=TODAY).gaps == ()


def test_what_was_over_before_is_left_out() -> None:
    told = [dated(1, when("2024-01-10", "2024-01-10")), dated(2, when("2026-01-10", "2026-01-10")), dated(3, when("2020-01-01", None))]
    assert [entry.item.id for entry in build(told, today=TODAY, since=day("2025-01-01")).entries] == [3, 2]


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(DAYS, st.integers(0, 800), st.sampled_from(["both", "start", "end", "none"])), max_size=15))
def test_every_item_is_once_on_the_line_or_beside_it(spans: list[tuple[date, int, str]]) -> None:
    told = []
    for number, (first, length, known) in enumerate(spans):
        last = first + timedelta(days=length)
        ends = {"both": (first, last), "start": (first, None), "end": (None, last), "none": (None, None)}[known]
        told.append(dated(number, When(*ends, "alors")))
    found = build(told, today=TODAY)
    placed = [entry.item.id for entry in found.entries] + [item.id for item in found.undated]
    assert sorted(placed) == list(range(len(spans)))
    starts = [entry.first or entry.last for entry in found.entries]
    assert starts == sorted(starts)  # type: ignore[type-var]
    for gap in found.gaps:
        assert gap.first <= gap.last
        assert gap.days >= LEAST_GAP.days
        assert not any(start and gap.first <= start <= gap.last for start in starts)
