"""Stored facts with what it takes to compare them: the entities behind their names, and the text that their article copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.folding import fold
from bot.model import EntityKind, Fact, Language
from bot.store import identities, schema
from bot.store.facts import load
from bot.store.identities import Identities
from bot.store.page_tables import pages
from bot.store.records import Named, StoredFact, Telling

_articles, _aliases, _seen, _names = schema.articles, schema.aliases, schema.guild_facts, schema.guild_names
MOST_BESIDE: Final = 400
"""The facts that are looked through for others that tell the same: the newest ones."""


async def of_facts(conn: AsyncConnection, guild_id: int, found: Sequence[StoredFact]) -> list[Telling]:
    """Make the guild's facts comparable, in the order given."""
    article_ids = {one.article_id for one in found}
    columns = (_articles.c.id, _articles.c.language, _articles.c.duplicate_of, pages.c.story_id)
    query: Any = select(*columns).outerjoin(pages, pages.c.article_id == _articles.c.id)
    articles = {row.id: row for row in await conn.execute(query.where(_articles.c.id.in_(article_ids)))}
    known = await identities.load(conn, guild_id)
    spellings: dict[int, dict[str, list[Row[Any]]]] = {}
    for row in await conn.execute(select(_aliases).where(_aliases.c.article_id.in_(article_ids)).order_by(_aliases.c.name)):
        spellings.setdefault(row.article_id, {}).setdefault(fold(row.name), []).append(row)
    shown = await _shown(
        conn, guild_id, {known.root(row.entity_id) for rows in spellings.values() for same in rows.values() for row in same}
    )
    return [_telling(one, articles[one.article_id], spellings.get(one.article_id, {}), known, shown) for one in found]


async def beside(conn: AsyncConnection, guild_id: int, found: Sequence[StoredFact], *, limit: int = MOST_BESIDE) -> list[Telling]:
    """The given facts and all of the guild's that may tell the same: of their kinds, with one of their subjects or objects."""
    mine = await of_facts(conn, guild_id, found)
    wanted = {named.entity_id for one in mine for named in one.names if named.name in (one.stored.fact.subject, one.stored.fact.object)}
    kinds = {one.fact.kind for one in found}
    query = select(_seen.c.fact_id).where(_seen.c.guild_id == guild_id, _seen.c.entity_id.in_(wanted - {None}), _seen.c.kind.in_(kinds))
    newest = query.group_by(_seen.c.fact_id).order_by(func.max(_seen.c.day).desc(), _seen.c.fact_id.desc()).limit(limit)
    given = {one.id for one in found}
    others = [one for one in await load(conn, guild_id, list(await conn.scalars(newest))) if one.id not in given]
    return [*mine, *await of_facts(conn, guild_id, others)]


async def _shown(conn: AsyncConnection, guild_id: int, entity_ids: set[int]) -> dict[int, str]:
    query = select(_names.c.entity_id, func.min(_names.c.name).label("name")).where(_names.c.guild_id == guild_id)
    rows = await conn.execute(query.where(_names.c.entity_id.in_(entity_ids)).group_by(_names.c.entity_id))
    return {row.entity_id: row.name for row in rows}


def _telling(
    stored: StoredFact, article: Row[Any], spellings: dict[str, list[Row[Any]]], known: Identities, shown: dict[int, str]
) -> Telling:  # fmt: skip
    origin = article.story_id or article.duplicate_of or article.id
    language = Language(article.language) if article.language else None
    names = []
    for name in dict.fromkeys(_names_in(stored.fact)):
        row = next(iter(spellings.get(fold(name), ())), None)
        if row is not None:
            entity_id = known.of(row.entity_id, (name,))
            others = sorted({one.name for same in spellings.values() for one in same if one.entity_id == row.entity_id})
            names.append(Named(name, entity_id, shown.get(entity_id), tuple(others), EntityKind(row.kind)))
    return Telling(stored, origin, language, tuple(names))


def _names_in(fact: Fact) -> Iterator[str]:
    yield from (name for name in (fact.subject, fact.object, fact.place) if name)
    yield from (one.name for one in fact.people)
