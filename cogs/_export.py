"""`/vigie export`: all that a guild's articles told, as a file for whoever manages it."""

from __future__ import annotations

import asyncio
import gzip
from datetime import timedelta
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands

from bot import answers
from bot.errors import VigieError
from bot.i18n import language_of, t
from bot.model import Language
from bot.store import guilds, reports
from bot.summary.export import Form, development_jsonl, entities_json
from cogs._actions import as_file
from cogs._calendar import AHEAD
from cogs._layout import Layout
from cogs._space import space_of
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot

FORMS: Final = {"json": "json", "csv": "csv", "jsonld": "jsonld", "entities": "json", "calendar": "ics", "wrong": "jsonl"}
"""What there is to choose from, and how the file's name ends."""
LONGEST_PAST: Final = timedelta(days=3650)


class Exports(commands.Cog):
    """Part of the administrators' group."""

    bot: VigieBot

    @app_commands.command(name=label("command.vigie.export.name"), description=label("command.vigie.export.description"))
    @app_commands.rename(**names("vigie", "form"))
    @app_commands.describe(**descriptions("vigie", "form"))
    @app_commands.choices(form=[app_commands.Choice(name=label(f"choice.form.{form}"), value=form) for form in FORMS])
    async def export(self, interaction: discord.Interaction[VigieBot], form: str) -> None:
        """Send a file to the person alone, packed where Discord would refuse it as it is."""
        language, guild = language_of(str(interaction.locale)), interaction.guild
        number, content = await self._written(space_of(interaction), form, language, guild.name if guild else "Vigie")
        name, most = f"vigie-{form}.{FORMS[form]}", guild.filesize_limit if guild else 0
        if len(content) > most:
            name, content = f"{name}.gz", await asyncio.to_thread(gzip.compress, content)
        if len(content) > most:
            raise VigieError("export.too_large")
        layout = Layout()
        layout.add_text(t(language, "export.holds", n=number))
        layout.add_file(name)
        await interaction.edit_original_response(view=layout, attachments=[as_file(content, name)])

    async def _written(self, space: int, form: str, language: Language, name: str) -> tuple[int, bytes]:
        """How many things the file holds, and the file."""
        db, now = self.bot.db, self.bot.clock()
        if form == "entities":
            found = await answers.entities(db, space)
            return len(found), entities_json(found).encode()
        if form == "wrong":
            async with db.read() as conn:
                wrong = await reports.sentences(conn, space)
            return len(wrong), development_jsonl(wrong).encode()
        if form == "calendar":
            async with db.read() as conn:
                zone = ZoneInfo((await guilds.guild_settings(conn, space)).timezone)
            today, title = now.astimezone(zone).date(), t(language, "calendar.name", guild=name)
            made = await answers.calendar(db, space, language, name=title, now=now, first=today - LONGEST_PAST, last=today + AHEAD)
            return len(made.included), made.content
        with TemporaryFile("w+", encoding="utf-8", newline="") as out:
            number = await answers.export(db, space, Form(form), out, now=now)
            out.seek(0)
            return number, out.read().encode()
