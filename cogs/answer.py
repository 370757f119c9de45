"""Answers to messages: one public reply each, or a private one to whoever asks by the message command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import structlog
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.logs import incident
from bot.model import Language, Outcome
from bot.store import guilds, journal, messages
from bot.store.records import JournalEntry, MessageRow, MessageState
from cogs._alerts import owe_alerts
from cogs._ask import answer_privately
from cogs._messages import new_message, posted_by
from cogs._reply import build_reply
from cogs._space import everywhere, space_of

if TYPE_CHECKING:
    from bot.app import VigieBot

log = structlog.get_logger(__name__)


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
            language = (await guilds.guild_settings(conn, row.guild_id)).language if row else Language.FR
        if row is None or row.state is MessageState.ERASED:
            return
        reply_id = row.reply_id if row.private else await self._reply(row, language)
        async with self.bot.db.write() as conn:
            kept = await messages.set_answered(conn, message_id, reply_id)
        if kept and not row.private:
            await owe_alerts(self.bot, row)
        if not kept and reply_id is not None:
            await self.bot.delete_reply(row.channel_id, reply_id)

    async def _reply(self, row: MessageRow, language: Language) -> int | None:
        view = await build_reply(self.bot.db, row.message_id, language)
        channel = self.bot.get_partial_messageable(row.channel_id, guild_id=row.guild_id)
        try:
            if row.reply_id is None:
                return None if view is None else await self._post(row, channel, view)
            if view is None:
                await self.bot.delete_reply(row.channel_id, row.reply_id)
                return None
            await channel.get_partial_message(row.reply_id).edit(view=view)
        except discord.Forbidden:
            await self._note_forbidden(row)
            return None
        except discord.NotFound:  # somebody deleted our answer: it stays deleted
            log.info("answer gone", channel_id=row.channel_id, message_id=row.message_id)
        return row.reply_id

    async def _post(self, row: MessageRow, channel: discord.PartialMessageable, view: discord.ui.LayoutView) -> int:
        async with self.bot.db.write() as conn:
            tried = await messages.start_reply(conn, row.message_id)
        if tried and (mine := await self._find_reply(row, channel)) is not None:
            return mine
        reference = discord.MessageReference(
            message_id=row.message_id, channel_id=row.channel_id, guild_id=row.guild_id, fail_if_not_exists=False
        )
        sent = await channel.send(view=view, reference=reference, mention_author=False, nonce=str(row.message_id))
        return sent.id

    async def _find_reply(self, row: MessageRow, channel: discord.PartialMessageable) -> int | None:
        """Look for an answer that an earlier try posted: Discord's nonce alone covers only the past few minutes."""
        async for message in channel.history(after=discord.Object(row.message_id), oldest_first=True, limit=500):
            reference = message.reference
            if self.bot.user and message.author.id == self.bot.user.id and reference and reference.message_id == row.message_id:
                return message.id
        return None

    async def _note_forbidden(self, row: MessageRow) -> None:
        number = incident()
        log.warning("answer not allowed", guild_id=row.guild_id, channel_id=row.channel_id, message_id=row.message_id, incident=number)
        async with self.bot.db.write() as conn:
            await journal.record(
                conn,
                JournalEntry(
                    at=self.bot.clock(),
                    guild_id=row.guild_id,
                    channel_id=row.channel_id,
                    message_id=row.message_id,
                    article_id=None,
                    url=None,
                    stage="reply",
                    outcome=Outcome.CANNOT_REPLY,
                    incident=number,
                    milliseconds=None,
                ),
            )


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Answer(bot))
