"""What administrators set for a guild, its channels, its digests and the program's small state."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Language
from bot.store import schema
from bot.store.records import EmptyDigest, GuildSettings, WatchedChannel, Weekdays

_guilds, _channels, _digests, _state = schema.guilds, schema.channels, schema.digests, schema.state


@dataclass(frozen=True, slots=True)
class Digest:
    """A recorded digest; `message_id` None: not posted yet."""

    guild_id: int
    local_date: date
    start: datetime
    end: datetime
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of a guild were erased."""

    messages: int
    postings: int
    texts: int
    channels: int
    digests: int
    journal: int


def insert(conn: AsyncConnection, table: Any) -> Any:  # noqa: ANN401
    """An INSERT that knows ON CONFLICT, for the engine in use."""
    return sqlite.insert(table) if conn.dialect.name == "sqlite" else postgresql.insert(table)


def _settings(row: Row[Any]) -> GuildSettings:
    return GuildSettings(
        row.guild_id, Language(row.language), row.timezone, row.digest_channel_id, row.digest_time, EmptyDigest(row.digest_empty),
        row.next_digest_at, Weekdays(row.digest_days),
    )  # fmt: skip


async def guild_settings(conn: AsyncConnection, guild_id: int) -> GuildSettings:
    """The guild's settings, or the defaults."""
    row = (await conn.execute(select(_guilds).where(_guilds.c.guild_id == guild_id))).first()
    if row is None:
        return GuildSettings(guild_id, Language.FR, "Europe/Paris", None, time(8), EmptyDigest.SILENT, None)
    return _settings(row)


async def save_settings(conn: AsyncConnection, settings: GuildSettings) -> None:
    """Insert or replace."""
    values = asdict(settings)
    changed = {name: value for name, value in values.items() if name != "guild_id"}
    await conn.execute(insert(conn, _guilds).values(values).on_conflict_do_update(index_elements=["guild_id"], set_=changed))


def _watched(row: Row[Any]) -> WatchedChannel:
    return WatchedChannel(row.guild_id, row.channel_id, row.last_message_id, row.watched_since)


def _channel(guild_id: int, channel_id: int) -> ColumnElement[bool]:
    return (_channels.c.guild_id == guild_id) & (_channels.c.channel_id == channel_id)


async def watch(conn: AsyncConnection, guild_id: int, channel_id: int, now: datetime) -> None:
    """Watch a channel from now on; one watched already stays as it is."""
    row = {"guild_id": guild_id, "channel_id": channel_id, "watched_since": now}
    await conn.execute(insert(conn, _channels).values(row).on_conflict_do_nothing())


async def unwatch(conn: AsyncConnection, guild_id: int, channel_id: int) -> None:
    """Stop watching."""
    await conn.execute(delete(_channels).where(_channel(guild_id, channel_id)))


async def watched(conn: AsyncConnection, guild_id: int | None = None) -> list[WatchedChannel]:
    """The watched channels of one guild or of all."""
    query = select(_channels).order_by(_channels.c.guild_id, _channels.c.channel_id)
    if guild_id is not None:
        query = query.where(_channels.c.guild_id == guild_id)
    return [_watched(row) for row in await conn.execute(query)]


async def is_watched(conn: AsyncConnection, guild_id: int, channel_id: int) -> bool:
    """Whether the channel is watched."""
    return await conn.scalar(select(_channels.c.channel_id).where(_channel(guild_id, channel_id))) is not None


async def set_last_message(conn: AsyncConnection, guild_id: int, channel_id: int, message_id: int) -> None:
    """Move the channel's mark forward, never back."""
    behind = func.coalesce(_channels.c.last_message_id, -1) < message_id
    await conn.execute(update(_channels).where(_channel(guild_id, channel_id), behind).values(last_message_id=message_id))


async def due_digests(conn: AsyncConnection, now: datetime) -> list[GuildSettings]:
    """Guilds whose digest is due."""
    left = select(schema.departures.c.guild_id)
    due = select(_guilds).where(_guilds.c.next_digest_at <= now, _guilds.c.digest_channel_id.is_not(None), _guilds.c.guild_id.not_in(left))
    return [_settings(row) for row in await conn.execute(due.order_by(_guilds.c.next_digest_at))]


async def record_digest(conn: AsyncConnection, guild_id: int, local_date: date, start: datetime, end: datetime) -> bool:
    """Record a day's digest; False if that day has one."""
    row = {"guild_id": guild_id, "local_date": local_date, "start": start, "end": end}
    new = insert(conn, _digests).values(row).on_conflict_do_nothing().returning(_digests.c.guild_id)
    return await conn.scalar(new) is not None


def _day(guild_id: int, local_date: date) -> ColumnElement[bool]:
    return (_digests.c.guild_id == guild_id) & (_digests.c.local_date == local_date)


async def digest_sent(conn: AsyncConnection, guild_id: int, local_date: date, message_id: int) -> None:
    """Keep the posted digest's message id."""
    await conn.execute(update(_digests).where(_day(guild_id, local_date)).values(message_id=message_id))


async def last_digest_end(conn: AsyncConnection, guild_id: int) -> datetime | None:
    """Up to when the latest digest reached."""
    found: datetime | None = await conn.scalar(select(func.max(_digests.c.end)).where(_digests.c.guild_id == guild_id))
    return found


async def get_digest(conn: AsyncConnection, guild_id: int, local_date: date) -> Digest | None:
    """A day's digest."""
    row = (await conn.execute(select(_digests).where(_day(guild_id, local_date)))).first()
    return None if row is None else Digest(row.guild_id, row.local_date, row.start, row.end, row.message_id)


async def forget_guild(conn: AsyncConnection, guild_id: int) -> Forgotten:
    """Erase all that the guild brought and set."""
    from bot.store import erasure

    posted = schema.postings.c.guild_id == guild_id
    gone = list(await conn.scalars(select(schema.postings.c.article_id).where(posted).distinct()))
    postings = (await conn.execute(delete(schema.postings).where(posted))).rowcount
    texts = (await erasure.release(conn, guild_id, gone, None)).erased
    count = {}
    for table in reversed(schema.metadata.sorted_tables):  # whatever else is kept for a guild, in whichever module it is declared
        if "guild_id" in table.c:
            count[table.name] = (await conn.execute(delete(table).where(table.c.guild_id == guild_id))).rowcount
    return Forgotten(count["messages"], postings, texts, count["channels"], count["digests"], count["journal"])


async def get_state(conn: AsyncConnection, key: str) -> str | None:
    """A value kept by `set_state`."""
    found: str | None = await conn.scalar(select(_state.c.value).where(_state.c.key == key))
    return found


async def set_state(conn: AsyncConnection, key: str, value: str) -> None:
    """Keep a value of the program's own."""
    query = insert(conn, _state).values(key=key, value=value)
    await conn.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
