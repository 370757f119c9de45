"""Opening, migrating, checking and closing the database."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store.copies import copy_database
from bot.store.migrate import migrate

# what is deleted is overwritten; 16 MB of pages are kept in memory
PRAGMAS: Final = ("busy_timeout=10000", "journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-16384")


@dataclass(frozen=True, slots=True)
class Health:
    """`sound`: the engine's own integrity check passed; `version`: the schema's revision."""

    sound: bool
    version: str | None


def _lock(data_dir: Path) -> IO[str]:
    path = data_dir / "vigie.lock"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        held = path.open("a")
    except OSError as error:
        raise StoreError("store.unwritable", path=str(data_dir)) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held.close()
        raise StoreError("store.locked", path=str(path)) from error
    return held


def _engine(url: URL, begin: Callable[[Connection], None], synchronous: str) -> AsyncEngine:
    # errors name no values: they are what people wrote, and errors are logged
    engine = create_async_engine(url, hide_parameters=True, pool_pre_ping=not url.drivername.startswith("sqlite"))
    if not url.drivername.startswith("sqlite"):
        return engine

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, f"synchronous={synchronous}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "begin", begin)
    return engine


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    """Begin in one hand-over to the driver's thread instead of three; a deferred BEGIN waits for no lock: there is no error to tell."""
    adapted: Any = connection.connection.dbapi_connection
    adapted.run_async(lambda driver: driver.execute_fetchall("BEGIN"))


class Database:
    """One database: a writer at a time on SQLite, any number of readers."""

    def __init__(self, url: URL, lock: IO[str] | None) -> None:
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._lock = lock
        self._writing = asyncio.Lock()
        self._writer = _engine(url, _begin_writing, "FULL")
        self._reader = (
            _engine(url, _begin_reading, "FULL") if self.is_sqlite else self._writer.execution_options(isolation_level="REPEATABLE READ")
        )

    @classmethod
    async def open(cls, url: str, *, data_dir: Path) -> Database:
        """Lock the folder (SQLite), migrate to the newest schema; StoreError store.newer, .locked, .damaged or .unwritable."""
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        lock = await asyncio.to_thread(_lock, data_dir) if sqlite else None
        try:
            await asyncio.to_thread(migrate, parsed)
        except BaseException:
            if lock is not None:
                lock.close()
            raise
        return cls(parsed, lock)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back on error."""
        if not self.is_sqlite:
            async with self._writer.begin() as conn:
                yield conn
            return
        async with self._writing, self._writer.begin() as conn:
            yield conn

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view for reading."""
        async with self._reader.connect() as conn:
            yield conn

    async def close(self) -> None:
        """Close all connections and give the folder back."""
        await self._writer.dispose()
        if self.is_sqlite:
            await self._reader.dispose()
        if self._lock is not None:
            self._lock.close()

    async def backup(self, target: Path) -> None:
        """Write a consistent copy to `target`, which must not exist; StoreError as `copy_database` raises it."""
        await asyncio.to_thread(copy_database, self.url, target)

    async def check(self) -> Health:
        """Integrity and version."""
        async with self.read() as conn:
            version = await conn.scalar(text("SELECT version_num FROM alembic_version"))
            sound = not self.is_sqlite or await conn.scalar(text("PRAGMA integrity_check")) == "ok"
        return Health(sound, version)
