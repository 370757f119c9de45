"""Resolvers of dates that hang on the day the text was written."""

from __future__ import annotations

from datetime import date

from bot.facts.dates.absolute import Resolved, nearest_numbered, on, weekday_near
from bot.facts.dates.direction import Direction
from bot.facts.dates.grammar import key
from bot.facts.dates.periods import resolve_quarter
from bot.facts.dates.reading import Delta, Reading, nearest_month
from bot.facts.dates.spans import Grain, Span, add_days, add_months, containing, day, month, nth_weekday, part
from bot.facts.dates.spans import shift as move

_MOST_YEARS_BACK = 900
_HALF_WEEK = 3


def resolve_dayword(r: Reading) -> Resolved | None:
    """ "hier", "tomorrow"; "la veille" is told from the date before it."""
    count = r.grammar.daywords[key(r.fields["dayword"])]
    found = add_days(r.anchor, count)
    return Resolved(Span(found, found), Grain.DAY, delta=Delta(Grain.DAY, count) if r.has("told") else None)


def resolve_weekday(r: Reading) -> Resolved | None:
    """ "mardi", "lundi prochain", "mercredi de la semaine prochaine", "mardi en huit", "first Monday of the month"."""
    weekday = r.weekday()
    if weekday is None:
        return None
    if r.has("ord"):
        return _nth_weekday(r, weekday)
    if r.has("until"):  # a deadline, today at the earliest
        return on(weekday_near(add_days(r.anchor, -1), weekday, ahead=True))
    moved = r.shift()
    week = add_days(r.anchor, -r.anchor.weekday())
    if r.has("plus"):
        weeks = 2 if r.number("plus") == 15 or key(r.fields["plus"]) == "quinze" else 1
        return on(add_days(r.anchor, (weekday - r.anchor.weekday()) % 7 + 7 * weeks))
    if r.has("week"):
        return on(add_days(week, 7 * (moved or 0) + weekday))
    if r.has("day") or r.has("dayword_number"):
        return on(_weekday_numbered(r.anchor, weekday, r.number("day") or r.number("dayword_number") or 0, ahead=r.looks_ahead))
    if r.has("this"):
        return on(add_days(week, weekday))
    if r.has("far"):
        return on(add_days(weekday_near(r.anchor, weekday, ahead=True), 7))
    if moved is None:
        if r.has("near") and r.direction() is Direction.UNKNOWN:
            return on(add_days(r.anchor, (weekday - r.anchor.weekday() + _HALF_WEEK) % 7 - _HALF_WEEK))
        ahead = r.looks_ahead
        return on(weekday_near(add_days(r.anchor, -ahead), weekday, ahead=ahead))  # what is to come may be today
    if moved > 0 and r.grammar.next_is_next_week and not r.has("coming"):
        return on(add_days(week, 7 * moved + weekday))
    if moved > 0:
        return on(add_days(weekday_near(r.anchor, weekday, ahead=True), 7 * (moved - 1)))
    before = (
        add_days(weekday_near(add_days(r.anchor, -1), weekday, ahead=False), 7 * (moved + 1))
        if moved
        else weekday_near(r.anchor, weekday, ahead=r.looks_ahead)
    )
    return on(before)


def _weekday_numbered(anchor: date, weekday: int, number: int, *, ahead: bool) -> date | None:
    """ "Friday the 13th": this month's where it has it, else the nearest month's."""
    here = day(anchor.year, anchor.month, number)
    if here is not None and here.weekday() == weekday:
        return here
    for step in range(24):
        first = add_months(anchor.replace(day=1), step if ahead else -step)
        if 0 < number <= (month(first.year, first.month).last or first).day:
            found = first.replace(day=number)
            if found.weekday() == weekday and (found >= anchor if ahead else found <= anchor):
                return found
    return None


def _nth_weekday(r: Reading, weekday: int) -> Resolved | None:
    count, year, number, moved = r.ordinal(), r.year(), r.month(), r.shift()
    if number is not None:
        whole = month(year, number) if year else r.nearest_month(number)
        if not year and not r.looks_ahead and r.anchor.month != number and count < 0 and whole.last and whole.last.year < r.anchor.year:
            whole = month(r.anchor.year, number)
    else:
        whole = containing(move(r.anchor.replace(day=1), Grain.MONTH, moved or 0), Grain.MONTH)
    return on(nth_weekday(whole, weekday, count))


