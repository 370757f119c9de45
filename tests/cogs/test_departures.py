"""Taken out of a server, on the embedded Discord: noted, forgotten by the nightly round after a week, unless the bot is back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import cast

import discord

from bot.sandbox.world import Sandbox
from bot.store import departures, guilds
from bot.store.database import Database
from bot.store.presence import Presence
from bot.upkeep import KEEP_LEFT, Upkeep, Work
from cogs import departures as cog
from tests.cogs.guild import NOW, fact
from tests.cogs.live import Bot, posted

DAY = timedelta(days=1)


async def left(db: Database) -> list[int]:
    async with db.read() as conn:
        return await departures.departed(conn, NOW + 365 * DAY)


async def known(db: Database) -> list[int]:
    async with db.read() as conn:
        return await departures.known(conn)


async def until(question: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await question():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def night(db: Database, at: datetime) -> None:
    """Have the nightly round of the real upkeep at an instant; it needs no engine for this."""
    await Upkeep(cast("Work", None), db, Presence(db, "vigie-1", "1"), "vigie-1", lambda: at).tidy()


async def set_up(bot: Bot, sandbox: Sandbox) -> int:
    await posted(bot, sandbox, "a", [fact()])
    guild_id = sandbox.guild.id
    sandbox.server.gateway.publish("GUILD_DELETE", {"id": str(guild_id)})
    await until(lambda: is_left(bot.db, guild_id))
    return guild_id


async def is_left(db: Database, guild_id: int) -> bool:
    return guild_id in await left(db)


async def test_a_server_left_is_forgotten_after_a_week(bot: Bot, sandbox: Sandbox) -> None:
    guild_id = await set_up(bot, sandbox)
    await night(bot.db, NOW + KEEP_LEFT - DAY)
    assert await known(bot.db) == [guild_id]
    await night(bot.db, NOW + KEEP_LEFT + DAY)
    assert await known(bot.db) == []
    assert await left(bot.db) == []


async def test_a_server_that_is_back_is_kept(bot: Bot, sandbox: Sandbox) -> None:
    guild_id = await set_up(bot, sandbox)
    bot.dispatch("guild_join", discord.Object(guild_id))

    async def back() -> bool:
        return await left(bot.db) == []

    await until(back)
    await night(bot.db, NOW + 2 * KEEP_LEFT)
    assert await known(bot.db) == [guild_id]


async def test_an_outage_of_a_server_is_no_departure(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()])
    sandbox.server.gateway.publish("GUILD_DELETE", {"id": str(sandbox.guild.id), "unavailable": True})
    sandbox.server.gateway.publish("GUILD_DELETE", {"id": str(sandbox.other.id)})
    await until(lambda: is_left(bot.db, sandbox.other.id))
    assert await left(bot.db) == [sandbox.other.id]


async def test_what_happened_while_nobody_listened_is_made_up_for(bot: Bot, sandbox: Sandbox) -> None:
    gone = sandbox.guild.id + 5
    async with bot.db.write() as conn:
        await guilds.watch(conn, gone, 1, NOW)
        await guilds.watch(conn, sandbox.other.id, 1, NOW)
        await departures.leave(conn, sandbox.guild.id, NOW)
    await cog.Departures(bot).on_ready()  # type: ignore[arg-type]
    assert await left(bot.db) == [gone]


async def test_servers_of_another_process_are_left_alone(bot: Bot, sandbox: Sandbox) -> None:
    gone = sandbox.guild.id + (1 << 22)
    async with bot.db.write() as conn:
        for guild_id in (gone, gone + (1 << 22)):
            await guilds.watch(conn, guild_id, 1, NOW)
    bot.shard_count = 2
    await cog.Departures(bot).on_ready()  # type: ignore[arg-type]
    assert len(await left(bot.db)) == 1
