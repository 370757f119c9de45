"""What became of each link, stage by stage."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Outcome
from bot.store import schema
from bot.store.records import JournalEntry

_journal = schema.journal


def entry(row: Row[Any]) -> JournalEntry:
    """A journal row as a record."""
    return JournalEntry(
        row.at, row.guild_id, row.channel_id, row.message_id, row.article_id, row.url, row.stage, Outcome(row.outcome), row.incident,
        row.milliseconds,
    )  # fmt: skip


async def record(conn: AsyncConnection, entry: JournalEntry) -> None:
    """Write one entry."""
    await conn.execute(insert(_journal).values(asdict(entry)))


async def for_message(conn: AsyncConnection, message_id: int) -> list[JournalEntry]:
    """A message's entries, oldest first."""
    query = select(_journal).where(_journal.c.message_id == message_id).order_by(_journal.c.id)
    return [entry(row) for row in await conn.execute(query)]


async def for_url(conn: AsyncConnection, guild_id: int, key: str) -> list[JournalEntry]:
    """The guild's entries of the article with this key, oldest first."""
    article = select(schema.articles.c.id).where(schema.articles.c.key == key).scalar_subquery()
    query = select(_journal).where(_journal.c.article_id == article, _journal.c.guild_id == guild_id).order_by(_journal.c.id)
    return [entry(row) for row in await conn.execute(query)]


async def latest(conn: AsyncConnection, guild_id: int, limit: int) -> list[JournalEntry]:
    """The guild's newest entries, newest first."""
    query = select(_journal).where(_journal.c.guild_id == guild_id).order_by(_journal.c.at.desc(), _journal.c.id.desc()).limit(limit)
    return [entry(row) for row in await conn.execute(query)]
