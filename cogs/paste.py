"""`/paste`: a text or a file for the bot to read, answered in private; the way past a paywall for those who may read the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.i18n import language_of, t
from bot.model import Language
from bot.posting import Attachment, articles_of
from bot.store.records import NewMessage
from cogs._ask import EraseButton, answer_privately
from cogs._errors import report
from cogs._space import everywhere, is_private, space_of
from cogs._translator import label

if TYPE_CHECKING:
    from bot.app import VigieBot

LONGEST = 4000
"""Characters of a text field (Discord's component reference); longer texts go as a file."""


class PasteModal(ui.Modal):
    """Asks for a text, a file, or both."""

    def __init__(self, bot: VigieBot, language: Language, *, private: bool) -> None:
        super().__init__(title=t(language, "paste.title"), timeout=900)
        self._bot = bot
        self.text: ui.TextInput[PasteModal] = ui.TextInput(
            style=discord.TextStyle.paragraph, custom_id="text", required=False, max_length=LONGEST
        )
        self.file: ui.FileUpload[PasteModal] = ui.FileUpload(custom_id="file", required=False, max_values=1)
        self.add_item(ui.Label(text=t(language, "paste.text"), description=t(language, "paste.text_hint"), component=self.text))
        self.add_item(ui.Label(text=t(language, "paste.file"), description=t(language, "paste.file_hint"), component=self.file))
        self.add_item(ui.TextDisplay(t(language, "paste.kept_private" if private else "paste.kept")))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Read what was given."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        files = [Attachment(file.id, file.filename, file.url, file.size) for file in self.file.values]
        space = space_of(interaction)
        articles = articles_of(self.text.value, files, guild_id=space, allow=self._bot.settings.fetch_allow, asked=True)
        message = NewMessage(
            message_id=interaction.id,
            guild_id=space,
            channel_id=interaction.channel_id or 0,
            author_id=interaction.user.id,
            posted_at=interaction.created_at,
            private=True,
        )
        await answer_privately(self._bot, interaction, message, articles, erasable=True)

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:  # type: ignore[override]
        """Tell the person what happened."""
        await report(interaction, error)


class Paste(commands.Cog):
    """Reads what people paste."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Let the buttons of every message that we ever sent work."""
        self.bot.add_dynamic_items(EraseButton)

    @app_commands.command(name=label("command.paste.name"), description=label("command.paste.description"))
    @everywhere
    async def paste(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Open the dialog."""
        modal = PasteModal(self.bot, language_of(str(interaction.locale)), private=is_private(interaction))
        await interaction.response.send_modal(modal)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Paste(bot))
