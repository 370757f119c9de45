"""`/privacy` and `/help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import language_of, t
from cogs._forget import ASK, MineButton
from cogs._layout import note
from cogs._space import everywhere
from cogs._translator import label

if TYPE_CHECKING:
    from bot.app import VigieBot


class Privacy(commands.Cog):
    """Says what is kept, and how to use the bot: to whoever asks alone."""

    @app_commands.command(name=label("command.privacy.name"), description=label("command.privacy.description"))
    @everywhere
    async def privacy(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Say what is kept, why, and how to erase it."""
        language = language_of(str(interaction.locale))
        view = note(t(language, "privacy.text"))
        view.add_buttons([MineButton(ASK, t(language, "forget.mine"))])
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(name=label("command.help.name"), description=label("command.help.description"))
    @everywhere
    async def help(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Say how to use the bot."""
        await interaction.response.send_message(view=note(t(language_of(str(interaction.locale)), "help.text")), ephemeral=True)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Privacy())
