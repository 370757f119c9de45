"""RSS, Atom and JSON feeds, friendly and hostile."""

# ruff: noqa: E501, PT017 - lines of feeds; any outcome but these is wrong
from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import IntakeError
from bot.intake.decide import decide
from bot.intake.discovery import feeds_of_page
from bot.intake.feeds import MAX_ENTRIES, read_feed
from bot.model import Outcome

RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Le Journal</title>'
    "<item><title>L&eacute;t&eacute;</title><link>https://www.le-journal.fr/a</link><guid>1</guid><pubDate>Fri, 15 Nov 2024 08:00:00 +0100</pubDate></item>"
    "<item><title>Mauvais</title><link>javascript:alert(1)</link></item><item><title>Dedans</title><link>http://127.0.0.1/</link></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>x</id><title>T</title><link rel="self" href="https://a.fr/self"/>'
    '<link rel="alternate" href="/page"/><updated>2024-11-15T08:00:00Z</updated></entry></feed>'
)
JSON = '{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","url":"https://a.fr/1","title":"T","date_published":"2024-11-15T08:00:00Z"},3]}'


def test_feeds() -> None:
    feed = read_feed(RSS.encode(), "https://www.le-journal.fr/rss")
    assert (feed.title, [entry.url for entry in feed.entries]) == ("Le Journal", ["https://www.le-journal.fr/a"])
    assert feed.entries[0].published is not None
    assert feed.entries[0].published.isoformat() == "2024-11-15T07:00:00+00:00"
    assert read_feed(ATOM.encode(), "https://a.fr/feed").entries[0].url == "https://a.fr/page"
    assert read_feed(JSON.encode(), "https://a.fr/feed").entries[0].title == "T"


@pytest.mark.parametrize("body", [b"/etc/passwd", b"https://a.fr/feed", b"{}", b"<html><p>x</p></html>", b""])
def test_what_is_no_feed(body: bytes) -> None:
    with pytest.raises(IntakeError) as caught:
        read_feed(body, "https://a.fr/feed")
    assert caught.value.outcome is Outcome.NOT_HTML


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>Le Journal</title>{items}</channel></rss>'.encode()


def item(inner: str = "", link: str = "https://a.fr/1") -> str:
    return f"<item><title>T</title><link>{link}</link>{inner}</item>"


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("Fri, 15 Nov 2024 08:00:00 +0100", datetime(2024, 11, 15, 7, tzinfo=UTC)), ("15 Nov 2024 08:00 GMT", datetime(2024, 11, 15, 8, tzinfo=UTC)), ("2024-11-15T08:00:00+01:00", datetime(2024, 11, 15, 7, tzinfo=UTC)),
        ("ven., 15 novembre 2024 08:00:00 +0100", datetime(2024, 11, 15, tzinfo=UTC)), ("vendredi 1er août 2024", datetime(2024, 8, 1, tzinfo=UTC)), ("hier", None), ("Fri, 99 Nov 2024", None),
    ],
)  # fmt: skip
def test_days_of_items(date: str, day: datetime | None) -> None:
    assert read_feed(rss(item(f"<pubDate>{date}</pubDate>")), "https://a.fr/rss").entries[0].published == day


def test_charsets_and_broken_entities() -> None:
    body = rss("<item><title>Été & hiver &nbsp; à l&rsquo;ombre</title><link>/1</link></item>")
    assert read_feed(body, "https://a.fr/rss").entries[0].title == "Été & hiver à l’ombre"
    latin = body.decode().replace("utf-8", "iso-8859-1").replace("’", "'").encode("latin-1", "ignore")
    assert read_feed(latin, "https://a.fr/rss").entries[0].title.startswith("Été")
    assert read_feed(body.replace(b"utf-8", b"iso-8859-1"), "https://a.fr/rss").entries


