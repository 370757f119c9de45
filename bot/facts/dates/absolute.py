"""Resolvers of dates that name days, or a week by one of its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.facts.dates.grammar import key
from bot.facts.dates.reading import Delta, Reading, full_year, nearest_day
from bot.facts.dates.spans import Grain, Span, add_days, containing, day, month, months, nth_weekday
from bot.facts.dates.spans import shift as move

_LAST_YEAR = 9990


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an expression means; `partial`: month and day where it names no year; `delta`: how far from the date told before.

    `hinge`: where "until" and "since" open it, if not at its ends.
    """

    span: Span
    grain: Grain
    partial: tuple[int, int | None] | None = None
    delta: Delta | None = None
    hinge: date | None = None


def on(found: date | None, partial: tuple[int, int | None] | None = None) -> Resolved | None:
    """Return a single day as a result."""
    return Resolved(Span(found, found), Grain.DAY, partial) if found else None


def _day(r: Reading, month_: int, number: int, year: int | None) -> date | None:
    if year is not None:
        return day(year, month_, number)
    if r.has("next"):
        ahead = r.grammar.shifts[key(r.fields["next"])] > 0
        return nearest_day(r.anchor, month_, number, ahead=ahead)
    return r.nearest(month_, number)


def resolve_date(r: Reading) -> Resolved | None:
    """ "le 14 novembre 2024", "Nov. 14", "23/Sep/2020"."""
    month_, number = r.month(), r.number("day") or r.number("dayword_number") or r.number("dn")
    if month_ is None or number is None:
        return None
    year = r.year()
    partial = (month_, number) if year is None and not r.has("next") else None
    return on(_day(r, month_, number, year), partial)


def resolve_numeric(r: Reading) -> Resolved | None:
    """ "14/11/2024", "2024-11-14", "11/14/24"; where only one order gives a day, that one."""
    return _numeric(r, "")


def resolve_numeric_range(r: Reading) -> Resolved | None:
    """ "10/1/2018-10/7/2018", "from 10/1 to 11/7", "2018-10-01/2018-10-07": a year that one end leaves out comes from the other."""
    first, last = _numeric(r, ""), _numeric(r, "2")
    if first is None or last is None or first.span.first is None or last.span.first is None:
        return None
    start, end = first.span.first, last.span.first
    if first.partial and last.partial:
        end = nearest_day(start, last.partial[0], last.partial[1] or 1, ahead=True) or end
    elif first.partial:
        start = nearest_day(end, first.partial[0], first.partial[1] or 1, ahead=False) or start
    elif last.partial:
        end = nearest_day(start, last.partial[0], last.partial[1] or 1, ahead=True) or end
    return Resolved(Span(start, end), Grain.DAY) if start <= end else None


def _numeric(r: Reading, end: str) -> Resolved | None:
    first, second = r.number("d" + end) or r.number("dd"), r.number("m" + end) or r.number("mm")
    year = full_year(int(r.fields["y" + end])) if r.has("y" + end) else r.number("yyyy" + end)
    if first is None or second is None:
        return None
    iso = r.has("yyyy" + end)
    # a full stop between the numbers is the European habit in any language
    dotted = r.fields.get("sep") == "." and not iso
    orders = [(second, first), (first, second)] if dotted and not r.grammar.day_first else [(first, second), (second, first)]
    if year is None:
        orders = orders[:1]
    for number, month_ in orders:
        if month_ <= 12:
            found = _day(r, month_, number, year)
            if found is not None:
                return on(found, None if year is not None else (month_, number))
    return None


def resolve_day_list(r: Reading) -> Resolved | None:
    """ "les 10 et 11 février 2025": first to last of the days named."""
    return _days(r, r.month("month2"))


def resolve_day_range(r: Reading) -> Resolved | None:
    """ "du 3 au 5 mars", "du 10 au 12"."""
    if r.has("numbered"):
        return _numbered_days(r)
    return _days(r, r.month("month2"))


def _days(r: Reading, last_month: int | None) -> Resolved | None:
    first, last = r.number("day") or r.number("dayword_number"), r.number("day2") or r.number("dayword_number2")
    if last_month is None:
        last_month = r.month()
    if first is None or last is None or last_month is None:
        return None
    year = r.year()
    end = _day(r, last_month, last, year)
    if end is None:
        return None
    first_month = r.month() or last_month
    start = nearest_day(end, first_month, first, ahead=False)
    if start is None or (end - start).days > _LONGEST_LIST:
        return None
    return Resolved(Span(start, end), Grain.DAY)


