"""What an administrator sees: channels, settings, and what is missing with the way to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import discord

from bot.i18n import t
from bot.model import Language, Outcome
from bot.store.records import EmptyDigest, GuildSettings, JournalEntry, WatchedChannel, Weekdays
from cogs._digest import unread_line
from cogs._errors import permissions
from cogs._layout import Layout, check_limits
from cogs._text import safe, timestamp

READ: Final = ("view_channel", "send_messages", "read_message_history", "embed_links")
"""Permissions without which a channel can't be watched and answered in, or hold the digest."""
FINE: Final = frozenset({Outcome.READ, Outcome.NO_FACTS, Outcome.DUPLICATE, Outcome.PENDING, Outcome.ERASED, Outcome.NOT_AN_ARTICLE})
MOST_CHANNELS: Final = 15
MOST_LINKS: Final = 5


def missing(channel: discord.abc.GuildChannel, guild: discord.Guild) -> list[str]:
    """List the permissions that the bot lacks in a channel."""
    granted = channel.permissions_for(guild.me)
    return [name for name in READ if not getattr(granted, name)]


def settings_lines(language: Language, settings: GuildSettings) -> str:
    """Write a guild's settings, one a line."""
    lines = [
        t(language, "admin.language", language=t(language, f"language.{settings.language}")),
        t(language, "admin.timezone", timezone=safe(settings.timezone)),
    ]
    if settings.digest_channel_id is None or settings.next_digest_at is None:
        return "\n".join([*lines, t(language, "admin.digest_off")])
    clock = settings.digest_time.strftime("%H:%M")
    channel, due = f"<#{settings.digest_channel_id}>", timestamp(settings.next_digest_at, "R")
    lines.append(t(language, "admin.digest_on", channel=channel, time=clock, next=due))
    lines.append(t(language, "admin.digest_days", days=weekdays(language, settings.digest_days)))
    lines.append(t(language, f"admin.empty_{EmptyDigest(settings.digest_empty)}"))
    return "\n".join(lines)


def weekdays(language: Language, days: Weekdays) -> str:
    """Name days of the week, in the order of the week."""
    for name, all_of in (("every_day", Weekdays.EVERY_DAY), ("workdays", Weekdays.WORKDAYS)):
        if days == all_of:
            return t(language, f"choice.days.{name}")
    return ", ".join(t(language, f"choice.days.{day.name.lower()}") for day in days if day.name)


def status(
    language: Language,
    guild: discord.Guild,
    settings: GuildSettings,
    watched: Sequence[WatchedChannel],
    latest: Sequence[JournalEntry],
    *,
    message_content: bool,
) -> Layout:
    """Make the message of the state of Vigie in a guild."""
    layout = Layout()
    layout.add_text(f"## {t(language, 'admin.status')}")
    if not message_content:
        layout.add_text(t(language, "admin.no_intent"))
    layout.add_text("\n".join([f"### {t(language, 'admin.channels')}", *_channels(language, guild, watched)]))
    layout.add_text(settings_lines(language, settings))
    failed = [entry for entry in latest if entry.outcome not in FINE][:MOST_LINKS]
    if failed:
        layout.add_text("\n".join([f"### {t(language, 'admin.latest')}", *(unread_line(language, entry) for entry in failed)]))
    check_limits(layout)
    return layout


def _channels(language: Language, guild: discord.Guild, watched: Sequence[WatchedChannel]) -> list[str]:
    if not watched:
        return [t(language, "admin.no_channels")]
    lines = [_channel(language, guild, one.channel_id) for one in watched[:MOST_CHANNELS]]
    return [*lines, f"… {len(watched) - MOST_CHANNELS}"] if len(watched) > MOST_CHANNELS else lines


def _channel(language: Language, guild: discord.Guild, channel_id: int) -> str:
    channel = guild.get_channel(channel_id)
    if channel is None:
        return t(language, "admin.channel_gone", channel=str(channel_id))
    lacking = missing(channel, guild)
    if lacking:
        return t(language, "admin.channel_missing", channel=channel.mention, missing=permissions(language, lacking))
    return t(language, "admin.channel_ok", channel=channel.mention)
