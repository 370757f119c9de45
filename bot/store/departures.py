"""Guilds that the bot was taken out of: forgotten after a delay, unless it is back by then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import erasure, guilds, schema
from bot.store.database import Database
from bot.store.feed_tables import feeds

_departures, _postings = schema.departures, schema.postings
AT_ONCE = 20
"""Messages whose articles are erased in one transaction: between two, others get to write."""


async def leave(conn: AsyncConnection, guild_id: int, at: datetime) -> bool:
    """Note that the bot is no longer in a guild; False if that was noted before: the first such instant counts."""
    new = guilds.insert(conn, _departures).values(guild_id=guild_id, left_at=at).on_conflict_do_nothing()
    return await conn.scalar(new.returning(_departures.c.guild_id)) is not None


async def come_back(conn: AsyncConnection, guild_ids: Collection[int]) -> None:
    """Note that the bot is in these guilds, so that they are not forgotten."""
    for guild_id in set(await conn.scalars(select(_departures.c.guild_id))).intersection(guild_ids):
        await conn.execute(delete(_departures).where(_departures.c.guild_id == guild_id))


async def departed(conn: AsyncConnection, before: datetime) -> list[int]:
    """Guilds that the bot left before an instant and is not back in."""
    return list(await conn.scalars(select(_departures.c.guild_id).where(_departures.c.left_at < before).order_by(_departures.c.guild_id)))


async def known(conn: AsyncConnection) -> list[int]:
    """Guilds of which anything is kept."""
    tables = (schema.guilds, schema.channels, schema.messages, feeds)
    return sorted(await conn.scalars(union(*(select(table.c.guild_id) for table in tables))))


async def forget_departed(db: Database, before: datetime) -> list[int]:
    """Forget the guilds that the bot left before an instant, little by little; the ids of those forgotten."""
    async with db.read() as conn:
        gone = await departed(conn, before)
    for guild_id in gone:
        while await _forget_some(db, guild_id, before):
            pass
        async with db.write() as conn:
            if guild_id in await departed(conn, before):  # it may be back
                await guilds.forget_guild(conn, guild_id)
    return gone


async def _forget_some(db: Database, guild_id: int, before: datetime) -> bool:
    async with db.write() as conn:
        if guild_id not in await departed(conn, before):
            return False
        mine = select(_postings.c.message_id).where(_postings.c.guild_id == guild_id).distinct().limit(AT_ONCE)
        some = _postings.c.message_id.in_(list(await conn.scalars(mine)))
        articles = set(await conn.scalars(select(_postings.c.article_id).where(some)))
        await conn.execute(delete(_postings).where(some))
        await erasure.release(conn, guild_id, sorted(articles), None)
        return bool(articles)
