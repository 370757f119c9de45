"""Answers to messages: one public reply each, or a private one to whoever asks by the message command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.store import guilds, messages, posted
from bot.store.records import MessageState
from cogs._alerts import owe_alerts
from cogs._ask import answer_privately
from cogs._messages import new_message, posted_by
from cogs._outgoing import delete, send
from cogs._reply import build_reply
from cogs._space import everywhere, space_of

if TYPE_CHECKING:
    from bot.app import VigieBot


class Answer(commands.Cog):
    """The bot's way out: the engine calls `send_reply`, perhaps again after a crash."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name=locale_str("Extract the facts", key="menu.extract"), callback=self.extract)
        everywhere(self._menu)

    async def cog_load(self) -> None:
        """Add the message command."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the message command away again."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def extract(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Show the facts of any message, to the person who asks alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        space = space_of(interaction)
        articles = posted_by(message, space, allow=self.bot.settings.fetch_allow, asked=True)
        await answer_privately(self.bot, interaction, new_message(message, space, private=True), articles)

    async def send_reply(self, message_id: int) -> None:
        """Answer an accepted message, or bring its answer up to date; a message erased meanwhile gets none."""
        async with self.bot.db.read() as conn:
            row = await messages.get_message(conn, message_id)
            settings = await guilds.guild_settings(conn, row.guild_id if row else 0)
            told = row is not None and await posted.tells(conn, row.guild_id, message_id)
        if row is None or row.state is MessageState.ERASED:
            return
        reply_id = row.reply_id
        if not row.private:
            reply_id = await send(self.bot, row, await build_reply(self.bot.db, message_id, settings.language), settings, told=told)
        async with self.bot.db.write() as conn:
            kept = await messages.set_answered(conn, message_id, reply_id)
        if kept and not row.private:
            await owe_alerts(self.bot, row)
        if not kept and reply_id is not None:
            await delete(self.bot, row.channel_id, message_id, reply_id)

    async def delete_reply(self, channel_id: int, message_id: int, reply_id: int) -> None:
        """Delete an answer of ours to a message."""
        await delete(self.bot, channel_id, message_id, reply_id)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Answer(bot))