def resolve_weekend(r: Reading) -> Resolved | None:
    """ "ce week-end", "over the weekend", "week-end du 12 et 13 octobre": Saturday and Sunday."""
    number, month_, moved = r.number("day"), r.month(), r.shift()
    if number is not None and month_ is not None:
        year = r.year()
        near = r.nearest_month(month_)
        found = date(year or (near.first or r.anchor).year, month_, min(number, 28))
        saturday = add_days(found, 5 - found.weekday())
        return Resolved(Span(saturday, add_days(saturday, 1)), Grain.DAY)
    monday = add_days(r.anchor, -r.anchor.weekday())
    weeks = moved if moved is not None else 0 if r.looks_ahead or r.anchor.weekday() >= 4 or r.has("this") else -1
    saturday = add_days(monday, 7 * weeks + 5)
    return Resolved(Span(saturday, add_days(saturday, 1)), Grain.DAY)


def _count(r: Reading) -> int | None:
    count = r.number("n")
    return count if count is not None and count <= _MOST_YEARS_BACK else None


def _moved(r: Reading, sign: int) -> Resolved | None:
    """Days and weeks away are a day; months away the month, years away the year, as news means them; "in two months" the day."""
    count, unit = _count(r), r.unit()
    if count is None:
        return None
    found = move(r.anchor, unit, sign * count)
    if r.has("half") and unit in (Grain.YEAR, Grain.MONTH):
        found = add_months(found, sign * 6) if unit is Grain.YEAR else add_days(found, sign * 15)
        unit = Grain.MONTH
    delta = Delta(unit, sign * count) if r.has("told") else None
    if r.has("exact") or unit in (Grain.DAY, Grain.WEEK, Grain.FORTNIGHT):
        return Resolved(Span(found, found), Grain.DAY, delta=delta)
    return Resolved(containing(found, unit), unit, delta=delta)


def resolve_ago(r: Reading) -> Resolved | None:
    """ "il y a deux ans", "three weeks ago"."""
    if r.has("weekday"):
        return _weekdays_away(r, -1)
    return _moved(r, -1)


def resolve_hence(r: Reading) -> Resolved | None:
    """ "dans trois mois", "in two weeks"; "d'ici trois ans", "within 14 days" are open to the left."""
    if r.has("weekday"):
        return _weekdays_away(r, 1)
    if r.has("span") and r.direction() is Direction.PAST:
        return None  # "its first loss in four years"
    if not r.has("until"):
        return _moved(r, 1)
    count = _count(r)
    if count is None:
        return None
    last = move(r.anchor, r.unit(), count)
    return Resolved(Span(None, last), r.unit())


def _weekdays_away(r: Reading, sign: int) -> Resolved | None:
    """ "three Fridays from now"; "Monday two weeks from now" is the Monday of that week."""
    weekday, count = r.weekday(), _count(r)
    if weekday is None or not count:
        return None
    if r.has("unit"):
        there = move(r.anchor, r.unit(), sign * count)
        return on(add_days(there, weekday - there.weekday()))
    near = weekday_near(r.anchor, weekday, ahead=True) if sign > 0 else weekday_near(add_days(r.anchor, -1), weekday, ahead=False)
    return on(add_days(near, sign * 7 * (count - 1)))


def resolve_last_n(r: Reading) -> Resolved | None:
    """ "ces deux dernières années", "the next three months", "the past 12 months".

    Whole units for small counts of days, weeks, months and years that a calendar has ("last 2 years"); "past" and French
    "ces … derniers" reach up to the day itself.
    """
    count, moved, unit = r.number("n") if r.has("n") else _FEW, r.shift(), r.unit()
    if moved is None or count is None or not 0 < count <= _MOST_YEARS_BACK:
        return None
    if (r.has("rolling") and unit is not Grain.QUARTER) or not r.has("n"):
        edge = move(r.anchor, unit, count * (1 if moved > 0 else -1))
        return Resolved(Span(r.anchor, add_days(edge, -1)) if moved > 0 else Span(edge, r.anchor), unit)
    here = containing(r.anchor, unit)
    if here.first is None or here.last is None:
        return None
    if moved > 0:
        first = add_days(here.last, 1)
        return Resolved(Span(first, add_days(move(first, unit, count), -1)), unit)
    return Resolved(Span(move(here.first, unit, -count), add_days(here.first, -1)), unit)


_FEW = 3  # "ces derniers mois", "in recent weeks"


def resolve_since_n(r: Reading) -> Resolved | None:
    """ "depuis deux ans": open to the right."""
    count = _count(r)
    return Resolved(Span(move(r.anchor, r.unit(), -count), None), r.unit()) if count else None


