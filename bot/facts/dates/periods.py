"""Resolvers of dates that name a month, quarter, season, feast, year or decade."""

from __future__ import annotations

from datetime import date

from bot.facts.dates.absolute import Resolved, on
from bot.facts.dates.direction import Direction
from bot.facts.dates.grammar import key
from bot.facts.dates.reading import Reading, nearest_month
from bot.facts.dates.spans import Grain, Span, add_days, containing, day, easter, month, months, nth_weekday, part, season
from bot.facts.dates.spans import shift as move

_LAST_YEAR = 9990


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
        return Resolved(r.nearest_month(found), Grain.MONTH, (found, None))
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
    begin = 1 + width * (number - 1)
    here = months(r.anchor.year, begin, width)
    if r.looks_ahead and here.last and here.last < r.anchor:
        here = months(r.anchor.year + 1, begin, width)
    elif here.first and here.first > r.anchor and _looks_back(r):
        here = months(r.anchor.year - 1, begin, width)
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
        found, before = season(r.anchor.year, name), season(r.anchor.year - 1, name)
        if before.last and before.last >= r.anchor:  # the winter that began last year
            found = before
    else:
        found = _season(r, name, moved)
    if r.has("part"):
        found = part(found, r.grammar.parts[key(r.fields["part"])], Grain.SEASON)
    return Resolved(found, Grain.SEASON)


def _season(r: Reading, name: str, moved: int | None) -> Span:
    if moved is not None:
        return _season_near(r.anchor, name, ahead=moved > 0, strictly=True)
    past, coming = (_season_near(r.anchor, name, ahead=look, strictly=False) for look in (False, True))
    if past.last is None or coming.first is None or past == coming:
        return past
    if r.has("until"):
        return past if r.direction() is Direction.PAST else coming
    return coming if r.ahead(past.last, coming.first) else past


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
    year = int(r.fields["decade"]) if r.has("decade") else r.grammar.decades[key(r.fields["decadeword"])]
    if year < 100:  # the last such decade that is over
        year += r.anchor.year // 100 * 100
        year -= 100 * (year + 10 > r.anchor.year)
    return Resolved(containing(date(year, 1, 1), Grain.DECADE), Grain.DECADE)


def resolve_fiscal(r: Reading) -> Resolved | None:
    """ "exercice 2023-2024": the first day of the one year to the last of the other, as nothing tells where it begins."""
    first, last = r.number("year"), r.number("year2")
    if first is None and r.has("yy"):
        return Resolved(containing(date(r.year() or 0, 1, 1), Grain.YEAR), Grain.YEAR)
    if first is not None and last is None and r.has("yy"):
        last = first // 100 * 100 + int(r.fields["yy"][:2])
    if first is None or (r.has("seasonal") and last != first + 1):
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
    partial = (int(rule[:2]), int(rule[3:])) if moved is None and rule[2:3] == "-" else None
    past, coming = (_feast_near(rule, r.anchor, ahead=look) for look in (False, True))
    if past is None or coming is None:
        return on(past or coming)
    ahead = moved > 0 if moved is not None else r.ahead(past, coming)
    return on(coming if ahead else past, partial)


def _feast_near(rule: str, anchor: date, *, ahead: bool) -> date | None:
    years = range(anchor.year, anchor.year + 3) if ahead else range(anchor.year, anchor.year - 3, -1)
    for candidate in years:
        found = _feast(rule, candidate)
        if found is not None and (found >= anchor if ahead else found <= anchor):
            return found
    return None


def _feast(rule: str, year: int) -> date | None:
    if rule.startswith("easter"):
        return add_days(easter(year), int(rule[6:]))
    if "/" in rule:
        month_, weekday, count = (int(x) for x in rule.split("/"))
        return nth_weekday(month(year, month_), weekday, count)
    return day(year, int(rule[:2]), int(rule[3:]))
