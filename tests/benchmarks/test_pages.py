"""The comparison of page readers: each in its own process, what isn't installed named and left out, what isn't stated not counted."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.newsstand import made_pages
from benchmarks.pages import Pages, measure, read, share
from bot.intake.decode import decode

PAGES: Pages = [
    (
        decode(page.body),
        page.url,
        {"file": page.name, "text": page.text, "title": page.title, "date": page.day, "authors": list(page.authors)},
    )
    for page in made_pages()
    if page.verdict == "article" and page.authors
][:2]


def test_ours_is_read_in_another_process_and_scored() -> None:
    readings = read("ours", PAGES, Path("nowhere"))
    assert readings is not None
    score = measure(readings, PAGES)
    assert min(score.f1) > 0.97
    assert (score.title, score.day, score.author) == ([True] * 2, [True] * 2, [True] * 2)
    assert score.seconds > 0
    assert [reading["verdict"] for reading in readings] == ["article"] * 2


def test_a_peer_that_is_missing_is_left_out() -> None:
    assert read("newspaper4k", PAGES, Path(sys.executable)) is None


def test_what_a_library_never_states_is_not_counted_against_it() -> None:
    text = {"text": PAGES[0][2]["text"], "title": None, "day": None, "authors": [], "seconds": 0.1, "failed": False}
    score = measure([text, text | {"failed": True}], PAGES)
    assert score.f1[0] == 1.0
    assert score.f1[1] < 0.5
    assert [share(values).strip() for values in (score.title, score.day, score.author)] == ["–"] * 3
    assert score.failed == 1
