"""`/digest now`, and the daily digest that the engine announces."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot import answers, wording
from bot.i18n import t
from bot.store import guilds, options
from bot.store.records import EmptyDigest, GuildSettings
from bot.summary.values import Digest as Digested
from cogs._digest import digest_message, marker
from cogs._layout import Layout, marked
from cogs._muted import note_muted
from cogs._open import reader_of
from cogs._page import Reader
from cogs._schedule import Schedule
from cogs._translator import label

if TYPE_CHECKING:
    from bot.app import VigieBot

log = structlog.get_logger(__name__)
LOOK_BACK = 100
"""Messages after a digest's end among which an earlier try may have left it."""


@app_commands.guild_only()
class Digest(Schedule, commands.GroupCog, group_name=label("command.digest.name"), group_description=label("command.digest.description")):
    """Digests, asked for and daily."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    @app_commands.command(name=label("command.digest.now.name"), description=label("command.digest.now.description"))
    async def now(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show what was posted since the last digest, which changes nothing for the next one."""
        await interaction.response.defer(thinking=True)
        reader = await reader_of(interaction)
        end = self.bot.clock()
        async with self.bot.db.read() as conn:
            start = await guilds.last_digest_end(conn, reader.guild_id) or end - timedelta(days=1)
        view = digest_message(reader, await self.built(reader, start, end + timedelta(seconds=1)), None)
        await interaction.edit_original_response(view=view)

    async def send_digest(self, guild_id: int, local_date: date) -> None:
        """Post a guild's digest of a day that was recorded; calling it again posts nothing twice."""
        async with self.bot.db.read() as conn:
            recorded = await guilds.get_digest(conn, guild_id, local_date)
            settings = await guilds.guild_settings(conn, guild_id)
        if recorded is None or recorded.message_id is not None or settings.digest_channel_id is None:
            return
        reader = Reader(guild_id, settings.language, local_date)
        built = await self.built(reader, recorded.start, recorded.end)
        if built.empty and settings.digest_empty is EmptyDigest.SILENT:
            return
        view = digest_message(reader, built, local_date)
        try:
            message_id = await self._post(settings, view, local_date, recorded.end)
            await self._open_thread(settings, message_id, local_date)
        except (discord.Forbidden, discord.NotFound):
            await note_muted(self.bot, guild_id, settings.digest_channel_id, settings.digest_channel_id)
            return
        async with self.bot.db.write() as conn:
            await guilds.digest_sent(conn, guild_id, local_date, message_id)

    async def built(self, reader: Reader, start: datetime, end: datetime) -> Digested:
        """Build the digest of a span of time."""
        return await answers.digest(self.bot.db, reader.guild_id, start=start, end=end, today=reader.today)

    async def _open_thread(self, settings: GuildSettings, message_id: int, local_date: date) -> None:
        """Give the digest a thread to talk in, where the guild wants one; the digest stands without it too."""
        async with self.bot.db.read() as conn:
            wanted = (await options.guild_options_of(conn, settings.guild_id)).digest_thread
        if not wanted:
            return
        channel = self.bot.get_partial_messageable(settings.digest_channel_id or 0, guild_id=settings.guild_id)
        title = t(settings.language, "digest.title", day=wording.day(settings.language, local_date))
        try:
            await channel.get_partial_message(message_id).create_thread(name=title)
        except discord.HTTPException as error:
            log.warning("digest has no thread", guild_id=settings.guild_id, code=error.code)

    async def _post(self, settings: GuildSettings, view: Layout, local_date: date, end: datetime) -> int:
        """Post once: an earlier try is found by its marker, and one of the last minutes by Discord itself through the nonce."""
        channel = self.bot.get_partial_messageable(settings.digest_channel_id or 0, guild_id=settings.guild_id)
        async for message in channel.history(after=end, oldest_first=True, limit=LOOK_BACK):
            if self.bot.user and message.author.id == self.bot.user.id and marked(message, marker(local_date)):
                return message.id
        sent = await channel.send(view=view, nonce=f"d{marker(local_date)}{settings.guild_id:x}"[:25])
        return sent.id


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Digest(bot))