def resolve_first_n(r: Reading) -> Resolved | None:
    """ "les neuf premiers mois de 2025", "the first six months": of the year, where no other is told the last one begun."""
    count, year = r.number("n"), r.year()
    if count is None or not 0 < count <= 12:
        return None
    if year is None:
        year = r.anchor.year + (r.shift() or 0)
        if not r.has("shift") and not r.looks_ahead and r.anchor.month <= count:
            year -= 1
    return Resolved(months(year, 1, count), Grain.HALF)


def resolve_edge_n(r: Reading) -> Resolved | None:
    """ "the last four months of 2021", "les dix premiers jours de mai"; "première quinzaine de mai", the first half of a month."""
    whole = _month_or_year(r, "unit2")
    if whole is None or whole.first is None or whole.last is None:
        return None
    last = r.has("last")
    if not r.has("n"):
        middle = whole.first.replace(day=15)
        return Resolved(Span(add_days(middle, 1), whole.last) if last else Span(whole.first, middle), Grain.FORTNIGHT)
    count, unit = r.number("n"), r.unit()
    if not count:
        return None
    end = add_days(whole.last, 1)
    span = Span(move(end, unit, -count), whole.last) if last else Span(whole.first, add_days(move(whole.first, unit, count), -1))
    inside = span.first is not None and span.last is not None and whole.first <= span.first <= span.last <= whole.last
    return Resolved(span, unit) if inside else None


def resolve_week_number(r: Reading) -> Resolved | None:
    """ "week 12 of 2024", "2024-W12", "en semaine 12", by ISO 8601."""
    number = r.number("wn")
    return Resolved(containing(date.fromisocalendar(r.year() or r.anchor.year, number, 1), Grain.WEEK), Grain.WEEK) if number else None


_LONGEST_LIST = 200


def resolve_nights(r: Reading) -> Resolved | None:
    """ "dans la nuit du 14 au 15 janvier", "la nuit de mardi à mercredi"."""
    if r.has("weekday"):
        first, last = r.weekday(), r.weekday("weekday2")
        if first is None or last is None:
            return None
        end = weekday_near(r.anchor, last, ahead=r.looks_ahead)
        return Resolved(Span(add_days(end, -((last - first) % 7)), end), Grain.DAY)
    if r.has("month2") or r.has("month"):
        return _days(r, r.month("month2"))
    return _numbered_days(r)


def _numbered_days(r: Reading) -> Resolved | None:
    first, last = r.number("day"), r.number("day2")
    if first is None or last is None:
        return None
    night = nearest_numbered(r.anchor, last, ahead=r.looks_ahead)
    start = nearest_numbered(night, first, ahead=False) if night else None
    return Resolved(Span(start, night), Grain.DAY) if start and night else None


def nearest_numbered(anchor: date, number: int, *, ahead: bool) -> date | None:
    """Return the nearest day of that number, up to the anchor or from it on."""
    for step in range(62):
        found = add_days(anchor, step if ahead else -step)
        if found.day == number:
            return found
    return None


def weekday_near(anchor: date, weekday: int, *, ahead: bool) -> date:
    """Return the nearest such weekday: today or before, or strictly after today where the clause looks ahead."""
    if ahead:
        return add_days(anchor, (weekday - anchor.weekday() - 1) % 7 + 1)
    return add_days(anchor, -((anchor.weekday() - weekday) % 7))


def resolve_week_of(r: Reading) -> Resolved | None:
    """ "la semaine du 6 octobre", "première semaine d'octobre 2014", "the last week of 2018"."""
    if r.has("day"):
        number, month_ = r.number("day"), r.month()
        if number is None:
            return None
        found = nearest_numbered(r.anchor, number, ahead=r.looks_ahead) if month_ is None else _day(r, month_, number, r.year())
        return Resolved(containing(found, Grain.WEEK), Grain.WEEK) if found else None
    whole = _month_or_year(r)
    if whole is None:
        return None
    count = r.ordinal() - (r.ordinal("ord2") - 1 if r.has("ord2") else 0) if r.has("ord") else 1
    if r.has("last"):
        count = -abs(r.ordinal()) if r.has("ord") else -1
    if whole.first is None or whole.last is None:
        return None
    monday = nth_weekday(Span(whole.first, add_days(whole.last, -6)), 0, count)  # weeks that lie in it whole
    return Resolved(containing(monday, Grain.WEEK), Grain.WEEK) if monday else None


def _month_or_year(r: Reading, unit: str = "unit") -> Span | None:
    year, number = r.year(), r.month()
    if number is not None:
        return month(year, number) if year else r.nearest_month(number)
    if year is not None:
        return containing(date(year, 1, 1), Grain.YEAR)
    moved = r.shift()
    if r.has(unit):
        return containing(move(r.anchor, r.unit(unit), moved or 0), r.unit(unit))
    return None
