"""Feeds that guilds follow: which are due, and which of their entries were seen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Outcome
from bot.store import schema
from bot.store.feed_tables import feed_entries, feeds
from bot.store.guilds import insert as upsert

KEPT: Final = 3_000
"""Entries of one feed that are remembered: more than any feed shows at once."""
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed and the channel it goes into. `read_at` None: not read yet, so nothing in it is new; `failures` counts those in a row."""

    id: int
    guild_id: int
    channel_id: int
    url: str
    title: str
    added_at: datetime
    every_minutes: int
    next_at: datetime
    read_at: datetime | None
    outcome: Outcome | None
    failures: int
    etag: str | None
    last_modified: str | None


async def add_feed(
    conn: AsyncConnection, guild_id: int, channel_id: int, url: str, *, title: str, every_minutes: int, by: int | None, at: datetime
) -> FollowedFeed | None:
    """Follow a feed into a channel, from the next check on; None where it is followed there already."""
    row = {"guild_id": guild_id, "channel_id": channel_id, "url": url, "title": title, "added_by": by, "added_at": at,
           "every_minutes": every_minutes, "next_at": at, "failures": 0}  # fmt: skip
    made = await conn.execute(
        upsert(conn, feeds).values(row).on_conflict_do_nothing(index_elements=["guild_id", "channel_id", "url"]).returning(feeds.c.id)
    )
    feed_id = made.scalar_one_or_none()
    return None if feed_id is None else await get_feed(conn, feed_id)


async def remove_feed(conn: AsyncConnection, guild_id: int, feed_id: int) -> bool:
    """Stop following a feed; False where the guild has no such feed."""
    mine = (feeds.c.id == feed_id) & (feeds.c.guild_id == guild_id)
    return (await conn.execute(delete(feeds).where(mine))).rowcount > 0


async def forget_feeds(conn: AsyncConnection, guild_id: int, channel_id: int | None = None) -> int:
    """Stop following all feeds of a guild, or of one of its channels; how many there were."""
    mine = feeds.c.guild_id == guild_id
    if channel_id is not None:
        mine &= feeds.c.channel_id == channel_id
    return (await conn.execute(delete(feeds).where(mine))).rowcount


async def get_feed(conn: AsyncConnection, feed_id: int) -> FollowedFeed | None:
    """A feed."""
    row = (await conn.execute(select(feeds).where(feeds.c.id == feed_id))).first()
    return None if row is None else _feed(row)


async def feeds_of(conn: AsyncConnection, guild_id: int) -> list[FollowedFeed]:
    """The feeds of a guild, by channel and title."""
    query = select(feeds).where(feeds.c.guild_id == guild_id).order_by(feeds.c.channel_id, feeds.c.title, feeds.c.id)
    return [_feed(row) for row in await conn.execute(query)]


async def due_feeds(conn: AsyncConnection, at: datetime) -> list[FollowedFeed]:
    """The feeds to be checked by now, the longest waiting first; not those of guilds that the bot was taken out of."""
    left = select(schema.departures.c.guild_id)
    query = select(feeds).where(feeds.c.next_at <= at, feeds.c.guild_id.not_in(left)).order_by(feeds.c.next_at, feeds.c.id)
    return [_feed(row) for row in await conn.execute(query)]


async def postpone(conn: AsyncConnection, feed: FollowedFeed, until: datetime) -> bool:
    """Put a feed's next check off; False where it is no longer as it was read: another process has it, or it is gone."""
    same = (feeds.c.id == feed.id) & (feeds.c.next_at == feed.next_at)
    return (await conn.execute(update(feeds).where(same).values(next_at=until))).rowcount > 0


async def set_next(conn: AsyncConnection, feed_id: int, at: datetime) -> None:
    """Say when a feed is checked next."""
    await conn.execute(update(feeds).where(feeds.c.id == feed_id).values(next_at=at))


async def note_check(
    conn: AsyncConnection, feed_id: int, *, outcome: Outcome, failures: int, next_at: datetime, read_at: datetime | None = None,
    title: str | None = None, etag: str | None = None, last_modified: str | None = None,
) -> None:  # fmt: skip
    """Keep how a check ended. Where `read_at` is given the feed was read, and its validators are those given."""
    values: dict[str, object] = {"outcome": outcome, "failures": failures, "next_at": next_at}
    if read_at is not None:
        values |= {"read_at": read_at, "etag": etag, "last_modified": last_modified} | ({"title": title} if title else {})
    await conn.execute(update(feeds).where(feeds.c.id == feed_id).values(values))


async def unseen(conn: AsyncConnection, feed_id: int, keys: Sequence[str]) -> list[str]:
    """Those of a feed's entries that were not seen before, in the order given."""
    digests = {_digest(key): key for key in keys}
    names = list(digests)
    known: set[str] = set()
    for start in range(0, len(names), _AT_ONCE):
        part = names[start : start + _AT_ONCE]
        known |= set(
            await conn.scalars(select(feed_entries.c.digest).where(feed_entries.c.feed_id == feed_id, feed_entries.c.digest.in_(part)))
        )
    return [key for digest, key in digests.items() if digest not in known]


async def note_seen(conn: AsyncConnection, feed_id: int, keys: Sequence[str], at: datetime) -> None:
    """Keep that a feed shows these entries now; those not shown for longest are forgotten past `KEPT`."""
    rows = [{"feed_id": feed_id, "digest": digest, "seen_at": at} for digest in dict.fromkeys(map(_digest, keys))]
    for start in range(0, len(rows), _AT_ONCE):
        made = upsert(conn, feed_entries).values(rows[start : start + _AT_ONCE])
        await conn.execute(made.on_conflict_do_update(index_elements=["feed_id", "digest"], set_={"seen_at": at}))
    mine = feed_entries.c.feed_id == feed_id
    over = (await conn.scalar(select(func.count()).where(mine)) or 0) - KEPT
    if over > 0:
        oldest = select(feed_entries.c.digest).where(mine).order_by(feed_entries.c.seen_at, feed_entries.c.digest).limit(over)
        await conn.execute(delete(feed_entries).where(mine, feed_entries.c.digest.in_(list(await conn.scalars(oldest)))))


def _digest(key: str) -> str:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


def _feed(row: Row[Any]) -> FollowedFeed:
    return FollowedFeed(
        row.id, row.guild_id, row.channel_id, row.url, row.title, row.added_at, row.every_minutes, row.next_at, row.read_at,
        Outcome(row.outcome) if row.outcome else None, row.failures, row.etag, row.last_modified,
    )  # fmt: skip
