"""What joins and opens dated expressions: "du 28 février au 3 mars", "entre 2020 et 2023", "depuis le 1er août", "by June"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.facts.dates.direction import Direction
from bot.facts.dates.grammar import Grammar, key
from bot.facts.dates.reading import OLDEST, Atom, nearest_day, nearest_month
from bot.facts.dates.spans import Grain, Span, add_days, containing
from bot.facts.dates.spans import shift as move

_LONGEST_BRIDGE = 30
_LONGEST_OPENING = 45
_LONGEST_STORY = 250
_LONGEST_CLOSING = 25
_WEEK = 7
_YEAR = re.compile(r"\d{4}")


def join(text: str, atoms: list[Atom], known: Grammar, anchor: date, look: Callable[[int], Direction]) -> list[Atom]:
    """Return atoms with ranges made one and open ends opened."""
    found: list[Atom] = []
    at = 0
    while at < len(atoms):
        atom = atoms[at]
        floor = found[-1].end if found else 0
        told = _told(text, atom, found[-1] if found else None, known)
        if told is None:
            at += 1
            continue
        atom = _run(text, _offset(text, told, known, floor), known, anchor, look, floor)
        if at + 1 < len(atoms):
            both = _range(text, atom, atoms[at + 1], known, look, floor)
            if both is not None:
                found.append(both)
                at += 2
                continue
        found.append(_opened(text, atom, known, anchor, look, floor))
        at += 1
    return found


def _offset(text: str, atom: Atom, known: Grammar, floor: int) -> Atom:
    """ "3 weeks after January 15th", "deux jours avant Noël": that many units from the day."""
    begin = max(floor, atom.start - _LONGEST_OPENING)
    day_ = atom.span.first
    if day_ is None or atom.span.last != day_:
        return atom
    for name, sign in (("after", 1), ("before", -1)):
        found = _leading(known.offsets[name], text, atom, begin)
        if found is None:
            continue
        unit = found["unit"]  # "the day after Christmas" gives neither it nor a number
        moved = move(day_, Grain(known.units[key(unit)]) if unit else Grain.DAY, sign * _count(found, known))
        return replace(atom, start=found.start(), span=Span(moved, moved), partial=None)
    return atom


def _leading(pattern: re.Pattern[str], text: str, atom: Atom, begin: int) -> re.Match[str] | None:
    """What leads to a date; its preposition may be the date's own: "3 days from Tuesday"."""
    near = pattern.finditer(text, begin, atom.end)
    return next((one for one in near if one.start() < atom.start <= one.end() < atom.end), None)


def _count(found: re.Match[str], known: Grammar) -> int:
    digits = found["n"] or "1"
    return int(digits) if digits.isdecimal() else known.numbers[key(digits)]


def _run(text: str, atom: Atom, known: Grammar, anchor: date, look: Callable[[int], Direction], floor: int) -> Atom:
    """ "the 12 months to March 31", "l'exercice clos fin mars": the time that ends with the date, in doubt one that is over."""
    if atom.span.first is None or atom.span.last is None or atom.grain not in (Grain.DAY, Grain.MONTH):
        return atom
    found = _leading(known.runs, text, atom, max(floor, atom.start - _LONGEST_OPENING))
    if found is None:
        return atom
    if atom.partial and atom.span.last > anchor and look(atom.start) is not Direction.FUTURE:
        atom = replace(atom, span=_nearest(anchor, atom.partial, ahead=False))
    if atom.span.last is None:
        return atom
    unit = Grain(known.run_units.get(key(found["unit"])) or known.units[key(found["unit"])])
    first = move(add_days(atom.span.last, 1), unit, -_count(found, known))
    return (
        replace(atom, start=found.start(), span=Span(first, atom.span.last), grain=unit, partial=None) if first <= atom.span.last else atom
    )


def _told(text: str, atom: Atom, before: Atom | None, known: Grammar) -> Atom | None:
    """ "In March 2019 …; two years later": from the date told before in the paragraph; None where days are told from no day."""
    if atom.delta is None or before is None or atom.start - before.end > _LONGEST_STORY or "\n" in text[before.end : atom.start]:
        return atom
    unit, count = atom.delta.unit, atom.delta.count
    first, last = before.span.first, before.span.last
    if first is None or last is None:
        return atom
    if atom.delta.whole:
        here = containing(first, unit)
        inside = here.last is not None and last <= here.last
        return replace(atom, span=containing(move(here.first or first, unit, count), unit)) if inside else atom
    there = move(first, unit, count)
    if before.grain is Grain.DAY:
        span = containing(there, Grain.DAY if unit in (Grain.WEEK, Grain.FORTNIGHT) else unit)
        return replace(atom, span=span, grain=unit)
    if key(text[atom.start : atom.end]) in known.daywords:
        return atom
    if unit in (Grain.DAY, Grain.WEEK, Grain.FORTNIGHT) or (unit is Grain.MONTH and before.grain is Grain.YEAR and count % 12):
        return None
    return replace(atom, span=Span(there, add_days(move(add_days(last, 1), unit, count), -1)), grain=before.grain)


