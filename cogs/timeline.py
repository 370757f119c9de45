"""`/timeline`: what happened to a name, in order, in words and in a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import answers
from bot.i18n import language_of
from bot.summary.charts import timeline_png
from bot.summary.drawing import Theme
from cogs._actions import as_file
from cogs._names import suggested
from cogs._open import reader_of
from cogs._page import Listed, Page
from cogs._since import since as day_since
from cogs._since import suggested_since
from cogs._space import everywhere, is_private, space_of
from cogs._text import clean
from cogs._timeline import PICTURE, timeline_message
from cogs._translator import descriptions, label, names
from cogs.facts import named

if TYPE_CHECKING:
    from bot.app import VigieBot

DRAWN_FROM = 2
"""Entries from which a picture shows more than the words do."""


class Timeline(commands.Cog):
    """Answers in order of time."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    @app_commands.command(name=label("command.timeline.name"), description=label("command.timeline.description"))
    @app_commands.rename(**names("timeline", "name", "since", "theme"))
    @app_commands.describe(**descriptions("timeline", "name", "since", "theme"))
    @app_commands.choices(theme=[app_commands.Choice(name=label(f"choice.theme.{theme}"), value=theme.value) for theme in Theme])
    @everywhere
    async def timeline(
        self, interaction: discord.Interaction[VigieBot], name: str, since: str | None = None, theme: str | None = None
    ) -> None:
        """Show what is told of a name in the order in which it happened."""
        reader = await reader_of(interaction)
        first = None if since is None else day_since(since, today=reader.today)
        entity = await named(interaction, reader, name, Page(Listed.FACTS, since=first))
        if entity is None:
            return
        await interaction.response.defer(thinking=True, ephemeral=is_private(interaction))
        told = await answers.timeline(self.bot.db, reader.guild_id, entity.id, today=reader.today, since=first)
        files = []
        if len(told.entries) >= DRAWN_FROM:
            shown = Theme(theme) if theme else Theme.DARK
            title = clean(entity.name)
            files = [as_file(await timeline_png(told, reader.language, shown, title=title, today=reader.today), PICTURE)]
        view = timeline_message(reader, entity, told, picture=bool(files))
        await interaction.edit_original_response(view=view, attachments=files)

    @timeline.autocomplete("name")
    async def suggest(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest names that the guild's articles tell of."""
        return await suggested(self.bot.db, space_of(interaction), language_of(str(interaction.locale)), typed)

    @timeline.autocomplete("since")
    async def suggest_since(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest days to look back to."""
        reader = await reader_of(interaction)
        return suggested_since(reader.language, typed, today=reader.today)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Timeline(bot))
