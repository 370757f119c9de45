"""What followers are still to be told: written beside the fact that they are told of it, sent later, and never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.follows import Follow, first_alert
from bot.store.guilds import insert
from bot.store.knowledge_tables import follows
from bot.store.schema import NEVER_AGAIN, Instant, RowId, facts, metadata

deliveries: Final = Table(
    "deliveries", metadata, Column("id", RowId, primary_key=True),
    Column("follow_id", RowId, ForeignKey("follows.id", ondelete="CASCADE"), nullable=False), Column("fact_id", RowId, nullable=False),
    Column("article_id", RowId, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False), Column("due_at", Instant, nullable=False),
    Column("claimed_at", Instant), Column("sent_at", Instant), Column("refused", Boolean, nullable=False),
    Index("deliveries_once", "follow_id", "fact_id", unique=True), Index("deliveries_article", "article_id"),
    Index("deliveries_due", "sent_at", "due_at"), **NEVER_AGAIN,
)  # fmt: skip
CLAIMED_FOR: Final = timedelta(minutes=5)
"""How long a process that took a delivery has it for itself: after that it is taken to have died."""
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that one person is to be told now of one guild; `ids` are its deliveries, the first of which names it to Discord."""

    guild_id: int
    user_id: int
    ids: tuple[int, ...]
    fact_ids: tuple[int, ...]
    tried: bool


async def owe(conn: AsyncConnection, follow: Follow, same: Sequence[int], due_at: datetime) -> bool:
    """Note that a follower is to be told of a fact (the first of those that say the same); False where they were told of it before."""
    if follow.id is None or not await first_alert(conn, follow.id, same):
        return False
    article_id = await conn.scalar(select(facts.c.article_id).where(facts.c.id == same[0]))
    if article_id is None:
        return False
    row = {"follow_id": follow.id, "fact_id": same[0], "article_id": article_id, "due_at": due_at, "refused": False}
    await conn.execute(insert(conn, deliveries).values(row).on_conflict_do_nothing())
    return True


async def any_due(conn: AsyncConnection, now: datetime) -> bool:
    """Whether anything is due to be sent."""
    query = select(deliveries.c.id).where(deliveries.c.sent_at.is_(None), deliveries.c.due_at <= now).limit(1)
    return await conn.scalar(query) is not None


async def claim(conn: AsyncConnection, now: datetime, *, most: int) -> list[Parcel]:
    """Take what is due for this process to send, a parcel for each guild and person; one that was taken long ago was perhaps sent."""
    free = deliveries.c.claimed_at.is_(None) | (deliveries.c.claimed_at < now - CLAIMED_FOR)
    query = (
        select(deliveries.c.id, deliveries.c.fact_id, deliveries.c.claimed_at, follows.c.guild_id, follows.c.user_id)
        .join(follows, follows.c.id == deliveries.c.follow_id)
        .where(deliveries.c.sent_at.is_(None), deliveries.c.due_at <= now, free)
        .order_by(deliveries.c.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    parcels: dict[tuple[int, int, bool], Parcel] = {}
    for row in await conn.execute(query):
        key = (row.guild_id, row.user_id, row.claimed_at is not None)  # what was tried stays apart: it has a name already
        known = parcels.get(key, Parcel(*key[:2], (), (), key[2]))
        if len(known.ids) < most:
            parcels[key] = Parcel(*key[:2], (*known.ids, row.id), (*known.fact_ids, row.fact_id), key[2])
    taken = [one for parcel in parcels.values() for one in parcel.ids]
    await conn.execute(update(deliveries).where(deliveries.c.id.in_(taken)).values(claimed_at=now))
    return list(parcels.values())


async def settle(conn: AsyncConnection, parcel: Parcel, now: datetime, *, refused: bool) -> None:
    """Note that a parcel was sent, or that the person takes no messages from the bot: it is not sent again."""
    await conn.execute(update(deliveries).where(deliveries.c.id.in_(parcel.ids)).values(sent_at=now, refused=refused))


async def is_refused(conn: AsyncConnection, guild_id: int, user_id: int) -> bool:
    """Whether the last message to somebody could not be delivered."""
    mine = deliveries.c.follow_id.in_(select(follows.c.id).where(follows.c.guild_id == guild_id, follows.c.user_id == user_id))
    last = select(deliveries.c.refused).where(mine, deliveries.c.sent_at.is_not(None)).order_by(deliveries.c.sent_at.desc()).limit(1)
    return bool(await conn.scalar(last))
