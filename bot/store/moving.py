"""Moving everything from one database to another: SQLite to PostgreSQL, in steps that can be cut off and gone on with."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

import bot.store
from bot.errors import StoreError
from bot.store import guilds, schema, search
from bot.store.database import Database

AT_ONCE: Final = 1_000
MARK: Final = "move:"
"""Keys in the target's `state` that tell how many rows of a table are there; none of them is left at the end."""
TEXTS: Final = "fact_texts"
_CHECKSUM_BITS: Final = 128


@dataclass(frozen=True, slots=True)
class Moved:
    """A table after the move: its name and how many rows it has on both sides, with equal checksums."""

    table: str
    rows: int


async def move(source: Database, target: Database) -> AsyncIterator[Moved]:
    """Copy all tables, then compare them; what was copied before a cut is not copied again.

    Args:
        source: which nobody else writes to meanwhile: its folder is locked.
        target: at the newest schema, empty or half filled by an earlier call.

    Yields:
        Each table once it is found equal on both sides.

    Raises:
        StoreError: store.not_empty for a target with data of its own, store.differs for a table that is not equal afterwards.
    """
    tables = _tables()
    await _check_target(target, tables)
    for table in tables:
        await _copy(source, target, table)
    await _copy_texts(source, target)
    for table in tables:
        rows = await _compare(source, target, table)
        yield Moved(table.name, rows)
    await _finish(target, tables)


def _tables() -> list[Table]:
    """All tables, those first that others refer to; every module of the store is asked for its own."""
    for module in pkgutil.iter_modules(bot.store.__path__):
        if not module.ispkg:
            importlib.import_module(f"bot.store.{module.name}")
    return list(schema.metadata.sorted_tables)


async def _check_target(target: Database, tables: Sequence[Table]) -> None:
    async with target.read() as conn:
        begun = await conn.scalar(select(func.count()).where(schema.state.c.key.startswith(MARK)))
        for table in tables:
            if not begun and await conn.scalar(select(func.count()).select_from(table)):
                raise StoreError("store.not_empty", table=table.name)


async def _copy(source: Database, target: Database, table: Table) -> None:
    order = list(table.primary_key.columns)
    async with source.read() as reading:
        rows = await reading.stream(select(table).order_by(*order).offset(await _done(target, table.name)))
        async for part in rows.mappings().partitions(AT_ONCE):
            async with target.write() as writing:
                await writing.execute(insert(table), [dict(row) for row in part])
                await _note(writing, table.name, len(part))
    async with target.write() as writing:
        await _note(writing, table.name, 0)


async def _copy_texts(source: Database, target: Database) -> None:
    """The full-text index is made anew from the folded texts: each engine has its own kind."""
    query = "SELECT t.rowid AS id, g.guild_id, t.folded FROM fact_texts t JOIN guild_texts g ON g.id = t.rowid ORDER BY t.rowid"
    async with source.read() as reading:
        rows = await reading.stream(text(f"{query} LIMIT -1 OFFSET :done"), {"done": await _done(target, TEXTS)})
        async for part in rows.partitions(AT_ONCE):
            async with target.write() as writing:
                await search.put_texts(writing, ((row.id, row.guild_id, row.folded) for row in part))
                await _note(writing, TEXTS, len(part))


async def _done(target: Database, name: str) -> int:
    async with target.read() as conn:
        return int(await guilds.get_state(conn, MARK + name) or 0)


async def _note(conn: AsyncConnection, name: str, rows: int) -> None:
    done = int(await guilds.get_state(conn, MARK + name) or 0)
    await guilds.set_state(conn, MARK + name, str(done + rows))


async def _compare(source: Database, target: Database, table: Table) -> int:
    here, there = await _sum(source, table), await _sum(target, table)
    if here != there:
        raise StoreError("store.differs", table=table.name, here=here[0], there=there[0])
    return here[0]


async def _sum(db: Database, table: Table) -> tuple[int, int]:
    """Count of rows, and a checksum of them that does not depend on their order."""
    count = total = 0
    async with db.read() as conn:
        rows = await conn.stream(select(table))
        async for row in rows.mappings():
            if table is schema.state and row["key"].startswith(MARK):
                continue
            count += 1
            total += _hash(dict(row))
    return count, total % (1 << _CHECKSUM_BITS)


def _hash(row: dict[str, Any]) -> int:
    told = "\x1f".join(_values(row))
    return int.from_bytes(hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=_CHECKSUM_BITS // 8).digest(), "big")


def _values(row: dict[str, Any]) -> Iterator[str]:
    for name in sorted(row):
        value = row[name]
        yield f"{name}={bytes(value).hex() if isinstance(value, bytes | memoryview) else value!r}"


async def _finish(target: Database, tables: Sequence[Table]) -> None:
    """Let ids go on after the highest that was copied, and take the marks away."""
    async with target.write() as conn:
        for table in tables:
            column = table.primary_key.columns[0]
            if not target.is_sqlite and len(table.primary_key.columns) == 1 and column.name == "id":
                names = {"table": table.name, "column": column.name}
                found = await conn.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), names)
                if found is not None:
                    last = await conn.scalar(select(func.max(column)))
                    await conn.execute(
                        text("SELECT setval(:sequence, :last, :used)"), {"sequence": found, "last": last or 1, "used": last is not None}
                    )
        await conn.execute(schema.state.delete().where(schema.state.c.key.startswith(MARK)))
