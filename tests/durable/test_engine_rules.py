"""The eleven rules that durable work has to keep, and what was refused: a test each, on the real engine and real SQLite."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import engine as engine_module
from bot.engine import VERSION
from bot.errors import StoreError
from bot.jobs import LIVE, JobState
from bot.model import Document, Extraction, Language, Outcome
from bot.steps import MAX_DEATHS
from bot.store import guilds
from bot.store.database import Database
from bot.store.records import EmptyDigest, GuildSettings, MessageState
from bot.upkeep import KEEP_FINISHED, MAX_ATTEMPTS, STALE
from tests.durable.house import CHANNEL, GUILD, OTHER, SENTENCE, START, Facts, House, house

# a house that goes down in the middle of its work leaves tasks that never end: that is what is tested
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
ROOT = Path(__file__).resolve().parents[2]


def query(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "vigie.sqlite")) as connection:
        return connection.execute(statement).fetchall()


# 1. One transaction for the message and its work


async def test_rule_1_a_message_and_its_work_are_one_transaction(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_room(*_: object) -> None:
        raise RuntimeError("nothing may be kept")

    with monkeypatch.context() as patched:
        patched.setattr(home.engine, "enqueue", no_room)
        with pytest.raises(RuntimeError):
            await home.post(1, "https://example.org/a")
    assert query(home.folder, "SELECT count(*) FROM messages") == [(0,)]
    assert query(home.folder, "SELECT count(*) FROM articles") == [(0,)]
    assert await home.post(1, "https://example.org/a")
    await home.answered(1)


async def test_rule_1_the_same_message_is_accepted_once_and_a_page_has_one_row(home: House) -> None:
    home.pages.gate.clear()
    assert await home.post(1, "https://example.org/a")
    assert not await home.post(1, "https://example.org/a")
    assert await home.post(2, "https://example.org/a", guild=OTHER)
    await home.until(lambda: len(home.engine.running) == 2)
    home.pages.gate.set()
    await home.answered(1, 2)
    assert sorted(home.channel.sent) == [1, 2]
    assert query(home.folder, "SELECT count(*) FROM articles") == [(1,)]
    assert home.pages.fetched["https://example.org/a"] == 1


async def test_rule_1_what_is_accepted_survives_a_power_cut(home: House) -> None:
    async with home.db.write() as conn:
        assert await conn.scalar(text("PRAGMA synchronous")) == 2  # FULL


# 2. Downtime: see tests/cogs/test_watch_gaps.py and tests/chaos


# 3. The answer: sent again after a crash, by the same work, for the outbox to recognise


async def test_rule_3_an_answer_that_fails_is_tried_again_and_an_edit_is_an_answer_of_its_own(home: House) -> None:
    home.channel.fail = lambda message_id: OSError("cut off") if home.channel.tries[message_id] < 3 else None
    await home.post(1, "https://example.org/a")
    await home.answered(1)
    assert home.channel.tries[1] == 3
    assert (await home.message(1)).reply_id == 2
    assert await home.post(1, "https://example.org/b", edited=timedelta(minutes=1))
    await home.until(lambda: home.channel.sent == [1, 1])
    assert (await home.message(1)).revision == 1


async def test_rule_3_a_deleted_message_takes_its_answer_along(home: House) -> None:
    await home.post(1, "https://example.org/a")
    await home.answered(1)
    await home.engine.erase(1)
    await home.until(lambda: home.channel.deleted == [(1, 2)])  # the message's thread has its id


# 4. Version and names


async def test_rule_4_work_left_by_this_very_process_goes_on_at_once(tmp_path: Path) -> None:
    before = await House(tmp_path).up()
    before.facts.gate.clear()
    await before.post(1, "https://example.org/a")
    await before.until(lambda: before.facts.seen != [])
    await before.down()
    async with house(tmp_path) as after:
        await after.answered(1)
        assert after.channel.sent == [1]
        assert after.pages.fetched == {}  # the step that was done is not done again


async def test_rule_4_work_of_an_older_version_is_begun_anew(tmp_path: Path) -> None:
    before = await House(tmp_path).up(version="1")
    before.facts.gate.clear()
    await before.post(1, "https://example.org/a")
    await before.until(lambda: before.facts.seen != [])
    await before.down()
    after = await House(tmp_path).up(version="2")
    await after.engine.upkeep.rescue()
    await after.answered(1)
    assert after.channel.sent == [1]
    await after.down()


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(hours=1)])
async def test_rule_4_a_step_back_to_an_older_version_takes_new_work_too(tmp_path: Path, ahead: timedelta) -> None:
    """Even if the clock was set back too."""
    await (await House(tmp_path).up(version="2")).down()
    with closing(sqlite3.connect(tmp_path / "vigie.sqlite")) as connection, connection:
        connection.execute("UPDATE application_versions SET version_timestamp = version_timestamp + ?", [ahead / timedelta(milliseconds=1)])
    back = await House(tmp_path).up(version="1")
    await back.post(1, "https://example.org/a")
    async with asyncio.timeout(10):
        while (await back.engine.versions())[0] != "1":
            await back.engine.upkeep.lead()
    await back.answered(1)
    await back.down()


async def test_rule_4_work_of_a_process_of_another_name_is_taken_over(tmp_path: Path) -> None:
    before = await House(tmp_path, executor_id="old").up()
    before.facts.gate.clear()
    await before.post(1, "https://example.org/a")
    await before.until(lambda: before.facts.seen != [])
    await before.down()
    after = await House(tmp_path, executor_id="new").up()
    await after.engine.upkeep.rescue()
    await after.answered(1)
    assert [job.state for job in await after.engine.jobs(LIVE)] == []
    await after.down()


class Deadly(Facts):
    """No process comes to the end of `/killer`."""

    async def extract(self, document: Document) -> Extraction:
        if "/killer" in document.text:
            self.seen.append("killer")
            await asyncio.Event().wait()
        return await super().extract(document)


@pytest.mark.parametrize(("name", "deaths"), [("process", 5), ("process-{}", 4)])
async def test_rule_4_what_processes_die_of_is_given_up_and_answered(tmp_path: Path, name: str, deaths: int) -> None:
    """The same process each time, or one that takes the place of the last: three die of it once it is alone under suspicion."""
    for number in range(deaths + 1):
        dying = House(tmp_path, executor_id=name.format(number))
        dying.facts = Deadly()
        await dying.up()
        if number == 0:
            await dying.post(1, "https://example.org/killer", "https://example.org/good")
            await dying.post(2, "https://example.org/innocent")
        await _rescued(dying, lambda dying=dying, last=number == deaths: 1 in dying.channel.sent if last else dying.facts.seen)  # type: ignore[misc]
        if number < deaths:
            await dying.die()
    assert "killer" not in dying.facts.seen
    await dying.answered(1)
    assert [await dying.outcomes(message_id) for message_id in (1, 2)] == [[Outcome.FAILED, Outcome.READ], [Outcome.READ]]
    assert [bool(entry.incident) for entry in await dying.journal(1) if entry.outcome is Outcome.FAILED] == [True]
    await dying.down()


async def test_rule_4_a_stop_is_no_death(tmp_path: Path) -> None:
    """However often it comes in the middle of an article that is under suspicion."""
    for number in range(6):
        stopped = await House(tmp_path).up()
        stopped.facts.gate.clear()
        if number == 0:
            await stopped.post(1, "https://example.org/a")
        await _rescued(stopped, lambda stopped=stopped: stopped.facts.seen)  # type: ignore[misc]
        await stopped.down()
    async with house(tmp_path) as last:
        await _rescued(last, lambda: last.channel.sent)
        assert await last.outcomes(1) == [Outcome.READ]


async def test_rule_4_what_was_merely_under_way_when_processes_died_is_read_at_once(tmp_path: Path) -> None:
    posted = range(1, 5)
    for number in range(4):
        dying = await House(tmp_path).up()
        dying.facts.gate.clear()
        if number == 0:
            for message_id in posted:
                await dying.post(message_id, f"https://example.org/{message_id}")
        await _rescued(dying, lambda dying=dying: dying.facts.seen and len(dying.engine.running) == len(posted))  # type: ignore[misc]
        await dying.down()
    async with house(tmp_path) as last:
        await _rescued(last, lambda: set(posted) <= set(last.channel.sent))
        await last.answered(*posted)
        assert [await last.outcomes(message_id) for message_id in posted] == [[Outcome.READ]] * len(posted)
        assert sorted(last.channel.sent) == [*posted]


async def _rescued(home: House, holds: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await home.engine.upkeep.rescue()
            await asyncio.sleep(0.05)


def test_rule_4_the_version_is_a_constant_and_recoveries_are_few() -> None:
    assert re.fullmatch(r"\d+", VERSION)
    assert engine_module.RECOVERIES + MAX_DEATHS < 5


# 5. JSON, and nothing but ids and outcomes


async def test_rule_5_the_engine_keeps_ids_and_outcomes_and_no_text(home: House) -> None:
    await home.post(1, "https://example.org/a")
    await home.answered(1)
    tables = [str(name) for (name,) in query(home.folder, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    told = ("workflow_status", "workflow_input", "workflow_output", "operation_outputs", "operation_output")
    kept = repr([query(home.folder, f"SELECT * FROM {name}") for name in tables if name in told])  # noqa: S608
    assert "read" in kept
    assert SENTENCE not in kept
    assert "https://example.org" not in kept
    assert "portable_json" in kept
    assert "pickle" not in kept


# 6. Retries, and the sweeper


async def test_rule_6_every_step_is_tried_again(home: House) -> None:
    home.step = timedelta(seconds=10)  # a failed page is left alone for as long as the engine waits
    home.pages.outcomes["https://example.org/a"] = [Outcome.SERVER_ERROR, Outcome.TIMEOUT]
    await home.post(1, "https://example.org/a")
    await home.answered(1)
    assert await home.outcomes(1) == [Outcome.READ]


async def test_rule_6_a_poisoned_article_stops_after_three_tries_and_blocks_no_other(home: House) -> None:
    home.facts.poison["/bad"] = RuntimeError("the child died")
    await home.post(1, "https://example.org/bad", "https://example.org/good")
    await home.post(2, "https://example.org/other")
    await home.answered(1, 2)
    assert await home.outcomes(1) == [Outcome.FAILED, Outcome.READ]
    assert home.facts.seen.count("https://example.org/bad") == 3
    told = [entry for entry in await home.journal(1) if entry.outcome is Outcome.FAILED]
    assert [bool(entry.incident) for entry in told] == [True]


async def test_rule_6_the_sweeper_starts_lost_work_again(home: House) -> None:
    await home.post(1, "https://example.org/a")
    await home.answered(1)
    async with home.db.write() as conn:  # as if the engine's rows were lost
        await conn.execute(text("UPDATE messages SET state = 'accepted', reply_id = NULL"))
    await home.engine.forget(await home.engine.jobs(list(JobState)))
    home.channel.sent.clear()
    await home.engine.upkeep.sweep()  # too early
    assert await home.engine.jobs(LIVE) == []
    home.at += STALE + timedelta(seconds=1)
    await home.engine.upkeep.sweep()
    await home.answered(1)
    assert (await home.message(1)).attempt == 1


async def test_rule_6_a_message_that_cannot_be_answered_is_given_up_and_told(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "TRIES_ON_DISCORD", 2)
    home.channel.fail = lambda _: OSError("for ever")
    await home.post(1, "https://example.org/a")
    for attempt in range(MAX_ATTEMPTS + 1):
        least = 2 * min(attempt + 1, MAX_ATTEMPTS)
        await home.until(lambda least=least: home.channel.tries[1] >= least)  # type: ignore[misc]
        await home.until(lambda: not home.engine.running)
        await _settled(home)
        home.at += STALE + timedelta(seconds=1)
        await home.engine.upkeep.sweep()
    assert (await home.message(1)).state is MessageState.FAILED
    last = (await home.journal(1))[-1]
    assert (last.stage, last.outcome) == ("reply", Outcome.FAILED)
    assert last.incident


async def _settled(home: House) -> None:
    async with asyncio.timeout(30):
        while await home.engine.jobs(LIVE):  # noqa: ASYNC110 - the engine tells nobody
            await asyncio.sleep(0.02)


# 7. The file


async def test_rule_7_the_log_is_written_ahead_and_queues_are_polled_four_times_a_second(home: House) -> None:
    assert query(home.folder, "PRAGMA journal_mode") == [("wal",)]
    assert "POLL_SECONDS = 0.25" in (ROOT / "bot/jobs.py").read_text(encoding="utf-8")


async def test_rule_7_a_second_process_is_refused(home: House) -> None:
    with pytest.raises(StoreError) as caught:
        await Database.open(home.settings.url, data_dir=home.folder)
    assert caught.value.key == "store.locked"


# 8. Digests


async def test_rule_8_one_digest_a_local_day_even_when_an_hour_comes_twice(home: House) -> None:
    due = GuildSettings(GUILD, Language.FR, "Europe/Paris", CHANNEL, START.time(), EmptyDigest.LINE, START)
    async with home.db.write() as conn:
        await guilds.save_settings(conn, due)
    for _ in range(2):
        await home.engine.upkeep.tick()
    async with home.db.write() as conn:  # as after the clock was set back: due once more on the same day
        await guilds.save_settings(conn, due)
    await home.engine.upkeep.tick()
    await home.until(lambda: home.channel.digests != [])
    await home.until(lambda: not home.engine.running)
    assert home.channel.digests == [(GUILD, date(2026, 11, 24))]


# 9. PostgreSQL: tests/durable/test_on_postgresql.py


async def test_rule_9_a_guild_that_floods_does_not_keep_others_waiting(home: House) -> None:
    home.facts.gate.clear()
    for number in range(1, 41):
        await home.post(number, f"https://example.org/{number}")
    await home.until(lambda: len(home.facts.seen) == engine_module.limits("extract", 1)[1])
    await home.post(99, "https://example.org/other", guild=OTHER)
    await home.until(lambda: "https://example.org/other" in home.facts.seen)  # begun though none of the flood has ended
    home.facts.gate.set()
    await home.answered(99)
    assert home.channel.sent.index(99) < 12  # only what was under way already may be answered before it
    await home.answered(*range(1, 41))


# 10. Nightly


async def test_rule_10_finished_work_goes_after_some_days_and_the_files_are_tidied(home: House) -> None:
    for number in range(1, 4):
        await home.post(number, f"https://example.org/{number}")
    await home.answered(1, 2, 3)
    await _settled(home)
    await home.engine.upkeep.clean()
    assert len(await home.engine.jobs(list(JobState))) == 6
    import bot.upkeep

    now = bot.pipeline.now() + KEEP_FINISHED + timedelta(minutes=1)
    home.at = now
    await home.engine.upkeep.clean()
    assert await home.engine.jobs(list(JobState)) == []
    await home.engine.upkeep.tidy()
    assert (home.folder / "vigie.sqlite-wal").stat().st_size == 0
    home.at += timedelta(days=365)
    await home.engine.upkeep.tidy()
    assert query(home.folder, "SELECT count(*) FROM journal") == [(0,)]
    assert query(home.folder, "SELECT count(*) FROM facts") == [(3,)]


# 11. Pinned


def test_rule_11_the_engine_is_pinned() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert "dbos>=3.4,<3.5" in wanted


# What was refused


SOURCES = {path: path.read_text(encoding="utf-8") for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py")}


def test_refused_other_keepers_of_work_and_drivers_are_not_installed() -> None:
    wanted = " ".join(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"])
    for name in ("taskiq", "huey", "celery", "asyncpg", "saq", "procrastinate", "redis"):
        assert name not in wanted


def test_refused_sqlite_is_for_one_process() -> None:
    from pydantic import ValidationError

    from bot.settings import Role, Settings

    for role in (Role.BOT, Role.WORKER):
        with pytest.raises(ValidationError):
            Settings(_env_file=None, role=role, database_url=None)  # type: ignore[call-arg]


def test_refused_features_of_the_engine_that_phone_home_or_run_code_are_off() -> None:
    source = SOURCES[ROOT / "bot/engine.py"]
    assert '"enable_otlp": False' in source
    assert "DBOSPortableJSONSerializer()" in source
    for name in ("conductor", "auto_upgrade", "sharding", "pickle", "create_schedule", "DBOS.scheduled", "enterprise"):
        assert name not in source


async def test_refused_the_engine_connects_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    called: list[object] = []
    real = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda one, address: (called.append(address), real(one, address))[1])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **_: called.append(given))
    async with house(tmp_path) as running:
        await running.post(1, "https://example.org/a")
        await running.answered(1)
    assert called == []


def test_refused_objects_mapped_to_rows_and_folding_in_sql() -> None:
    for path, source in SOURCES.items():
        assert "sqlalchemy.orm" not in source, path
        assert "unaccent" not in source, path


def test_refused_models_in_the_process_on_discord() -> None:
    program = (
        "import bot.app, bot.run, sys; print([name for name in ('spacy', 'onnxruntime', 'trafilatura', 'numpy') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ)  # noqa: S603
    assert told.stdout.strip() == "[]"


def test_refused_forked_children() -> None:
    for path, source in SOURCES.items():
        assert not re.search(r"forkserver|ThreadPoolExecutor\(.*nlp|get_context\(.fork", source), path


def test_refused_promises_of_exactly_once() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        told = path.read_text(encoding="utf-8").casefold()
        assert "exactly once" not in told.replace('gives "exactly once"', ""), path
