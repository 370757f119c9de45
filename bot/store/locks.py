"""Locks for what several processes change together on PostgreSQL; on SQLite there is one writer, and nothing to lock.

An entity or a source goes when nothing names it, while another process may be about to name it; a guild's index is brought in
line by whoever posts, reads or erases. Each holds, to the end of its transaction, the locks of what it touches, in one order for all.
A deadlock that is left possible, over several articles, is resolved by the server and tried again by the caller.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

SPACE: Final = 571_643
"""First of the two numbers of each lock: ours among whatever else locks in this database."""
BUCKETS: Final = 4096
"""Names that share a lock wait for each other a little; the server keeps no more than these."""


def guild(guild_id: int) -> int:
    """The lock of a guild's index."""
    return _bucket(0, str(guild_id))


def source(name: str) -> int:
    """The lock of a source."""
    return _bucket(1, name)


def entity(folded: str) -> int:
    """The lock of the entities of a folded name."""
    return _bucket(2, folded)


async def hold(conn: AsyncConnection, locks: Iterable[int]) -> None:
    """Wait for locks and keep them until the transaction ends; what is read from then on is what others left."""
    wanted = sorted(set(locks))
    if conn.dialect.name == "sqlite" or not wanted:
        return
    ordered = "(SELECT unnest(CAST(:wanted AS integer[])) AS one ORDER BY 1) AS ordered"
    await conn.execute(text(f"SELECT pg_advisory_xact_lock({SPACE}, one) FROM {ordered}"), {"wanted": wanted})  # noqa: S608


def _bucket(kind: int, name: str) -> int:
    return kind * BUCKETS + zlib.crc32(name.encode("utf-8", "surrogatepass")) % BUCKETS
