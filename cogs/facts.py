"""`/facts`: what a guild's articles tell of a name."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import language_of, t
from bot.model import Certainty, EntityKind, Kind, Language
from bot.store.records import KnownEntity
from cogs._actions import CalendarButton, CalendarOfAllButton, ProposeButton, ReportButton
from cogs._calendar import ConfirmButton
from cogs._items import ITEMS, PageButton
from cogs._layout import Layout, note
from cogs._lists import list_page
from cogs._names import ANY, find, suggested
from cogs._open import reader_of
from cogs._page import Listed, Page, Reader
from cogs._reports import JudgeButton
from cogs._since import since as day_since
from cogs._since import suggested_since
from cogs._space import everywhere, is_private, space_of
from cogs._text import clean, fit
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot

OPTIONS = ("name", "kind", "since", "certainty")


class Facts(commands.Cog):
    """Answers about names."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Let the buttons of every message that we ever sent work."""
        self.bot.add_dynamic_items(*ITEMS, ReportButton, JudgeButton, CalendarButton, CalendarOfAllButton, ProposeButton, ConfirmButton)

    @app_commands.command(name=label("command.facts.name"), description=label("command.facts.description"))
    @app_commands.rename(**names("facts", *OPTIONS))
    @app_commands.describe(**descriptions("facts", *OPTIONS))
    @app_commands.choices(
        kind=[app_commands.Choice(name=label(f"kind.{kind}"), value=kind.value) for kind in Kind],
        certainty=[app_commands.Choice(name=label(f"certainty_group.{one}"), value=one.value) for one in Certainty],
    )
    @everywhere
    async def facts(
        self,
        interaction: discord.Interaction[VigieBot],
        name: str,
        kind: str | None = None,
        since: str | None = None,
        certainty: str | None = None,
    ) -> None:
        """Show what is known of a name."""
        reader = await reader_of(interaction)
        day = None if since is None else day_since(since, today=reader.today)
        wanted = Page(Listed.FACTS, 0, Kind(kind) if kind else None, since=day, certainty=Certainty(certainty) if certainty else None)
        entity = await named(interaction, reader, name, wanted)
        if entity is None:
            return
        await interaction.response.defer(thinking=True, ephemeral=is_private(interaction))
        view = await list_page(self.bot.db, reader, wanted.about(entity.id))
        await interaction.edit_original_response(view=view)

    @facts.autocomplete("name")
    async def suggest(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest names that the guild's articles tell of."""
        return await suggested(self.bot.db, space_of(interaction), language_of(str(interaction.locale)), typed)

    @facts.autocomplete("since")
    async def suggest_since(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest days to look back to."""
        reader = await reader_of(interaction)
        return suggested_since(reader.language, typed, today=reader.today)


async def named(
    interaction: discord.Interaction[VigieBot], reader: Reader, name: str, wanted: Page, kinds: Collection[EntityKind] = ANY
) -> KnownEntity | None:
    """Find what a name stands for, or answer that it is not known, with buttons to the same page of those like it, and give None."""
    found = await find(interaction.client.db, reader.guild_id, name, kinds)
    if found.entity is None:
        await interaction.response.send_message(view=unknown(reader.language, name, found.near, wanted), ephemeral=True)
    return found.entity


def unknown(language: Language, name: str, near: Collection[KnownEntity], wanted: Page) -> Layout:
    """Make the answer to a name that is not known, with buttons to the same page of those like it."""
    shown = fit(name, 80)
    if not near:
        return note(t(language, "facts.unknown", name=shown))
    layout = note(t(language, "facts.did_you_mean", name=shown))
    layout.add_buttons([PageButton(wanted.about(entity.id), clean(entity.name) or "?") for entity in near])
    return layout


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Facts(bot))
