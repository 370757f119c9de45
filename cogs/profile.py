"""`/company`, `/person` and `/event`: all that a guild's articles tell of one name, on one page."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import VigieError
from bot.i18n import language_of
from bot.model import EntityKind
from bot.summary.drawing import Theme
from cogs._compare import comparison
from cogs._names import ANY, EVENTS, ORGANISATIONS, PEOPLE, suggested
from cogs._open import reader_of
from cogs._page import Listed, Page
from cogs._profile import EntitySelect, profile_page
from cogs._space import everywhere, is_private, space_of
from cogs._translator import descriptions, label, names
from cogs.facts import named

if TYPE_CHECKING:
    from bot.app import VigieBot


class Profile(commands.Cog):
    """Answers about one name."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Let the menus of every message that we ever sent work."""
        self.bot.add_dynamic_items(EntitySelect)

    @app_commands.command(name=label("command.company.name"), description=label("command.company.description"))
    @app_commands.rename(**names("company", "name", "theme"))
    @app_commands.describe(**descriptions("company", "name", "theme"))
    @app_commands.choices(theme=[app_commands.Choice(name=label(f"choice.theme.{theme}"), value=theme.value) for theme in Theme])
    @everywhere
    async def company(self, interaction: discord.Interaction[VigieBot], name: str, theme: str | None = None) -> None:
        """Show an organisation's people, places, products, news and a chart of them."""
        await self._show(interaction, name, ORGANISATIONS, Theme(theme or Theme.DARK))

    @company.autocomplete("name")
    async def suggest_company(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest organisations."""
        return await self._suggest(interaction, typed, ORGANISATIONS)

    @app_commands.command(name=label("command.person.name"), description=label("command.person.description"))
    @app_commands.rename(**names("person", "name"))
    @app_commands.describe(**descriptions("person", "name"))
    @everywhere
    async def person(self, interaction: discord.Interaction[VigieBot], name: str) -> None:
        """Show a person's roles and news."""
        await self._show(interaction, name, PEOPLE)

    @person.autocomplete("name")
    async def suggest_person(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest people."""
        return await self._suggest(interaction, typed, PEOPLE)

    @app_commands.command(name=label("command.event.name"), description=label("command.event.description"))
    @app_commands.rename(**names("event", "name"))
    @app_commands.describe(**descriptions("event", "name"))
    @everywhere
    async def event(self, interaction: discord.Interaction[VigieBot], name: str) -> None:
        """Show an event's days, place and news."""
        await self._show(interaction, name, EVENTS)

    @event.autocomplete("name")
    async def suggest_event(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest events."""
        return await self._suggest(interaction, typed, EVENTS)

    @app_commands.command(name=label("command.compare.name"), description=label("command.compare.description"))
    @app_commands.rename(**names("compare", "first", "second"))
    @app_commands.describe(**descriptions("compare", "first", "second"))
    @everywhere
    async def compare(self, interaction: discord.Interaction[VigieBot], first: str, second: str) -> None:
        """Show two names side by side."""
        reader = await reader_of(interaction)
        both: list[int] = []
        for name in (first, second):
            entity = await named(interaction, reader, name, Page(Listed.FACTS))
            if entity is None:
                return
            both.append(entity.id)
        if both[0] == both[1]:
            raise VigieError("compare.same")
        await interaction.response.defer(thinking=True, ephemeral=is_private(interaction))
        await interaction.edit_original_response(view=await comparison(self.bot.db, reader, *both))

    @compare.autocomplete("first")
    @compare.autocomplete("second")
    async def suggest_any(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest names that the guild's articles tell of."""
        return await self._suggest(interaction, typed, ANY)

    async def _show(
        self, interaction: discord.Interaction[VigieBot], name: str, kinds: Collection[EntityKind], theme: Theme = Theme.DARK
    ) -> None:
        reader = await reader_of(interaction)
        entity = await named(interaction, reader, name, Page(Listed.FACTS), kinds)
        if entity is None:
            return
        await interaction.response.defer(thinking=True, ephemeral=is_private(interaction))
        view, files = await profile_page(self.bot.db, reader, entity.id, theme)
        await interaction.edit_original_response(view=view, attachments=files)

    async def _suggest(
        self, interaction: discord.Interaction[VigieBot], typed: str, kinds: Collection[EntityKind]
    ) -> list[app_commands.Choice[str]]:
        return await suggested(self.bot.db, space_of(interaction), language_of(str(interaction.locale)), typed, kinds)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Profile(bot))
