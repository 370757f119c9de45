"""One trip to SQLite's thread for each statement."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store import driver

COUNTED = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT count(*) FROM n"


@pytest_asyncio.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    path = tmp_path / "v.db"
    made = create_async_engine(f"sqlite+aiosqlite:///{path}", async_creator=partial(driver.connect, str(path)), pool_size=1, max_overflow=0)
    async with made.begin() as conn:
        await conn.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"))
    yield made
    await made.dispose()


async def test_a_statement_takes_one_trip(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    trips: list[Any] = []
    real = driver.Connection._execute

    async def counted(self: driver.Connection, function: Any, *given: Any, **named: Any) -> Any:
        trips.append(function)
        return await real(self, function, *given, **named)

    async with engine.connect() as conn:
        await conn.execute(text("SELECT 1"))
        monkeypatch.setattr(driver.Connection, "_execute", counted)
        await conn.execute(text("INSERT INTO t VALUES (:a, :b)"), [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}])
        rows = await conn.execute(text("UPDATE t SET b = b || '!' RETURNING a, b"))
        assert [tuple(row) for row in rows] == [(1, "x!"), (2, "y!")]
        assert (await conn.execute(text("DELETE FROM t"))).rowcount == 2
    assert len(trips) == 4  # the last is the way back


async def test_an_error_leaves_the_connection_of_use(engine: AsyncEngine) -> None:
    async with engine.connect() as conn:
        for _ in range(2):
            with pytest.raises(IntegrityError):
                await conn.execute(text("INSERT INTO t VALUES (1, 'a'), (1, 'b')"))
        assert await conn.scalar(text("SELECT count(*) FROM t")) == 0


async def test_what_is_cancelled_in_the_middle_holds_nothing(engine: AsyncEngine) -> None:
    async def count() -> None:
        async with engine.begin() as conn:
            await conn.execute(text("INSERT INTO t (b) VALUES ('lost')"))
            await conn.execute(text(COUNTED), {"most": 3_000_000})

    counting = asyncio.create_task(count())
    await asyncio.sleep(0.05)
    counting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await counting
    async with engine.begin() as conn:
        await conn.execute(text("INSERT INTO t (b) VALUES ('kept')"))
        assert (await conn.scalars(text("SELECT b FROM t"))).all() == ["kept"]


async def test_its_errors_are_those_of_sqlite(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        await driver.connect(str(tmp_path))
