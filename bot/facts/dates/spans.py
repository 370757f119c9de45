"""Days of the calendar as spans: first and last day, both inclusive, None for an open end."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Grain(StrEnum):
    """How wide a span is meant to be: "mardi" is a day, "en mars" a month."""

    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, None where that end is open."""

    first: date | None
    last: date | None


_YEARS = range(1, 9999)
_SEASONS = {
    "spring": ((3, 20), (6, 20)),
    "summer": ((6, 21), (9, 22)),
    "autumn": ((9, 22), (12, 21)),
    "winter": ((12, 21), (3, 20)),
    "back-to-school": ((9, 1), (9, 30)),
}
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12, Grain.DECADE: 120}


def day(year: int, month: int, number: int) -> date | None:
    """Return the day, None where the calendar has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def add_days(start: date, count: int) -> date:
    """Move by days, held within the calendar."""
    try:
        return start + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min


def add_months(start: date, count: int) -> date:
    """Move by months; the 31st becomes the last day of a shorter month."""
    index = start.year * 12 + start.month - 1 + count
    year, month = index // 12, index % 12 + 1
    if year not in _YEARS:
        return date.max if count > 0 else date.min
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def shift(start: date, grain: Grain, count: int) -> date:
    """Move by `count` grains."""
    if grain is Grain.DAY:
        return add_days(start, count)
    if grain in (Grain.WEEK, Grain.FORTNIGHT):
        return add_days(start, (7 if grain is Grain.WEEK else 14) * count)
    return add_months(start, _MONTHS.get(grain, 3) * count)


def month(year: int, number: int) -> Span:
    """The whole month."""
    return Span(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def months(year: int, first: int, count: int) -> Span:
    """`count` months from month `first` of a year."""
    start = date(year, first, 1)
    return Span(start, add_days(add_months(start, count), -1))


def containing(day_: date, grain: Grain) -> Span:
    """The day, calendar week (from Monday), that week and the next (a fortnight), month, quarter, half, year or decade that holds a day."""
    if grain is Grain.DAY:
        return Span(day_, day_)
    if grain in (Grain.WEEK, Grain.FORTNIGHT):
        monday = add_days(day_, -day_.weekday())
        return Span(monday, add_days(monday, 6 if grain is Grain.WEEK else 13))
    if grain is Grain.SEASON:
        return next(
            s
            for y in (day_.year - 1, day_.year)
            for name in _SEASONS
            for s in [season(y, name)]
            if s.first and s.last and s.first <= day_ <= s.last
        )
    if grain is Grain.DECADE:
        first = max(1, day_.year // 10 * 10)
        return Span(date(first, 1, 1), date(min(9998, first + 9), 12, 31))
    width = _MONTHS[grain]
    return months(day_.year, (day_.month - 1) // width * width + 1, width)


def season(year: int, name: str) -> Span:
    """A season of the northern sky; the winter of a year is the one that begins in it."""
    (month1, day1), (month2, day2) = _SEASONS[name]
    return Span(date(year, month1, day1), date(year + (month2 < month1), month2, day2))


def easter(year: int) -> date:
    """Easter Sunday (Anonymous Gregorian algorithm; Meeus, Astronomical Algorithms, ch. 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift_ = (golden + 11 * epact + 22 * weekday) // 451
    number = epact + weekday - 7 * shift_ + 114
    return date(year, number // 31, number % 31 + 1)


def nth_weekday(span: Span, weekday: int, count: int) -> date | None:
    """The `count`th such weekday in a span, from its end where `count` is negative; None where it has none."""
    if span.first is None or span.last is None:
        return None
    if count > 0:
        found = add_days(span.first, (weekday - span.first.weekday()) % 7 + 7 * (count - 1))
        return found if found <= span.last else None
    found = add_days(span.last, -((span.last.weekday() - weekday) % 7) + 7 * (count + 1))
    return found if found >= span.first else None


def part(span: Span, which: str, grain: Grain) -> Span:
    """The beginning, middle or end of a span: a month stays whole ("fin mars"), a year keeps a quarter, the middle two months."""
    first, last = span.first, span.last
    if first is None or last is None or grain in (Grain.DAY, Grain.MONTH):
        return span
    if grain is Grain.YEAR:
        return {"start": months(first.year, 1, 3), "middle": months(first.year, 6, 2), "end": months(first.year, 10, 3)}[which]
    days = (last - first).days + 1
    third = max(1, days // 3)
    return {
        "start": Span(first, add_days(first, third - 1)),
        "middle": Span(add_days(first, third), add_days(last, -third)),
        "end": Span(add_days(last, 1 - third), last),
    }[which]
