"""Messages and what they post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Outcome
from bot.store import erasure, guilds, index, journal, schema
from bot.store.articles import article_row
from bot.store.records import ArticleRow, ArticleSource, MessageRow, MessageState, NewArticle, NewMessage

_messages, _articles, _postings = schema.messages, schema.articles, schema.postings


@dataclass(frozen=True, slots=True)
class Erased:
    """An erased message: the id of our reply, to be deleted, and messages whose answers told of it, accepted anew."""

    reply_id: int | None
    reopened: tuple[MessageRow, ...]


def _row(row: Row[Any]) -> MessageRow:
    return MessageRow(
        row.message_id, row.guild_id, row.channel_id, row.posted_at, row.revision, row.attempt, MessageState(row.state), row.reply_id,
        row.private,
    )  # fmt: skip


async def _find(conn: AsyncConnection, message_id: int) -> Row[Any] | None:
    return (await conn.execute(select(_messages).where(_messages.c.message_id == message_id))).first()


async def _set(conn: AsyncConnection, message_id: int, **values: object) -> None:
    await conn.execute(update(_messages).where(_messages.c.message_id == message_id).values(values))


async def accept(conn: AsyncConnection, message: NewMessage, articles: Sequence[NewArticle], *, advance: bool = True) -> MessageRow | None:
    """Keep a message or its newer edit with what it posts; None if there is nothing new. `advance` moves the channel's mark."""
    if advance:
        await guilds.set_last_message(conn, message.guild_id, message.channel_id, message.message_id)
    known = await _find(conn, message.message_id)
    touched = message.edited_at or message.posted_at
    if known is None:
        row = {"message_id": message.message_id, "guild_id": message.guild_id, "channel_id": message.channel_id,
               "author_id": message.author_id, "posted_at": message.posted_at, "edited_at": message.edited_at, "touched_at": touched,
               "revision": 0, "attempt": 0, "state": MessageState.ACCEPTED, "reply_id": None, "reply_started": False,
               "private": message.private}  # fmt: skip
        await conn.execute(insert(_messages).values(row))
    elif known.state == MessageState.ERASED or message.edited_at is None or (known.edited_at and message.edited_at <= known.edited_at):
        return None
    else:
        await _set(conn, message.message_id, edited_at=message.edited_at, touched_at=touched, revision=known.revision + 1, attempt=0,
                   state=MessageState.ACCEPTED)  # fmt: skip
    await _post(conn, message, articles)
    return await get_message(conn, message.message_id)


async def _post(conn: AsyncConnection, message: NewMessage, articles: Sequence[NewArticle]) -> None:
    mine = _postings.c.message_id == message.message_id
    before = set(await conn.scalars(delete(_postings).where(mine).returning(_postings.c.article_id)))
    # in one order for all, so that two processes never wait for each other
    ids = {article.key: await _article(conn, message, article) for article in sorted(articles, key=lambda one: one.key)}
    wanted = list(dict.fromkeys(ids[article.key] for article in articles))
    rows = [{"message_id": message.message_id, "article_id": article_id, "guild_id": message.guild_id, "posted_at": message.posted_at,
             "position": position} for position, article_id in enumerate(wanted)]  # fmt: skip
    if rows:
        await conn.execute(insert(_postings), rows)
    for article_id in set(wanted) - before:
        await index.show(conn, message.guild_id, article_id)  # facts that are here already
    if gone := sorted(before - set(wanted)):
        await journal.forget(conn, message.message_id, gone)
        await erasure.release(conn, message.guild_id, gone, message.posted_at)


async def _article(conn: AsyncConnection, message: NewMessage, article: NewArticle) -> int:
    owner = None if article.source is ArticleSource.PAGE else message.guild_id
    row = {"key": article.key, "source": article.source, "guild_id": owner, "url": article.url, "file_name": article.file_name,
           "text": article.text, "outcome": article.outcome, "first_posted_at": message.posted_at}  # fmt: skip
    # an update that changes nothing locks the row: another process may be about to erase it; none of its key, which others refer to
    same = {"first_posted_at": _articles.c.first_posted_at}
    add = guilds.insert(conn, _articles).values(row).on_conflict_do_update(index_elements=["key"], set_=same)
    found = (await conn.execute(add.returning(_articles.c.id, _articles.c.outcome, _articles.c.duplicate_of))).one()
    if found.outcome == Outcome.DUPLICATE and message.guild_id not in await erasure.holders(conn, found.duplicate_of):
        await erasure.read_for_itself(conn, found.id)  # the first copy is unknown to this guild
    return int(found.id)


