"""The benchmark's own pages, each read as it should be: what is right on them stays right."""

from __future__ import annotations

import pytest

from benchmarks.newsstand import Made, made_pages
from benchmarks.pages import letters, overlap
from bot.errors import IntakeError
from bot.intake.article import examine
from bot.intake.decode import decode
from bot.model import Article, Confidence

PAGES = made_pages()
HEAVY = [page for page in made_pages(heavy=True) if page.verdict == "article"]


def test_there_are_enough_pages_of_both_languages() -> None:
    assert len(PAGES) >= 40
    assert {page.language for page in PAGES} == {"fr", "en"}
    assert sum(page.verdict == "article" for page in PAGES) >= 20
    assert len({page.verdict for page in PAGES}) >= 9


@pytest.mark.parametrize("page", [*PAGES, *HEAVY], ids=lambda page: f"{page.name}, {len(page.body) // 1000} kB")
def test_each_page_is_read(page: Made) -> None:
    try:
        article, outcome = examine(decode(page.body), url=page.url)
    except IntakeError as error:
        article, outcome = Article(text=""), error.outcome
    assert str(outcome or "article") == page.verdict
    if page.verdict != "article":
        return
    precision, recall, _ = overlap(page.text, article.text)
    assert precision >= 0.98, article.text
    assert recall >= 0.97, article.text
    assert letters(article.title) == letters(page.title)
    assert article.published is not None
    assert article.published.date().isoformat() == page.day
    assert article.published_confidence in set(Confidence)
    assert {letters(name) for name in article.authors} == {letters(name) for name in page.authors} or not page.authors
