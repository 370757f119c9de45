"""What a guild's articles tell of one entity, put together: kinds of fact, people and their roles, who appears with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.folding import fold
from bot.model import Certainty, EntityKind, Kind
from bot.store import schema
from bot.store.entities import identity
from bot.store.facts import load
from bot.store.records import DayCount, KnownEntity, StoredFact

_seen, _names, _facts, _people = schema.guild_facts, schema.guild_names, schema.facts, schema.people
_articles = schema.articles
LATEST: Final = 500
"""The newest facts of an entity that its company and its people are taken from: more tell of the past, and cost time."""
_TELLS_ROLE: Final = (Kind.ROLE, Kind.APPOINTMENT, Kind.DEPARTURE)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many facts of a kind there are."""

    kind: Kind
    facts: int


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A person with a role in an organisation (None: the fact's subject), by the newest fact that says so; `left`: they leave it."""

    name: str
    role: str | None
    organisation: str | None
    fact_id: int
    day: date
    left: bool


async def kinds_of(
    conn: AsyncConnection, guild_id: int, entity_id: int, *, certainty: Certainty | None = None, since: date | None = None
) -> list[KindCount]:
    """The kinds of an entity's facts, most frequent first."""
    number = func.count(_seen.c.fact_id)
    query = select(_seen.c.kind, number.label("facts")).where(_seen.c.guild_id == guild_id, _seen.c.entity_id == entity_id)
    if since is not None:
        query = query.where(_seen.c.day >= since)
    if certainty is not None:
        query = query.join(_facts, _facts.c.id == _seen.c.fact_id).where(_facts.c.certainty == certainty)
    rows = await conn.execute(query.group_by(_seen.c.kind).order_by(number.desc(), _seen.c.kind))
    return [KindCount(Kind(row.kind), row.facts) for row in rows]


async def days_of(conn: AsyncConnection, guild_id: int, entity_id: int, *, since: date) -> list[DayCount]:
    """The days from `since` on of which articles tell of an entity, with how many facts and how sure."""
    number, day = func.count(_seen.c.fact_id).label("facts"), _articles.c.published_day
    query = select(day, _facts.c.certainty, number).join(_facts, _facts.c.id == _seen.c.fact_id)
    query = query.join(_articles, _articles.c.id == _seen.c.article_id)
    query = query.where(_seen.c.guild_id == guild_id, _seen.c.entity_id == entity_id, day >= since)
    rows = await conn.execute(query.group_by(day, _facts.c.certainty).order_by(day, _facts.c.certainty))
    return [DayCount(row.published_day, Certainty(row.certainty), row.facts) for row in rows]


async def names_of(conn: AsyncConnection, guild_id: int, entity_id: int) -> list[str]:
    """The folded whole names under which the guild's articles tell of an entity."""
    query = select(_names.c.folded).where(_names.c.guild_id == guild_id, _names.c.entity_id == entity_id, _names.c.whole)
    return list(await conn.scalars(query.order_by(_names.c.folded)))


async def companions(
    conn: AsyncConnection, guild_id: int, entity_id: int, kinds: Collection[EntityKind], *, limit: int = 5
) -> list[KnownEntity]:
    """Entities of these kinds that stand in facts with this one, most often first; `facts` counts the facts that they share."""
    newest = _newest(guild_id, entity_id)
    shared = func.count(_seen.c.fact_id.distinct()).label("shared")
    query = select(_seen.c.entity_id, shared).where(
        _seen.c.guild_id == guild_id, _seen.c.fact_id.in_(select(newest.c.fact_id)), _seen.c.entity_id != entity_id
    )
    ranked = list(await conn.execute(query.group_by(_seen.c.entity_id).order_by(shared.desc(), _seen.c.entity_id)))
    named = select(_names.c.entity_id, func.min(_names.c.name).label("name"), func.min(_names.c.kind).label("kind")).where(
        _names.c.guild_id == guild_id, _names.c.entity_id.in_([row.entity_id for row in ranked]), _names.c.kind.in_(kinds)
    )
    known = {row.entity_id: row for row in await conn.execute(named.group_by(_names.c.entity_id))}
    found = [(known[row.entity_id], row.shared) for row in ranked if row.entity_id in known]
    return [KnownEntity(row.entity_id, row.name, EntityKind(row.kind), count) for row, count in found[:limit]]


async def roles_of(conn: AsyncConnection, guild_id: int, entity_id: int, *, limit: int = 6) -> list[RoleHeld]:
    """Who holds which role there, by the newest fact on each person; people of other organisations stay out."""
    newest = _newest(guild_id, entity_id)
    query = (
        select(_people.c.name, _people.c.role, _people.c.organisation, newest.c.fact_id, newest.c.day, newest.c.kind)
        .join(newest, newest.c.fact_id == _people.c.fact_id)
        .where(or_(_people.c.role.is_not(None), newest.c.kind.in_(_TELLS_ROLE)))
        .order_by(newest.c.day.desc(), newest.c.fact_id.desc(), _people.c.position)
    )
    own = set(await names_of(conn, guild_id, entity_id))
    found: dict[str, RoleHeld] = {}
    for row in await conn.execute(query):
        here = own & {fold(row.organisation), identity(row.organisation)} if row.organisation else row.kind in _TELLS_ROLE
        if here and identity(row.name) not in own:
            held = RoleHeld(row.name, row.role, row.organisation, row.fact_id, row.day, row.kind == Kind.DEPARTURE)
            found.setdefault(fold(row.name), held)
    return list(found.values())[:limit]


async def roles_held(conn: AsyncConnection, guild_id: int, entity_id: int, *, limit: int = 6) -> list[RoleHeld]:
    """The roles that a person holds or held, newest first, each once."""
    newest = _newest(guild_id, entity_id)
    query = (
        select(_people.c.name, _people.c.role, _people.c.organisation, newest.c.fact_id, newest.c.day, newest.c.kind, _facts.c.subject)
        .join(newest, newest.c.fact_id == _people.c.fact_id)
        .join(_facts, _facts.c.id == newest.c.fact_id)
        .where(_people.c.role.is_not(None))
        .order_by(newest.c.day.desc(), newest.c.fact_id.desc(), _people.c.position)
    )
    own = set(await names_of(conn, guild_id, entity_id))
    found: dict[tuple[str, str], RoleHeld] = {}
    for row in await conn.execute(query):
        if not own & {fold(row.name), identity(row.name)}:
            continue
        told_by_subject = row.kind in _TELLS_ROLE and identity(row.subject) not in own
        organisation = row.organisation or (row.subject if told_by_subject else None)
        held = RoleHeld(row.name, row.role, organisation, row.fact_id, row.day, row.kind == Kind.DEPARTURE)
        found.setdefault((fold(row.role), identity(organisation or "")), held)
    return list(found.values())[:limit]


def _newest(guild_id: int, entity_id: int) -> Any:  # noqa: ANN401  a subquery's columns are not typed
    query = select(_seen.c.fact_id, _seen.c.day, _seen.c.kind).where(_seen.c.guild_id == guild_id, _seen.c.entity_id == entity_id)
    return query.order_by(_seen.c.day.desc(), _seen.c.fact_id.desc()).limit(LATEST).subquery()


async def shared_facts(conn: AsyncConnection, guild_id: int, entity_id: int, other_id: int, *, limit: int = 3) -> list[StoredFact]:
    """The guild's facts that name both entities, newest first."""
    with_other = select(_seen.c.fact_id).where(_seen.c.guild_id == guild_id, _seen.c.entity_id == other_id)
    query = select(_seen.c.fact_id).where(_seen.c.guild_id == guild_id, _seen.c.entity_id == entity_id, _seen.c.fact_id.in_(with_other))
    ids = await conn.scalars(query.order_by(_seen.c.day.desc(), _seen.c.fact_id.desc()).limit(limit))
    return await load(conn, guild_id, list(ids))
