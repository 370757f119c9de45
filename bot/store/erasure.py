"""What goes when postings go: a guild's index rows, and texts and facts that nobody posts any more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import entities, index, schema
from bot.store.records import ArticleSource
from bot.store.search import drop_texts

_articles, _facts, _postings, _aliases = schema.articles, schema.facts, schema.postings, schema.aliases
_BLANK = ("title", "site", "canonical", "authors", "text", "text_hash", "language", "published", "published_confidence", "modified",
          "published_day", "published_from", "outcome", "duplicate_of", "read_at", "extracted_at", "etag", "last_modified")  # fmt: skip


async def release(conn: AsyncConnection, guild_id: int, article_ids: Sequence[int]) -> int:
    """Take out what no live posting holds any more; the number of articles whose text is gone for good."""
    erased = 0
    for article_id in article_ids:
        held = set(await conn.scalars(select(_postings.c.guild_id).where(_postings.c.article_id == article_id)))
        if guild_id not in held:
            await index.unindex(conn, guild_id, article_id)
        if not held:
            await _erase(conn, article_id)
            erased += 1
    return erased


async def _erase(conn: AsyncConnection, article_id: int) -> None:
    touched = await entities.of_article(conn, article_id)
    await drop_texts(conn, list(await conn.scalars(select(_facts.c.id).where(_facts.c.article_id == article_id))))
    await conn.execute(delete(_facts).where(_facts.c.article_id == article_id))
    await conn.execute(delete(_aliases).where(_aliases.c.article_id == article_id))
    await conn.execute(update(_articles).where(_articles.c.duplicate_of == article_id).values(duplicate_of=None))
    source = await conn.scalar(select(_articles.c.source).where(_articles.c.id == article_id))
    if source == ArticleSource.PAGE:
        await conn.execute(update(_articles).where(_articles.c.id == article_id).values(dict.fromkeys(_BLANK)))
    else:
        await conn.execute(delete(_articles).where(_articles.c.id == article_id))
    await entities.drop_orphans(conn, touched)
    used = select(_facts.c.source_id).where(_facts.c.source_id.is_not(None))
    await conn.execute(delete(schema.sources).where(schema.sources.c.id.not_in(used)))
