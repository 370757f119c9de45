"""Opening, sharing and copying the database."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text

from bot.errors import StoreError
from bot.store import guilds, messages
from bot.store.database import Database
from bot.store.tidying import tidy
from tests.store.posting import NOW, page, post, sentence

HOLDS = """
import asyncio, sys
from pathlib import Path
from bot.store.database import Database
from bot.store.tidying import tidy
async def main():
    db = await Database.open(sys.argv[1], data_dir=Path(sys.argv[2]))
    print("held", flush=True)
    sys.stdin.read()
asyncio.run(main())
"""


@asynccontextmanager
async def another_process(url: str, folder: Path) -> AsyncIterator[None]:
    """A process that has the database open."""
    pipe = asyncio.subprocess.PIPE
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDS, url, str(folder), stdin=pipe, stdout=pipe)
    assert other.stdout is not None
    assert await other.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        other.kill()
        await other.wait()


async def test_one_process_a_folder_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/v.sqlite"
    async with another_process(url, tmp_path):
        with pytest.raises(StoreError, match=r"store\.locked"):
            await Database.open(url, data_dir=tmp_path)
    await (await Database.open(url, data_dir=tmp_path)).close()


async def test_a_refused_database_leaves_no_lock(tmp_path: Path) -> None:
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(b"no database at all" * 100)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"store\.damaged"):
            await Database.open(f"sqlite+aiosqlite:///{bad}", data_dir=tmp_path)


async def test_an_error_takes_back_the_whole_transaction(db: Database) -> None:
    async def fail() -> None:
        async with db.write() as conn:
            await guilds.set_state(conn, "a", "1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with db.read() as conn:
        assert await guilds.get_state(conn, "a") is None


async def test_many_write_at_once_and_none_is_refused(db: Database) -> None:
    async def write(number: int) -> None:
        async with db.write() as conn:
            await guilds.watch(conn, 1, number, NOW)

    await asyncio.gather(*(write(number) for number in range(40)))
    async with db.read() as conn:
        assert len(await guilds.watched(conn, 1)) == 40


async def test_a_reader_sees_one_state_throughout(db: Database) -> None:
    async with db.read() as reader:
        assert await guilds.get_state(reader, "a") is None
        async with db.write() as writer:
            await guilds.set_state(writer, "a", "1")
        assert await guilds.get_state(reader, "a") is None


async def test_health(db: Database) -> None:
    health = await db.check()
    assert health.sound
    assert health.version


async def test_a_copy_made_while_somebody_writes_is_whole(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/v.sqlite", data_dir=tmp_path)
    stop = asyncio.Event()

    async def write() -> int:
        number = 0
        while not stop.is_set() or number < 3:
            number += 1
            await post(db, number, 11, page(str(number)), sentence(f"Nimbus{number}"))
        return number

    writing = asyncio.create_task(write())
    while not (tmp_path / "copy.sqlite").exists():
        await db.backup(tmp_path / "copy.sqlite")
    stop.set()
    written = await writing
    await db.close()
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        # a message, its article, its facts: accepted, read and extracted are three transactions
        (messages,) = copy.execute("SELECT count(*) FROM messages").fetchone()
        (answered,) = copy.execute("SELECT count(*) FROM messages WHERE state = 'answered'").fetchone()
        (facts,) = copy.execute("SELECT count(*) FROM facts").fetchone()
        assert answered <= facts <= messages <= written
    restored = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/copy.sqlite", data_dir=tmp_path)
    async with restored.read() as conn:
        assert await conn.scalar(text("SELECT count(*) FROM guild_texts")) == facts
    await restored.close()


async def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/v.sqlite", data_dir=tmp_path)
    with pytest.raises(StoreError, match=r"store\.backup_failed"):
        await db.backup(tmp_path / "no folder" / "copy.sqlite")
    assert not (tmp_path / "no folder").exists()
    await db.close()


async def test_what_is_erased_is_in_no_file_after_the_night(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/v.sqlite", data_dir=tmp_path)
    await post(db, 1, 11, page("kept"), sentence("Nimbus"))
    await post(db, 2, 11, page("secretaddress"), sentence("Zorglubium"))

    def found(word: str) -> bool:
        return any(word.encode() in path.read_bytes().lower() for path in tmp_path.glob("v.sqlite*"))

    assert found("zorglubium")
    async with db.write() as conn:
        await messages.erase(conn, 2)
    await tidy(db, journal_before=NOW, erased_before=NOW)
    assert found("nimbus")
    assert not found("zorglubium")
    assert not found("secretaddress")
    await db.close()


async def test_a_question_costs_few_hand_overs_to_the_thread_of_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits for the interpreter twice, which is what suggestions are slow by while articles are read."""
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/v.sqlite", data_dir=tmp_path)
    handed: list[object] = []
    execute = aiosqlite.Connection._execute

    def counted(self: aiosqlite.Connection, function: Callable[..., object], *args: object, **named: object) -> Awaitable[object]:
        handed.append(function)
        return execute(self, function, *args, **named)

    for counting in (False, True):  # the first opens the connection
        if counting:
            monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        async with db.read() as conn:
            assert (await conn.scalars(text("SELECT 7"))).all() == [7]
            driver = (await conn.get_raw_connection()).driver_connection
            assert isinstance(driver, aiosqlite.Connection)
            assert driver.in_transaction
    assert len(handed) == 6  # BEGIN; a cursor, the statement, its rows, the end of the cursor; ROLLBACK
    await db.close()
