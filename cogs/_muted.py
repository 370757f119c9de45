"""A channel where Vigie may no longer write: noted, and said once where it still may."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord
import structlog

from bot.i18n import t
from bot.logs import incident
from bot.model import Outcome
from bot.store import guilds, journal
from bot.store.records import JournalEntry
from cogs._errors import permissions
from cogs._layout import note
from cogs._status import missing

if TYPE_CHECKING:
    from bot.app import VigieBot

log = structlog.get_logger(__name__)
AGAIN: Final = timedelta(days=7)
"""How long it is not said again."""


async def note_muted(bot: VigieBot, guild_id: int, channel_id: int, message_id: int) -> None:
    """Note that a message could not be answered; a digest, which answers none, stands under its channel's own id."""
    number, now = incident(), bot.clock()
    log.warning("answer not allowed", guild_id=guild_id, channel_id=channel_id, message_id=message_id, incident=number)
    entry = JournalEntry(now, guild_id, channel_id, message_id, None, None, "reply", Outcome.CANNOT_REPLY, number, None)
    async with bot.db.write() as conn:
        known = await journal.happened(conn, guild_id, channel_id, Outcome.CANNOT_REPLY, since=now - AGAIN)
        await journal.record(conn, entry)
        settings = await guilds.guild_settings(conn, guild_id)
        others = [settings.digest_channel_id, *(one.channel_id for one in await guilds.watched(conn, guild_id))]
    guild = bot.get_guild(guild_id)
    if guild is None or known:
        return
    places = (guild.system_channel, *(guild.get_channel(one) for one in others if one is not None))
    place = next((one for one in places if isinstance(one, discord.TextChannel) and one.id != channel_id and not missing(one, guild)), None)
    channel = guild.get_channel(channel_id)
    if place is None or channel is None:
        return
    lacking = permissions(settings.language, missing(channel, guild) or ["send_messages"])
    try:
        await place.send(view=note(t(settings.language, "admin.muted", channel=channel.mention, missing=lacking)))
    except discord.HTTPException:
        log.warning("nor allowed to say so", guild_id=guild_id, channel_id=place.id)
