"""What is told of an entity in the order in which it happened, with what is not known said as such."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from bot.model import Certainty, When
from bot.summary.values import Entry, Gap, Item, Precision, Timeline

LEAST_GAP: Final = timedelta(days=120)
"""A shorter silence is none: nobody is written about every month."""
FEW_DAYS: Final = 31
_DAY: Final = timedelta(days=1)


def build(items: Iterable[Item], *, today: date, since: date | None = None) -> Timeline:
    """Order items by the days of their events.

    Args:
        items: what is told; where articles give a time with more or less precision, the most precise counts.
        today: what lies after it is to come.
        since: leave out what was over before this day.
    """
    entries, undated = [], []
    for item in items:
        when = best_time(item)
        if when is None:
            undated.append(item)
        elif since is None or when.end is None or when.end >= since:
            entries.append(_entry(item, when, today))
    entries.sort(key=_order)
    return Timeline(tuple(entries), tuple(_gaps(entries, today)), tuple(undated))


def best_time(item: Item) -> When | None:
    """The most precise time that the item's articles give; None where none gives a day."""
    times = [one.fact.time for one in item.same if one.fact.time is not None and (one.fact.time.start or one.fact.time.end)]
    return min(times, key=_span, default=None)


def precision(when: When) -> Precision:
    """Say how exactly a time with at least one end is known."""
    if when.start is None:
        return Precision.UNTIL
    if when.end is None:
        return Precision.SINCE
    if when.start == when.end:
        return Precision.DAY
    if _is_month(when.start, when.end):
        return Precision.MONTH
    if (when.start.month, when.start.day, when.end.month, when.end.day) == (1, 1, 12, 31) and when.start.year == when.end.year:
        return Precision.YEAR
    return Precision.DAYS if (when.end - when.start).days < FEW_DAYS else Precision.RANGE


def _span(when: When) -> tuple[int, date]:
    if when.start is None or when.end is None:
        return 1_000_000, when.start or when.end or date.max
    return (when.end - when.start).days, when.start


def _is_month(start: date, end: date) -> bool:
    return (start.year, start.month, start.day) == (end.year, end.month, 1) and end.day == monthrange(end.year, end.month)[1]


def _entry(item: Item, when: When, today: date) -> Entry:
    certainty = item.fact.fact.certainty
    begins, ends = when.start or when.end, when.end or when.start
    ahead = begins is not None and begins > today
    still_ahead = ends is not None and ends >= today and certainty is Certainty.PLANNED
    return Entry(item, when.start, when.end, precision(when), certainty, ahead or still_ahead)


def _order(entry: Entry) -> tuple[object, ...]:
    """By the first day known, wider spans first: what is told of a year opens it."""
    first, last = entry.first or entry.last, entry.last or entry.first
    return first, -(last.toordinal() if last else 0), entry.item.id


def _gaps(entries: Sequence[Entry], today: date) -> Iterable[Gap]:
    """The silences between entries up to today: of what is to come nobody can tell yet. A long or an open span fills none."""
    covered: date | None = None
    for entry in entries:
        first = entry.first or entry.last
        if first is None:
            continue
        if covered is not None and first - covered > LEAST_GAP and first <= today:
            yield Gap(covered + _DAY, first - _DAY)
        vague = entry.precision in (Precision.YEAR, Precision.RANGE, Precision.SINCE, Precision.UNTIL)
        reached = first if vague else entry.last or first
        covered = reached if covered is None else max(covered, reached)
