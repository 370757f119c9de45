"""A timeline as a picture: a column that a phone shows whole, light or dark, with what is unsure or unknown drawn as such."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bot import wording
from bot.i18n import t
from bot.model import Certainty, Language, When
from bot.summary.captions import caption, gap_words, plain
from bot.summary.drawing import COLOURS, MARGIN, WIDTH, Colours, Ruler, Theme, blank, canvas, png, write
from bot.summary.values import Entry, Gap, Precision, Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ENTRIES: Final = 8
"""The latest entries are drawn; a line says how many came before."""
_AXIS, _TEXT = 72, 132
_HEAD, _FOOT, _GAP = 140, 60, 110
_LINE, _ROOM = 58, 44
_VAGUE: Final = frozenset({Precision.MONTH, Precision.YEAR, Precision.RANGE, Precision.SINCE, Precision.UNTIL})


@dataclass(frozen=True, slots=True)
class _Row:
    """One part of the column: an entry, a gap, or (neither) today; its texts broken into lines, and its height in pixels."""

    entry: Entry | None
    gap: Gap | None
    lines: tuple[tuple[str, str], ...]
    height: int


async def timeline_png(timeline: Timeline, language: Language, theme: Theme, *, title: str, today: date) -> bytes:
    """Draw a timeline as a PNG of `WIDTH` pixels, in a thread."""
    return await asyncio.to_thread(draw, timeline, language, theme, title=title, today=today)


def draw(timeline: Timeline, language: Language, theme: Theme, *, title: str, today: date) -> bytes:
    """Draw a timeline as a PNG; never on the event loop."""
    return png(lambda: figure(timeline, language, theme, title=title, today=today))


def figure(timeline: Timeline, language: Language, theme: Theme, *, title: str, today: date) -> Figure:
    """Lay a timeline out: the newest below, each entry as high as its text, so that nothing overlaps."""
    drawn, ruler = blank(theme)
    shown = timeline.entries[-MOST_ENTRIES:]
    rows = _rows(timeline, shown, language, today, ruler)
    notes = [line for note in _notes(timeline, shown, language) for line in ruler.fit(note, 2, WIDTH - 2 * MARGIN, "detail")]
    axes = canvas(drawn, _HEAD + sum(row.height for row in rows) + _FOOT + _LINE * len(notes))
    painter = _Painter(axes, COLOURS[theme])
    painter.text(MARGIN, 70, "".join(ruler.fit(plain(title), 1, WIDTH - 2 * MARGIN, "title")), "title", painter.colours.ink)
    y = _HEAD
    for row in rows:
        painter.row(row, y)
        y += row.height
    for note in notes:
        painter.text(MARGIN, y + 44, note, "detail", painter.colours.soft)
        y += _LINE
    return drawn


def _rows(timeline: Timeline, shown: tuple[Entry, ...], language: Language, today: date, ruler: Ruler) -> list[_Row]:
    gaps = list(timeline.gaps)
    rows: list[_Row] = []
    for entry in shown:
        first = entry.first or entry.last
        while gaps and first is not None and gaps[0].last < first:
            gap = gaps.pop(0)
            if rows:  # what lies before the first one drawn is in the note
                rows.append(_Row(None, gap, ((gap_words(language, gap), "detail"),), _GAP))
        if first is not None and first > today and not any(row.entry is None and row.gap is None for row in rows):
            rows.append(_Row(None, None, ((t(language, "timeline.today", day=wording.day(language, today)), "detail"),), _GAP))
        rows.append(_entry_row(entry, language, today, ruler))
    return rows


def _entry_row(entry: Entry, language: Language, today: date, ruler: Ruler) -> _Row:
    words, room = caption(language, entry), WIDTH - _TEXT - MARGIN
    day = wording.when(language, When(entry.first, entry.last, ""), today=today)
    parts = ((day, "day"), (words.heading, "heading"), (words.body, "what"), (words.details, "detail"))
    lines = [(line, size) for text, size in parts for line in ruler.fit(text, 2, room, size)]
    return _Row(entry, None, tuple(lines), _ROOM + _LINE * len(lines))


def _notes(timeline: Timeline, shown: tuple[Entry, ...], language: Language) -> list[str]:
    earlier, undated = len(timeline.entries) - len(shown), len(timeline.undated)
    notes = [t(language, "timeline.earlier", n=earlier)] if earlier else []
    notes += [t(language, "timeline.undated", n=undated)] if undated else []
    return notes or ([t(language, "timeline.nothing")] if not shown else [])


class _Painter:
    """Puts rows on the axes, whose units are pixels from the upper left corner."""

    def __init__(self, axes: Axes, colours: Colours) -> None:
        self.axes = axes
        self.colours = colours

    def text(self, x: float, y: float, words: str, size: str, colour: str) -> None:
        """Write one line."""
        write(self.axes, x, y, words, size, colour)

    def row(self, row: _Row, y: float) -> None:
        """Draw an entry with its mark and words, a gap, or today."""
        dots = "solid" if row.gap is None else (0, (1.5, 2.5))
        self.axes.plot([_AXIS, _AXIS], [y, y + row.height], color=self.colours.line, linewidth=3, linestyle=dots, zorder=1)
        if row.entry is None:
            if row.gap is None:
                self.axes.plot([_AXIS - 28, _AXIS + 28], [y + row.height / 2] * 2, color=self.colours.coming, linewidth=3, zorder=2)
            self.text(_TEXT, y + row.height / 2, row.lines[0][0], "detail", self.colours.soft)
            return
        middle = y + _ROOM / 2 + _LINE / 2
        self.mark(row.entry, middle)
        for place, (line, size) in enumerate(row.lines):
            self.text(_TEXT, middle + place * _LINE, line, size, self.colours.soft if size in ("day", "detail") else self.colours.ink)

    def mark(self, entry: Entry, y: float) -> None:
        """Draw a disc for a day that is known, a ring for a month or more; its colour says how sure it is."""
        colour = self.colours.of(entry.certainty, coming=entry.coming)
        ground = self.colours.ground if entry.precision in _VAGUE else colour
        dashes = (0, (1, 1)) if entry.certainty is Certainty.RUMOURED else "solid"
        self.axes.scatter([_AXIS], [y], s=120, facecolor=ground, edgecolor=colour, linewidth=3, linestyle=dashes, zorder=3)
        if entry.certainty is Certainty.DENIED:
            self.axes.plot([_AXIS - 18, _AXIS + 18], [y + 18, y - 18], color=self.colours.denied, linewidth=3, zorder=4)
