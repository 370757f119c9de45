"""How much is told of a name, month by month, as a picture: bars whose colours say how sure it is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from babel.dates import format_date

from bot.i18n import number, t
from bot.model import Certainty, Language
from bot.store.records import DayCount
from bot.summary.drawing import COLOURS, MARGIN, WIDTH, Colours, Ruler, Theme, blank, canvas, png, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MONTHS: Final = 12
"""Months drawn, this one the last: a year, so that each letter stands for one."""
_HEAD, _BARS, _BELOW, _LINE = 190, 360, 130, 64
_SWATCH: Final = 34

Month = tuple[int, int]
"""Year and month."""


def first_day(today: date) -> date:
    """The first day of the months that are drawn today."""
    return date(today.year - (today.month < MONTHS), today.month % MONTHS + 1, 1)


def by_month(told: Iterable[DayCount], *, today: date) -> dict[Month, Counter[Certainty]]:
    """Count facts by the month of their article and by certainty, for the `MONTHS` that end with today's; older and later ones not."""
    last = today.year * 12 + today.month - 1
    counts: dict[Month, Counter[Certainty]] = {(at // 12, at % 12 + 1): Counter() for at in range(last - MONTHS + 1, last + 1)}
    for one in told:
        if (month := (one.day.year, one.day.month)) in counts:
            counts[month][one.certainty] += one.facts
    return counts


async def activity_png(counts: dict[Month, Counter[Certainty]], language: Language, theme: Theme) -> bytes:
    """Draw what `by_month` gave as a PNG of `WIDTH` pixels, in a thread."""
    return await asyncio.to_thread(png, lambda: figure(counts, language, theme))


def figure(counts: dict[Month, Counter[Certainty]], language: Language, theme: Theme) -> Figure:
    """Lay the bars out: a bar a month with its number, its parts explained below."""
    drawn, ruler = blank(theme)
    colours = COLOURS[theme]
    shown = [one for one in Certainty if any(month[one] for month in counts.values())]
    legend = _legend(shown, language, ruler)
    floor = _HEAD + _BARS
    axes = canvas(drawn, floor + _BELOW + _LINE * (1 + max((row for row, _, _ in legend), default=0)))
    write(axes, MARGIN, 70, t(language, "profile.chart"), "title", colours.ink)
    most = max(1, *(sum(month.values()) for month in counts.values()))
    step = (WIDTH - 2 * MARGIN) / len(counts)
    axes.plot([MARGIN, WIDTH - MARGIN], [floor, floor], color=colours.line, linewidth=2, zorder=1)
    for place, ((year, month), told) in enumerate(counts.items()):
        middle, y = MARGIN + (place + 0.5) * step, float(floor)
        for one in shown:
            tall = _BARS * told[one] / most
            _bar(axes, (middle, y), (step * 0.72, tall), colours, one)
            y -= tall
        if told.total():
            write(axes, middle, y - 30, number(language, told.total()), "day", colours.ink, side="center")
        name = str(format_date(date(year, month, 1), "LLLLL", locale=language.value))
        write(axes, middle, floor + 36, name, "day", colours.soft, side="center")
        if month == 1 or (place == 0 and month != 12):  # the next one is too near
            write(axes, middle, floor + 82, str(year), "detail", colours.soft, side="left" if place == 0 else "center")
    for row, x, one in legend:
        y = floor + _BELOW + 10 + row * _LINE
        _bar(axes, (x + _SWATCH / 2, y + _SWATCH / 2), (_SWATCH, _SWATCH), colours, one)
        write(axes, x + _SWATCH + 16, y, t(language, f"certainty_group.{one}"), "detail", colours.soft)
    return drawn


def _bar(axes: Axes, foot: tuple[float, float], size: tuple[float, float], colours: Colours, certainty: Certainty) -> None:
    colour = colours.of(certainty, coming=certainty is Certainty.PLANNED)
    faint = 0.55 if certainty is Certainty.REPORTED else 1.0
    axes.bar(foot[0], -size[1], width=size[0], bottom=foot[1], color=colour, alpha=faint)


def _legend(shown: Sequence[Certainty], language: Language, ruler: Ruler) -> list[tuple[int, float, Certainty]]:
    """The row and the left end of each explanation."""
    found: list[tuple[int, float, Certainty]] = []
    row, x = 0, float(MARGIN)
    for one in shown:
        width = _SWATCH + 16 + ruler.width(t(language, f"certainty_group.{one}"), "detail")
        if x > MARGIN and x + width > WIDTH - MARGIN:
            row, x = row + 1, float(MARGIN)
        found.append((row, x, one))
        x += width + 48
    return found
