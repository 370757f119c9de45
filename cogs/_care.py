"""`/vigie diagnose`, `log` and `reports`: what keeps Vigie from working here, what it did lately, what it got wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import language_of, t
from bot.model import Language
from bot.store import journal, reports
from bot.store.records import JournalEntry
from cogs._checks import checks_message, diagnosis
from cogs._digest import unread_line
from cogs._layout import Layout, check_limits
from cogs._reports import SHOWN, reports_message
from cogs._space import space_of
from cogs._status import FINE
from cogs._text import timestamp, width
from cogs._translator import descriptions, label, names
from cogs._why import STAGES

if TYPE_CHECKING:
    from bot.app import VigieBot

LATEST: Final = 200
"""Journal entries looked through for those that the log shows."""


class Care(commands.Cog):
    """Part of the administrators' group: what they look at."""

    bot: VigieBot

    @app_commands.command(name=label("command.vigie.diagnose.name"), description=label("command.vigie.diagnose.description"))
    async def diagnose(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Check all that Vigie needs here, each check with its remedy."""
        if interaction.guild is None:
            raise app_commands.NoPrivateMessage
        language = language_of(str(interaction.locale))
        checks = [check async for check in diagnosis(self.bot, interaction.guild, language)]
        await interaction.edit_original_response(view=checks_message(t(language, "diagnose.title"), checks))

    @app_commands.command(name=label("command.vigie.log.name"), description=label("command.vigie.log.description"))
    @app_commands.rename(**names("vigie", "unread_only"))
    @app_commands.describe(**descriptions("vigie", "unread_only"))
    async def log(self, interaction: discord.Interaction[VigieBot], unread_only: bool = False) -> None:
        """Show what became of the latest links."""
        async with self.bot.db.read() as conn:
            latest = await journal.latest(conn, space_of(interaction), LATEST)
        shown = [entry for entry in latest if not unread_only or entry.outcome not in FINE]
        await interaction.edit_original_response(view=log_message(language_of(str(interaction.locale)), shown))

    @app_commands.command(name=label("command.vigie.reports.name"), description=label("command.vigie.reports.description"))
    async def reports(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the facts that members reported as wrong."""
        space = space_of(interaction)
        async with self.bot.db.read() as conn:
            pending = await reports.pending(conn, space, limit=SHOWN)
            number = await reports.count_pending(conn, space)
        view = reports_message(language_of(str(interaction.locale)), pending, number)
        await interaction.edit_original_response(view=view)


def log_message(language: Language, entries: list[JournalEntry]) -> Layout:
    """Make the message of journal entries, newest first, as many as it has room for."""
    layout = Layout()
    layout.add_text(f"## {t(language, 'admin.log')}")
    lines: list[str] = []
    room = layout.room
    for entry in entries:
        stage = t(language, f"stage.{entry.stage}") if entry.stage in STAGES else entry.stage
        line = f"-# {timestamp(entry.at, 'R')} · {stage} · {unread_line(language, entry)}"
        room -= width(line) + 1
        if room < 0:
            break
        lines.append(line)
    layout.add_text("\n".join(lines) or t(language, "admin.no_log"))
    check_limits(layout)
    return layout