def test_links_that_are_not_fetched_are_left_out_but_in_the_sandbox() -> None:
    links = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://127.0.0.1:8100/a",
        "http://169.254.169.254/",
        "http://[::1/",
        "",
        "ftp://a.fr/x",
        "/relative",
    ]
    body = rss("".join(item(f"<guid>{n}</guid>", link) for n, link in enumerate(links)))
    assert [entry.url for entry in read_feed(body, "https://a.fr/rss").entries] == ["https://a.fr/relative"]
    allowed = read_feed(body, "https://a.fr/rss", allow=("127.0.0.1:8100",)).entries
    assert [entry.url for entry in allowed] == ["http://127.0.0.1:8100/a", "https://a.fr/relative"]


def test_an_item_without_an_id_is_known_by_its_link_and_none_comes_twice() -> None:
    body = rss(item() + item() + item(link="https://a.fr/2"))
    assert [entry.key for entry in read_feed(body, "https://a.fr/rss").entries] == ["https://a.fr/1", "https://a.fr/2"]


def test_a_body_that_is_a_path_is_not_opened(tmp_path: Path) -> None:
    hidden = tmp_path / "feed.xml"
    hidden.write_bytes(rss(item()))
    with pytest.raises(IntakeError):
        read_feed(str(hidden).encode(), "https://a.fr/rss")


HOSTILE = {
    "tags": rss("<item>" * 70_000),
    "attributes": ("<rss " + " ".join(f'a{n}="x"' for n in range(100_000)) + "></rss>").encode(),
    "entities": b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + rss(item("<description>&b;&b;&b;</description>"), head=""),
    "another file": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + rss("<item><title>&x;</title><link>https://a.fr/1</link></item>", head=""),
    "nested JSON": b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 200_000,
    "items that are none": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1",
            "items": [None, 3, [], {"url": 3}, {"url": {"a": 1}}, {"id": [], "url": "https://a.fr/1", "title": {}}],
        }
    ).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feeds(name: str) -> None:
    try:
        feed = read_feed(HOSTILE[name], "https://a.fr/rss")
    except IntakeError as error:
        assert error.outcome in (Outcome.HOSTILE_PAGE, Outcome.NOT_HTML)
    else:
        assert all("root:" not in entry.title for entry in feed.entries)


def test_a_long_feed_is_cut() -> None:
    assert len(read_feed(rss("".join(item(link=f"/{n}") for n in range(3 * MAX_ENTRIES))), "https://a.fr/rss").entries) == MAX_ENTRIES


def test_the_feeds_that_a_page_names() -> None:
    page = (
        '<html><head><link rel="stylesheet" href="/a.css"><link rel="alternate" type="application/rss+xml" title="Une" href="/rss/une.xml">'
        "<LINK type='application/atom+xml' href='https://a.fr/atom?a=1&amp;b=2' rel='alternate'><link rel=alternate type=application/rss+xml href=/rss/une.xml>"
        '<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1/x"><link rel="alternate" type="application/rss+xml" href="//["><link rel="alternate" hreflang="en" href="/en"></head></html>'
    )
    assert feeds_of_page(page, "https://a.fr/") == ("https://a.fr/rss/une.xml", "https://a.fr/atom?a=1&b=2")
    assert feeds_of_page("<link " * 10_000, "https://a.fr/") == ()


PARTS = st.sampled_from(["<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>https://a.fr/1</link>", "<entry>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<link href='//[::1'/>", "&#0;", "<![CDATA[", "]]>", "<guid>", "<?xml version='1.0'?>", "{", '"items":[', "\x00"])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS | st.text(max_size=10), max_size=25))
def test_any_source_is_a_feed_or_none(parts: list[str]) -> None:
    try:
        feed = read_feed("".join(parts).encode("utf-8", "surrogatepass"), "https://a.fr/rss")
    except IntakeError as error:
        assert error.outcome in (Outcome.NOT_HTML, Outcome.HOSTILE_PAGE)
    else:
        assert all(decide(entry.url).allowed for entry in feed.entries)
