"""Entities: one row for a folded name and family of kinds, seen by a guild under the names its own articles give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from cleanco import basename
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.folding import fold
from bot.model import Entity, EntityKind
from bot.store import locks, schema
from bot.store.guilds import insert
from bot.store.records import KnownEntity

_entities, _aliases, _names = schema.entities, schema.aliases, schema.guild_names
_ORGANISATION = {EntityKind.COMPANY, EntityKind.PUBLIC_BODY, EntityKind.MEDIA, EntityKind.OTHER}
SHORT: Final = 2
"""Letters that very many names begin with."""
MOST_KEYS: Final = 4
"""Rows looked at for each name wanted: one is found by several of its words."""
COMPARED: Final = 1000
"""Names that a mistyped one is compared with."""
LONGEST_NAME: Final = 300
"""Characters of a folded name: an index of PostgreSQL holds 2,704 bytes at most."""
Key = tuple[str, str]
"""Folded name and family: what an entity is, whether it has a row or not."""
_ARTICLES = ("the ", "le ", "la ", "les ", "l ")


def identity(name: str) -> str:
    """The folded name without leading article and legal suffix; never empty for a name with a letter or digit."""
    whole = fold(name)
    bare = fold(basename(name)) or whole
    for article in _ARTICLES:
        if bare.startswith(article):
            return bare.removeprefix(article) or bare
    return bare


def family(kind: EntityKind) -> str:
    """Kinds that are one when their name is: organisations; all others stay apart."""
    return "organisation" if kind in _ORGANISATION else kind.value


async def ensure(conn: AsyncConnection, article_id: int, wanted: Sequence[Entity]) -> list[int | None]:
    """The entities' row ids, with their names noted as this article's; None for no name: without letters or digits, or too long for one."""
    keys = [(identity(one.name), family(one.kind)) for one in wanted]
    ids = await ids_of(conn, [key for key in keys if 0 < len(key[0]) <= LONGEST_NAME], make=True)
    found = [ids.get(key) for key in keys]
    rows = [
        {"article_id": article_id, "entity_id": entity_id, "name": name, "kind": one.kind, "main": name == one.name}
        for one, entity_id in zip(wanted, found, strict=True) if entity_id is not None
        for name in dict.fromkeys((one.name, *one.aliases)) if len(fold(name)) <= LONGEST_NAME
    ]  # fmt: skip
    if rows:
        await conn.execute(insert(conn, _aliases).on_conflict_do_nothing(), rows)
    return found


async def ids_of(conn: AsyncConnection, keys: Iterable[Key], *, make: bool) -> dict[Key, int]:
    """The row ids of entities; those without a row are left out, or get one (`make`)."""
    wanted = dict.fromkeys(keys)
    if not wanted:
        return {}
    if make:
        rows = [{"folded": folded, "family": kind} for folded, kind in wanted]
        await conn.execute(insert(conn, _entities).on_conflict_do_nothing(), rows)
    alike = await conn.execute(select(_entities).where(_entities.c.folded.in_({folded for folded, _ in wanted})))
    return {(row.folded, row.family): row.id for row in alike if (row.folded, row.family) in wanted}


async def of_article(conn: AsyncConnection, article_id: int) -> list[int]:
    """Ids of the entities that an article names."""
    return list(await conn.scalars(select(_aliases.c.entity_id).where(_aliases.c.article_id == article_id).distinct()))


async def drop_orphans(conn: AsyncConnection, entity_ids: Sequence[int]) -> None:
    """Delete those of the entities that no article names, and that no guild made to stand for another."""
    if not entity_ids:
        return
    names = await conn.scalars(select(_entities.c.folded).where(_entities.c.id.in_(entity_ids)))
    await locks.hold(conn, map(locks.entity, names))
    named = select(_aliases.c.entity_id).where(_aliases.c.entity_id == _entities.c.id).exists()
    stands = select(schema.guild_facts.c.entity_id).where(schema.guild_facts.c.entity_id == _entities.c.id).exists()
    await conn.execute(delete(_entities).where(_entities.c.id.in_(entity_ids), ~named, ~stands))


def _known(row: Any) -> KnownEntity:  # noqa: ANN401
    return KnownEntity(row.entity_id, row.name, EntityKind(row.kind), row.facts)


async def suggest(
    conn: AsyncConnection, guild_id: int, typed: str, limit: int = 25, *, kinds: Collection[EntityKind] | None = None
) -> list[KnownEntity]:
    """Entities (of these kinds, if any are given) with a name of which a word starts with what is typed, most facts first."""
    prefix = fold(typed)
    query = select(_names.c.entity_id, _names.c.name, _names.c.kind, _names.c.facts).where(_names.c.guild_id == guild_id)
    if kinds is not None:
        query = query.where(_names.c.kind.in_(kinds))
    if prefix:
        query = query.where(_names.c.folded >= prefix, _names.c.folded < prefix + "\U0010ffff")
    if len(prefix) <= SHORT:  # so many begin like this that it is quicker to go from the most told-of down until there are enough
        query = query.with_hint(_names, "INDEXED BY guild_names_facts", "sqlite")
    rows = await conn.execute(query.order_by(_names.c.facts.desc()).limit(limit * MOST_KEYS))
    found = {row.entity_id: _known(row) for row in rows}
    return sorted(found.values(), key=lambda one: (-one.facts, one.name))[:limit]


async def resolve(conn: AsyncConnection, guild_id: int, name: str, *, kinds: Collection[EntityKind] | None = None) -> KnownEntity | None:
    """The guild's entity (of these kinds, if any are given) of exactly this name or alias, the most told-of when several share it."""
    query = select(_names).where(_names.c.guild_id == guild_id, _names.c.folded.in_([fold(name), identity(name)]), _names.c.whole)
    if kinds is not None:
        query = query.where(_names.c.kind.in_(kinds))
    row = (await conn.execute(query.order_by(_names.c.facts.desc(), _names.c.entity_id).limit(1))).first()
    return None if row is None else _known(row)


async def near_misses(conn: AsyncConnection, guild_id: int, name: str, limit: int = 3) -> list[KnownEntity]:
    """Entities with a name much like this one, nearest first, of the most told-of and of those that begin like it."""
    folded = fold(name)
    here = select(_names.c.entity_id, _names.c.name, _names.c.kind, _names.c.facts, _names.c.folded)
    here = here.where(_names.c.guild_id == guild_id, _names.c.whole)
    famous = here.order_by(_names.c.facts.desc()).limit(COMPARED)
    alike = here.where(_names.c.folded >= folded[: SHORT + 1], _names.c.folded < folded[: SHORT + 1] + "\U0010ffff").limit(COMPARED)
    rows = [*await conn.execute(famous), *await conn.execute(alike)]
    from rapidfuzz import fuzz, process  # 2 MB that nobody needs who types what there is

    hits = process.extract(folded, [row.folded for row in rows], scorer=fuzz.ratio, limit=limit * 8, score_cutoff=70)
    found = {rows[place].entity_id: _known(rows[place]) for _, _, place in reversed(hits)}
    return list(reversed(found.values()))[:limit]


async def get_entity(conn: AsyncConnection, guild_id: int, entity_id: int) -> KnownEntity | None:
    """The entity under the name that most facts of the guild give it; None where the guild's articles do not name it."""
    query = select(_names).where(_names.c.guild_id == guild_id, _names.c.entity_id == entity_id, _names.c.whole)
    row = (await conn.execute(query.order_by(_names.c.facts.desc(), _names.c.name).limit(1))).first()
    return None if row is None else _known(row)
