"""Full-text search over the facts that a guild sees, narrowed by kind and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.folding import fold
from bot.model import Kind
from bot.store.facts import load
from bot.store.records import StoredFact
from bot.store.search import MOST_TERMS, RANKED, matching


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: all of the words by their beginnings, a kind (None: any), a first day (None: any)."""

    words: str
    kind: Kind | None = None
    since: date | None = None

    @property
    def terms(self) -> list[str]:
        """The words as they are compared: no case, no accents."""
        return fold(self.words).split()[:MOST_TERMS]


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of a search, newest first, and how many facts there are in all; `more`: there may be others still."""

    facts: tuple[StoredFact, ...]
    number: int
    more: bool


async def find(conn: AsyncConnection, guild_id: int, wanted: Query, *, limit: int, offset: int = 0) -> Hits:
    """The guild's facts whose sentence and names hold all the words; none for no words."""
    found = await matching(conn, guild_id, wanted.words, kind=wanted.kind, since=wanted.since)
    return Hits(tuple(await load(conn, guild_id, found[offset : offset + limit])), len(found), len(found) >= RANKED)
