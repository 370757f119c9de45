"""Find dated expressions in running text: every pattern's matches, the longest of those that overlap, then what joins them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.facts.dates import absolute, periods, relative
from bot.facts.dates.absolute import Resolved
from bot.facts.dates.direction import Direction, clause_direction
from bot.facts.dates.grammar import Grammar, fields, grammar
from bot.facts.dates.join import join
from bot.facts.dates.reading import Atom, Reading
from bot.facts.dates.spans import Grain, Span
from bot.model import Language, Time

_RESOLVERS: dict[str, Callable[[Reading], Resolved | None]] = {
    "nights": absolute.resolve_nights,
    "day_list": absolute.resolve_day_list,
    "day_range": absolute.resolve_day_range,
    "date": absolute.resolve_date,
    "numeric": absolute.resolve_numeric,
    "numeric_range": absolute.resolve_numeric_range,
    "week_of": absolute.resolve_week_of,
    "month": periods.resolve_month,
    "quarter": periods.resolve_quarter,
    "season": periods.resolve_season,
    "decade": periods.resolve_decade,
    "fiscal": periods.resolve_fiscal,
    "year": periods.resolve_year,
    "holiday": periods.resolve_holiday,
    "dayword": relative.resolve_dayword,
    "weekday": relative.resolve_weekday,
    "weekend": relative.resolve_weekend,
    "ago": relative.resolve_ago,
    "hence": relative.resolve_hence,
    "since_n": relative.resolve_since_n,
    "last_n": relative.resolve_last_n,
    "nth_next": relative.resolve_nth_next,
    "relative": relative.resolve_relative,
    "period": relative.resolve_period,
    "week_number": absolute.resolve_week_number,
    "edge_n": absolute.resolve_edge_n,
    "first_n": absolute.resolve_first_n,
    "initials": relative.resolve_initials,
    "numbered": relative.resolve_numbered,
    "last_day": relative.resolve_last_day,
}
_EXPLICIT = ("date", "numeric", "numeric_range", "day_range", "day_list")
_NEVER = Resolved(Span(None, None), Grain.DAY)
_SPACES = re.compile(r"[\u00a0\u2009\u202f\t]")


def find_times(text: str, language: Language, anchor: date, direction: Callable[[int], Direction] | None = None) -> list[Time]:
    """Return the dated expressions of `text`, in order, not overlapping.

    `anchor` is the day the text was written. `direction` tells where the clause at an offset looks; surface cues do where
    none is given. First and last day are inclusive, None for an open end; a time with neither is not a time.
    """
    known = grammar(language)
    plain = _SPACES.sub(" ", text)
    look = direction or (lambda offset: clause_direction(plain, offset, language))
    atoms = _select(_matches(plain, known, anchor, look), len(plain))
    found = join(plain, atoms, known, anchor, look)
    return [Time(a.start, a.end, text[a.start : a.end], a.span.first, a.span.last) for a in found if a.span.first or a.span.last]


def _matches(text: str, known: Grammar, anchor: date, look: Callable[[int], Direction]) -> list[Atom]:
    found: list[Atom] = []
    for use, pattern in known.patterns:
        resolve = _RESOLVERS[use]
        for match in pattern.finditer(text):
            filled = fields(match)
            start, end = match.span("t") if "t" in filled else match.span()
            reading = Reading(known, filled, anchor, lambda at=start: look(at))  # type: ignore[misc]
            try:
                resolved = resolve(reading)
            except (ValueError, OverflowError):  # a year, month or day that no calendar has
                resolved = None
            if resolved is None and use in _EXPLICIT and not filled.keys().isdisjoint(("year", "yyyy", "y")):
                resolved = _NEVER  # no such day: nothing shorter may be read out of it
            if resolved is not None and _capital(text, start, end, known, filled):
                found.append(Atom(start, end, resolved.span, resolved.grain, resolved.partial, resolved.delta, resolved.hinge))
    return found


def _capital(text: str, start: int, end: int, known: Grammar, filled: dict[str, str]) -> bool:
    """English months and weekdays have a capital: "may", "march", "sat" and "sun" are words; all-small text is let be."""
    if known.day_first or text[start:end] == text or not filled.keys().isdisjoint(("year", "day", "dayword_number")):
        return True
    words = [filled[name] for name in ("month", "weekday") if name in filled]
    return all(word[0].isupper() or len(word) > 5 for word in words)


def _select(atoms: list[Atom], length: int) -> list[Atom]:
    """Keep the longest of overlapping expressions; of equals, the one whose pattern stands first."""
    taken = bytearray(length + 1)
    kept = []
    for atom in sorted(atoms, key=lambda a: a.start - a.end):
        if not any(taken[atom.start : atom.end]):
            taken[atom.start : atom.end] = b"\x01" * (atom.end - atom.start)
            kept.append(replace(atom))
    return sorted(kept, key=lambda a: a.start)
