"""Resolvers of dates that name a day, month, quarter, season or year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.facts.dates.direction import Direction
from bot.facts.dates.grammar import key
from bot.facts.dates.reading import Reading, full_year, nearest_day, nearest_month
from bot.facts.dates.spans import Grain, Span, add_days, containing, day, easter, month, months, nth_weekday, part, season, shift as move

_LAST_YEAR = 9990


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an expression means; `partial`: month and day where it names no year."""

    span: Span
    grain: Grain
    partial: tuple[int, int | None] | None = None


def on(found: date | None, partial: tuple[int, int | None] | None = None) -> Resolved | None:
    """Return a single day as a result."""
    return Resolved(Span(found, found), Grain.DAY, partial) if found else None


def _day(r: Reading, month_: int, number: int, year: int | None) -> date | None:
    if year is not None:
        return day(year, month_, number)
    if r.has("next"):
        ahead = r.grammar.shifts[key(r.fields["next"])] > 0
        return nearest_day(r.anchor, month_, number, ahead=ahead)
    return nearest_day(r.anchor, month_, number, ahead=r.looks_ahead)


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
    first, second = r.number("d") or r.number("dd"), r.number("m") or r.number("mm")
    year = full_year(int(r.fields["y"])) if r.has("y") else r.number("yyyy")
    if first is None or second is None:
        return None
    iso = r.has("yyyy")
    # a full stop between the numbers is the European habit in any language
    dotted = r.fields.get("sep") == "." and not iso
    orders = [(second, first), (first, second)] if dotted and not r.grammar.day_first else [(first, second), (second, first)]
    if year is None:
        orders = orders[:1]
    for number, month_ in orders:
        if month_ <= 12:  # noqa: PLR2004
            found = _day(r, month_, number, year)
            if found is not None:
                return on(found, None if year is not None else (month_, number))
    return None


def resolve_day_list(r: Reading) -> Resolved | None:
    """ "les 10 et 11 février 2025": first to last of the days named."""
    return _days(r, r.month("month2"))


def resolve_day_range(r: Reading) -> Resolved | None:
    """ "du 3 au 5 mars"."""
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
    first, last = r.number("day"), r.number("day2")
    if first is None or last is None:
        return None
    end = nearest_numbered(r.anchor, last, ahead=r.looks_ahead)
    start = nearest_numbered(end, first, ahead=False) if end else None
    return Resolved(Span(start, end), Grain.DAY) if start and end else None


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
        if month_ is None:
            found = nearest_numbered(r.anchor, number, ahead=r.looks_ahead)
        else:
            found = _day(r, month_, number, r.year())
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


def _month_or_year(r: Reading) -> Span | None:
    year, number = r.year(), r.month()
    if number is not None:
        return month(year, number) if year else nearest_month(r.anchor, number, ahead=r.looks_ahead)
    if year is not None:
        return containing(date(year, 1, 1), Grain.YEAR)
    moved = r.shift()
    if r.has("unit"):
        return containing(move(r.anchor, r.unit(), moved or 0), r.unit())
    return None


def resolve_month(r: Reading) -> Resolved | None:
    """ "mars 2025", "en mars", "last March", "mars de l'an dernier"."""
    if r.has("mm"):
        year, number = r.number("yyyy"), r.number("mm")
        return Resolved(month(year, number), Grain.MONTH) if year and number else None
    found = r.month()
    if found is None:
        return None
    year, moved = r.year(), r.shift()
    if year is not None:
        return Resolved(month(year, found), Grain.MONTH)
    if r.has("of_year"):
        return Resolved(month(r.anchor.year + (moved or 0), found), Grain.MONTH)
    if moved is None and not r.has("this"):
        return Resolved(nearest_month(r.anchor, found, ahead=r.looks_ahead), Grain.MONTH, (found, None))
    if moved in (0, None):
        return Resolved(month(r.anchor.year, found), Grain.MONTH)
    near = nearest_month(r.anchor, found, ahead=(moved or 0) > 0)
    if near.first and near.first.replace(day=1) == r.anchor.replace(day=1) and found == r.anchor.month:
        near = month(r.anchor.year + (moved or 0), found)
    return Resolved(near, Grain.MONTH)


