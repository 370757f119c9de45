"""Everything that a guild sees, page by page: for its export."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import EntityKind
from bot.store import identities, schema
from bot.store.facts import load
from bot.store.records import EntityRow, StoredFact

_texts, _names, _aliases = schema.guild_texts, schema.guild_names, schema.aliases


async def facts_after(conn: AsyncConnection, guild_id: int, fact_id: int, limit: int) -> list[StoredFact]:
    """The guild's next facts by their ids, each text's once."""
    query = select(_texts.c.fact_id).where(_texts.c.guild_id == guild_id, _texts.c.fact_id > fact_id)
    return await load(conn, guild_id, list(await conn.scalars(query.order_by(_texts.c.fact_id).limit(limit))))


async def entities_after(conn: AsyncConnection, guild_id: int, entity_id: int, limit: int) -> list[EntityRow]:
    """The guild's next entities by their ids."""
    query = select(_names.c.entity_id, func.min(_names.c.name).label("name"), func.min(_names.c.kind).label("kind"),
                   func.max(_names.c.facts).label("facts"))  # fmt: skip
    query = query.where(_names.c.guild_id == guild_id, _names.c.entity_id > entity_id).group_by(_names.c.entity_id)
    rows = list(await conn.execute(query.order_by(_names.c.entity_id).limit(limit)))
    known = await identities.load(conn, guild_id)
    sources = {source for row in rows for source in known.sources(row.entity_id)}
    shown = select(_texts.c.article_id).where(_texts.c.guild_id == guild_id)
    named = (
        select(_aliases.c.entity_id, _aliases.c.name).distinct().where(_aliases.c.entity_id.in_(sources), _aliases.c.article_id.in_(shown))
    )
    names: dict[int, list[str]] = {}
    for alias in await conn.execute(named.order_by(_aliases.c.name)):
        names.setdefault(known.of(alias.entity_id, (alias.name,)), []).append(alias.name)
    return [
        EntityRow(row.entity_id, row.name, EntityKind(row.kind), row.facts, tuple(dict.fromkeys((row.name, *names.get(row.entity_id, ())))))
        for row in rows
    ]
