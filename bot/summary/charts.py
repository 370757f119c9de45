"""A timeline as a picture: a column that a phone shows whole, light or dark, with what is unsure or unknown drawn as such."""

from __future__ import annotations

import asyncio
import threading
import warnings
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bot import wording
from bot.i18n import t
from bot.model import Certainty, Language, When
from bot.summary.captions import caption, fit, gap_words, plain
from bot.summary.values import Entry, Gap, Precision, Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

WIDTH: Final = 1080
"""Pixels: what a phone shows across without shrinking."""
DPI: Final = 200
MOST_ENTRIES: Final = 12
"""The latest entries are drawn; a line says how many came before."""
_MARGIN, _AXIS, _TEXT = 60, 330, 380
_HEAD, _FOOT, _GAP = 150, 70, 90
_LINE, _ROOM = 44, 46
_DAY_GAP: Final = 40
_SIZES: Final = {"title": 13.0, "day": 8.5, "heading": 9.5, "what": 9.5, "detail": 8.0}
_BOLD: Final = frozenset({"title", "heading"})
_VAGUE: Final = frozenset({Precision.MONTH, Precision.YEAR, Precision.RANGE, Precision.SINCE, Precision.UNTIL})
_LOCK: Final = threading.Lock()
"""matplotlib caches fonts without one of its own."""


class Theme(StrEnum):
    """Background of a picture."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class _Colours:
    ground: str
    ink: str
    soft: str
    line: str
    sure: str
    unsure: str
    denied: str
    coming: str


_COLOURS: Final = {
    Theme.LIGHT: _Colours("#ffffff", "#1f2328", "#59636e", "#c4ccd4", "#0969da", "#9a6700", "#c01c28", "#1a7f37"),
    Theme.DARK: _Colours("#1e1f22", "#f2f3f5", "#aeb4bc", "#4e535b", "#6cb2ff", "#e3b341", "#ff8182", "#56d364"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the column: an entry, a gap, or (neither) today; its texts broken into lines, and its height in pixels."""

    entry: Entry | None
    gap: Gap | None
    lines: tuple[tuple[str, str], ...]
    days: tuple[str, ...]
    height: int


async def timeline_png(timeline: Timeline, language: Language, theme: Theme, *, title: str, today: date) -> bytes:
    """Draw a timeline as a PNG of `WIDTH` pixels, in a thread."""
    return await asyncio.to_thread(draw, timeline, language, theme, title=title, today=today)


def draw(timeline: Timeline, language: Language, theme: Theme, *, title: str, today: date) -> bytes:
    """Draw a timeline as a PNG; takes a fraction of a second, so never on the event loop."""
    with _LOCK, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # a script that the font lacks shows as boxes
        target = BytesIO()
        figure(timeline, language, theme, title=title, today=today).savefig(target, format="png", dpi=DPI)
    return target.getvalue()