def _range(text: str, first: Atom, second: Atom, known: Grammar, look: Callable[[int], Direction], floor: int) -> Atom | None:
    bridge = text[first.end : second.start]
    first = _dated_alike(text, first, second)
    listed = (
        known.joins["list"].fullmatch(bridge) is not None
        and first.grain is second.grain
        and first.grain in (Grain.YEAR, Grain.MONTH, Grain.QUARTER)
    )
    if listed and first.span.last and second.span.first and add_days(first.span.last, 1) == second.span.first:
        return Atom(first.start, second.end, Span(first.span.first, second.span.last), first.grain)
    if len(bridge) > _LONGEST_BRIDGE or "\n" in bridge:
        return None
    head_start = max(floor, first.start - _LONGEST_OPENING)
    head = text[head_start : first.start]
    between = known.joins["between"].search(head)
    opened = between if between and known.joins["between_and"].fullmatch(bridge) else None
    if opened is None:
        if known.joins["range"].fullmatch(bridge) is None:
            return None
        opened = known.joins["range_from"].search(head)
        # without "from", a dash or "to" joins only what is alike: "June - July", not "Tuesday to 2025"
        if (
            opened is None
            and first.grain is not second.grain
            and not known.joins["through"].fullmatch(bridge)
            and not text[first.start : first.end].casefold().startswith(("du ", "de ", "from "))
        ):
            return None
    span = _between(first, second, ahead=look(first.start) is Direction.FUTURE)
    if span is None:
        return None
    return Atom(head_start + opened.start() if opened else first.start, second.end, span, second.grain)


def _dated_alike(text: str, first: Atom, second: Atom) -> Atom:
    """ "Q1-Q3 2023": the year told once, at the end."""
    if first.grain is not second.grain or first.grain not in (Grain.QUARTER, Grain.HALF) or not first.span.first or not second.span.first:
        return first
    years = second.span.first.year - first.span.first.year
    if not years or not _YEAR.search(text, second.start, second.end) or _YEAR.search(text, first.start, first.end) or not first.span.last:
        return first
    return replace(first, span=containing(move(first.span.first, Grain.YEAR, years), first.grain))


def _between(first: Atom, second: Atom, *, ahead: bool) -> Span | None:
    """Years that one end leaves out come from the other."""
    start, end = first.span.first, second.span.last
    if start is None or end is None:
        return None
    if first.grain is second.grain is Grain.DAY and 0 < (start - end).days < _WEEK and not first.partial and not second.partial:
        start = add_days(start, -_WEEK)  # "de mardi à vendredi"
    if first.partial and second.partial and ahead:
        end = _nearest(start, second.partial, ahead=True).last or end
    elif first.partial:
        start = _nearest(end, first.partial, ahead=False).first or start
    elif second.partial and end < start:
        end = _nearest(start, second.partial, ahead=True).last or end
    return Span(start, end) if start <= end else None


def _nearest(edge: date, partial: tuple[int, int | None], *, ahead: bool) -> Span:
    number = partial[1]
    if number is None:
        return nearest_month(edge, partial[0], ahead=ahead)
    found = nearest_day(edge, partial[0], number, ahead=ahead)
    return Span(found, found)


def _opened(text: str, atom: Atom, known: Grammar, anchor: date, look: Callable[[int], Direction], floor: int) -> Atom:
    """Open the end that a word before the date opens, or a word that its own pattern holds ("depuis l'automne 2023")."""
    begin = max(floor, atom.start - _LONGEST_OPENING)
    head = text[begin : atom.start]
    for name, pattern in known.closings.items():
        closing = pattern.match(text, atom.end, atom.end + _LONGEST_CLOSING)
        if closing is not None:
            return replace(atom, end=closing.end(), span=_open(name, atom))
    for name in _OPENINGS:
        found = known.openings[name].search(head)
        if found is None:
            continue
        start = begin + found.start()
        if atom.span.first is None or atom.span.last is None:
            return replace(atom, start=start)
        if name == "from_":
            if atom.partial:
                coming = _nearest(anchor, atom.partial, ahead=True)
                if coming.first and (coming.first - anchor).days < (anchor - atom.span.first).days:
                    atom = replace(atom, span=coming)
            # "up from July" compares; "from 2028" opens what is to come
            ahead = (atom.span.first or anchor) > anchor or look(atom.start) is Direction.FUTURE
            return replace(atom, start=start, span=Span(atom.span.first, None)) if ahead else atom
        if name == "until" and atom.partial:
            span = _nearest(anchor, atom.partial, ahead=True)
            if span.first and (look(atom.start) is not Direction.PAST or (span.first - anchor).days <= OLDEST):
                atom = replace(atom, span=span, hinge=span.first.replace(day=15) if atom.hinge else None)
        return replace(atom, start=start, span=_open(name, atom))
    return _self_opened(atom, text[atom.start : atom.end], known)


_OPENINGS = ("not_before", "after", "since", "until", "from_")


def _self_opened(atom: Atom, inner: str, known: Grammar) -> Atom:
    words = inner.split(" ")
    for count in (3, 2, 1):
        if len(words) <= count or atom.span.first is None or atom.span.last is None:
            continue
        head = " ".join(words[:count]) + " "
        for name in _OPENINGS[:-1]:
            found = known.openings[name].match(head)
            if found is not None and found.end() == len(head):
                return replace(atom, span=_open(name, atom))
    return atom


def _open(name: str, atom: Atom) -> Span:
    first, last = atom.span.first, atom.span.last
    if name == "until":
        return Span(None, atom.hinge or (first if atom.grain is Grain.SEASON else last))  # "d'ici l'été" ends where the summer begins
    if name == "after" and last is not None and atom.grain is not Grain.DAY:
        return Span(add_days(atom.hinge or last, 1), None)
    return Span(atom.hinge or first, None)
