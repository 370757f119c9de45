"""What is to be forgotten on request: which messages hold it, and how much of it the guild sees."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import schema
from bot.store.records import MessageState

_messages, _postings, _seen, _articles = schema.messages, schema.postings, schema.guild_facts, schema.articles


@dataclass(frozen=True, slots=True)
class Held:
    """How much a guild sees: messages that post something, articles, facts."""

    messages: int
    articles: int
    facts: int

    def without(self, left: Held) -> Held:
        """What is gone, where `left` is what there still is."""
        return Held(self.messages - left.messages, self.articles - left.articles, self.facts - left.facts)


async def held(conn: AsyncConnection, guild_id: int) -> Held:
    """Count what a guild sees now."""
    posted = select(func.count(_postings.c.message_id.distinct()), func.count(_postings.c.article_id.distinct()))
    row = (await conn.execute(posted.where(_postings.c.guild_id == guild_id))).one()
    facts = await conn.scalar(select(func.count(_seen.c.fact_id.distinct())).where(_seen.c.guild_id == guild_id))
    return Held(row[0], row[1], int(facts or 0))


async def messages_of(conn: AsyncConnection, guild_id: int | None, author_id: int | None) -> list[int]:
    """The messages that are not erased: of a guild, None for all, and of an author, None for all."""
    query = select(_messages.c.message_id).where(_messages.c.state != MessageState.ERASED)
    for column, wanted in ((_messages.c.guild_id, guild_id), (_messages.c.author_id, author_id)):
        query = query if wanted is None else query.where(column == wanted)
    return list(await conn.scalars(query.order_by(_messages.c.message_id)))


async def messages_with(conn: AsyncConnection, guild_id: int, key: str) -> list[int]:
    """The messages in a guild that post the article of this key."""
    query = select(_postings.c.message_id).join(_articles, _articles.c.id == _postings.c.article_id)
    return list(await conn.scalars(query.where(_articles.c.key == key, _postings.c.guild_id == guild_id).order_by(_postings.c.message_id)))
