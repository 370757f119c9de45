"""`/events`: what is to come and what was, by the guild's articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from cogs._lists import both_events, list_page
from cogs._open import reader_of
from cogs._page import Listed, Page
from cogs._translator import label

if TYPE_CHECKING:
    from bot.app import VigieBot

WHEN = {"upcoming": Listed.UPCOMING, "past": Listed.PAST}


class Events(commands.Cog):
    """Answers about events."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    @app_commands.command(name=label("command.events.name"), description=label("command.events.description"))
    @app_commands.rename(when=label("command.events.option.when.name"))
    @app_commands.describe(when=label("command.events.option.when.description"))
    @app_commands.choices(when=[app_commands.Choice(name=label(f"events.{word}"), value=word) for word in WHEN])
    @app_commands.guild_only()
    async def events(self, interaction: discord.Interaction[VigieBot], when: str | None = None) -> None:
        """Show the events to come, the past ones, or some of both."""
        await interaction.response.defer(thinking=True)
        reader = await reader_of(interaction)
        listed = WHEN.get(when or "")
        view = await (both_events(self.bot.db, reader) if listed is None else list_page(self.bot.db, reader, Page(listed)))
        await interaction.edit_original_response(view=view)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Events(bot))
