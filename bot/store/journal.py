"""What became of each link, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Outcome
from bot.store import schema
from bot.store.records import JournalEntry

_journal, _postings = schema.journal, schema.postings


def entry(row: Row[Any]) -> JournalEntry:
    """A journal row as a record."""
    return JournalEntry(
        row.at, row.guild_id, row.channel_id, row.message_id, row.article_id, row.url, row.stage, Outcome(row.outcome), row.incident,
        row.milliseconds,
    )  # fmt: skip


async def record(conn: AsyncConnection, entry: JournalEntry) -> None:
    """Write one entry; without address for what a message no longer posts: work on it may have been under way."""
    values = asdict(entry)
    live = select(_postings.c.message_id).where(_postings.c.message_id == entry.message_id, _postings.c.article_id == entry.article_id)
    if entry.article_id is not None and await conn.scalar(live) is None:
        values |= {"url": None, "article_id": None}
    await conn.execute(insert(_journal).values(values))


async def forget(conn: AsyncConnection, message_id: int, article_ids: Sequence[int] | None) -> None:
    """Forget the addresses of some articles that a message posted (None: of all); that something became of them stays."""
    mine = _journal.c.message_id == message_id
    if article_ids is not None:
        mine &= _journal.c.article_id.in_(article_ids)
    await conn.execute(update(_journal).where(mine).values(url=None, article_id=None))


async def for_message(conn: AsyncConnection, message_id: int) -> list[JournalEntry]:
    """A message's entries, oldest first."""
    query = select(_journal).where(_journal.c.message_id == message_id).order_by(_journal.c.id)
    return [entry(row) for row in await conn.execute(query)]


async def for_url(conn: AsyncConnection, guild_id: int, key: str) -> list[JournalEntry]:
    """The guild's entries of the article with this key, oldest first."""
    article = select(schema.articles.c.id).where(schema.articles.c.key == key).scalar_subquery()
    query = select(_journal).where(_journal.c.article_id == article, _journal.c.guild_id == guild_id).order_by(_journal.c.id)
    return [entry(row) for row in await conn.execute(query)]


async def happened(conn: AsyncConnection, guild_id: int, channel_id: int, outcome: Outcome, *, since: datetime) -> bool:
    """Whether something came to this in a channel since an instant."""
    mine = (_journal.c.guild_id == guild_id) & (_journal.c.at >= since) & (_journal.c.channel_id == channel_id)
    return await conn.scalar(select(_journal.c.id).where(mine, _journal.c.outcome == outcome).limit(1)) is not None


async def latest(conn: AsyncConnection, guild_id: int, limit: int) -> list[JournalEntry]:
    """The guild's newest entries, newest first."""
    query = select(_journal).where(_journal.c.guild_id == guild_id).order_by(_journal.c.at.desc(), _journal.c.id.desc()).limit(limit)
    return [entry(row) for row in await conn.execute(query)]