def figure(timeline: Timeline, language: Language, theme: Theme, *, title: str, today: date) -> Figure:
    """Lay a timeline out: the newest below, each entry as high as its text, so that nothing overlaps."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(WIDTH / DPI, WIDTH / DPI), dpi=DPI, facecolor=_COLOURS[theme].ground)
    canvas = FigureCanvasAgg(drawn)
    ruler = _Ruler(canvas.get_renderer())  # type: ignore[no-untyped-call]
    shown = timeline.entries[-MOST_ENTRIES:]
    rows = _rows(timeline, shown, language, today, ruler)
    notes = _notes(timeline, shown, language)
    height = _HEAD + sum(row.height for row in rows) + _FOOT + _LINE * len(notes)
    drawn.set_size_inches(WIDTH / DPI, height / DPI)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    painter = _Painter(axes, _COLOURS[theme])
    painter.text(_MARGIN, 66, "".join(ruler.fit(plain(title), 1, WIDTH - 2 * _MARGIN, "title")), "title", painter.colours.ink)
    y = _HEAD
    for row in rows:
        painter.row(row, y)
        y += row.height
    for note in notes:
        painter.text(_MARGIN, y + 30, note, "detail", painter.colours.soft)
        y += _LINE
    return drawn


class _Ruler:
    """Breaks texts into lines by the width they will have."""

    def __init__(self, renderer: RendererAgg) -> None:
        self._renderer = renderer

    def fit(self, words: str, most: int, width: float, size: str) -> list[str]:
        """At most so many lines of so many pixels."""
        return fit(words, most, width, lambda line: self._width(line, size))

    def _width(self, line: str, size: str) -> float:
        extent = self._renderer.get_text_width_height_descent(line, _font(size), ismath=False)  # type: ignore[no-untyped-call]
        return float(extent[0])


def _font(size: str) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family="DejaVu Sans", size=_SIZES[size], weight="bold" if size in _BOLD else "normal")


def _rows(timeline: Timeline, shown: tuple[Entry, ...], language: Language, today: date, ruler: _Ruler) -> list[_Row]:
    gaps = list(timeline.gaps)
    rows: list[_Row] = []
    for entry in shown:
        first = entry.first or entry.last
        while gaps and first is not None and gaps[0].last < first:
            gap = gaps.pop(0)
            if rows:  # what lies before the first one drawn is in the note
                rows.append(_Row(None, gap, ((gap_words(language, gap), "detail"),), (), _GAP))
        if first is not None and first > today and not any(row.entry is None and row.gap is None for row in rows):
            rows.append(_Row(None, None, ((t(language, "timeline.today", day=wording.day(language, today)), "detail"),), (), _GAP))
        rows.append(_entry_row(entry, language, today, ruler))
    return rows


def _entry_row(entry: Entry, language: Language, today: date, ruler: _Ruler) -> _Row:
    words, room = caption(language, entry), WIDTH - _TEXT - _MARGIN
    lines = [(line, "heading") for line in ruler.fit(words.heading, 2, room, "heading")]
    lines += [(line, "what") for line in ruler.fit(words.body, 2, room, "what")]
    lines += [(line, "detail") for line in ruler.fit(words.details, 2, room, "detail")]
    days = ruler.fit(wording.when(language, When(entry.first, entry.last, ""), today=today), 3, _AXIS - _DAY_GAP - _MARGIN / 2, "day")
    return _Row(entry, None, tuple(lines), tuple(days), _ROOM + _LINE * max(2, len(lines), len(days)))


def _notes(timeline: Timeline, shown: tuple[Entry, ...], language: Language) -> list[str]:
    earlier, undated = len(timeline.entries) - len(shown), len(timeline.undated)
    notes = [t(language, "timeline.earlier", n=earlier)] if earlier else []
    notes += [t(language, "timeline.undated", n=undated)] if undated else []
    return notes or ([t(language, "timeline.nothing")] if not shown else [])


class _Painter:
    """Puts rows on the axes, whose units are pixels from the upper left corner."""

    def __init__(self, axes: Axes, colours: _Colours) -> None:
        self.axes = axes
        self.colours = colours

    def text(self, x: float, y: float, words: str, size: str, colour: str, *, right: bool = False) -> None:
        """Write one line; a dollar is a dollar, not a formula."""
        side = "right" if right else "left"
        self.axes.text(x, y, words, fontproperties=_font(size), color=colour, va="center", ha=side, parse_math=False)

    def row(self, row: _Row, y: float) -> None:
        """Draw an entry with its mark and words, a gap, or today."""
        dots = "solid" if row.gap is None else (0, (1.5, 2.5))
        self.axes.plot([_AXIS, _AXIS], [y, y + row.height], color=self.colours.line, linewidth=2, linestyle=dots, zorder=1)
        if row.entry is None:
            if row.gap is None:
                self.axes.plot([_AXIS - 24, _AXIS + 24], [y + row.height / 2] * 2, color=self.colours.coming, linewidth=2, zorder=2)
            self.text(_TEXT, y + row.height / 2, row.lines[0][0], "detail", self.colours.soft)
            return
        middle = y + _ROOM / 2 + _LINE / 2
        self.mark(row.entry, middle)
        for place, line in enumerate(row.days):
            self.text(_AXIS - _DAY_GAP, middle + place * _LINE, line, "day", self.colours.soft, right=True)
        for place, (line, size) in enumerate(row.lines):
            self.text(_TEXT, middle + place * _LINE, line, size, self.colours.soft if size == "detail" else self.colours.ink)

    def mark(self, entry: Entry, y: float) -> None:
        """Draw a disc for a day that is known, a ring for a month or more; its colour says how sure it is."""
        colour = self._colour(entry)
        ground = self.colours.ground if entry.precision in _VAGUE else colour
        dashes = (0, (1, 1)) if entry.certainty is Certainty.RUMOURED else "solid"
        self.axes.scatter([_AXIS], [y], s=70, facecolor=ground, edgecolor=colour, linewidth=2, linestyle=dashes, zorder=3)
        if entry.certainty is Certainty.DENIED:
            self.axes.plot([_AXIS - 14, _AXIS + 14], [y + 14, y - 14], color=self.colours.denied, linewidth=2, zorder=4)

    def _colour(self, entry: Entry) -> str:
        if entry.certainty is Certainty.DENIED:
            return self.colours.denied
        if entry.certainty is Certainty.RUMOURED:
            return self.colours.unsure
        return self.colours.coming if entry.coming else self.colours.sure
