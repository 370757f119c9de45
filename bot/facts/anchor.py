"""The day a text was written, told by the text itself: its explicit dates, and whether it speaks of them as past or to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.facts.dates import Direction, clause_direction, find_times
from bot.facts.segment import Role, Sentence
from bot.model import Language, Time

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGIT = re.compile(r"\d")
_MONTH = 32  # days: what is longer names no month
_BYLINES = (Role.BYLINE, Role.CAPTION)
_WIDEST = 550  # days between bounds within which their middle still helps


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What the text's explicit dates allow: not before `low`, not after `high`; `day` is the last past day it names in full."""

    low: date | None
    high: date | None
    day: date | None
    bare: tuple[tuple[int, int], ...]


def infer_published(sentences: Sequence[Sentence], language: Language, posted: date) -> date | None:
    """Return the likely day of writing, None where the text doesn't tell; never after `posted`."""
    signed = _signed(sentences, language, posted)
    if signed is not None:
        return signed
    bounds = _bounds(sentences, language, posted)
    high = min(bounds.high or posted, posted)
    if bounds.low is not None and bounds.low > high:
        high = posted
    near = _latest(bounds, high)
    if near is not None and (bounds.high is not None or bounds.day is not None or bounds.low is not None):
        return near
    if bounds.low is None or bounds.high is None or (high - bounds.low).days > _WIDEST:
        return None
    return bounds.low + (high - bounds.low) / 2


def _signed(sentences: Sequence[Sentence], language: Language, posted: date) -> date | None:
    """A byline or dateline that names a whole day."""
    for sentence in sentences:
        if sentence.role in _BYLINES:
            for time in find_times(sentence.text, language, posted):
                if time.first is not None and time.first == time.last and _YEAR.search(time.text) and time.first <= posted:
                    return time.first
    return None


def _bounds(sentences: Sequence[Sentence], language: Language, posted: date) -> _Bounds:
    low: date | None = None
    high: date | None = None
    day: date | None = None
    bare: list[tuple[int, int]] = []
    for sentence in sentences:
        if sentence.role in (Role.REPEATED, Role.SEE_ALSO):
            continue
        for time in find_times(sentence.text, language, posted):
            direction = clause_direction(sentence.text, time.start, language)
            if _YEAR.search(time.text) is None:
                single = time.first or time.last
                if single is not None and _names_day(time) and direction is not Direction.FUTURE:
                    bare.append((single.month, single.day))
                continue
            low, high, day = _narrow(time, direction, posted, low, high, day)
    return _Bounds(low, high, day, tuple(bare))


def _names_day(time: Time) -> bool:
    """A day of a month without its year: "le 14 novembre", not "mardi" or "il y a 3 jours"."""
    edge = time.first or time.last
    return (
        edge is not None
        and re.search(rf"(?<!\d)0?{edge.day}(?!\d)", time.text) is not None
        and re.search(r"[^\W\d_]{3}", time.text) is not None
        and (time.last is None or time.first is None or (time.last - time.first).days < _MONTH)
    )


def _narrow(
    time: Time, direction: Direction, posted: date, low: date | None, high: date | None, day: date | None
) -> tuple[date | None, date | None, date | None]:
    first, last = time.first, time.last
    if direction is Direction.FUTURE and last is not None:
        edge = last if first is None or (last - first).days >= _MONTH else first
        high = edge if high is None else min(high, edge)
    elif first is not None and first <= posted and direction is not Direction.FUTURE:
        low = first if low is None else max(low, first)
        if last is not None and (last - first).days < _MONTH:
            full = min(last, posted) if (last - first).days else first
            day = full if day is None else max(day, full)
    return low, high, day


def _latest(bounds: _Bounds, high: date) -> date | None:
    """The last of the bare past days, each the nearest before the upper bound, or after the lower one where there is no upper."""
    days = []
    for month, number in bounds.bare:
        found = _near(bounds, month, number, high)
        if found is not None:
            days.append(found)
    if bounds.day is not None and bounds.day <= high:
        days.append(bounds.day)
    last_year = bounds.low.year if bounds.low else 0
    return max((found for found in days if found.year >= last_year), default=None)


def _near(bounds: _Bounds, month: int, number: int, high: date) -> date | None:
    start = bounds.day or bounds.low
    if bounds.high is not None or start is None:
        years = [high.year, high.year - 1]
    elif bounds.day is not None:
        years = [start.year + 1, start.year, start.year - 1]
        high = min(high, start + timedelta(days=270))
    else:
        years = [start.year]
    for year in years:
        try:
            found = date(year, month, number)
        except ValueError:
            continue
        if found <= high:
            return found
    return None
