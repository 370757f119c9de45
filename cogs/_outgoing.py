"""The way out of a public answer: as a reply, in a thread, as a reaction, or not at all; never twice, whatever dies in between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import discord
import structlog

from bot.i18n import t
from bot.store import messages, options
from bot.store.options import ReplyMode
from bot.store.records import GuildSettings, MessageRow
from cogs._layout import Layout
from cogs._muted import note_muted

if TYPE_CHECKING:
    from bot.app import VigieBot

log = structlog.get_logger(__name__)
TOLD: Final = "📰"
UNREAD: Final = "⚠️"
THREAD_EXISTS: Final = 160004
"""Discord's error code for a thread that a message has already; a thread's id is its message's."""
FORGOTTEN_AFTER: Final = 1440
"""Minutes of silence after which Discord archives the thread."""
ASIDE: Final = frozenset({ReplyMode.REACTION, ReplyMode.SILENT})


async def mode_of(bot: VigieBot, row: MessageRow, settings: GuildSettings) -> ReplyMode:
    """Tell how a message is answered now: quiet hours and limits leave a reaction."""
    at = bot.clock()
    async with bot.db.read() as conn:
        wanted = await options.guild_options_of(conn, row.guild_id)
        if wanted.reply_mode in ASIDE:
            return wanted.reply_mode
        busy = [(wanted.pause > 0, timedelta(seconds=wanted.pause), 1, True), (wanted.hourly > 0, timedelta(hours=1), wanted.hourly, False)]
        for limited, span, most, mine in busy:
            since = row.posted_at - span
            if limited and await options.answered_before(conn, row.guild_id, row.message_id, since, by_author_of=mine) >= most:
                return ReplyMode.REACTION
    return ReplyMode.REACTION if wanted.quiet_end(at, ZoneInfo(settings.timezone)) else wanted.reply_mode


async def send(bot: VigieBot, row: MessageRow, view: Layout | None, settings: GuildSettings, *, told: bool) -> int | None:
    """Answer a message, or bring its answer up to date.

    Args:
        bot: the bot.
        row: the message.
        view: the answer; None: there is none, and one that was posted goes.
        settings: the guild's.
        told: whether the answer tells facts.

    Returns:
        The id of the answer, None where there is no message of ours.
    """
    try:
        if row.reply_id is not None:
            return await _update(bot, row, row.reply_id, view)
        if view is None:
            return None
        match await mode_of(bot, row, settings):
            case ReplyMode.REPLY:
                return await _post(bot, row, row.channel_id, view)
            case ReplyMode.THREAD:
                return await _post(bot, row, await _thread(bot, row, settings), view)
            case ReplyMode.REACTION:
                channel = bot.get_partial_messageable(row.channel_id, guild_id=row.guild_id)
                await channel.get_partial_message(row.message_id).add_reaction(TOLD if told else UNREAD)
    except discord.Forbidden:
        await note_muted(bot, row.guild_id, row.channel_id, row.message_id)
    except discord.NotFound:  # somebody deleted our answer, or the message itself
        log.info("answer gone", channel_id=row.channel_id, message_id=row.message_id)
        return row.reply_id
    return None


async def delete(bot: VigieBot, channel_id: int, message_id: int, reply_id: int) -> None:
    """Delete an answer of ours, in the channel or in the message's thread, whose id is the message's; one that is gone already is fine."""
    for place in (channel_id, message_id):
        try:
            await bot.get_partial_messageable(place).get_partial_message(reply_id).delete()
        except (discord.NotFound, discord.Forbidden):
            log.info("answer not here", channel_id=place, reply_id=reply_id)
        else:
            return


async def _update(bot: VigieBot, row: MessageRow, reply_id: int, view: Layout | None) -> int | None:
    if view is None:
        await delete(bot, row.channel_id, row.message_id, reply_id)
        return None
    try:
        await bot.get_partial_messageable(row.channel_id, guild_id=row.guild_id).get_partial_message(reply_id).edit(view=view)
    except discord.NotFound:  # it may stand in the message's thread
        await bot.get_partial_messageable(row.message_id, guild_id=row.guild_id).get_partial_message(reply_id).edit(view=view)
    return reply_id


async def _thread(bot: VigieBot, row: MessageRow, settings: GuildSettings) -> int:
    message = bot.get_partial_messageable(row.channel_id, guild_id=row.guild_id).get_partial_message(row.message_id)
    try:
        await message.create_thread(name=t(settings.language, "thread.name"), auto_archive_duration=FORGOTTEN_AFTER)
    except discord.HTTPException as error:
        if error.code != THREAD_EXISTS:
            raise
    return row.message_id


async def _post(bot: VigieBot, row: MessageRow, place: int, view: Layout) -> int:
    async with bot.db.write() as conn:
        tried = await messages.start_reply(conn, row.message_id)
    channel = bot.get_partial_messageable(place, guild_id=row.guild_id)
    if tried and (mine := await _find(bot, row, channel)) is not None:
        return mine
    nonce = str(row.message_id)
    if place == row.message_id:
        return (await channel.send(view=view, nonce=nonce)).id
    reference = discord.MessageReference(
        message_id=row.message_id, channel_id=row.channel_id, guild_id=row.guild_id, fail_if_not_exists=False
    )
    return (await channel.send(view=view, reference=reference, mention_author=False, nonce=nonce)).id


async def _find(bot: VigieBot, row: MessageRow, channel: discord.PartialMessageable) -> int | None:
    """Look for an answer that an earlier try posted: Discord's nonce alone covers only the past few minutes."""
    async for message in channel.history(after=discord.Object(row.message_id), oldest_first=True, limit=500):
        reference = message.reference
        ours = bot.user is not None and message.author.id == bot.user.id
        if ours and (channel.id == row.message_id or (reference is not None and reference.message_id == row.message_id)):
            return message.id
    return None
