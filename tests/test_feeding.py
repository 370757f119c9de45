"""Feeds followed over time, from a real server on loopback into a real database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.errors import IntakeError, VigieError
from bot.feeding import MOST_FEEDS, MOST_NEW, Feeding
from bot.intake.feeds import Feed, read_feed
from bot.intake.fetch import Fetcher
from bot.intake.reader import PageReader
from bot.model import Outcome
from bot.store import feeds
from bot.store.database import Database
from bot.store.feeds import FollowedFeed
from tests.intake.server import Request, Server, running

START = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Inline(PageReader):
    """Reads in this process: what children add is tested in tests/intake/test_reader.py."""

    async def read_feed(self, body: bytes, url: str, *, allow: tuple[str, ...] = (), timeout: float = 0) -> Feed:  # noqa: ASYNC109
        return read_feed(body, url, allow=allow)


def rss(*names: str, when: datetime = START) -> bytes:
    items = "".join(
        f"<item><title>Titre {name}</title><link>/{name}</link><guid>{name}</guid><pubDate>{format_datetime(when)}</pubDate></item>"
        for name in names
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Le Journal</title>{items}</channel></rss>'.encode()


class World:
    def __init__(self, db: Database, server: Server, feeding: Feeding) -> None:
        self.db, self.server, self.feeding = db, server, feeding
        self.now = START

    def serve(self, body: bytes, status: str = "200 OK", **headers: str) -> None:
        @self.server.route("/rss")
        async def answer(request: Request) -> None:
            etag = headers.get("ETag")
            if etag is not None and request.headers.get("if-none-match") == etag:
                await request.answer(b"", "304 Not Modified")
            else:
                await request.answer(body, status, **({"Content_Type": "application/rss+xml"} | headers))

    async def follow(self) -> FollowedFeed:
        async with self.db.write() as conn:
            made = await feeds.add_feed(conn, 1, 2, self.server.url("/rss"), title="?", every_minutes=15, by=3, at=self.now)
        assert made is not None
        return made

    async def again(self, feed: FollowedFeed) -> FollowedFeed:
        async with self.db.read() as conn:
            found = await feeds.get_feed(conn, feed.id)
        assert found is not None
        return found

    async def new(self, feed: FollowedFeed, *, post: bool = True) -> list[str]:
        checked = await self.feeding.check(await self.again(feed))
        assert checked.outcome is Outcome.READ
        for entry in checked.entries if post else ():
            await self.feeding.posted(feed.id, entry.key)
        return [entry.title.removeprefix("Titre ") for entry in checked.entries]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/v.db", data_dir=tmp_path)
    async with running() as server:
        allow = (f"127.0.0.1:{server.port}",)
        fetcher = Fetcher(contact="x", allow=allow)
        await fetcher.start()
        world = World(db, server, Feeding(db, fetcher, Inline(), lambda: world.now, allow=allow))
        yield world
        await fetcher.close()
    await db.close()


async def test_the_first_reading_posts_nothing_and_later_ones_what_is_new(world: World) -> None:
    world.serve(rss("a", "b"))
    feed = await world.follow()
    assert await world.new(feed) == []
    world.serve(rss("d", "c", "a"))
    assert await world.new(feed) == ["c", "d"]
    assert await world.new(feed) == []
    assert (await world.again(feed)).title == "Le Journal"


async def test_what_was_not_posted_is_new_the_next_time(world: World) -> None:
    world.serve(rss("a"), ETag='"1"')
    feed = await world.follow()
    await world.new(feed)
    world.serve(rss("b", "a"), ETag='"2"')
    assert await world.new(feed, post=False) == ["b"]
    assert await world.new(feed) == ["b"]
    assert await world.new(feed) == []
    await world.new(feed)
    assert world.server.requests[-1].headers["if-none-match"] == '"2"'


async def test_an_unchanged_feed_costs_a_header(world: World) -> None:
    world.serve(rss("a"), ETag='"1"')
    feed = await world.follow()
    await world.new(feed)
    assert await world.new(feed) == []
    assert world.server.requests[-1].headers["if-none-match"] == '"1"'
    assert (await world.again(feed)).next_at == START + timedelta(minutes=15)


async def test_no_flood(world: World) -> None:
    world.serve(rss("a"))
    feed = await world.follow()
    await world.new(feed)
    world.serve(rss(*(f"n{n}" for n in range(40))))
    checked = await world.feeding.check(await world.again(feed))
    assert [entry.title for entry in checked.entries] == [f"Titre n{n}" for n in reversed(range(MOST_NEW))]
    assert checked.passed_over == 40 - MOST_NEW
    for entry in checked.entries:
        await world.feeding.posted(feed.id, entry.key)
    assert await world.new(feed) == []


async def test_old_entries_that_show_up_late_are_no_news(world: World) -> None:
    world.serve(rss("a"))
    feed = await world.follow()
    await world.new(feed)
    world.serve(rss("old", when=START - timedelta(days=30)))
    assert await world.new(feed) == []


async def test_a_feed_that_fails_is_asked_less_and_less(world: World) -> None:
    world.serve(b"", "500 Oops")
    feed = await world.follow()
    pauses = []
    for _ in range(4):
        assert (await world.feeding.check(await world.again(feed))).outcome is Outcome.SERVER_ERROR
        pauses.append((await world.again(feed)).next_at - START)
    assert pauses == [timedelta(minutes=minutes) for minutes in (15, 30, 60, 120)]
    world.serve(rss("a"))
    await world.new(feed)
    assert (await world.again(feed)).failures == 0


async def test_what_is_no_feed_says_so(world: World) -> None:
    world.serve(b"<html><p>Bonjour</p></html>")
    feed = await world.follow()
    assert (await world.feeding.check(feed)).outcome is Outcome.NOT_HTML


async def test_a_feed_that_is_removed_meanwhile_brings_nothing(world: World) -> None:
    world.serve(rss("a"))
    feed = await world.follow()
    async with world.db.write() as conn:
        assert await feeds.remove_feed(conn, 1, feed.id)
    assert (await world.feeding.check(feed)).outcome is Outcome.ERASED


async def test_a_json_feed(world: World) -> None:
    def served(*names: str) -> bytes:
        items = [{"id": name, "url": f"/{name}", "title": f"Titre {name}"} for name in names]
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}).encode()

    world.serve(served("a"), Content_Type="application/feed+json")
    feed = await world.follow()
    await world.new(feed)
    world.serve(served("b", "a"), Content_Type="application/feed+json")
    assert await world.new(feed) == ["b"]


async def test_a_feed_is_found_by_its_own_address_or_its_sites(world: World) -> None:
    world.serve(rss("a"))

    @world.server.route("/")
    async def home(request: Request) -> None:
        await request.answer(b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>')

    for path in ("/rss", "/"):
        address, feed = await world.feeding.find(world.server.url(path))
        assert (address, feed.title) == (world.server.url("/rss"), "Le Journal")
    with pytest.raises(IntakeError) as caught:
        await world.feeding.find(world.server.url("/page"))
    assert caught.value.outcome is Outcome.NOT_HTML


async def test_a_feed_is_followed_from_now_on_once_and_up_to_a_limit(world: World) -> None:
    world.serve(rss("a"))
    address, found = await world.feeding.find(world.server.url("/rss"))
    feed = await world.feeding.follow(1, 2, address, found, title="Le Journal", by=3)
    assert feed is not None
    assert await world.feeding.follow(1, 2, address, found, title="Le Journal", by=3) is None
    world.serve(rss("b", "a"))
    assert await world.new(feed) == ["b"]
    for number in range(MOST_FEEDS - 1):
        assert await world.feeding.follow(1, 2, f"{address}?{number}", found, title="x", by=3) is not None
    with pytest.raises(VigieError, match="too_many"):
        await world.feeding.follow(1, 2, f"{address}?more", found, title="x", by=3)
    assert await world.feeding.follow(2, 2, address, found, title="x", by=3) is not None


async def test_a_feed_is_checked_soon_again_until_all_of_it_is_dealt_with(world: World) -> None:
    world.serve(rss("a"))
    feed = await world.follow()
    await world.new(feed)
    assert (await world.again(feed)).next_at == START + timedelta(minutes=15)
    world.serve(rss("b", "a"))
    due = await world.again(feed)
    assert [await world.feeding.claim(due), await world.feeding.claim(due)] == [True, False]
    assert await world.new(due, post=False) == ["b"]
    assert (await world.again(feed)).next_at == START + timedelta(minutes=5)
    await world.feeding.done(due)
    assert (await world.again(feed)).next_at == START + timedelta(minutes=15)
    await world.feeding.refused(due)
    assert (await world.again(feed)).outcome is Outcome.CANNOT_REPLY
