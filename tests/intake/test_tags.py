"""Attributes of tags, and what two readers of a page's start make of them."""

from __future__ import annotations

import pytest

from bot.intake.discovery import feeds_of_page
from bot.intake.head import read_head
from bot.intake.tags import attributes

PAGE = "https://www.le-journal.fr/"


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("<link rel=alternate HREF='/flux?a=1&amp;b=2'>", {"rel": "alternate", "href": "/flux?a=1&b=2"}),
        ('<link rel = "alternate"  title="l\'actu: a=b" crossorigin>', {"rel": "alternate", "title": "l'actu: a=b"}),
        ('<link rel="alternate" rel="canonical">', {"rel": "alternate"}),
        ('<meta data-2content="1" og:name="x">', {"data-2content": "1", "og:name": "x"}),
        ('<meta content="">', {"content": ""}),
        (f'<meta {"a" * 31}="1" content="2">', {"content": "2"}),
        ("<meta content", {}),
    ],
)
def test_attributes(tag: str, found: dict[str, str]) -> None:
    assert attributes(tag) == found


@pytest.mark.parametrize("run", ["a", "a ", " ", "a=", 'a="', "a=' ", "-", "é"])
def test_what_goes_on_and_on_is_gone_through_once(run: str) -> None:
    assert len(attributes(f"<meta {run * 20_000}>")) <= 1


def test_the_first_of_an_attribute_counts_as_in_a_browser() -> None:
    twice = b'<meta http-equiv="refresh" http-equiv="x" content="0; url=/a" content="0; url=/b">'
    assert read_head(twice).refresh == "/a"


def test_an_attribute_that_ends_like_another_is_another() -> None:
    html = '<link rel="alternate" type="application/rss+xml" x2href="/autre" href="/flux"><link rel="me" type="text/css" href="/b">'
    assert feeds_of_page(html, PAGE) == ("https://www.le-journal.fr/flux",)
    assert not read_head(b'<meta x2name="tdm-reservation" content="1">').reserved
