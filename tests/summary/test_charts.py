import struct
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import image

from bot.model import Amount, Certainty, Kind, Language, Person
from bot.summary import charts
from bot.summary.charts import MOST_ENTRIES, WIDTH, Theme, draw, figure, timeline_png
from bot.summary.timeline import build
from bot.summary.values import Timeline
from tests.summary.test_digest import fact, items, stored
from tests.summary.test_timeline import TODAY, when

LONG = "Compagnie internationale des ateliers de construction navale et mécanique du Grand Ouest européen réunis"


def some(count: int = 6) -> Timeline:
    """Entries of every precision and certainty, with a gap, one without a day and two sources."""
    times = [when("2024-01-10", "2024-01-10"), when("2024-01-01", "2024-12-31"), when("2025-03-01", "2025-03-31"),
             when("2025-06-10", None), when(None, "2026-06-30"), when("2026-12-05", "2026-12-07"), None]  # fmt: skip
    sure = list(Certainty)
    told = []
    for n in range(count):
        what = fact(n, list(Kind)[n % len(Kind)], "Lumio", place=f"Ville {n}", time=times[n % len(times)], certainty=sure[n % len(sure)],
                    object=LONG if n % 3 == 0 else f"Projet{n}", amount=Amount(1.5e9 + n, "EUR", "1,5 milliard"),
                    people=(Person("Ada Lovelace", "PDG"),))  # fmt: skip
        told += [stored(n, what), stored(100 + n, what, site="L'Autre")] if n % 2 else [stored(n, what)]
    return build(items(*told), today=TODAY)


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("language", Language)
async def test_a_picture_fits_a_phone_and_is_not_blank(theme: Theme, language: Language, tmp_path: Any) -> None:
    png = await timeline_png(some(), language, theme, title="Lumio", today=TODAY)
    width, height = size(png)
    assert width == WIDTH
    assert 400 <= height <= 2600
    assert len(png) < 1_000_000
    (tmp_path / "chart.png").write_bytes(png)
    pixels = image.imread(tmp_path / "chart.png")[:, :, :3]
    ground = pixels[2, 2]
    inked = (abs(pixels - ground).sum(axis=2) > 0.1).mean()
    assert 0.01 < inked < 0.5
    assert (ground.mean() > 0.9) == (theme is Theme.LIGHT)


@pytest.mark.parametrize("count", [0, 1, 5, 14, 30])
def test_no_text_overlaps_another_or_leaves_the_picture(count: int) -> None:
    drawn = figure(some(count), Language.FR, Theme.LIGHT, title=LONG, today=TODAY)
    renderer = drawn.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = [text.get_window_extent(renderer) for text in drawn.axes[0].texts if text.get_text()]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    height = drawn.bbox.height
    assert all(box.x0 >= 0 and box.x1 <= WIDTH and box.y0 >= 0 and box.y1 <= height for box in boxes)


def test_the_latest_entries_are_drawn_and_the_others_counted() -> None:
    timeline = some(28)
    drawn = figure(timeline, Language.FR, Theme.DARK, title="Lumio", today=TODAY)
    words = " ".join(text.get_text() for text in drawn.axes[0].texts)
    assert len(timeline.entries) > MOST_ENTRIES
    assert f"{len(timeline.entries) - MOST_ENTRIES} faits plus anciens" in words
    assert "sans date" in words
    assert len(drawn.axes[0].collections) == MOST_ENTRIES


def test_an_empty_timeline_says_so() -> None:
    drawn = figure(build([], today=TODAY), Language.EN, Theme.DARK, title="Lumio", today=TODAY)
    assert "No dated fact." in [text.get_text() for text in drawn.axes[0].texts]


def test_long_silences_are_told() -> None:
    drawn = figure(some(6), Language.FR, Theme.LIGHT, title="Lumio", today=TODAY)
    assert any("sans nouvelle" in text.get_text() for text in drawn.axes[0].texts)


@given(st.text(max_size=80))
@settings(max_examples=25, deadline=None)
def test_hostile_names_break_no_picture(name: str) -> None:
    what = fact(1, subject=name, object=f"${name}$ \\frac{{1}}", place="\u202egnirts", time=when("2026-01-05", "2026-01-05"))
    png = draw(build(items(stored(1, what)), today=TODAY), Language.FR, Theme.LIGHT, title=f"{name}\u202e$x$", today=TODAY)
    assert size(png)[0] == WIDTH


def test_drawing_does_not_touch_the_global_state_of_matplotlib() -> None:
    import sys

    draw(some(2), Language.FR, Theme.LIGHT, title="Lumio", today=date(2026, 1, 1))
    assert "matplotlib.pyplot" not in sys.modules
    assert charts.DPI == 200
