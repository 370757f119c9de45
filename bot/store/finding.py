"""Full-text search over the facts that a guild sees, narrowed by kind and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Kind
from bot.store.records import StoredFact
from bot.store.search import fold, search

MOST_WORDS: Final = 16
COUNTED: Final = 300
"""The newest hits that are looked through and counted: nobody reads on, and each costs time."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: all of the words by their beginnings, a kind (None: any), a first day (None: any)."""

    words: str
    kind: Kind | None = None
    since: date | None = None

    @property
    def terms(self) -> list[str]:
        """The words as they are compared: no case, no accents."""
        return fold(self.words).split()[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of a search, newest first, and how many facts there are in all; `more`: there may be others still."""

    facts: tuple[StoredFact, ...]
    number: int
    more: bool


async def find(conn: AsyncConnection, guild_id: int, wanted: Query, *, limit: int, offset: int = 0) -> Hits:
    """The guild's facts whose sentence and names hold all the words; none for no words."""
    newest = await search(conn, guild_id, wanted.words, COUNTED, 0)
    found = [one for one in newest if _fits(wanted, one)]
    return Hits(tuple(found[offset : offset + limit]), len(found), len(newest) == COUNTED)


def _fits(wanted: Query, stored: StoredFact) -> bool:
    if wanted.kind is not None and stored.fact.kind is not wanted.kind:
        return False
    return wanted.since is None or day_of(stored) >= wanted.since


def day_of(stored: StoredFact) -> date:
    """The day by which facts are ordered: the event's, else the article's, else that of its posting."""
    time = stored.fact.time
    return (time and (time.start or time.end)) or stored.article_published or stored.posted_at.date()
