"""What a resolver gets: the fields of one match, read with the tables of the language, and the day it hangs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.facts.dates.direction import Direction
from bot.facts.dates.grammar import Grammar, key
from bot.facts.dates.spans import Grain, Span, add_months, day, month

OLDEST = 320  # days back that a past day without its year may lie
_BIAS = 1.5  # how much farther behind than ahead it may lie in doubt
_CENTURY_PIVOT = 50  # two-digit years: 00 to 49 are this century's, as POSIX and most parsers have it


@dataclass(frozen=True, slots=True)
class Delta:
    """How far a time is from the one told before it; `whole`: the calendar's unit ("the following year"), not that time moved."""

    unit: Grain
    count: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Atom:
    """One dated expression. `partial`: the month and day of a date that names no year, which a range may complete.

    `delta`: of "two years later". `hinge`: where "until" and "since" open it.
    """

    start: int
    end: int
    span: Span
    grain: Grain
    partial: tuple[int, int | None] | None = None
    delta: Delta | None = None
    hinge: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The fields of a match."""

    grammar: Grammar
    fields: dict[str, str]
    anchor: date
    direction: Callable[[], Direction]

    def has(self, name: str) -> bool:
        """Tell whether the pattern filled a field."""
        return name in self.fields

    def number(self, name: str) -> int | None:
        """Return a field as a number, digits ("1er", "23rd") or words."""
        value = self.fields.get(name)
        if value is None:
            return None
        digits = "".join(c for c in value if c in "0123456789")
        return int(digits) if digits else self.grammar.numbers.get(key(value).replace("-", " "), self.grammar.numbers.get(key(value)))

    def year(self, name: str = "year") -> int | None:
        """Return a year field, written in four digits or in words."""
        if name == "year" and "yearwords" in self.fields:
            return self.grammar.years.get(key(self.fields["yearwords"]))
        return self.number(name) or self._short_year()

    def _short_year(self) -> int | None:
        value = self.number("yy")
        if value is None:
            return None
        return full_year(value)

    def month(self, name: str = "month") -> int | None:
        """Return the month's number."""
        value = self.fields.get(name)
        return self.grammar.months.get(key(value)) if value else None

    def weekday(self, name: str = "weekday") -> int | None:
        """Return the weekday, Monday 0."""
        value = self.fields.get(name) or (self.fields.get("fullday") if name == "weekday" else None)
        return self.grammar.weekdays.get(key(value)) if value else None

    def unit(self, name: str = "unit") -> Grain:
        """Return the unit of time."""
        return Grain(self.grammar.units[key(self.fields[name])])

    def shift(self) -> int | None:
        """Return -1 for "last", 1 for "next", 0 for "current", None where nothing says."""
        for name in ("shift", "shift2"):
            if name in self.fields:
                return self.grammar.shifts[key(self.fields[name])]
        return None

    def ordinal(self, name: str = "ord") -> int:
        """Return an ordinal, negative counted from the end."""
        return self.grammar.ordinals[key(self.fields[name])]

    @property
    def looks_ahead(self) -> bool:
        """Whether the clause speaks of what is to come."""
        return self.direction() is Direction.FUTURE

    def ahead(self, past: date, coming: date) -> bool:
        """Tell whether of two days of one name the coming one is meant: where the clause looks, in doubt the past one.

        News gives a day of a year ago its year, so what is nearly a year back is to come whatever the verb says, and where
        no verb says, what is far nearer ahead than behind.
        """
        direction = self.direction()
        if direction is Direction.FUTURE:
            return (coming - self.anchor).days <= OLDEST
        behind = (self.anchor - past).days
        if direction is Direction.PAST:
            return behind > OLDEST
        return behind > _BIAS * (coming - self.anchor).days

    def nearest(self, month_: int, number: int) -> date | None:
        """Return the day without its year that is meant."""
        past, coming = (nearest_day(self.anchor, month_, number, ahead=look) for look in (False, True))
        if past is None or coming is None:
            return past or coming
        return coming if self.ahead(past, coming) else past

    def nearest_month(self, number: int) -> Span:
        """Return the month without its year that is meant."""
        past, coming = (nearest_month(self.anchor, number, ahead=look) for look in (False, True))
        if past.last is None or coming.first is None or past == coming:
            return past
        return coming if self.ahead(past.last, coming.first) else past


def full_year(value: int) -> int:
    """Return the year that two digits stand for."""
    return value if value > 99 else value + (2000 if value < _CENTURY_PIVOT else 1900)


def nearest_day(anchor: date, month_: int, number: int, *, ahead: bool) -> date | None:
    """Return the nearest such day on or before the anchor, or on or after it; 29 February may lie years away."""
    years = range(anchor.year, anchor.year + 9) if ahead else range(anchor.year, anchor.year - 9, -1)
    for year in years:
        found = day(year, month_, number)
        if found is not None and (found >= anchor if ahead else found <= anchor):
            return found
    return None


def nearest_month(anchor: date, number: int, *, ahead: bool) -> Span:
    """Return the nearest such month up to the anchor's own, or from the anchor's own on."""
    offset = (number - anchor.month) % 12 if ahead else -((anchor.month - number) % 12)
    found = add_months(anchor.replace(day=1), offset)
    return month(found.year, found.month)