def resolve_quarter(r: Reading) -> Resolved | None:
    """ "troisième trimestre 2025", "T3 2025", "Q3", "first half of 2024", "premier semestre"."""
    half = r.has("h") or key(r.fields.get("width", "")).startswith(("semestre", "moitié", "half"))
    width = 6 if half else 3
    number = r.number("h") or r.number("q") or (r.ordinal() if r.has("ord") else None)
    if number is None or abs(number) > 12 // width:
        return None
    number = number if number > 0 else 12 // width + 1 + number
    year, moved = r.year(), r.shift()
    if year is None and moved is None and r.has("ord") and r.ordinal() < 0:
        return Resolved(
            containing(move(r.anchor, Grain.HALF if half else Grain.QUARTER, -1), Grain.HALF if half else Grain.QUARTER), Grain.QUARTER
        )
    if year is None and (moved is not None or r.has("this")):
        year = r.anchor.year + (moved or 0)
    grain = Grain.HALF if half else Grain.QUARTER
    if year is not None:
        return Resolved(months(year, width * (number - 1) + 1, width), grain) if year < _LAST_YEAR else None
    here = months(r.anchor.year, width * (number - 1) + 1, width)
    if here.first and here.last:
        if r.looks_ahead and here.last < r.anchor:
            here = months(r.anchor.year + 1, here.first.month, width)
        elif not r.looks_ahead and here.first > r.anchor and _looks_back(r):
            here = months(r.anchor.year - 1, here.first.month, width)
    return Resolved(here, grain)


def _looks_back(r: Reading) -> bool:
    """A bare quarter yet to begin is last year's where the clause looks back."""
    return r.direction() is Direction.PAST


def resolve_season(r: Reading) -> Resolved | None:
    """ "cet été", "au printemps 2025", "last winter"."""
    name = r.grammar.seasons[key(r.fields["season"])]
    year, moved = r.year(), r.shift()
    if year is not None:
        found = season(year, name)
    elif r.has("this") or moved == 0:
        found = season(r.anchor.year, name)
    else:
        ahead = moved > 0 if moved is not None else r.looks_ahead
        found = _season_near(r.anchor, name, ahead=ahead, strictly=moved is not None)
    if r.has("part"):
        found = part(found, r.grammar.parts[key(r.fields["part"])], Grain.SEASON)
    return Resolved(found, Grain.SEASON)


def _season_near(anchor: date, name: str, *, ahead: bool, strictly: bool) -> Span:
    years = range(anchor.year - 1, anchor.year + 3) if ahead else range(anchor.year + 1, anchor.year - 3, -1)
    for year in years:
        found = season(year, name)
        if found.first is None or found.last is None:
            continue
        edge_ahead, edge_back = (found.first, found.last) if strictly else (found.last, found.first)
        if (edge_ahead > anchor) if ahead else (edge_back <= anchor):
            return found
    return season(anchor.year, name)


def resolve_decade(r: Reading) -> Resolved | None:
    """ "les années 1990", "the nineties"."""
    year = full_year(int(r.fields["decade"]))
    return Resolved(containing(date(year // 10 * 10, 1, 1), Grain.DECADE), Grain.DECADE)


def resolve_fiscal(r: Reading) -> Resolved | None:
    """ "exercice 2023-2024": the first day of the one year to the last of the other, as nothing tells where it begins."""
    first, last = r.number("year"), r.number("year2")
    if first is not None and last is None and r.has("yy"):
        last = first // 100 * 100 + int(r.fields["yy"][:2])
    if first is None:
        return None
    if last is None:
        return Resolved(containing(date(first, 1, 1), Grain.YEAR), Grain.YEAR)
    if not first < last <= first + 10:
        return None
    return Resolved(Span(date(first, 1, 1), date(last, 12, 31)), Grain.YEAR)


def resolve_year(r: Reading) -> Resolved | None:
    """ "en 2024"."""
    year = r.year()
    return Resolved(containing(date(year, 1, 1), Grain.YEAR), Grain.YEAR) if year else None


def resolve_holiday(r: Reading) -> Resolved | None:
    """ "Noël", "Easter 2018": the day itself."""
    rule = r.grammar.holidays[key(r.fields["holiday"])]
    year, moved = r.year(), r.shift()
    if year is not None:
        return on(_feast(rule, year))
    ahead = moved > 0 if moved is not None else r.looks_ahead
    years = range(r.anchor.year, r.anchor.year + 3) if ahead else range(r.anchor.year, r.anchor.year - 3, -1)
    for candidate in years:
        found = _feast(rule, candidate)
        if found is not None and (found >= r.anchor if ahead else found <= r.anchor):
            return on(found)
    return None


def _feast(rule: str, year: int) -> date | None:
    if rule.startswith("easter"):
        return add_days(easter(year), int(rule[6:]))
    if "/" in rule:
        month_, weekday, count = (int(x) for x in rule.split("/"))
        return nth_weekday(month(year, month_), weekday, count)
    return day(year, int(rule[:2]), int(rule[3:]))
