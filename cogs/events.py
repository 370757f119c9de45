"""`/events`: what is to come and what was, by the guild's articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import language_of
from cogs._lists import both_events, list_page
from cogs._names import PLACES, suggested
from cogs._open import reader_of
from cogs._page import Listed, Page
from cogs._space import everywhere, is_private, space_of
from cogs._translator import descriptions, label, names
from cogs.facts import named

if TYPE_CHECKING:
    from bot.app import VigieBot

WHEN = {"upcoming": Listed.UPCOMING, "week": Listed.WEEK, "month": Listed.MONTH, "past": Listed.PAST}


class Events(commands.Cog):
    """Answers about events."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    @app_commands.command(name=label("command.events.name"), description=label("command.events.description"))
    @app_commands.rename(**names("events", "when", "place"))
    @app_commands.describe(**descriptions("events", "when", "place"))
    @app_commands.choices(when=[app_commands.Choice(name=label(f"events.{word}"), value=word) for word in WHEN])
    @everywhere
    async def events(self, interaction: discord.Interaction[VigieBot], when: str | None = None, place: str | None = None) -> None:
        """Show the events to come, of the next days, the past ones, or some of both."""
        reader = await reader_of(interaction)
        listed, of = WHEN.get(when or ""), 0
        if place is not None:
            entity = await named(interaction, reader, place, Page(listed or Listed.UPCOMING), PLACES)
            if entity is None:
                return
            of = entity.id
        await interaction.response.defer(thinking=True, ephemeral=is_private(interaction))
        view = await (both_events(self.bot.db, reader, of) if listed is None else list_page(self.bot.db, reader, Page(listed, of)))
        await interaction.edit_original_response(view=view)

    @events.autocomplete("place")
    async def suggest(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest places that the guild's articles tell of."""
        return await suggested(self.bot.db, space_of(interaction), language_of(str(interaction.locale)), typed, PLACES)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Events(bot))
