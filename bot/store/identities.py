"""Which entity a name stands for in a guild's eyes: that of the articles, as the guild's administrators merged, split and renamed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.entities import Key, identity, ids_of
from bot.store.knowledge_tables import entity_edits


class Action(StrEnum):
    """What an administrator did to an entity."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"


@dataclass(slots=True)
class Identities:
    """A guild's edits in effect. Without any, every entity is itself."""

    parents: dict[int, int] = field(default_factory=dict)
    taken: dict[int, dict[str, int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.parents or self.taken or self.names)

    def root(self, entity_id: int) -> int:
        """The entity that one was merged into, itself where it was not."""
        while entity_id in self.parents:
            entity_id = self.parents[entity_id]
        return entity_id

    def of(self, entity_id: int, names: Iterable[str]) -> int:
        """The entity that stands for an article's own, where it goes by one of these names."""
        spellings = {identity(name) for name in names} if self.taken else ()
        chain = [entity_id]
        while chain[-1] in self.parents:
            chain.append(self.parents[chain[-1]])
        for one in chain:
            for spelling in spellings:
                if spelling in self.taken.get(one, {}):
                    return self.root(self.taken[one][spelling])
        return chain[-1]

    def sources(self, entity_id: int) -> set[int]:
        """The articles' entities whose names may be those of one."""
        found = {entity_id} | {one for one in self.parents if self.root(one) == entity_id}
        for origin, spellings in self.taken.items():
            if any(self.root(target) == entity_id for target in spellings.values()):
                found |= {origin} | {one for one in self.parents if self.root(one) == origin}
        return found

    def merge(self, one: int, into: int) -> None:
        """Let one stand for another."""
        first, second = self.root(one), self.root(into)
        if first != second:
            self.parents[first] = second


async def load(conn: AsyncConnection, guild_id: int, *, make: bool = False) -> Identities:
    """Read a guild's edits in effect, in the order they were made; `make` gives a row to entities that have none (a write)."""
    query = select(entity_edits).where(entity_edits.c.guild_id == guild_id, ~entity_edits.c.undone).order_by(entity_edits.c.id)
    edits = list(await conn.execute(query))
    found = Identities()
    if not edits:
        return found
    ids = await ids_of(conn, [key for edit in edits for key in keys_of(edit)], make=make)
    for edit in edits:
        _apply(found, edit, [ids.get(key) for key in keys_of(edit)])
    return found


def keys_of(edit: Row[Any]) -> list[Key]:
    """The entities that an edit is about: the one edited, then the one it became or gave."""
    keys = [(edit.folded, edit.family)]
    return keys if edit.into_folded is None else [*keys, (edit.into_folded, edit.into_family)]


def _apply(found: Identities, edit: Row[Any], ids: list[int | None]) -> None:
    if None in ids:
        return
    entity, *others = [one for one in ids if one is not None]
    if edit.action == Action.RENAME:
        found.names[entity] = edit.name
    elif edit.action == Action.MERGE:
        found.merge(entity, others[0])
    else:
        found.parents.pop(others[0], None)  # it may be what an earlier edit merged away
        found.taken.setdefault(entity, {})[identity(edit.name)] = others[0]
