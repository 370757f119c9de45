"""A guild's dated events: to come, past, within some days, at a place."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Kind
from bot.store import schema
from bot.store.facts import load
from bot.store.records import StoredFact

_facts, _seen = schema.facts, schema.guild_facts
DATED: Final = (Kind.SCHEDULED_EVENT, Kind.REGULATION)
"""What is an event once its day is over: gatherings, and rules that took effect."""
TO_COME: Final = (Kind.SCHEDULED_EVENT, Kind.REGULATION, Kind.LAUNCH, Kind.EXPANSION)
"""What is an event once its day is still to come: rules that take effect, openings, launches."""


async def upcoming(
    conn: AsyncConnection, guild_id: int, *, first: date, last: date | None = None, place: int | None = None, limit: int, offset: int = 0
) -> list[StoredFact]:
    """Events that end on `first` or later and begin on `last` or earlier, soonest first; `place` is an entity that they name."""
    begin, end = func.coalesce(_facts.c.time_start, _facts.c.time_end), func.coalesce(_facts.c.time_end, _facts.c.time_start)
    query = select(_seen.c.fact_id).join(_facts, _facts.c.id == _seen.c.fact_id)
    query = query.where(_seen.c.guild_id == guild_id, _seen.c.kind.in_(TO_COME), end >= first)
    if last is not None:
        query = query.where(begin <= last)
    if place is not None:
        query = query.where(_seen.c.entity_id == place)
    page = query.group_by(_seen.c.fact_id).order_by(func.max(_seen.c.day), _seen.c.fact_id).limit(limit).offset(offset)
    return await load(conn, guild_id, list(await conn.scalars(page)))


async def past(
    conn: AsyncConnection, guild_id: int, *, before: date, place: int | None = None, limit: int, offset: int = 0
) -> list[StoredFact]:
    """Events that ended before a day, latest first; `place` is an entity that they name."""
    end = func.coalesce(_facts.c.time_end, _facts.c.time_start)
    query = select(_seen.c.fact_id).join(_facts, _facts.c.id == _seen.c.fact_id)
    query = query.where(_seen.c.guild_id == guild_id, _seen.c.kind.in_(DATED), end < before)
    if place is not None:
        query = query.where(_seen.c.entity_id == place)
    page = query.group_by(_seen.c.fact_id).order_by(func.max(_seen.c.day).desc(), _seen.c.fact_id.desc()).limit(limit).offset(offset)
    return await load(conn, guild_id, list(await conn.scalars(page)))
