"""What pictures share: a width that a phone shows whole, letters that it shows large enough, colours, and how one becomes a file."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bot.model import Certainty
from bot.summary.captions import fit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

WIDTH: Final = 1080
"""Pixels. A message on a phone of 390 shows them in 300: what is written here is read at 0.28 of its size."""
DPI: Final = 200
MARGIN: Final = 48
_SIZES: Final = {"title": 18.0, "heading": 15.5, "what": 15.0, "day": 14.0, "detail": 13.5}
"""Points; 13.5 are 10.4 pixels on that phone."""
_BOLD: Final = frozenset({"title", "heading"})
_LOCK: Final = threading.Lock()
"""matplotlib caches fonts without one of its own."""


class Theme(StrEnum):
    """Background of a picture."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Colours:
    """What a theme draws with."""

    ground: str
    ink: str
    soft: str
    line: str
    sure: str
    unsure: str
    denied: str
    coming: str

    def of(self, certainty: Certainty, *, coming: bool) -> str:
        """The colour that says how sure a fact is, and of a sure one whether it is still to come."""
        unsure = {Certainty.DENIED: self.denied, Certainty.RUMOURED: self.unsure}
        return unsure.get(certainty, self.coming if coming else self.sure)


COLOURS: Final = {
    Theme.LIGHT: Colours("#ffffff", "#1f2328", "#59636e", "#c4ccd4", "#0969da", "#9a6700", "#c01c28", "#1a7f37"),
    Theme.DARK: Colours("#1e1f22", "#f2f3f5", "#aeb4bc", "#4e535b", "#6cb2ff", "#e3b341", "#ff8182", "#56d364"),
}


class Ruler:
    """Breaks texts into lines by the width they will have."""

    def __init__(self, renderer: RendererAgg) -> None:
        self._renderer = renderer

    def fit(self, words: str, most: int, width: float, size: str) -> list[str]:
        """At most so many lines of so many pixels."""
        return fit(words, most, width, lambda line: self.width(line, size))

    def width(self, line: str, size: str) -> float:
        """Pixels of one line."""
        extent = self._renderer.get_text_width_height_descent(line, font(size), ismath=False)  # type: ignore[no-untyped-call]
        return float(extent[0])


def blank(theme: Theme) -> tuple[Figure, Ruler]:
    """Begin a picture, to be measured in before its height is known."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(WIDTH / DPI, WIDTH / DPI), dpi=DPI, facecolor=COLOURS[theme].ground)
    return drawn, Ruler(FigureCanvasAgg(drawn).get_renderer())  # type: ignore[no-untyped-call]


def canvas(drawn: Figure, height: int) -> Axes:
    """Give a picture its height in pixels, and axes whose units are pixels from the upper left corner."""
    drawn.set_size_inches(WIDTH / DPI, height / DPI)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    return axes


def write(axes: Axes, x: float, y: float, words: str, size: str, colour: str, *, side: str = "left") -> None:
    """Write one line; a dollar is a dollar, not a formula."""
    axes.text(x, y, words, fontproperties=font(size), color=colour, va="center", ha=side, parse_math=False)


def png(make: Callable[[], Figure]) -> bytes:
    """Draw a picture and return its file; takes a fraction of a second, so never on the event loop."""
    with _LOCK, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # a script that the font lacks shows as boxes
        target = BytesIO()
        make().savefig(target, format="png", dpi=DPI)
    return target.getvalue()


def font(size: str) -> FontProperties:
    """The letters of a size by its name."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family="DejaVu Sans", size=_SIZES[size], weight="bold" if size in _BOLD else "normal")
