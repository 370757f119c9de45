"""Guilds that the bot was taken out of are forgotten after a delay, whole, and no other."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import inspect, select, text

import bot.store
from bot.model import Outcome
from bot.store import departures, guilds, journal, schema
from bot.store.database import Database
from bot.store.records import JournalEntry
from tests.store.posting import CHANNEL, NOW, page, pasted, post, sentence
from tests.store.test_messages import HERE, THERE, told

WEEK = timedelta(days=7)
TEXT = sentence("Nimbus")


async def furnish(db: Database, guild_id: int, first: int) -> None:
    """Give a guild one of everything."""
    for number in range(3):
        await post(db, first + number, guild_id, page(f"{guild_id}-{number}"), sentence("Nimbus", f"Ville {number}"))
    await post(db, first + 3, guild_id, page("shared"), TEXT)
    await post(db, first + 4, guild_id, pasted(guild_id, TEXT), TEXT)
    async with db.write() as conn:
        await guilds.watch(conn, guild_id, CHANNEL, NOW)
        await guilds.save_settings(conn, await guilds.guild_settings(conn, guild_id))
        await guilds.record_digest(conn, guild_id, NOW.date(), NOW - timedelta(days=1), NOW)
        await journal.record(conn, JournalEntry(NOW, guild_id, CHANNEL, first, None, "https://a.example/", "read", Outcome.READ, None, 1))


async def leave(db: Database, guild_id: int, *, days: int = 0) -> bool:
    async with db.write() as conn:
        return await departures.leave(conn, guild_id, NOW + timedelta(days=days))


async def rows_of(db: Database, guild_id: int) -> dict[str, int]:
    """In which tables the guild still is, whoever made them."""
    async with db.read() as conn:
        tables = await conn.run_sync(lambda sync: {name: inspect(sync).get_columns(name) for name in inspect(sync).get_table_names()})
        mine = [name for name, columns in tables.items() if any(column["name"] == "guild_id" for column in columns)]
        count = {name: await conn.scalar(text(f"SELECT count(*) FROM {name} WHERE guild_id = {guild_id}")) for name in mine}  # noqa: S608
    return {name: number for name, number in count.items() if number}


async def test_nothing_is_left_of_a_forgotten_guild_and_all_of_another(db: Database) -> None:
    await furnish(db, HERE, 100)
    await furnish(db, THERE, 200)
    other = await rows_of(db, THERE)
    assert {"messages", "postings", "articles", "guild_facts", "guild_names", "guild_texts", "channels", "guilds", "digests"} <= set(other)
    assert await leave(db, HERE)
    assert await departures.forget_departed(db, NOW + WEEK) == [HERE]
    assert await rows_of(db, HERE) == {}
    assert await rows_of(db, THERE) == other
    assert len(await told(db, THERE, "Nimbus")) == 4
    async with db.read() as conn:
        assert await conn.scalar(select(schema.articles.c.id).where(schema.articles.c.key.contains(str(HERE)))) is None


async def test_the_delay_runs_from_the_first_time_and_a_return_ends_it(db: Database) -> None:
    await furnish(db, HERE, 100)
    assert await leave(db, HERE)
    assert not await leave(db, HERE, days=5)
    assert await departures.forget_departed(db, NOW) == []
    async with db.write() as conn:
        await departures.come_back(conn, [HERE, THERE])
    assert await departures.forget_departed(db, NOW + WEEK) == []
    assert len(await told(db, HERE, "Nimbus")) == 4


async def test_a_left_guild_gets_no_digest(db: Database) -> None:
    async with db.write() as conn:
        settings = await guilds.guild_settings(conn, HERE)
        await guilds.save_settings(conn, replace(settings, digest_channel_id=1, next_digest_at=NOW))
        assert [one.guild_id for one in await guilds.due_digests(conn, NOW)] == [HERE]
        await departures.leave(conn, HERE, NOW)
        assert await guilds.due_digests(conn, NOW) == []


async def test_known_guilds(db: Database) -> None:
    await furnish(db, HERE, 100)
    async with db.write() as conn:
        await guilds.watch(conn, THERE, 1, NOW)
        assert await departures.known(conn) == [HERE, THERE]


def test_each_table_of_a_guild_names_it_alike() -> None:
    for module in pkgutil.walk_packages(bot.store.__path__, "bot.store."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    for table in schema.metadata.sorted_tables:
        assert not [column for column in table.c if "guild" in column.name and column.name != "guild_id"], table.name
