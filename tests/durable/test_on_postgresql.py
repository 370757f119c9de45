"""Rule 9, and what only several processes on one PostgreSQL can show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.errors import StoreError
from bot.jobs import LIVE
from bot.settings import Role
from bot.store import outages, presence
from bot.store.database import Database
from bot.store.outages import through_outages
from bot.store.presence import Presence
from tests.durable.house import OTHER, House, house
from tests.postgres import Postgres

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest_asyncio.fixture
async def db(postgres_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(postgres_url, data_dir=tmp_path)
    yield database
    await database.close()


async def gone(presence: Presence, executor: str) -> bool:
    async with presence.if_gone(executor) as answer:
        return answer


async def test_a_process_is_there_as_long_as_it_holds_its_name(db: Database) -> None:
    left, right = Presence(db, "left", "1"), Presence(db, "right", "1")
    assert await left.hold()
    assert await right.hold()
    assert not await gone(left, "right")
    assert not await gone(left, "left")
    assert not await left.version_gone("1")
    await right.release()
    assert await gone(left, "right")
    assert await left.version_gone("0")
    await left.release()


async def test_a_version_is_gone_once_its_last_process_is(db: Database) -> None:
    old, older, new = Presence(db, "a", "1"), Presence(db, "b", "1"), Presence(db, "c", "2")
    for one in (old, older, new):
        assert await one.hold()
    await old.release()
    assert not await new.version_gone("1")
    await older.release()
    assert await new.version_gone("1")
    await new.release()


async def test_a_name_is_held_by_one_process_and_taken_again_after_a_cut(db: Database) -> None:
    first, second = Presence(db, "same", "1"), Presence(db, "same", "1")
    assert await first.hold()
    assert not await second.hold()
    await cut(db)
    assert await first.hold()
    assert not await second.hold()
    await first.release()
    assert await second.hold()
    await second.release()


async def test_rule_9_whom_a_restart_of_the_server_cut_off_is_not_gone(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first, other = Presence(db, "first", "1"), Presence(db, "other", "2")
    for grace, believed in ((presence.GRACE_S, False), (0.0, True)):
        monkeypatch.setattr(presence, "GRACE_S", grace)
        assert await first.hold()
        assert await other.hold()
        await cut(db)
        assert await first.hold()
        assert await gone(first, "other") is believed
        assert await first.version_gone("2") is believed
    await first.release()
    await other.release()


async def cut(db: Database) -> None:
    """End all sessions that hold locks, as a restart does."""
    async with db.write() as conn:
        await conn.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"))


async def test_a_process_whose_name_is_taken_does_not_start(db: Database, postgres_url: str, tmp_path: Path) -> None:
    other = Presence(db, "taken", "1")
    assert await other.hold()
    late = House(tmp_path, database_url=postgres_url, executor_id="taken")
    with pytest.raises(StoreError) as caught:
        await late.up()
    assert caught.value.key == "store.name_taken"
    await late.engine.presence.release()
    await late.db.close()
    await other.release()


async def test_rule_9_work_of_a_machine_that_is_gone_is_taken_over_and_that_of_a_living_one_is_not(
    db: Database, postgres_url: str, tmp_path: Path
) -> None:
    before = await House(tmp_path, database_url=postgres_url, executor_id="old").up()
    before.facts.gate.clear()
    await before.post(1, "https://example.org/a")
    await before.until(lambda: before.facts.seen != [])
    await before.down()
    living = Presence(db, "old", "1")
    assert await living.hold()
    after = await House(tmp_path, database_url=postgres_url, executor_id="new").up()
    await after.engine.upkeep.rescue()
    assert [job.executor for job in await after.engine.jobs(LIVE)] == ["old"]
    await living.release()
    await after.engine.upkeep.rescue()
    await after.answered(1)
    assert after.channel.sent == [1]
    await after.down()


async def test_rule_9_guilds_take_turns(postgres_url: str, tmp_path: Path) -> None:
    async with house(tmp_path, database_url=postgres_url) as home:
        home.facts.gate.clear()
        for number in range(1, 31):
            await home.post(number, f"https://example.org/{number}")
        await home.until(lambda: len(home.facts.seen) == 4)
        await home.post(99, "https://example.org/other", guild=OTHER)
        await home.until(lambda: "https://example.org/other" in home.facts.seen)
        home.facts.gate.set()
        await home.answered(99, *range(1, 31))


async def test_a_process_of_role_bot_leaves_reading_to_workers(postgres_url: str, tmp_path: Path) -> None:
    bot = await House(tmp_path, database_url=postgres_url, executor_id="bot", role=Role.BOT).up()
    await bot.post(1, "https://example.org/a")
    await bot.engine.upkeep.rescue()
    assert bot.facts.seen == []
    await bot.down()
    worker = await House(tmp_path, database_url=postgres_url, executor_id="worker", role=Role.WORKER).up()
    await worker.until(lambda: worker.facts.seen != [])
    await worker.until(lambda: not worker.engine.running)
    assert worker.channel.sent == []
    await worker.down()
    again = await House(tmp_path, database_url=postgres_url, executor_id="bot", role=Role.BOT).up()
    await again.answered(1)
    await again.down()


@pytest.mark.slow
async def test_nothing_is_lost_while_the_server_is_away(postgres: Postgres, postgres_url: str, tmp_path: Path) -> None:
    async with house(tmp_path, database_url=postgres_url) as home:
        home.facts.gate.clear()
        await home.post(1, "https://example.org/a")
        await home.until(lambda: home.facts.seen != [])
        await asyncio.to_thread(postgres.stop, "immediate")
        posting = asyncio.create_task(home.post(2, "https://example.org/b"))
        home.facts.gate.set()
        await asyncio.sleep(1)
        await asyncio.to_thread(postgres.start)
        assert await posting
        await home.answered(1, 2)
        assert sorted(home.channel.sent) == [1, 2]


async def test_an_outage_is_waited_for_and_then_told(db: Database) -> None:
    calls = []

    async def broken() -> None:
        calls.append(1)
        async with db.read() as conn:
            await conn.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Exception, match="terminat"):
        await through_outages(broken, patience=0.5)
    assert len(calls) == 2


async def test_a_server_that_is_not_there_at_the_start_is_waited_for_and_then_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "START_PATIENCE_S", 0.5)
    with pytest.raises(StoreError) as caught:
        await outages.open_when_there("postgresql+psycopg://vigie:pa55@127.0.0.1:9/vigie", data_dir=tmp_path)
    assert caught.value.key == "store.away"
    assert caught.value.data == {"address": "127.0.0.1/vigie"}


@pytest.mark.slow
async def test_a_server_that_comes_up_late_is_found(postgres: Postgres, postgres_url: str, tmp_path: Path) -> None:
    await asyncio.to_thread(postgres.stop, "fast")
    opening = asyncio.create_task(outages.open_when_there(postgres_url, data_dir=tmp_path))
    await asyncio.sleep(1)
    await asyncio.to_thread(postgres.start)
    await (await opening).close()


async def test_a_deadlock_is_tried_again(db: Database) -> None:
    tries: list[int] = []
    met = asyncio.Barrier(2)

    async def lock(first: int, second: int) -> None:
        tries.append(first)
        async with db.write() as conn:
            await conn.execute(text("SELECT pg_advisory_xact_lock(7, :one)"), {"one": first})
            if tries.count(first) == 1:
                await met.wait()
            await conn.execute(text("SELECT pg_advisory_xact_lock(7, :one)"), {"one": second})

    await asyncio.gather(through_outages(lock, 1, 2), through_outages(lock, 2, 1))
    assert len(tries) == 3
