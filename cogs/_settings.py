"""`/vigie settings`: language, time zone, and how loud the bot is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import language_of, t
from bot.model import Language
from bot.store import guilds, options
from bot.store.options import GuildOptions, ReplyMode
from bot.summary.schedule import scheduled
from cogs._layout import note
from cogs._space import space_of
from cogs._status import settings_lines
from cogs._times import hours_of, zone_of, zones_like
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot

OPTIONS = ("language", "timezone", "reply_mode", "quiet_hours", "pause", "hourly")


class Settings(commands.Cog):
    """Part of the administrators' group."""

    bot: VigieBot

    @app_commands.command(name=label("command.vigie.settings.name"), description=label("command.vigie.settings.description"))
    @app_commands.rename(**names("vigie", *OPTIONS))
    @app_commands.describe(**descriptions("vigie", *OPTIONS))
    @app_commands.choices(
        language=[app_commands.Choice(name=label(f"language.{one}"), value=one.value) for one in Language],
        reply_mode=[app_commands.Choice(name=label(f"choice.reply.{one}"), value=one.value) for one in ReplyMode],
    )
    async def settings(
        self,
        interaction: discord.Interaction[VigieBot],
        language: str | None = None,
        timezone: str | None = None,
        reply_mode: str | None = None,
        quiet_hours: app_commands.Range[str, 1, 30] | None = None,
        pause: app_commands.Range[int, 0, 3600] | None = None,
        hourly: app_commands.Range[int, 0, 1000] | None = None,
    ) -> None:
        """Change what is given, and show all settings."""
        shown, space = language_of(str(interaction.locale)), space_of(interaction)
        zone = None if timezone is None else zone_of(timezone)
        hours = None if quiet_hours is None else hours_of(quiet_hours)
        async with self.bot.db.write() as conn:
            old = await guilds.guild_settings(conn, space)
            new = replace(old, language=Language(language) if language else old.language, timezone=zone or old.timezone)
            if new != old:
                new = scheduled(new, self.bot.clock())
                await guilds.save_settings(conn, new)
            before = await options.guild_options_of(conn, space)
            after = replace(
                before,
                reply_mode=ReplyMode(reply_mode) if reply_mode else before.reply_mode,
                pause=before.pause if pause is None else pause,
                hourly=before.hourly if hourly is None else hourly,
            )
            if quiet_hours is not None:
                after = replace(after, quiet_from=hours[0] if hours else None, quiet_until=hours[1] if hours else None)
            if after != before:
                await options.save_options(conn, after)
        lines = f"{settings_lines(shown, new)}\n{options_lines(shown, after)}"
        changed = new != old or after != before
        text = f"### {t(shown, 'admin.saved')}\n{lines}" if changed else lines
        await interaction.edit_original_response(view=note(text))

    @settings.autocomplete("timezone")
    async def suggest_zone(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest time zones by any part of their name."""
        return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(typed)]


def options_lines(language: Language, options: GuildOptions) -> str:
    """Write a guild's options about noise, one a line."""
    lines = [t(language, "admin.reply_mode", mode=t(language, f"choice.reply.{options.reply_mode}"))]
    if options.quiet_from is not None and options.quiet_until is not None:
        lines.append(t(language, "admin.quiet", start=f"{options.quiet_from:%H:%M}", end=f"{options.quiet_until:%H:%M}"))
    if options.pause:
        lines.append(t(language, "admin.pause", seconds=options.pause))
    if options.hourly:
        lines.append(t(language, "admin.hourly", n=options.hourly))
    return "\n".join(lines)
