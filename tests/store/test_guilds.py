"""Settings, channels, digests and the program's small state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from bot.model import Language
from bot.store import guilds
from bot.store.database import Database
from bot.store.records import EmptyDigest, GuildSettings
from tests.store.posting import NOW

DAY = date(2026, 11, 24)


async def test_an_unknown_guild_has_the_defaults(db: Database) -> None:
    async with db.read() as conn:
        found = await guilds.guild_settings(conn, 1)
    assert (found.language, found.timezone, found.digest_channel_id) == (Language.FR, "Europe/Paris", None)
    assert (found.digest_time, found.digest_empty, found.next_digest_at) == (time(8), EmptyDigest.SILENT, None)


async def test_settings_are_kept_whole_and_replaced(db: Database) -> None:
    async with db.write() as conn:
        defaults = await guilds.guild_settings(conn, 1)
        for changed in (
            replace(defaults, language=Language.EN, timezone="Asia/Kolkata", digest_channel_id=2**62, digest_time=time(6, 45)),
            replace(defaults, digest_empty=EmptyDigest.LINE, next_digest_at=NOW),
        ):
            await guilds.save_settings(conn, changed)
            assert await guilds.guild_settings(conn, 1) == changed
        assert await guilds.guild_settings(conn, 2) == replace(defaults, guild_id=2)


async def test_digests_are_due_from_their_instant_on_where_there_is_a_channel(db: Database) -> None:
    async with db.write() as conn:
        settings = replace(await guilds.guild_settings(conn, 1), digest_channel_id=5, next_digest_at=NOW)
        for one in (
            settings,
            replace(settings, guild_id=2, next_digest_at=NOW - timedelta(1)),
            replace(settings, guild_id=3, digest_channel_id=None),
        ):
            await guilds.save_settings(conn, one)

        async def due(seconds: int) -> list[GuildSettings]:
            return await guilds.due_digests(conn, NOW + timedelta(seconds=seconds))

        assert [one.guild_id for one in await due(-1)] == [2]
        assert [one.guild_id for one in await due(0)] == [2, 1]


async def test_a_day_has_one_digest(db: Database) -> None:
    async with db.write() as conn:
        assert await guilds.last_digest_end(conn, 1) is None
        assert await guilds.record_digest(conn, 1, DAY, NOW - timedelta(1), NOW)
        assert not await guilds.record_digest(conn, 1, DAY, NOW - timedelta(1), NOW + timedelta(hours=1))
        assert await guilds.record_digest(conn, 2, DAY, NOW - timedelta(1), NOW)
        assert await guilds.last_digest_end(conn, 1) == NOW
        found = await guilds.get_digest(conn, 1, DAY)
        assert found is not None
        assert (found.end, found.message_id) == (NOW, None)
        await guilds.digest_sent(conn, 1, DAY, 77)
        found, other = await guilds.get_digest(conn, 1, DAY), await guilds.get_digest(conn, 2, DAY)
        assert found is not None
        assert other is not None
        assert (found.message_id, other.message_id) == (77, None)
        assert await guilds.get_digest(conn, 1, date(2026, 11, 25)) is None


async def test_channels_are_watched_once_and_from_then_on(db: Database) -> None:
    async with db.write() as conn:
        await guilds.watch(conn, 1, 10, NOW)
        await guilds.set_last_message(conn, 1, 10, 99)
        await guilds.watch(conn, 1, 10, NOW + timedelta(1))
        (one,) = await guilds.watched(conn, 1)
        assert (one.last_message_id, one.watched_since) == (99, NOW)
        assert not await guilds.is_watched(conn, 2, 10)
        await guilds.set_last_message(conn, 1, 11, 99)  # a channel that is not watched has no mark
        await guilds.unwatch(conn, 1, 10)
        assert await guilds.watched(conn) == []


async def test_state_is_replaced(db: Database) -> None:
    async with db.write() as conn:
        for value in ("a", "é" * 5000):
            await guilds.set_state(conn, "key", value)
            assert await guilds.get_state(conn, "key") == value
