"""What goes when postings go: a guild's index rows, and texts and facts that nobody posts any more.

An article whose text another one has (`duplicate_of`) has no facts of its own. When that other goes from a guild that still
posts the copy, the copy gets to be read for itself, and the message that posts it is answered anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Outcome
from bot.store import entities, index, locks, schema
from bot.store.knowledge_tables import reports
from bot.store.records import MessageState

_articles, _facts, _postings, _messages, _sources = schema.articles, schema.facts, schema.postings, schema.messages, schema.sources


@dataclass(frozen=True, slots=True)
class Released:
    """What became of released articles: `erased` are gone for good, `reopened` are messages whose answer is to be made anew."""

    erased: int
    reopened: tuple[int, ...]


async def holders(conn: AsyncConnection, article_id: int) -> set[int]:
    """Guilds with a live posting of an article."""
    return set(await conn.scalars(select(_postings.c.guild_id).where(_postings.c.article_id == article_id).distinct()))


def posted_beside(article_id: int) -> ColumnElement[bool]:
    """Whether every guild that posts an article, and there is one, posts this other one too, a row of `articles`."""
    here, there = _postings.alias(), _postings.alias()
    held = exists().where(there.c.article_id == _articles.c.id, there.c.guild_id == here.c.guild_id).correlate(here, _articles)
    posted = exists().where(here.c.article_id == article_id)
    return posted.correlate() & ~posted.where(~held).correlate(_articles)


async def original(conn: AsyncConnection, article_id: int, digest: str) -> int | None:
    """An article of the same text that has facts or will have them, in every guild that posts this one."""
    same = select(_articles.c.id).where(
        _articles.c.text_hash == digest, _articles.c.id != article_id, _articles.c.outcome.in_([Outcome.READ, Outcome.NO_FACTS])
    )
    found: int | None = await conn.scalar(same.where(posted_beside(article_id)).order_by(_articles.c.id).limit(1))
    return found


async def release(conn: AsyncConnection, guild_id: int, article_ids: Sequence[int], posted_at: datetime | None) -> Released:
    """Take out what no live posting holds any more.

    Args:
        conn: a transaction in which the postings that go are deleted already.
        guild_id: where they were posted.
        article_ids: what they posted.
        posted_at: when: later messages, whose answers may tell of that one, are to be answered anew. None: no message is.
    """
    if not article_ids:
        return Released(0, ())
    concerned = _articles.c.id.in_(article_ids) | _articles.c.duplicate_of.in_(article_ids)
    await conn.execute(select(_articles.c.id).where(concerned).order_by(_articles.c.id).with_for_update(key_share=True))
    mine = select(_articles.c.id, _articles.c.text_hash).where(_articles.c.id.in_(article_ids)).order_by(_articles.c.id)
    erased = 0
    reopened: list[int] = []
    for article in list(await conn.execute(mine)):
        held = await holders(conn, article.id)
        if guild_id not in held:
            await index.show(conn, guild_id, article.id)
            await conn.execute(delete(reports).where(reports.c.guild_id == guild_id, reports.c.article_id == article.id))
        await _free_copies(conn, article.id, held)
        if posted_at is not None:
            reopened += await _reopen_heir(conn, guild_id, article.id, article.text_hash, posted_at)
        if not held:
            await _erase(conn, article.id)
            erased += 1
    return Released(erased, tuple(dict.fromkeys(reopened)))


async def read_for_itself(conn: AsyncConnection, article_id: int) -> None:
    """Make an article that had the text of another wait for facts of its own; its text is here already."""
    fresh = {"outcome": Outcome.READ, "duplicate_of": None, "extracted_at": None}
    await conn.execute(update(_articles).where(_articles.c.id == article_id).values(fresh))


async def drop_facts(conn: AsyncConnection, article_id: int, *, but: Sequence[int] = ()) -> None:
    """Delete an article's facts and what only they need; they must be out of all guilds' indexes."""
    gone = (_facts.c.article_id == article_id) & _facts.c.id.not_in(but)
    source_ids = list(await conn.scalars(select(_facts.c.source_id).where(gone, _facts.c.source_id.is_not(None)).distinct()))
    await conn.execute(delete(_facts).where(gone))
    await drop_sources(conn, source_ids)


async def drop_sources(conn: AsyncConnection, source_ids: Sequence[int]) -> None:
    """Delete those of the sources that no fact names."""
    if not source_ids:
        return
    names = await conn.scalars(select(_sources.c.name).where(_sources.c.id.in_(source_ids)))
    await locks.hold(conn, map(locks.source, names))
    named = select(_facts.c.id).where(_facts.c.source_id == _sources.c.id).exists()
    await conn.execute(delete(_sources).where(_sources.c.id.in_(source_ids), ~named))


async def _free_copies(conn: AsyncConnection, article_id: int, held: set[int]) -> None:
    copies = select(_articles.c.id, _articles.c.text_hash).where(_articles.c.duplicate_of == article_id).order_by(_articles.c.id)
    for copy in list(await conn.execute(copies)):
        if await holders(conn, copy.id) <= held:
            continue
        other = await original(conn, copy.id, copy.text_hash)
        if other is None or other == article_id:
            await read_for_itself(conn, copy.id)
        else:
            await conn.execute(update(_articles).where(_articles.c.id == copy.id).values(duplicate_of=other))


async def _reopen_heir(conn: AsyncConnection, guild_id: int, article_id: int, digest: str | None, posted_at: datetime) -> list[int]:
    """Accept anew the message that is now the guild's first with this text: its answer said "already read", or is out of date."""
    same = _articles.c.id == article_id
    if digest is not None:
        same |= _articles.c.text_hash == digest
    joined = _messages.join(_postings, _postings.c.message_id == _messages.c.message_id)
    joined = joined.join(_articles, _articles.c.id == _postings.c.article_id)
    query = select(_messages.c.message_id, _messages.c.state, _messages.c.posted_at).select_from(joined)
    query = query.where(same, _postings.c.guild_id == guild_id).order_by(_messages.c.posted_at, _messages.c.message_id)
    first = (await conn.execute(query.limit(1))).first()
    if first is None or first.posted_at < posted_at or first.state != MessageState.ANSWERED:
        return []
    again = {"state": MessageState.ACCEPTED, "revision": _messages.c.revision + 1, "attempt": 0}
    await conn.execute(update(_messages).where(_messages.c.message_id == first.message_id).values(again))
    return [int(first.message_id)]


async def _erase(conn: AsyncConnection, article_id: int) -> None:
    touched = await entities.of_article(conn, article_id)
    await drop_facts(conn, article_id)
    await conn.execute(delete(_articles).where(_articles.c.id == article_id))
    await entities.drop_orphans(conn, touched)
