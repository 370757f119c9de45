"""`/why`, and the message command beside it: nothing is passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.errors import VigieError
from bot.i18n import language_of
from bot.intake.links import typed_link
from bot.store import posted
from cogs._names import MAX_CHOICE
from cogs._space import space_of
from cogs._text import clean, cut
from cogs._translator import descriptions, label, names
from cogs._why import Asker, why_link, why_message

if TYPE_CHECKING:
    from bot.app import VigieBot


class Why(commands.Cog):
    """Says what became of links and messages."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name=locale_str("Why nothing?", key="menu.why"), callback=self.why_nothing)
        self._menu.guild_only = True

    async def cog_load(self) -> None:
        """Add the message command."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the message command away again."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name=label("command.why.name"), description=label("command.why.description"))
    @app_commands.rename(**names("why", "link"))
    @app_commands.describe(**descriptions("why", "link"))
    @app_commands.guild_only()
    async def why(self, interaction: discord.Interaction[VigieBot], link: str) -> None:
        """Say what became of a link, to whoever asks alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = typed_link(link, allow=self.bot.settings.fetch_allow)
        if found is None:
            raise VigieError("why.no_link", link=link)
        await interaction.edit_original_response(view=await why_link(self.bot, _asker(interaction), found))

    @why.autocomplete("link")
    async def suggest(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the newest links posted here."""
        async with self.bot.db.read() as conn:
            found = await posted.titled(conn, space_of(interaction), typed)
        links = [one for one in found if one.url and len(one.url) <= MAX_CHOICE]
        return [app_commands.Choice(name=cut(clean(one.title or one.url or ""), MAX_CHOICE) or "…", value=one.url or "") for one in links]

    async def why_nothing(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Say why a message got no answer, or this one."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=await why_message(self.bot, _asker(interaction), message))


def _asker(interaction: discord.Interaction) -> Asker:
    if interaction.guild is None:
        raise VigieError("error.guild_only")
    return Asker(interaction.guild, interaction.channel_id or 0, language_of(str(interaction.locale)))


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Why(bot))
