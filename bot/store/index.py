"""The guild's own index: which facts and names a guild sees, from its live postings alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import schema
from bot.store.entities import identity
from bot.store.search import fold

_facts, _links, _seen, _names, _aliases = schema.facts, schema.fact_entities, schema.guild_facts, schema.guild_names, schema.aliases


async def unindex(conn: AsyncConnection, guild_id: int, article_id: int) -> None:
    """Take an article's facts and names out of a guild."""
    mine = (_seen.c.guild_id == guild_id) & (_seen.c.article_id == article_id)
    touched = set(await conn.scalars(select(_seen.c.entity_id).where(mine).distinct()))
    await conn.execute(delete(_seen).where(mine))
    await _rename(conn, guild_id, touched)


async def build(conn: AsyncConnection, guild_id: int, article_id: int, posted_at: datetime) -> None:
    """Put an article's facts and names into a guild, in place of what was there of it."""
    await unindex(conn, guild_id, article_id)
    article = (await conn.execute(select(schema.articles).where(schema.articles.c.id == article_id))).one()
    published = article.published_day or (article.published or posted_at).date()
    query = select(_facts.c.id, _facts.c.kind, _facts.c.time_start, _facts.c.time_end, _links.c.entity_id).join(_links)
    rows = [
        {"guild_id": guild_id, "entity_id": row.entity_id, "day": row.time_start or row.time_end or published, "fact_id": row.id,
         "article_id": article_id, "kind": row.kind}
        for row in await conn.execute(query.where(_facts.c.article_id == article_id))
    ]  # fmt: skip
    if rows:
        await conn.execute(insert(_seen), rows)
        await _rename(conn, guild_id, {row["entity_id"] for row in rows})


async def _rename(conn: AsyncConnection, guild_id: int, entity_ids: Iterable[int]) -> None:
    for entity_id in entity_ids:
        await conn.execute(delete(_names).where(_names.c.guild_id == guild_id, _names.c.entity_id == entity_id))
        mine = (_seen.c.guild_id == guild_id) & (_seen.c.entity_id == entity_id)
        facts = await conn.scalar(select(func.count(_seen.c.fact_id.distinct())).where(mine))
        if not facts:
            continue
        visible = select(_seen.c.article_id).where(mine)
        query = select(_aliases.c.name, _aliases.c.kind).where(_aliases.c.entity_id == entity_id, _aliases.c.article_id.in_(visible))
        found = list(await conn.execute(query.order_by(_aliases.c.main.desc(), _aliases.c.article_id, _aliases.c.name)))
        if not found:
            continue
        keys: dict[str, bool] = {}
        for name in dict.fromkeys(row.name for row in found):
            for whole in (fold(name), identity(name)):
                words = whole.split()
                for place in range(len(words)):
                    key = " ".join(words[place:])
                    keys[key] = keys.get(key, False) or place == 0
        row = {"guild_id": guild_id, "entity_id": entity_id, "name": found[0].name, "kind": found[0].kind, "facts": facts}
        await conn.execute(insert(_names), [row | {"folded": key, "whole": whole} for key, whole in keys.items()])
