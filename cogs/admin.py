"""`/vigie`: what administrators set."""

from __future__ import annotations

import re
from datetime import time
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import VigieError
from bot.i18n import language_of, t
from bot.model import Language
from bot.store import guilds, journal
from bot.store.records import EmptyDigest, GuildSettings
from bot.summary.schedule import scheduled
from cogs._care import Care
from cogs._errors import permissions
from cogs._layout import note
from cogs._status import missing, settings_lines, status
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot

MOST_CHOICES = 25
LATEST = 50
"""Journal entries looked through for links that could not be read."""
_TIME = re.compile(r"\s*(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?\s*")


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Admin(Care, commands.GroupCog, group_name=label("command.vigie.name"), group_description=label("command.vigie.description")):
    """Settings of a guild, for members who may manage it."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    async def interaction_check(self, interaction: discord.Interaction[VigieBot], /) -> bool:  # type: ignore[override]
        """Default permissions are a hint that a server can lift: who may manage the server is checked here."""
        if interaction.guild is None:
            raise app_commands.NoPrivateMessage
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        return True

    @app_commands.command(name=label("command.vigie.watch.name"), description=label("command.vigie.watch.description"))
    @app_commands.rename(**names("vigie", "channel"))
    @app_commands.describe(**descriptions("vigie", "channel"))
    async def watch(self, interaction: discord.Interaction[VigieBot], channel: discord.TextChannel) -> None:
        """Read a channel from now on, if the bot can work in it."""
        language = language_of(str(interaction.locale))
        self._usable(language, channel, "admin.cannot_watch")
        async with self.bot.db.write() as conn:
            known = await guilds.is_watched(conn, channel.guild.id, channel.id)
            await guilds.watch(conn, channel.guild.id, channel.id, self.bot.clock())
        key = "admin.already_watching" if known else "admin.watching"
        await _say(interaction, t(language, key, channel=channel.mention))

    @app_commands.command(name=label("command.vigie.unwatch.name"), description=label("command.vigie.unwatch.description"))
    @app_commands.rename(**names("vigie", "channel"))
    @app_commands.describe(**descriptions("vigie", "channel"))
    async def unwatch(self, interaction: discord.Interaction[VigieBot], channel: discord.TextChannel) -> None:
        """No longer read a channel."""
        async with self.bot.db.write() as conn:
            known = await guilds.is_watched(conn, channel.guild.id, channel.id)
            await guilds.unwatch(conn, channel.guild.id, channel.id)
        key = "admin.unwatched" if known else "admin.not_watched"
        await _say(interaction, t(language_of(str(interaction.locale)), key, channel=channel.mention))

    @app_commands.command(name=label("command.vigie.status.name"), description=label("command.vigie.status.description"))
    async def status(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show what is read here, and what is missing."""
        guild = interaction.guild
        if guild is None:
            raise app_commands.NoPrivateMessage
        async with self.bot.db.read() as conn:
            settings = await guilds.guild_settings(conn, guild.id)
            watched = await guilds.watched(conn, guild.id)
            latest = await journal.latest(conn, guild.id, LATEST)
        language = language_of(str(interaction.locale))
        view = status(language, guild, settings, watched, latest, message_content=self.bot.intents.message_content)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(name=label("command.vigie.settings.name"), description=label("command.vigie.settings.description"))
    @app_commands.rename(**names("vigie", "language", "timezone", "digest_channel", "digest_time", "digest_empty", "digest_off"))
    @app_commands.describe(**descriptions("vigie", "language", "timezone", "digest_channel", "digest_time", "digest_empty", "digest_off"))
    @app_commands.choices(
        language=[app_commands.Choice(name=label(f"language.{one}"), value=one.value) for one in Language],
        digest_empty=[app_commands.Choice(name=label(f"choice.empty.{one}"), value=one.value) for one in EmptyDigest],
    )
    async def settings(
        self,
        interaction: discord.Interaction[VigieBot],
        language: str | None = None,
        timezone: str | None = None,
        digest_channel: discord.TextChannel | None = None,
        digest_time: str | None = None,
        digest_empty: str | None = None,
        digest_off: bool = False,
    ) -> None:
        """Change what is given, and show all settings."""
        shown = language_of(str(interaction.locale))
        if digest_channel is not None:
            self._usable(shown, digest_channel, "admin.cannot_post")
        zone = None if timezone is None else _zone(timezone)
        at = None if digest_time is None else _time(digest_time)
        async with self.bot.db.write() as conn:
            old = await guilds.guild_settings(conn, interaction.guild_id or 0)
            new = GuildSettings(
                guild_id=old.guild_id,
                language=Language(language) if language else old.language,
                timezone=zone or old.timezone,
                digest_channel_id=None if digest_off else digest_channel.id if digest_channel else old.digest_channel_id,
                digest_time=old.digest_time if at is None else at,
                digest_empty=EmptyDigest(digest_empty) if digest_empty else old.digest_empty,
                next_digest_at=old.next_digest_at,
            )
            if new != old:
                new = scheduled(new, self.bot.clock())
                await guilds.save_settings(conn, new)
        lines = settings_lines(shown, new)
        await _say(interaction, f"### {t(shown, 'admin.saved')}\n{lines}" if new != old else lines)

    @settings.autocomplete("timezone")
    async def suggest_zone(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest time zones by any part of their name."""
        return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(typed)]

    def _usable(self, language: Language, channel: discord.TextChannel, key: str) -> None:
        lacking = missing(channel, channel.guild)
        if lacking:
            raise VigieError(key, channel=f"#{channel.name}", missing=permissions(language, lacking))


def zones_like(typed: str) -> list[str]:
    """List at most 25 time zones whose name holds what was typed (nothing: Europe's), places that begin with it first."""
    wanted = typed.strip().casefold().replace(" ", "_") or "europe/"
    found = [zone for zone in _zones() if wanted in zone.casefold()]
    return sorted(found, key=lambda zone: (not zone.casefold().rpartition("/")[2].startswith(wanted), zone))[:MOST_CHOICES]


@cache
def _zones() -> tuple[str, ...]:
    """Zones of a place, without the files' aliases such as `posix/` and `Etc/`."""
    return tuple(
        sorted(
            zone for zone in available_timezones() if ("/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))) or zone == "UTC"
        )
    )


def _zone(typed: str) -> str:
    known = {zone.casefold(): zone for zone in available_timezones()}
    zone = known.get(typed.strip().casefold().replace(" ", "_"))
    if zone is None:
        raise VigieError("admin.bad_timezone", timezone=typed)
    return zone


def _time(typed: str) -> time:
    match = _TIME.fullmatch(typed)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise VigieError("admin.bad_time", time=typed)
    return time(hour, minute)


async def _say(interaction: discord.Interaction[VigieBot], text: str) -> None:
    await interaction.response.send_message(view=note(text), ephemeral=True)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Admin(bot))
