"""Who is alive: each process holds PostgreSQL locks for its life, so that others know when its work is theirs to take over.

On SQLite there is one process (the lock file of `Database` sees to it), so everybody else is gone. Locks of a session end with it: no
heartbeat to write, none to miss.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database

KEEPALIVE: Final = ("tcp_keepalives_idle=20", "tcp_keepalives_interval=10", "tcp_keepalives_count=3")
"""So that the server notices within a minute that a machine is gone for good; without effect on a Unix socket."""

GRACE_S: Final = 15.0
"""How long the others have, after a server's restart took everybody's locks, to take theirs again: they look every ten seconds."""


class Presence:
    """The locks of one process: its name for itself alone, its version together with those of the same version."""

    def __init__(self, db: Database, executor: str, version: str) -> None:
        self._db = db
        self._executor = executor
        self._version = version
        self._conn: AsyncConnection | None = None
        self._trusted_from = 0.0
        self._held = AsyncExitStack()

    async def hold(self) -> bool:
        """Take the locks, or take them again after the connection was lost; False while another process has this one's name."""
        if self._db.is_sqlite:
            return True
        if self._conn is not None:
            if await self._alive(self._conn):
                return True
            self._trusted_from = time.monotonic() + GRACE_S
        await self.release()
        conn = await self._held.enter_async_context(self._db.read())
        for setting in KEEPALIVE:
            await conn.execute(text(f"SET {setting}"))
        taken = await conn.scalar(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), {"name": _name(self._executor)})
        if taken:
            await conn.execute(text("SELECT pg_advisory_lock_shared(hashtextextended(:name, 0))"), {"name": _version(self._version)})
            await conn.commit()
            self._conn = conn
        else:
            await self.release()
        return bool(taken)

    async def release(self) -> None:
        """Let go of the locks, and of the connection with them: a pooled one would keep them, a closed one for a moment."""
        conn, self._conn = self._conn, None
        if conn is not None:
            with suppress(SQLAlchemyError):
                await conn.execute(text("SELECT pg_advisory_unlock_all()"))
            await conn.invalidate()
        held, self._held = self._held, AsyncExitStack()
        await held.aclose()

    @asynccontextmanager
    async def if_gone(self, executor: str) -> AsyncIterator[bool]:
        """Whether a process is gone; while the block runs it can't come back."""
        if executor == self._executor or self._db.is_sqlite:
            yield executor != self._executor
            return
        async with self._try_lock(_name(executor)) as gone:
            yield gone

    async def version_gone(self, version: str) -> bool:
        """Whether no process of a version is left."""
        if version == self._version or self._db.is_sqlite:
            return version != self._version
        async with self._try_lock(_version(version)) as gone:
            return gone

    @asynccontextmanager
    async def _try_lock(self, name: str) -> AsyncIterator[bool]:
        """Hold a lock for a transaction's length, if nobody else has it, nor had it until a moment ago."""
        if time.monotonic() < self._trusted_from:
            yield False
            return
        async with self._db.read() as conn:
            yield bool(await conn.scalar(text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}))

    @staticmethod
    async def _alive(conn: AsyncConnection) -> bool:
        try:
            await conn.execute(text("SELECT 1"))
            await conn.commit()
        except SQLAlchemyError:
            return False
        return True


def _name(executor: str) -> str:
    return f"vigie:process:{executor}"


def _version(version: str) -> str:
    return f"vigie:version:{version}"
