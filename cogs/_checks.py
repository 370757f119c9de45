"""Checks as an administrator reads them: what was looked at, what was found, and the way to mend it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import discord

from bot.facts.models import MODELS
from bot.i18n import t
from bot.model import Language, Outcome
from bot.settings import Role
from bot.store import feeds, guilds, posted
from bot.store.feeds import FollowedFeed
from bot.store.records import GuildSettings, WatchedChannel
from cogs._errors import permissions
from cogs._feeds import obstacle
from cogs._layout import Layout, check_limits
from cogs._status import missing
from cogs._text import safe, timestamp, width

if TYPE_CHECKING:
    from bot.app import VigieBot

OVERDUE: Final = timedelta(minutes=10)
"""How long a message may wait for its answer before that is a fault."""
MARKS: Final = {True: "✅", False: "❌", None: "➖"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `ok` None: nothing to judge. `remedy` says how to mend it."""

    ok: bool | None
    label: str
    result: str
    remedy: str | None = None

    def line(self) -> str:
        """Write it in a line, with the remedy below."""
        return f"{MARKS[self.ok]} **{self.label}** · {self.result}" + (f"\n-# → {self.remedy}" if self.remedy else "")


def checks_message(title: str, checks: Iterable[Check], footer: str = "") -> Layout:
    """Make the message of checks: those that fail come first, and what has no room is counted."""
    ordered = sorted(checks, key=lambda check: (check.ok is not False, check.ok is None))
    layout = Layout(reserve=200)
    layout.add_text(f"## {title}")
    lines = [check.line() for check in ordered]
    shown: list[str] = []
    while lines and sum(map(width, shown)) + len(shown) + width(lines[0]) <= layout.room:
        shown.append(lines.pop(0))
    if shown:
        layout.add_text("\n".join(shown))
    layout.release()
    last = "\n".join(line for line in (f"… {len(lines)}" if lines else "", footer) if line)
    if last or not shown:
        layout.add_text(last or "…")
    check_limits(layout)
    return layout


async def diagnosis(bot: VigieBot, guild: discord.Guild, language: Language) -> AsyncIterator[Check]:
    """Look at all that Vigie needs in a guild: intent, channels with their permissions, time zone, queue and models."""
    async with bot.db.read() as conn:
        settings = await guilds.guild_settings(conn, guild.id)
        watched = await guilds.watched(conn, guild.id)
        followed = await feeds.feeds_of(conn, guild.id)
        queue = await posted.waiting(conn, guild.id)
        last_read = await posted.last_read_at(conn, guild.id)
    yield intent(language, granted=bot.intents.message_content)
    if not watched:
        yield _check(language, "channels", ok=False)
    for channel in watched:
        yield watched_channel(language, guild, channel)
    if followed:
        yield _feeds(language, guild, followed, {one.channel_id for one in watched})
    yield _digest(language, guild, settings)
    local = bot.clock().astimezone(ZoneInfo(settings.timezone))
    yield _check(language, "timezone", ok=True, timezone=safe(settings.timezone), time=f"{local:%H:%M}")
    late = queue.since is not None and bot.clock() - queue.since > OVERDUE
    since = timestamp(queue.since, "R") if queue.since else ""
    yield _check(language, "queue", ok=not late, n=queue.messages, since=since)
    yield _models(language, bot.settings.role)
    yield Check(None, t(language, "diagnose.last_read.label"), timestamp(last_read, "R") if last_read else t(language, "diagnose.never"))


def intent(language: Language, *, granted: bool) -> Check:
    """Check that the content of messages is within reach."""
    return _check(language, "intent", ok=granted)


def watched_channel(language: Language, guild: discord.Guild, watched: WatchedChannel) -> Check:
    """Check a watched channel: that it is there, of a kind that can be read, and open to Vigie; with the last message seen."""
    channel = guild.get_channel(watched.channel_id)
    label = channel.mention if channel else f"<#{watched.channel_id}>"
    if channel is None:
        return Check(False, label, t(language, "diagnose.channel.gone"), t(language, "diagnose.channel.gone_remedy"))
    if not isinstance(channel, discord.TextChannel):
        return Check(False, label, t(language, "diagnose.channel.type"), t(language, "diagnose.channel.type_remedy"))
    if lacking := missing(channel, guild):
        lacks = t(language, "diagnose.lacks", missing=permissions(language, lacking))
        return Check(False, label, lacks, t(language, "diagnose.grant"))
    if watched.last_message_id is None:
        return Check(True, label, t(language, "diagnose.channel.quiet", since=timestamp(watched.watched_since, "R")))
    seen = timestamp(discord.utils.snowflake_time(watched.last_message_id), "R")
    return Check(True, label, t(language, "diagnose.channel.seen", when=seen))


def _digest(language: Language, guild: discord.Guild, settings: GuildSettings) -> Check:
    label = t(language, "diagnose.digest.label")
    if settings.digest_channel_id is None or settings.next_digest_at is None:
        return Check(None, label, t(language, "diagnose.digest.off"), t(language, "diagnose.digest.off_remedy"))
    channel = guild.get_channel(settings.digest_channel_id)
    if channel is None:
        return Check(False, label, t(language, "diagnose.digest.gone"), t(language, "diagnose.digest.off_remedy"))
    if lacking := missing(channel, guild):
        lacks = t(language, "diagnose.lacks", missing=permissions(language, lacking))
        return Check(False, label, f"{channel.mention} · {lacks}", t(language, "diagnose.grant"))
    return Check(True, label, f"{channel.mention} · {timestamp(settings.next_digest_at, 'f')}")


def _feeds(language: Language, guild: discord.Guild, followed: Sequence[FollowedFeed], watched: Container[int]) -> Check:
    """Check that each feed was read last time, and has a channel to go into."""
    bad = [one for one in followed if one.outcome not in (None, Outcome.READ) or obstacle(guild, one.channel_id, watched)]
    return _check(language, "feeds", ok=not bad, n=len(bad) or len(followed))


def _models(language: Language, role: Role) -> Check:
    label = t(language, "diagnose.model.label")
    if role is Role.BOT:
        return Check(None, label, t(language, "diagnose.model.elsewhere"))
    absent = [name for name in MODELS.values() if find_spec(name) is None]
    if absent:
        return Check(False, label, t(language, "diagnose.model.missing", names=", ".join(absent)), t(language, "diagnose.model.remedy"))
    return Check(True, label, ", ".join(name.replace("_", "-") for name in MODELS.values()))


def _check(language: Language, key: str, *, ok: bool, **data: object) -> Check:
    """A check whose texts are the same for every guild: label, result and, where it fails, the remedy."""
    result = t(language, f"diagnose.{key}.{'ok' if ok else 'failed'}", **data)
    return Check(ok, t(language, f"diagnose.{key}.label"), result, None if ok else t(language, f"diagnose.{key}.remedy"))