async def get_message(conn: AsyncConnection, message_id: int) -> MessageRow | None:
    """A message that was accepted."""
    row = await _find(conn, message_id)
    return None if row is None else _row(row)


async def message_articles(conn: AsyncConnection, message_id: int) -> list[ArticleRow]:
    """What a message posts, in its order."""
    query = select(_articles).join(_postings, _postings.c.article_id == _articles.c.id).where(_postings.c.message_id == message_id)
    return [article_row(row) for row in await conn.execute(query.order_by(_postings.c.position))]


async def set_attempt(conn: AsyncConnection, message_id: int, attempt: int, at: datetime) -> None:
    """Note that the work is started once more; it is not stale again until some time after `at`."""
    await _set(conn, message_id, attempt=attempt, touched_at=at)


async def start_reply(conn: AsyncConnection, message_id: int) -> bool:
    """Note that a reply is about to be posted; True if one was begun before."""
    row = await _find(conn, message_id)
    await _set(conn, message_id, reply_started=True)
    return row is not None and bool(row.reply_started)


async def set_answered(conn: AsyncConnection, message_id: int, reply_id: int | None) -> bool:
    """Note the answer; False for a message erased meanwhile, which stays erased but keeps the reply's id."""
    await _set(conn, message_id, reply_id=reply_id)
    live = (_messages.c.message_id == message_id) & (_messages.c.state != MessageState.ERASED)
    return (await conn.execute(update(_messages).where(live).values(state=MessageState.ANSWERED))).rowcount > 0


async def answered_by(conn: AsyncConnection, reply_id: int) -> int | None:
    """The message that an answer of ours is to, erased or not."""
    found: int | None = await conn.scalar(select(_messages.c.message_id).where(_messages.c.reply_id == reply_id))
    return found


async def set_failed(conn: AsyncConnection, message_id: int) -> None:
    """Give a message up."""
    live = (_messages.c.message_id == message_id) & (_messages.c.state != MessageState.ERASED)
    await conn.execute(update(_messages).where(live).values(state=MessageState.FAILED))


async def erase_message(conn: AsyncConnection, message_id: int) -> int | None:
    """`erase`, for whoever wants to know no more than the id of our reply."""
    erased = await erase(conn, message_id)
    return None if erased is None else erased.reply_id


async def erase(conn: AsyncConnection, message_id: int) -> Erased | None:
    """Erase what only this message holds, who wrote it and the addresses it posted; None for an unknown message."""
    row = await _find(conn, message_id)
    if row is None:
        return None
    mine = _postings.c.message_id == message_id
    gone = list(await conn.scalars(select(_postings.c.article_id).where(mine)))
    await conn.execute(delete(_postings).where(mine))
    await _set(conn, message_id, state=MessageState.ERASED, author_id=None)
    await journal.forget(conn, message_id, None)
    released = await erasure.release(conn, row.guild_id, gone, row.posted_at)
    reopened = [await get_message(conn, one) for one in released.reopened]
    return Erased(row.reply_id, tuple(one for one in reopened if one is not None))


async def unfinished(conn: AsyncConnection, *, older_than: datetime) -> list[MessageRow]:
    """Accepted messages that wait since before."""
    query = select(_messages).where(_messages.c.state == MessageState.ACCEPTED, _messages.c.touched_at < older_than)
    return [_row(row) for row in await conn.execute(query.order_by(_messages.c.touched_at))]


async def first_posting(conn: AsyncConnection, guild_id: int, article_id: int) -> tuple[int, int, datetime] | None:
    """Channel, message and instant of the earliest live posting in the guild."""
    query = select(_messages.c.channel_id, _messages.c.message_id, _messages.c.posted_at).join(_postings)
    query = query.where(_postings.c.article_id == article_id, _postings.c.guild_id == guild_id)
    row = (await conn.execute(query.order_by(_postings.c.posted_at, _postings.c.message_id).limit(1))).first()
    return None if row is None else (row[0], row[1], row[2])
