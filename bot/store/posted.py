"""What was posted in a guild: its articles by link or title, where each was posted, and what still waits to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.folding import fold
from bot.store import schema
from bot.store.records import MessageState

_articles, _postings, _messages = schema.articles, schema.postings, schema.messages
RECENT: Final = 300
"""The newest postings among which titles are looked for."""


@dataclass(frozen=True, slots=True)
class PostedArticle:
    """An article of the guild as a choice: its id and what there is to call it by."""

    id: int
    title: str | None
    url: str | None
    file_name: str | None


@dataclass(frozen=True, slots=True)
class Posting:
    """One live message that posts an article."""

    channel_id: int
    message_id: int
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages of a guild are accepted and not yet answered, and since when the oldest waits."""

    messages: int
    since: datetime | None


async def article_of_key(conn: AsyncConnection, guild_id: int, key: str) -> int | None:
    """The article with this key, if the guild has a live posting of it."""
    query = select(_articles.c.id).join(_postings, _postings.c.article_id == _articles.c.id)
    found: int | None = await conn.scalar(query.where(_articles.c.key == key, _postings.c.guild_id == guild_id).limit(1))
    return found


async def is_posted(conn: AsyncConnection, guild_id: int, article_id: int) -> bool:
    """Whether the guild has a live posting of an article."""
    query = select(_postings.c.message_id).where(_postings.c.article_id == article_id, _postings.c.guild_id == guild_id).limit(1)
    return await conn.scalar(query) is not None


async def postings_of(conn: AsyncConnection, guild_id: int, article_id: int, *, limit: int = 5) -> list[Posting]:
    """The guild's live messages that post an article, first one first."""
    query = select(_messages.c.channel_id, _messages.c.message_id, _messages.c.posted_at).join(_postings)
    query = query.where(_postings.c.article_id == article_id, _postings.c.guild_id == guild_id)
    rows = await conn.execute(query.order_by(_messages.c.posted_at, _messages.c.message_id).limit(limit))
    return [Posting(row.channel_id, row.message_id, row.posted_at) for row in rows]


async def titled(conn: AsyncConnection, guild_id: int, typed: str, *, limit: int = 25) -> list[PostedArticle]:
    """The guild's newest articles whose title, address or file name holds what is typed."""
    wanted = fold(typed)
    newest = select(_postings.c.article_id, _postings.c.posted_at).where(_postings.c.guild_id == guild_id)
    recent = newest.order_by(_postings.c.posted_at.desc()).limit(RECENT).subquery()
    query = select(_articles.c.id, _articles.c.title, _articles.c.url, _articles.c.file_name).join(
        recent, recent.c.article_id == _articles.c.id
    )
    rows = await conn.execute(query.order_by(recent.c.posted_at.desc(), _articles.c.id.desc()))
    found = dict.fromkeys(PostedArticle(row.id, row.title, row.url, row.file_name) for row in rows)
    return [one for one in found if wanted in fold(f"{one.title or ''} {one.url or ''} {one.file_name or ''}")][:limit]


async def waiting(conn: AsyncConnection, guild_id: int) -> Waiting:
    """What of the guild's is accepted and not yet answered."""
    query = select(func.count(_messages.c.message_id), func.min(_messages.c.touched_at))
    row = (await conn.execute(query.where(_messages.c.guild_id == guild_id, _messages.c.state == MessageState.ACCEPTED))).one()
    return Waiting(row[0], row[1])


async def last_read_at(conn: AsyncConnection, guild_id: int) -> datetime | None:
    """When facts were last extracted from an article that the guild posts."""
    query = select(func.max(_articles.c.extracted_at)).join(_postings, _postings.c.article_id == _articles.c.id)
    found: datetime | None = await conn.scalar(query.where(_postings.c.guild_id == guild_id))
    return found


async def has_facts(conn: AsyncConnection, guild_id: int, article_id: int) -> bool:
    """Whether the guild sees any fact of an article."""
    seen = schema.guild_facts
    query = select(seen.c.fact_id).where(seen.c.article_id == article_id, seen.c.guild_id == guild_id).limit(1)
    return await conn.scalar(query) is not None


async def facts_of_message(conn: AsyncConnection, guild_id: int, message_id: int) -> list[int]:
    """Ids of the facts that the guild sees of a message's articles, their own or those of the text that they copy."""
    seen = schema.guild_facts
    mine = select(func.coalesce(_articles.c.duplicate_of, _articles.c.id)).join(_postings, _postings.c.article_id == _articles.c.id)
    mine = mine.where(_postings.c.message_id == message_id)
    query = select(seen.c.fact_id).where(seen.c.guild_id == guild_id, seen.c.article_id.in_(mine)).distinct()
    return list(await conn.scalars(query.order_by(seen.c.fact_id)))


async def tells(conn: AsyncConnection, guild_id: int, message_id: int) -> bool:
    """Whether any article of a message has facts that the guild sees."""
    return bool(await facts_of_message(conn, guild_id, message_id))
