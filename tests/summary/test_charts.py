import struct
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import image

from bot.i18n import t
from bot.model import Amount, Certainty, Kind, Language, Person
from bot.store.records import DayCount
from bot.summary import activity, drawing
from bot.summary.activity import activity_png, by_month
from bot.summary.charts import MOST_ENTRIES, draw, figure, timeline_png
from bot.summary.drawing import WIDTH, Theme
from bot.summary.timeline import build
from bot.summary.values import Timeline
from tests.summary.test_digest import fact, items, stored
from tests.summary.test_timeline import TODAY, when

PHONE = 300
"""Pixels in which a phone of 390 shows a picture."""
TOLD = [
    DayCount(activity.first_day(TODAY) - timedelta(days=1), Certainty.CONFIRMED, 50),
    DayCount(activity.first_day(TODAY), Certainty.CONFIRMED, 1),
    DayCount(TODAY - timedelta(days=70), Certainty.REPORTED, 3),
    DayCount(TODAY, Certainty.CONFIRMED, 4),
    DayCount(TODAY.replace(day=1), Certainty.RUMOURED, 2),
    DayCount(TODAY, Certainty.PLANNED, 1),
    DayCount(TODAY + timedelta(days=40), Certainty.CONFIRMED, 50),
]
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


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("drawn", ["timeline", "activity"])
def test_a_phone_shows_letters_large_enough_to_read(drawn: str, language: Language) -> None:
    made = figure(some(9), language, Theme.DARK, title="Lumio", today=TODAY) if drawn == "timeline" else bars(language)
    points = min(text.get_fontsize() for text in made.axes[0].texts)
    assert points / 72 * made.dpi * PHONE / WIDTH >= 10


def bars(language: Language, theme: Theme = Theme.LIGHT) -> Any:
    return activity.figure(by_month(TOLD, today=TODAY), language, theme)


def test_facts_are_counted_by_month() -> None:
    counts = by_month(TOLD, today=TODAY)
    assert len(counts) == activity.MONTHS
    assert list(counts)[-1] == (TODAY.year, TODAY.month)
    assert min(day for day in (one.day for one in TOLD) if (day.year, day.month) in counts) >= activity.first_day(TODAY)
    assert sum(month.total() for month in counts.values()) == sum(one.facts for one in TOLD[1:-1])
    for month in range(1, 13):
        today = date(2026, month, 28)
        assert next(iter(by_month([], today=today))) == (activity.first_day(today).year, activity.first_day(today).month)


@pytest.mark.parametrize("language", Language)
async def test_bars_are_as_high_as_their_facts_and_explained(language: Language) -> None:
    drawn = bars(language)
    words = [text.get_text() for text in drawn.axes[0].texts]
    assert {"7", "3", "1"} <= set(words)
    assert t(language, "certainty_group.rumoured") in words
    assert t(language, "certainty_group.denied") not in words
    renderer = drawn.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in drawn.axes[0].texts]
    assert not [1 for one, other in combinations(boxes, 2) if one.overlaps(other)]
    assert all(box.x0 >= 0 and box.x1 <= WIDTH and box.y0 >= 0 and box.y1 <= drawn.bbox.height for box in boxes)
    heights = sorted(-bar.get_height() for bar in drawn.axes[0].patches if bar.get_width() > 40 and bar.get_height())
    assert heights[-1] / heights[0] == pytest.approx(4)
    for theme in Theme:
        assert size(await activity_png(by_month(TOLD, today=TODAY), language, theme))[0] == WIDTH


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
    assert drawing.DPI == 200
