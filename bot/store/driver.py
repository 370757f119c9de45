"""aiosqlite with one trip to its thread for each statement, where it makes four: a cursor made, executed, read and closed.

The trips were more than half of what the main process spent on an article (docs/decisions/0015-one-trip-a-statement.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any

import aiosqlite

CHUNK = 64


class Cursor(aiosqlite.Cursor):
    """A cursor that is made with its statement and read to its end at once, so that nothing is left to close."""

    def __init__(self, connection: Connection) -> None:
        self._conn = connection
        self._cursor: sqlite3.Cursor
        self._rows: list[Any] = []

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Cursor:
        """Run a statement and keep what it returns."""
        self._cursor, self._rows = await self._execute(_run, self._conn, sql, () if parameters is None else parameters)  # type: ignore[no-untyped-call]
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Cursor:
        """Run a statement for each row."""
        self._cursor = await self._execute(self._conn._conn.executemany, sql, parameters)  # type: ignore[no-untyped-call]
        return self

    async def fetchall(self) -> Iterable[Any]:
        """What the statement returned."""
        return self._rows

    async def close(self) -> None:
        """Nothing: SQLite was done with the statement when its last row was read."""


class Connection(aiosqlite.Connection):
    """A connection with such cursors."""

    def cursor(self) -> Cursor:  # type: ignore[override]  # made at once, and no trip
        """Make a cursor."""
        return Cursor(self)


async def connect(path: str) -> Connection:
    """Open a file, for SQLAlchemy's `async_creator`; its thread doesn't keep the program alive."""
    connection = Connection(partial(sqlite3.connect, path), CHUNK)
    connection._thread.daemon = True
    return await connection  # type: ignore[return-value]


def _run(connection: Connection, sql: str, parameters: Any) -> tuple[sqlite3.Cursor, list[Any]]:  # noqa: ANN401
    cursor = connection._conn.execute(sql, parameters)
    return cursor, cursor.fetchall() if cursor.description else []
