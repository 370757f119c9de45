"""`/vigie`: what administrators set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import VigieError
from bot.i18n import language_of, t
from bot.model import Language
from bot.store import feeds, guilds, journal
from cogs._care import Care
from cogs._entities import EntityCommands
from cogs._errors import permissions
from cogs._export import Exports
from cogs._feeds import FeedCommands
from cogs._forget import Forget, MineButton
from cogs._layout import note
from cogs._settings import Settings
from cogs._status import missing, status
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot

LATEST = 50
"""Journal entries looked through for links that could not be read."""


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Admin(
    Care,
    Settings,
    FeedCommands,
    EntityCommands,
    Exports,
    Forget,
    commands.GroupCog,
    group_name=label("command.vigie.name"),
    group_description=label("command.vigie.description"),
):
    """Settings of a guild, for members who may manage it."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Let the buttons of every message that we ever sent work."""
        self.bot.add_dynamic_items(MineButton)

    async def interaction_check(self, interaction: discord.Interaction[VigieBot], /) -> bool:  # type: ignore[override]
        """Check who may manage the server, for default permissions are a hint that it can lift; then the answer, for them alone, begins.

        It begins before any work: what is to be written may have to wait its turn for longer than Discord waits.
        """
        if interaction.guild is None:
            raise app_commands.NoPrivateMessage
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        await interaction.response.defer(ephemeral=True, thinking=True)
        return True

    @app_commands.command(name=label("command.vigie.watch.name"), description=label("command.vigie.watch.description"))
    @app_commands.rename(**names("vigie", "channel"))
    @app_commands.describe(**descriptions("vigie", "channel"))
    async def watch(self, interaction: discord.Interaction[VigieBot], channel: discord.TextChannel) -> None:
        """Read a channel from now on, if the bot can work in it."""
        language = language_of(str(interaction.locale))
        self._usable(language, channel, "admin.cannot_watch")
        async with self.bot.db.write() as conn:
            known = await guilds.is_watched(conn, channel.guild.id, channel.id)
            await guilds.watch(conn, channel.guild.id, channel.id, self.bot.clock())
        self.bot.dispatch("watched", channel.id)
        key = "admin.already_watching" if known else "admin.watching"
        await _say(interaction, t(language, key, channel=channel.mention))

    @app_commands.command(name=label("command.vigie.unwatch.name"), description=label("command.vigie.unwatch.description"))
    @app_commands.rename(**names("vigie", "channel"))
    @app_commands.describe(**descriptions("vigie", "channel"))
    async def unwatch(self, interaction: discord.Interaction[VigieBot], channel: discord.TextChannel) -> None:
        """No longer read a channel."""
        async with self.bot.db.write() as conn:
            known = await guilds.is_watched(conn, channel.guild.id, channel.id)
            await guilds.unwatch(conn, channel.guild.id, channel.id)
            waiting = sum(one.channel_id == channel.id for one in await feeds.feeds_of(conn, channel.guild.id))
        language = language_of(str(interaction.locale))
        text = t(language, "admin.unwatched" if known else "admin.not_watched", channel=channel.mention)
        await _say(interaction, f"{text}\n{t(language, 'feed.left_waiting', n=waiting)}" if waiting else text)

    @app_commands.command(name=label("command.vigie.status.name"), description=label("command.vigie.status.description"))
    async def status(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show what is read here, and what is missing."""
        guild = interaction.guild
        if guild is None:
            raise app_commands.NoPrivateMessage
        async with self.bot.db.read() as conn:
            settings = await guilds.guild_settings(conn, guild.id)
            watched = await guilds.watched(conn, guild.id)
            latest = await journal.latest(conn, guild.id, LATEST)
        language = language_of(str(interaction.locale))
        view = status(language, guild, settings, watched, latest, message_content=self.bot.intents.message_content)
        await interaction.edit_original_response(view=view)

    def _usable(self, language: Language, channel: discord.TextChannel, key: str) -> None:
        lacking = missing(channel, channel.guild)
        if lacking:
            raise VigieError(key, channel=f"#{channel.name}", missing=permissions(language, lacking))


async def _say(interaction: discord.Interaction[VigieBot], text: str) -> None:
    await interaction.edit_original_response(view=note(text))


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Admin(bot))