def resolve_nth_next(r: Reading) -> Resolved | None:
    """ "2 upcoming weeks" as duckling reads it: the second unit from now."""
    count, unit = _count(r), r.unit()
    return Resolved(containing(move(r.anchor, unit, count), unit), unit) if count else None


def resolve_relative(r: Reading) -> Resolved | None:
    """ "la semaine prochaine", "le mois dernier", "this year", "l'exercice précédent"."""
    if r.has("month"):
        number = r.month()
        return Resolved(month(r.anchor.year + (r.shift() or 0), number), Grain.MONTH) if number else None
    unit = Grain.YEAR if r.has("fy") or not r.has("unit") else r.unit()
    moved = r.shift()
    if moved and r.has("twice"):
        moved *= 2
    if r.has("fy"):
        moved = r.grammar.shifts.get(key(r.fields.get("t", "")), 0)
    found = containing(
        move(
            r.anchor.replace(day=min(r.anchor.day, 28)) if unit is not Grain.WEEK and unit is not Grain.DAY else r.anchor, unit, moved or 0
        ),
        unit,
    )
    if r.has("day"):
        number = r.number("day")
        return on(found.first.replace(day=number)) if found.first and found.last and number and number <= found.last.day else None
    if r.has("later") and found.last:
        return Resolved(Span(r.anchor, found.last), unit)
    if r.has("earlier") and found.first:
        return Resolved(Span(found.first, r.anchor), unit)
    told = moved and key(r.fields.get("shift") or r.fields.get("t", "")) in r.grammar.told
    return Resolved(found, unit, delta=Delta(unit, moved or 0, whole=True) if told else None)


def resolve_period(r: Reading) -> Resolved | None:
    """ "fin 2025", "début de semaine", "the end of next month", "mi-mars", "fin mars"."""
    which = r.grammar.parts[key(r.fields["part"])] if r.has("part") else "middle"
    moved, year = r.shift(), r.year()
    if r.has("month"):
        number = r.month()
        if number is None:
            return None
        if year is not None:
            near = month(year, number)
        else:
            near = r.nearest_month(number) if moved is None else nearest_month(r.anchor, number, ahead=moved > 0)
        hinge = near.first.replace(day=15) if which == "middle" and near.first else None
        return Resolved(near, Grain.MONTH, (number, None) if year is None and moved is None else None, hinge=hinge)
    if r.has("ord"):
        inner = resolve_quarter(r)
        return Resolved(part(inner.span, which, inner.grain), inner.grain) if inner else None
    if year is not None:
        hinge = date(year, 6, 30) if which == "middle" else None
        return Resolved(part(containing(date(year, 1, 1), Grain.YEAR), which, Grain.YEAR), Grain.YEAR, hinge=hinge)
    unit = r.unit()
    base = containing(move(r.anchor, unit, moved or 0), unit)
    if unit is Grain.WEEK and base.first:
        days = r.grammar.week_parts[which]
        return Resolved(Span(add_days(base.first, days[0]), add_days(base.first, days[1])), unit)
    if unit is Grain.MONTH and base.first and base.last:
        first, last = base.first, base.last
        cut = {
            "start": (first, first.replace(day=10)),
            "middle": (first.replace(day=11), first.replace(day=20)),
            "end": (first.replace(day=21), last),
        }
        return Resolved(Span(*cut[which]), Grain.MONTH)
    return Resolved(part(base, which, unit), unit)


def resolve_initials(r: Reading) -> Resolved | None:
    """ "EOM", "BOY": the end of the month, the beginning of the year."""
    which, unit = r.grammar.initials[r.fields["initials"].upper()]
    inner = Reading(r.grammar, {"part": which, "unit": unit}, r.anchor, r.direction)
    return resolve_period(inner)


def resolve_numbered(r: Reading) -> Resolved | None:
    """ "on the 18th"."""
    number = r.number("day")
    return on(nearest_numbered(r.anchor, number, ahead=r.looks_ahead)) if number else None


def resolve_last_day(r: Reading) -> Resolved | None:
    """ "last day of October 2015", "the 15th day of next month"."""
    year, number = r.year(), r.month()
    if number is not None:
        whole = month(year, number) if year else r.nearest_month(number)
    elif year is not None:
        whole = containing(date(year, 1, 1), Grain.YEAR)
    else:
        whole = containing(move(r.anchor, r.unit(), r.shift() or 0), r.unit())
    if whole.first is None or whole.last is None:
        return None
    count = r.ordinal() if r.has("ord") else r.number("day") or r.number("dayword_number") or 1
    found = add_days(whole.first, count - 1) if count > 0 else add_days(whole.last, count + 1)
    return on(found) if whole.first <= found <= whole.last else None
