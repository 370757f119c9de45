"""What a guild's administrators do to entities: merge, split, rename, and undo. No guild ever sees another's edits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import VigieError
from bot.folding import fold
from bot.store import identities, index, schema
from bot.store.entities import LONGEST_NAME, Key, get_entity, identity, ids_of
from bot.store.identities import Action
from bot.store.knowledge_tables import entity_edits

_entities, _aliases, _seen = schema.entities, schema.aliases, schema.guild_facts
MOST_NAMES: Final = 100
"""Spellings of an entity that are listed."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: `shown` is the entity's name when it was made; `name` the new name, the spelling taken out, or what it was merged into."""

    id: int
    action: Action
    shown: str
    name: str
    by: int | None
    at: datetime
    undone: bool


async def merge(conn: AsyncConnection, guild_id: int, entity_id: int, into_id: int, *, by: int | None, now: datetime) -> Edit:
    """Let one entity stand for another.

    Raises:
        VigieError: edit.unknown where the guild knows one of them not, edit.same where they are one.
    """
    if entity_id == into_id:
        raise VigieError("edit.same")
    shown, name = await _name(conn, guild_id, entity_id), await _name(conn, guild_id, into_id)
    row = {"action": Action.MERGE, "shown": shown, "name": name}
    return await _make(conn, guild_id, [await _key(conn, entity_id), await _key(conn, into_id)], row, by, now)


async def rename(conn: AsyncConnection, guild_id: int, entity_id: int, name: str, *, by: int | None, now: datetime) -> Edit:
    """Give an entity the name to show it by; it is still found by its others.

    Raises:
        VigieError: edit.unknown where the guild doesn't know it, edit.no_name for a name without letters or digits, or too long.
    """
    wanted = " ".join(name.split())
    if not fold(wanted) or len(fold(wanted)) > LONGEST_NAME:
        raise VigieError("edit.no_name", name=name)
    row = {"action": Action.RENAME, "shown": await _name(conn, guild_id, entity_id), "name": wanted}
    return await _make(conn, guild_id, [await _key(conn, entity_id)], row, by, now)


async def split(conn: AsyncConnection, guild_id: int, entity_id: int, name: str, *, by: int | None, now: datetime) -> Edit:
    """Take one spelling out of an entity, with or without legal form: the facts that use it tell of another, of that name.

    Raises:
        VigieError: edit.unknown where the guild doesn't know the entity, edit.no_name where it isn't one of its spellings, edit.same where
            the spelling is the entity's own name but for its legal form.
    """
    shown = await _name(conn, guild_id, entity_id)
    if fold(name) not in {fold(one) for one in await names_of(conn, guild_id, entity_id)}:
        raise VigieError("edit.no_name", name=name)
    folded, family = await _key(conn, entity_id)
    if identity(name) == folded:
        raise VigieError("edit.same")
    row = {"action": Action.SPLIT, "shown": shown, "name": name}
    return await _make(conn, guild_id, [(folded, family), (identity(name), family)], row, by, now)


async def undo(conn: AsyncConnection, guild_id: int, edit_id: int | None = None) -> Edit | None:
    """Take an edit back, the latest one where none is named; None where there is none to take back."""
    query = select(entity_edits).where(entity_edits.c.guild_id == guild_id, ~entity_edits.c.undone)
    if edit_id is not None:
        query = query.where(entity_edits.c.id == edit_id)
    row = (await conn.execute(query.order_by(entity_edits.c.id.desc()).limit(1))).first()
    if row is None:
        return None
    before = await _touched(conn, guild_id, identities.keys_of(row))
    await conn.execute(update(entity_edits).where(entity_edits.c.id == row.id).values(undone=True))
    await index.remap(conn, guild_id, before)
    return Edit(row.id, Action(row.action), row.shown, row.name, row.by_id, row.at, undone=True)


async def history(conn: AsyncConnection, guild_id: int, limit: int = 25) -> list[Edit]:
    """The guild's edits, newest first, with those that were taken back."""
    query = select(entity_edits).where(entity_edits.c.guild_id == guild_id).order_by(entity_edits.c.id.desc()).limit(limit)
    return [_edit(row) for row in await conn.execute(query)]


async def names_of(conn: AsyncConnection, guild_id: int, entity_id: int) -> list[str]:
    """The spellings under which the guild's articles tell of an entity, main names first."""
    known = await identities.load(conn, guild_id)
    visible = select(_seen.c.article_id).where(_seen.c.guild_id == guild_id, _seen.c.entity_id == entity_id)
    query = select(_aliases.c.name, _aliases.c.entity_id, _aliases.c.main).distinct()
    query = query.where(_aliases.c.entity_id.in_(known.sources(entity_id)), _aliases.c.article_id.in_(visible))
    rows = await conn.execute(query.order_by(_aliases.c.main.desc(), _aliases.c.name))
    return list(dict.fromkeys(row.name for row in rows if known.of(row.entity_id, (row.name,)) == entity_id))[:MOST_NAMES]


async def _name(conn: AsyncConnection, guild_id: int, entity_id: int) -> str:
    known = await get_entity(conn, guild_id, entity_id)
    if known is None:
        raise VigieError("edit.unknown")
    return known.name


async def _key(conn: AsyncConnection, entity_id: int) -> Key:
    row = (await conn.execute(select(_entities).where(_entities.c.id == entity_id))).one()
    return row.folded, row.family


async def _make(
    conn: AsyncConnection, guild_id: int, keys: list[Key], row: dict[str, Any], by: int | None, now: datetime
) -> Edit:  # fmt: skip
    into = keys[1] if len(keys) > 1 else (None, None)
    values = row | {"guild_id": guild_id, "folded": keys[0][0], "family": keys[0][1], "into_folded": into[0], "into_family": into[1],
                    "by_id": by, "at": now, "undone": False}  # fmt: skip
    made = (await conn.execute(insert(entity_edits).values(values).returning(entity_edits))).one()
    await index.remap(conn, guild_id, await _touched(conn, guild_id, keys))
    return _edit(made)


async def _touched(conn: AsyncConnection, guild_id: int, keys: Iterable[Key]) -> set[int]:
    """The entities whose facts an edit may move: those it names, and what they stand for."""
    known = await identities.load(conn, guild_id, make=True)
    ids = set((await ids_of(conn, keys, make=True)).values())
    return ids | {known.root(one) for one in ids}


def _edit(row: Row[Any]) -> Edit:
    return Edit(row.id, Action(row.action), row.shown, row.name, row.by_id, row.at, row.undone)
