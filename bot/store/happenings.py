"""A guild's dated events: to come, past, within some days, at a place."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Select, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Kind
from bot.store import schema
from bot.store.facts import load
from bot.store.records import StoredFact

_texts, _seen = schema.guild_texts, schema.guild_facts
DATED: Final = (Kind.SCHEDULED_EVENT, Kind.REGULATION)
"""What is an event once its day is over: gatherings, and rules that took effect."""
TO_COME: Final = (Kind.SCHEDULED_EVENT, Kind.REGULATION, Kind.LAUNCH, Kind.EXPANSION)
"""What is an event once its day is still to come: rules that take effect, openings, launches."""


async def upcoming(
    conn: AsyncConnection, guild_id: int, *, first: date, last: date | None = None, place: int | None = None, limit: int, offset: int = 0
) -> list[StoredFact]:
    """Events that end on `first` or later and begin on `last` or earlier, soonest first; `place` is an entity that they name."""
    query = select(_texts.c.fact_id).where(_texts.c.guild_id == guild_id, _texts.c.kind.in_(TO_COME), _texts.c.until >= first)
    if last is not None:
        query = query.where(_texts.c.day <= last)
    page = _at(query, place).order_by(_texts.c.day, _texts.c.fact_id).limit(limit).offset(offset)
    return await load(conn, guild_id, list(await conn.scalars(page)))


async def past(
    conn: AsyncConnection, guild_id: int, *, before: date, place: int | None = None, limit: int, offset: int = 0
) -> list[StoredFact]:
    """Events that ended before a day, those that ended last first; `place` is an entity that they name."""
    of_kinds = []
    for kind in DATED:  # each in the order of its index, so that no more is read than is wanted
        query = select(_texts.c.fact_id, _texts.c.until).where(
            _texts.c.guild_id == guild_id, _texts.c.kind == kind, _texts.c.until < before
        )
        query = _at(query, place).order_by(_texts.c.until.desc(), _texts.c.fact_id.desc()).limit(limit + offset)
        of_kinds.append(select(query.subquery()))
    both = union_all(*of_kinds).subquery()
    page = select(both.c.fact_id).order_by(both.c.until.desc(), both.c.fact_id.desc()).limit(limit).offset(offset)
    return await load(conn, guild_id, list(await conn.scalars(page)))


def _at(query: Select[Any], place: int | None) -> Select[Any]:
    """Narrow to the facts that name a place."""
    if place is None:
        return query
    return query.join(_seen, (_seen.c.guild_id == _texts.c.guild_id) & (_seen.c.fact_id == _texts.c.fact_id)).where(
        _seen.c.entity_id == place
    )
