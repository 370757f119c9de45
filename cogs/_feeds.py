"""`/vigie feed add`, `remove`, `list` and `test`: which feeds go into which watched channel."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import IntakeError, VigieError
from bot.feeding import EVERY_MINUTES, latest
from bot.i18n import language_of, t
from bot.model import Language, Outcome
from bot.store import feeds, guilds
from bot.store.feeds import FollowedFeed
from cogs._errors import explain
from cogs._layout import Layout, check_limits, note
from cogs._names import BY_ID, MAX_CHOICE, by_id
from cogs._space import space_of
from cogs._status import missing
from cogs._text import clean, cut, fit, link, timestamp
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot
    from bot.intake.feeds import Feed

TITLE = 80
LIST_SPARE = 60


class FeedCommands(commands.Cog):
    """Part of the administrators' group."""

    bot: VigieBot

    feed = app_commands.Group(name=label("command.vigie.feed.name"), description=label("command.vigie.feed.description"))

    @feed.command(name=label("command.vigie.feed.add.name"), description=label("command.vigie.feed.add.description"))
    @app_commands.rename(**names("vigie.feed", "url", "channel", "every"))
    @app_commands.describe(**descriptions("vigie.feed", "url", "channel", "every"))
    async def add(
        self,
        interaction: discord.Interaction[VigieBot],
        url: app_commands.Range[str, 1, 1000],
        channel: discord.TextChannel | None = None,
        every: app_commands.Range[int, 5, 1440] = EVERY_MINUTES,
    ) -> None:
        """Follow a feed into a watched channel; what it holds by now is not posted."""
        language, guild_id = language_of(str(interaction.locale)), space_of(interaction)
        place = channel or interaction.channel
        shown = f"#{getattr(place, 'name', '?')}"
        async with self.bot.db.read() as conn:
            watched = place is not None and await guilds.is_watched(conn, guild_id, place.id)
        if place is None or not watched:
            raise VigieError("feed.not_watched", channel=shown)
        if isinstance(place, discord.TextChannel) and (lacking := missing(place, place.guild)):
            raise app_commands.BotMissingPermissions(lacking)
        address, found = await self._find(url)
        title = found.title or urlsplit(address).hostname or address
        made = await self.bot.feeding.follow(guild_id, place.id, address, found, title=title, by=interaction.user.id, every=every)
        if made is None:
            raise VigieError("feed.known", channel=shown)
        text = t(language, "feed.followed", title=fit(title, TITLE), channel=f"<#{place.id}>")
        await interaction.edit_original_response(view=note(text))

    @feed.command(name=label("command.vigie.feed.remove.name"), description=label("command.vigie.feed.remove.description"))
    @app_commands.rename(**names("vigie.feed", "feed"))
    @app_commands.describe(**descriptions("vigie.feed", "feed"))
    async def remove(self, interaction: discord.Interaction[VigieBot], feed: str) -> None:
        """No longer follow a feed; what it brought stays."""
        guild_id, chosen = space_of(interaction), by_id(feed)
        async with self.bot.db.write() as conn:
            mine = await feeds.feeds_of(conn, guild_id)
            known = next((one for one in mine if one.id == chosen or feed.strip() in (one.url, one.title)), None)
            if known is None:
                raise VigieError("feed.unknown", feed=feed)
            await feeds.remove_feed(conn, guild_id, known.id)
        text = t(language_of(str(interaction.locale)), "feed.removed", title=fit(known.title, TITLE), channel=f"<#{known.channel_id}>")
        await interaction.edit_original_response(view=note(text))

    @remove.autocomplete("feed")
    async def suggest_feed(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the guild's feeds, each with its channel, to those who may take one out."""
        if not interaction.permissions.manage_guild:
            return []
        async with self.bot.db.read() as conn:
            mine = await feeds.feeds_of(conn, space_of(interaction))
        fitting = [one for one in mine if typed.casefold() in f"{one.title} {one.url}".casefold()][:25]
        return [app_commands.Choice(name=self._choice(interaction.guild, one), value=f"{BY_ID}{one.id}") for one in fitting]

    @feed.command(name=label("command.vigie.feed.list.name"), description=label("command.vigie.feed.list.description"))
    async def list(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the feeds that are followed here, and how the last reading of each ended."""
        guild_id = space_of(interaction)
        async with self.bot.db.read() as conn:
            mine = await feeds.feeds_of(conn, guild_id)
            watched = {one.channel_id for one in await guilds.watched(conn, guild_id)}
        view = feeds_message(language_of(str(interaction.locale)), interaction.guild, mine, watched)
        await interaction.edit_original_response(view=view)

    @feed.command(name=label("command.vigie.feed.test.name"), description=label("command.vigie.feed.test.description"))
    @app_commands.rename(**names("vigie.feed", "url"))
    @app_commands.describe(**descriptions("vigie.feed", "url"))
    async def test(self, interaction: discord.Interaction[VigieBot], url: app_commands.Range[str, 1, 1000]) -> None:
        """Show what would be read at an address; nothing is posted."""
        address, found = await self._find(url)
        await interaction.edit_original_response(view=sample(language_of(str(interaction.locale)), address, found))

    async def _find(self, url: str) -> tuple[str, Feed]:
        try:
            return await self.bot.feeding.find(url.strip() if "://" in url else f"https://{url.strip()}")
        except IntakeError as error:
            if error.outcome is Outcome.NOT_HTML:  # what it says of links is of no help here
                raise VigieError("feed.not_a_feed") from error
            raise

    @staticmethod
    def _choice(guild: discord.Guild | None, feed: FollowedFeed) -> str:
        channel = guild.get_channel(feed.channel_id) if guild else None
        place = f" · #{channel.name}" if channel else ""
        return cut(clean(feed.title), MAX_CHOICE - len(place)) + place


def obstacle(guild: discord.Guild | None, channel_id: int, watched: Container[int]) -> Exception | None:
    """Tell why nothing can be posted and read in a channel now; None where it can."""
    channel = guild.get_channel(channel_id) if guild else None
    if guild is None or channel is None:
        return VigieError("feed.gone")
    if channel_id not in watched:
        return VigieError("feed.unwatched")
    lacking = missing(channel, guild)
    return app_commands.BotMissingPermissions(lacking) if lacking else None


def feeds_message(language: Language, guild: discord.Guild | None, mine: Sequence[FollowedFeed], watched: Container[int]) -> Layout:
    """Make the list of a guild's feeds: title, channel, last reading and what came of it."""
    layout = Layout(reserve=LIST_SPARE)
    layout.add_text(f"## {t(language, 'feed.title')}" if mine else f"## {t(language, 'feed.title')}\n{t(language, 'feed.none')}")
    for place, feed in enumerate(mine):
        told = f"{link(f'**{fit(feed.title, TITLE)}**', feed.url if len(feed.url) <= TITLE else None)} · <#{feed.channel_id}>"
        if not layout.add_text(f"{told}\n-# {_state(language, feed, obstacle(guild, feed.channel_id, watched))}"):
            layout.release()
            layout.add_text(f"-# {t(language, 'feed.more', n=len(mine) - place)}")
            break
    check_limits(layout)
    return layout


def _state(language: Language, feed: FollowedFeed, hindered: Exception | None) -> str:
    read = t(language, "feed.read", when=timestamp(feed.read_at, "R")) if feed.read_at else t(language, "feed.never")
    if hindered is not None:
        return f"{read} · {t(language, 'feed.waits', why=explain(language, hindered) or '?')}"
    if feed.outcome in (None, Outcome.READ):
        return read
    return f"{read} · {t(language, 'feed.failed', why=t(language, f'outcome.{feed.outcome}'), next=timestamp(feed.next_at, 'R'))}"


def sample(language: Language, address: str, found: Feed) -> Layout:
    """Make the message that shows what a feed holds: its title and its newest entries."""
    lines = [f"## {link(fit(found.title, TITLE) or '…', address if len(address) <= 300 else None)}"]
    for entry in latest(found.entries):
        when = f" · {timestamp(entry.published, 'R')}" if entry.published else ""
        lines.append(f"- {link(fit(entry.title, 150) or '…', entry.url if len(entry.url) <= 300 else None)}{when}")
    lines += [] if found.entries else [t(language, "feed.empty")]
    return note("\n".join([*lines, f"-# {t(language, 'feed.nothing_posted')}"]))
