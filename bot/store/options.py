"""How loud the bot is in a guild: the way it answers, its quiet hours, its limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Time, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import schema
from bot.store.guilds import insert
from bot.store.schema import metadata

_messages = schema.messages
guild_options: Final = Table(
    "guild_options", metadata, Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reply_mode", String(16), nullable=False), Column("quiet_from", Time), Column("quiet_until", Time),
    Column("pause", Integer, nullable=False), Column("hourly", Integer, nullable=False), Column("digest_thread", Boolean, nullable=False),
)  # fmt: skip


class ReplyMode(StrEnum):
    """How a message that posts an article is answered."""

    REPLY = "reply"
    THREAD = "thread"
    REACTION = "reaction"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class GuildOptions:
    """What an administrator has set about noise.

    Quiet hours are wall-clock times in the guild's zone, and may go over midnight; None: there are none. `pause` is how many seconds a
    person waits between two answered messages, `hourly` how many messages of the guild are answered within an hour; 0: no limit.
    """

    guild_id: int
    reply_mode: ReplyMode = ReplyMode.REPLY
    quiet_from: time | None = None
    quiet_until: time | None = None
    pause: int = 0
    hourly: int = 0
    digest_thread: bool = False

    def quiet_end(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours that `at` falls into are over; None outside them."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return None
        local = at.astimezone(zone)
        now, start, end = local.time().replace(tzinfo=None), self.quiet_from, self.quiet_until
        over_midnight = start > end
        if not (now >= start or now < end) if over_midnight else not start <= now < end:
            return None
        day = local.date() + timedelta(days=1) if over_midnight and now >= start else local.date()
        return datetime.combine(day, end, tzinfo=zone).astimezone(at.tzinfo)


async def guild_options_of(conn: AsyncConnection, guild_id: int) -> GuildOptions:
    """The guild's options, or the defaults."""
    row = (await conn.execute(select(guild_options).where(guild_options.c.guild_id == guild_id))).first()
    if row is None:
        return GuildOptions(guild_id)
    return GuildOptions(guild_id, ReplyMode(row.reply_mode), row.quiet_from, row.quiet_until, row.pause, row.hourly, row.digest_thread)


async def save_options(conn: AsyncConnection, options: GuildOptions) -> None:
    """Insert or replace."""
    values = asdict(options)
    changed = {name: value for name, value in values.items() if name != "guild_id"}
    await conn.execute(insert(conn, guild_options).values(values).on_conflict_do_update(index_elements=["guild_id"], set_=changed))


async def answered_before(conn: AsyncConnection, guild_id: int, message_id: int, since: datetime, *, by_author_of: bool) -> int:
    """How many earlier messages of the guild since an instant got an answer, of everybody's or of the message's own author."""
    mine = select(_messages.c.author_id).where(_messages.c.message_id == message_id).scalar_subquery()
    query = select(func.count(_messages.c.message_id)).where(
        _messages.c.guild_id == guild_id,
        _messages.c.message_id < message_id,
        _messages.c.posted_at >= since,
        _messages.c.reply_id.is_not(None),
    )
    return int(await conn.scalar(query.where(_messages.c.author_id == mine) if by_author_of else query) or 0)
