"""Who follows which entity in a guild, and which of its facts they were told of at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Kind
from bot.store import identities, schema
from bot.store.guilds import insert
from bot.store.knowledge_tables import follow_alerts, follows

_entities, _seen, _facts = schema.entities, schema.guild_facts, schema.facts


class FollowMode(StrEnum):
    """How a follower is told: in a section of the digest, sent to them or in the channel, or at once."""

    DIGEST_DM = "digest_dm"
    DIGEST_CHANNEL = "digest_channel"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least amount that a follower wants to hear of: facts without an amount of this unit are not meant."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Somebody's interest in an entity; `kind` None: all kinds. `entity_id` None: no article of the guild tells of it now."""

    guild_id: int
    user_id: int
    entity_id: int | None
    name: str
    kind: Kind | None = None
    threshold: Threshold | None = None
    mode: FollowMode = FollowMode.DIGEST_CHANNEL
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A fact that somebody follows."""

    follow: Follow
    fact_id: int


async def follow(conn: AsyncConnection, wanted: Follow) -> bool:
    """Follow an entity, or change how; False where it has no entity to follow."""
    found = (await conn.execute(select(_entities).where(_entities.c.id == wanted.entity_id))).first()
    if found is None:
        return False
    values = {"name": wanted.name, "kind": wanted.kind, "mode": wanted.mode, "min_value": wanted.threshold and wanted.threshold.value,
              "min_unit": wanted.threshold and wanted.threshold.unit}  # fmt: skip
    row = values | {"guild_id": wanted.guild_id, "user_id": wanted.user_id, "folded": found.folded, "family": found.family}
    query = insert(conn, follows).values(row)
    await conn.execute(query.on_conflict_do_update(index_elements=["guild_id", "user_id", "folded", "family"], set_=values))
    return True


async def unfollow(conn: AsyncConnection, guild_id: int, user_id: int, follow_id: int) -> bool:
    """Stop following; False where the user follows no such thing there."""
    mine = (follows.c.guild_id == guild_id) & (follows.c.user_id == user_id) & (follows.c.id == follow_id)
    return bool((await conn.execute(delete(follows).where(mine))).rowcount)


async def of_user(conn: AsyncConnection, guild_id: int, user_id: int) -> list[Follow]:
    """What somebody follows in a guild, by name."""
    return await _read(conn, guild_id, follows.c.user_id == user_id)


async def of_guild(conn: AsyncConnection, guild_id: int) -> list[Follow]:
    """What is followed in a guild, by name."""
    return await _read(conn, guild_id, follows.c.user_id.is_not(None))


async def matching(conn: AsyncConnection, guild_id: int, fact_ids: Sequence[int]) -> list[Match]:
    """Who follows what these facts of the guild's tell, fact by fact."""
    wanted = await of_guild(conn, guild_id) if fact_ids else []
    if not wanted:
        return []
    columns = (_seen.c.fact_id, _seen.c.entity_id, _seen.c.kind, _facts.c.amount_value, _facts.c.amount_maximum, _facts.c.amount_unit)
    query: Any = select(*columns)
    query = query.join(_facts, _facts.c.id == _seen.c.fact_id).where(_seen.c.guild_id == guild_id, _seen.c.fact_id.in_(fact_ids))
    rows = await conn.execute(query.order_by(_seen.c.fact_id, _seen.c.entity_id))
    return [Match(one, row.fact_id) for row in rows for one in wanted if one.entity_id == row.entity_id and _meant(one, row)]


async def first_alert(conn: AsyncConnection, follow_id: int, fact_ids: Sequence[int]) -> bool:
    """Note that a follower is told of facts that say the same; False where they were told of one of them: once per fact."""
    told = select(follow_alerts.c.fact_id).where(follow_alerts.c.follow_id == follow_id, follow_alerts.c.fact_id.in_(fact_ids)).limit(1)
    first = await conn.scalar(told) is None
    articles = select(_facts.c.id, _facts.c.article_id).where(_facts.c.id.in_(fact_ids))
    rows = [{"follow_id": follow_id, "fact_id": row.id, "article_id": row.article_id} for row in await conn.execute(articles)]
    if rows:
        await conn.execute(insert(conn, follow_alerts).on_conflict_do_nothing(), rows)
    return first


async def forget_user(conn: AsyncConnection, user_id: int, guild_id: int | None = None) -> int:
    """Forget all that somebody follows, in a guild or anywhere; how many entities that was."""
    mine = follows.c.user_id == user_id
    if guild_id is not None:
        mine &= follows.c.guild_id == guild_id
    return (await conn.execute(delete(follows).where(mine))).rowcount


async def _read(conn: AsyncConnection, guild_id: int, condition: Any) -> list[Follow]:  # noqa: ANN401
    known = await identities.load(conn, guild_id)
    entity = (_entities.c.folded == follows.c.folded) & (_entities.c.family == follows.c.family)
    query = select(follows, _entities.c.id.label("entity_id")).outerjoin(_entities, entity)
    rows = await conn.execute(query.where(follows.c.guild_id == guild_id, condition).order_by(follows.c.name, follows.c.id))
    return [_follow(row, None if row.entity_id is None else known.root(row.entity_id)) for row in rows]


def _follow(row: Row[Any], entity_id: int | None) -> Follow:
    threshold = None if row.min_value is None else Threshold(row.min_value, row.min_unit)
    kind = Kind(row.kind) if row.kind else None
    return Follow(row.guild_id, row.user_id, entity_id, row.name, kind, threshold, FollowMode(row.mode), row.id)


def _meant(wanted: Follow, row: Row[Any]) -> bool:
    if wanted.kind is not None and row.kind != wanted.kind:
        return False
    if wanted.threshold is None:
        return True
    value = row.amount_value if row.amount_maximum is None else row.amount_maximum
    return value is not None and row.amount_unit == wanted.threshold.unit and value >= wanted.threshold.value
