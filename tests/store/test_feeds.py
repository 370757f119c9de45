"""Followed feeds, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.model import Outcome
from bot.store import departures, feeds
from bot.store.database import Database

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


async def test_feeds_are_a_channels_and_due_in_turn(db: Database) -> None:
    async with db.write() as conn:
        one = await feeds.add_feed(conn, 1, 2, "https://a.fr/rss", title="A", every_minutes=15, by=9, at=NOW)
        assert one is not None
        assert await feeds.add_feed(conn, 1, 2, "https://a.fr/rss", title="A", every_minutes=15, by=9, at=NOW) is None
        other = await feeds.add_feed(conn, 3, 2, "https://a.fr/rss", title="A", every_minutes=15, by=None, at=NOW + timedelta(hours=1))
        assert other is not None
        assert [feed.id for feed in await feeds.due_feeds(conn, NOW)] == [one.id]
        await feeds.note_check(conn, one.id, outcome=Outcome.READ, failures=0, next_at=NOW + timedelta(hours=2), read_at=NOW, etag="x")
        assert await feeds.due_feeds(conn, NOW) == []
        assert [feed.id for feed in await feeds.due_feeds(conn, NOW + timedelta(hours=3))] == [other.id, one.id]
        assert not await feeds.remove_feed(conn, 3, one.id)
        assert [feed.id for feed in await feeds.feeds_of(conn, 1)] == [one.id]
        assert await feeds.forget_feeds(conn, 1) == 1
        assert await feeds.feeds_of(conn, 1) == []


async def test_seen_entries_are_remembered_and_the_oldest_forgotten(db: Database) -> None:
    async with db.write() as conn:
        feed = await feeds.add_feed(conn, 1, 2, "https://a.fr/rss", title="A", every_minutes=15, by=9, at=NOW)
        assert feed is not None
        await feeds.note_seen(conn, feed.id, ["a", "b", "a"], NOW)
        assert await feeds.unseen(conn, feed.id, ["c", "a", "d"]) == ["c", "d"]
        await feeds.note_seen(conn, feed.id, [f"n{n}" for n in range(feeds.KEPT)], NOW + timedelta(days=1))
        assert await feeds.unseen(conn, feed.id, ["a", "b", "n0"]) == ["a", "b"]
        assert await feeds.remove_feed(conn, 1, feed.id)
        assert await feeds.unseen(conn, feed.id, ["n0"]) == ["n0"]


async def test_a_due_feed_is_taken_once_and_not_where_the_bot_left(db: Database) -> None:
    async with db.write() as conn:
        feed = await feeds.add_feed(conn, 1, 2, "https://a.fr/rss", title="A", every_minutes=15, by=9, at=NOW + timedelta(microseconds=7))
        assert feed is not None
        assert await feeds.postpone(conn, feed, NOW + timedelta(minutes=5))
        assert not await feeds.postpone(conn, feed, NOW + timedelta(minutes=5))
        later = NOW + timedelta(minutes=9)
        assert [one.id for one in await feeds.due_feeds(conn, later)] == [feed.id]
        await feeds.set_next(conn, feed.id, later + timedelta(minutes=1))
        assert await feeds.due_feeds(conn, later) == []
        assert await departures.leave(conn, 1, NOW)
        assert await feeds.due_feeds(conn, NOW + timedelta(days=1)) == []
        assert 1 in await departures.known(conn)
