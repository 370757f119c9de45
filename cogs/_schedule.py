"""`/digest preview`, `/digest schedule` and `/digest off`, for those who manage the server."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import VigieError
from bot.i18n import language_of, t
from bot.store import guilds, options
from bot.store.records import EmptyDigest, Weekdays
from bot.summary.schedule import local_date, scheduled
from bot.summary.values import Digest
from cogs._digest import digest_message
from cogs._errors import permissions
from cogs._layout import note
from cogs._page import Reader
from cogs._space import space_of
from cogs._status import missing, settings_lines
from cogs._times import time_of
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot

OPTIONS = ("channel", "time", "days", "empty", "thread")
DAYS = {"every_day": Weekdays.EVERY_DAY, "workdays": Weekdays.WORKDAYS} | {
    day.name.lower(): day for day in Weekdays if day.name and day.bit_count() == 1
}
MANAGERS = app_commands.checks.has_permissions(manage_guild=True)


class Schedule(commands.Cog):
    """Part of the digest's group."""

    bot: VigieBot

    async def built(self, reader: Reader, start: datetime, end: datetime) -> Digest:
        """Build the digest of a span of time; the group does."""
        raise NotImplementedError

    @app_commands.command(name=label("command.digest.preview.name"), description=label("command.digest.preview.description"))
    @MANAGERS
    async def preview(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the next digest as it would be posted now, to the person alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        space, now = space_of(interaction), self.bot.clock()
        async with self.bot.db.read() as conn:
            settings = await guilds.guild_settings(conn, space)
            start = await guilds.last_digest_end(conn, space) or now - timedelta(days=1)
        day: date = local_date(settings, settings.next_digest_at or now)
        reader = Reader(space, settings.language, day)
        view = digest_message(reader, await self.built(reader, start, now + timedelta(seconds=1)), day)
        await interaction.edit_original_response(view=view)

    @app_commands.command(name=label("command.digest.schedule.name"), description=label("command.digest.schedule.description"))
    @app_commands.rename(**names("digest", *OPTIONS))
    @app_commands.describe(**descriptions("digest", *OPTIONS))
    @app_commands.choices(
        days=[app_commands.Choice(name=label(f"choice.days.{name}"), value=name) for name in DAYS],
        empty=[app_commands.Choice(name=label(f"choice.empty.{one}"), value=one.value) for one in EmptyDigest],
    )
    @MANAGERS
    async def schedule(
        self,
        interaction: discord.Interaction[VigieBot],
        channel: discord.TextChannel | None = None,
        time: str | None = None,
        days: str | None = None,
        empty: str | None = None,
        thread: bool | None = None,
    ) -> None:
        """Set where, when and on which days the digest is posted; what is not given stays."""
        shown, space = language_of(str(interaction.locale)), space_of(interaction)
        if channel is not None and (lacking := missing(channel, channel.guild)):
            raise VigieError("admin.cannot_post", channel=f"#{channel.name}", missing=permissions(shown, lacking))
        at = None if time is None else time_of(time)
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with self.bot.db.write() as conn:
            old = await guilds.guild_settings(conn, space)
            new = replace(
                old,
                digest_channel_id=channel.id if channel else old.digest_channel_id,
                digest_time=old.digest_time if at is None else at,
                digest_empty=EmptyDigest(empty) if empty else old.digest_empty,
                digest_days=DAYS.get(days or "", old.digest_days),
            )
            if new.digest_channel_id is None:
                raise VigieError("admin.no_digest_channel")
            new = scheduled(new, self.bot.clock())
            await guilds.save_settings(conn, new)
            if thread is not None:
                before = await options.guild_options_of(conn, space)
                await options.save_options(conn, replace(before, digest_thread=thread))
        text = f"### {t(shown, 'admin.saved')}\n{settings_lines(shown, new)}"
        await interaction.edit_original_response(view=note(text))

    @app_commands.command(name=label("command.digest.off.name"), description=label("command.digest.off.description"))
    @MANAGERS
    async def off(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Post no more digests."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        shown = language_of(str(interaction.locale))
        async with self.bot.db.write() as conn:
            old = await guilds.guild_settings(conn, space_of(interaction))
            new = scheduled(replace(old, digest_channel_id=None), self.bot.clock())
            await guilds.save_settings(conn, new)
        await interaction.edit_original_response(view=note(settings_lines(shown, new)))
