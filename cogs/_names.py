"""Names typed into commands: found, suggested, guessed at, or said to be unknown. Only names of the guild's own articles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from discord import app_commands

from bot.i18n import t
from bot.model import EntityKind, Language
from bot.store import entities
from bot.store.database import Database
from bot.store.records import KnownEntity
from cogs._text import clean, cut

MAX_CHOICE: Final = 100
"""Characters of an autocomplete choice's name and value (Discord's application command reference)."""
BY_ID: Final = "\u2063"
"""Marks a value that autocomplete filled in: an entity's id follows. Nobody types this invisible separator."""
PEOPLE: Final = frozenset({EntityKind.PERSON})
PLACES: Final = frozenset({EntityKind.PLACE})
EVENTS: Final = frozenset({EntityKind.EVENT})
ORGANISATIONS: Final = frozenset({EntityKind.COMPANY, EntityKind.PUBLIC_BODY, EntityKind.MEDIA, EntityKind.OTHER})
ANY: Final = frozenset(EntityKind)


@dataclass(frozen=True, slots=True)
class Found:
    """What a typed name stands for: the entity, or those of a name much like it."""

    entity: KnownEntity | None
    near: tuple[KnownEntity, ...] = ()


async def find(db: Database, guild_id: int, name: str, kinds: Collection[EntityKind] = ANY) -> Found:
    """Find the guild's entity of a typed or suggested name; one of another kind is found too where none of these kinds has the name."""
    async with db.read() as conn:
        if (chosen := by_id(name)) is not None:
            return Found(await entities.get_entity(conn, guild_id, chosen))
        known = await entities.resolve(conn, guild_id, name, kinds=_some(kinds))
        if known is None and _some(kinds) is not None:
            known = await entities.resolve(conn, guild_id, name)
        return Found(known, () if known else tuple(await entities.near_misses(conn, guild_id, name)))


def _some(kinds: Collection[EntityKind]) -> Collection[EntityKind] | None:
    """Kinds as the store wants them: None, which costs no filter, where all are meant."""
    return None if kinds == ANY else kinds


def by_id(value: str) -> int | None:
    """Read the id that autocomplete put into an option; None for a typed text."""
    number = value.removeprefix(BY_ID)
    return int(number[:18]) if number != value and number.isascii() and number.isdecimal() else None


async def suggested(
    db: Database, guild_id: int, language: Language, typed: str, kinds: Collection[EntityKind] = ANY
) -> list[app_commands.Choice[str]]:
    """Suggest names that the guild's articles tell of."""
    async with db.read() as conn:
        known = await entities.suggest(conn, guild_id, typed, kinds=_some(kinds))
    return [choice(language, entity, known) for entity in known if clean(entity.name)]


def choice(language: Language, entity: KnownEntity, others: Collection[KnownEntity]) -> app_commands.Choice[str]:
    """Make the choice of an entity: its name, and what it is where another shares it. Its value is the name where that is enough."""
    name = cut(clean(entity.name), MAX_CHOICE - 20)
    alike = sum(other.name == entity.name for other in others) > 1
    if alike:
        name = f"{name} ({t(language, f'entity.{entity.kind}')})"
    plain = not alike and name == entity.name
    return app_commands.Choice(name=name, value=entity.name if plain else f"{BY_ID}{entity.id}")
