"""`/facts`: what a guild's articles tell of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import language_of, t
from bot.model import Kind, Language
from bot.store import entities
from bot.store.records import KnownEntity
from cogs._items import ITEMS, PageButton
from cogs._layout import Layout, note
from cogs._lists import list_page
from cogs._open import reader_of
from cogs._page import Listed, Page
from cogs._text import clean, cut, fit
from cogs._translator import label

if TYPE_CHECKING:
    from bot.app import VigieBot

MAX_CHOICE = 100
"""Characters of an autocomplete choice's name and value (Discord's application command reference)."""
BY_ID = "\u2063"
"""Marks a value that autocomplete filled in: an entity's id follows. Nobody types this invisible separator."""


class Facts(commands.Cog):
    """Answers about names."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Let the buttons of every message that we ever sent work."""
        self.bot.add_dynamic_items(*ITEMS)

    @app_commands.command(name=label("command.facts.name"), description=label("command.facts.description"))
    @app_commands.rename(name=label("command.facts.option.name.name"), kind=label("command.facts.option.kind.name"))
    @app_commands.describe(name=label("command.facts.option.name.description"), kind=label("command.facts.option.kind.description"))
    @app_commands.choices(kind=[app_commands.Choice(name=label(f"kind.{kind}"), value=kind.value) for kind in Kind])
    @app_commands.guild_only()
    async def facts(self, interaction: discord.Interaction[VigieBot], name: str, kind: str | None = None) -> None:
        """Show what is known of a name."""
        reader = await reader_of(interaction)
        wanted = Kind(kind) if kind else None
        known, near = await self._find(reader.guild_id, name)
        if known is None:
            view = unknown(reader.language, name, near, wanted)
            await interaction.response.send_message(view=view, ephemeral=True)
            return
        await interaction.response.defer(thinking=True)
        view = await list_page(self.bot.db, reader, Page(Listed.FACTS, known.id, wanted))
        await interaction.edit_original_response(view=view)

    async def _find(self, guild_id: int, name: str) -> tuple[KnownEntity | None, list[KnownEntity]]:
        async with self.bot.db.read() as conn:
            chosen = name.removeprefix(BY_ID)
            if chosen != name and chosen.isdecimal():
                return await entities.get_entity(conn, guild_id, int(chosen[:18])), []
            known = await entities.resolve(conn, guild_id, name)
            return known, [] if known else await entities.near_misses(conn, guild_id, name)

    @facts.autocomplete("name")
    async def suggest(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest names that the guild's articles tell of."""
        if interaction.guild_id is None:
            return []
        async with self.bot.db.read() as conn:
            known = await entities.suggest(conn, interaction.guild_id, typed)
        language = language_of(str(interaction.locale))
        return [choice(language, entity, known) for entity in known if clean(entity.name)]


def choice(language: Language, entity: KnownEntity, others: list[KnownEntity]) -> app_commands.Choice[str]:
    """Make the choice of an entity: its name, and what it is where another shares it. Its value is the name where that is enough."""
    name = cut(clean(entity.name), MAX_CHOICE - 20)
    alike = sum(other.name == entity.name for other in others) > 1
    if alike:
        name = f"{name} ({t(language, f'entity.{entity.kind}')})"
    plain = not alike and name == entity.name
    return app_commands.Choice(name=name, value=entity.name if plain else f"{BY_ID}{entity.id}")


def unknown(language: Language, name: str, near: list[KnownEntity], kind: Kind | None) -> Layout:
    """Make the answer to a name that is not known, with buttons for those like it."""
    shown = fit(name, 80)
    if not near:
        return note(t(language, "facts.unknown", name=shown))
    layout = note(t(language, "facts.did_you_mean", name=shown))
    layout.add_buttons([PageButton(Page(Listed.FACTS, entity.id, kind), clean(entity.name) or "?") for entity in near])
    return layout


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Facts(bot))
