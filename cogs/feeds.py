"""Followed feeds: each is checked when it is due, and what is new in it posted into its channel and read as a member's link is."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
import structlog

from bot.logs import incident
from bot.posting import articles_of
from bot.store import feeds, guilds, posted
from bot.store.feeds import FollowedFeed
from cogs._clock import Clocked
from cogs._feeds import obstacle
from cogs._text import fit, target, width

if TYPE_CHECKING:
    from bot.app import VigieBot
    from bot.intake.feeds import Entry

log = structlog.get_logger(__name__)
AT_ONCE = 20
"""Feeds checked in one round, the longest waiting first."""
LOOK_BACK = 100
"""A channel's newest messages among which an earlier try may have left an entry."""
MOST = 2000
"""Characters of a message (Discord)."""
SIGN = "📡"


class Feeds(Clocked):
    """The clock that checks feeds: those of the guilds of this process, each taken in the database first."""

    EVERY_SECONDS = 10
    TROUBLE = "feeds not checked"

    async def tick(self) -> None:
        """Check the feeds that are due, those of one channel one after the other."""
        by_channel: defaultdict[int, list[FollowedFeed]] = defaultdict(list)
        async with self.bot.db.read() as conn:
            due = [feed for feed in await feeds.due_feeds(conn, self.bot.clock()) if self.bot.settings.serves(feed.guild_id)]
        for feed in due[:AT_ONCE]:
            by_channel[feed.channel_id].append(feed)
        await asyncio.gather(*(self._of_channel(found) for found in by_channel.values()))

    async def _of_channel(self, found: Sequence[FollowedFeed]) -> None:
        for feed in found:
            try:
                await self._check(feed)
            except (discord.Forbidden, discord.NotFound):
                log.warning("feed not allowed", guild_id=feed.guild_id, channel_id=feed.channel_id, feed_id=feed.id)
                await self.bot.feeding.refused(feed)
            except Exception:  # what was not posted is new the next time, and one feed's trouble must not keep the others waiting
                log.exception("feed not posted", guild_id=feed.guild_id, feed_id=feed.id, incident=incident())

    async def _check(self, feed: FollowedFeed) -> None:
        if not await self.bot.feeding.claim(feed):
            return
        async with self.bot.db.read() as conn:
            watched = {one.channel_id for one in await guilds.watched(conn, feed.guild_id)}
        if obstacle(self.bot.get_guild(feed.guild_id), feed.channel_id, watched) is not None:
            await self.bot.feeding.done(feed)  # it waits, and `/vigie feed list` says why
            return
        checked = await self.bot.feeding.check(feed)
        if checked.passed_over:
            log.info("feed brings too much at once", feed_id=feed.id, guild_id=feed.guild_id, passed_over=checked.passed_over)
        if checked.entries:
            await self._post(feed, checked.entries)
            await self.bot.feeding.done(feed)

    async def _post(self, feed: FollowedFeed, entries: Sequence[Entry]) -> None:
        """Post entries and take them in; each is in the channel once, whatever dies in between.

        Dying after `send`, the message is found in the channel's history by its address, or, within minutes, given back by Discord for
        its nonce; dying after it is accepted, its article is known to be posted in the channel; dying after `posted`, it is done. What
        remains: whoever deletes the message within the moment between `send` and `posted` in which the process dies gets it again, and
        so does a channel that got more than `LOOK_BACK` messages before the next start, more than a few minutes later.
        """
        channel = self.bot.get_partial_messageable(feed.channel_id, guild_id=feed.guild_id)
        sent = await self._sent(channel)
        for entry in entries:
            content = message_of(feed, entry)
            if content is None:
                log.info("feed's entry has too long an address", feed_id=feed.id, guild_id=feed.guild_id)
            elif not await self._is_here(feed, content):
                message = sent.get(_address(content)) or await channel.send(content, nonce=nonce(feed, entry))
                await self.bot.accept_own(message, feed.guild_id)
            await self.bot.feeding.posted(feed.id, entry.key)

    async def _sent(self, channel: discord.PartialMessageable) -> dict[str, discord.Message]:
        """The entries that an earlier try may have left, by their addresses."""
        me = self.bot.user.id if self.bot.user else None
        return {
            _address(message.content): message
            async for message in channel.history(limit=LOOK_BACK)
            if message.author.id == me and message.content.startswith(SIGN)
        }

    async def _is_here(self, feed: FollowedFeed, content: str) -> bool:
        """Whether somebody posted the same article in the channel before: an earlier try of ours, another feed, or a member."""
        articles = articles_of(content, (), guild_id=feed.guild_id, allow=self.bot.settings.fetch_allow)
        async with self.bot.db.read() as conn:
            for article in articles:
                known = await posted.article_of_key(conn, feed.guild_id, article.key)
                where = [] if known is None else await posted.postings_of(conn, feed.guild_id, known, limit=LOOK_BACK)
                if any(one.channel_id == feed.channel_id for one in where):
                    return True
        return False


def message_of(feed: FollowedFeed, entry: Entry) -> str | None:
    """Write the message of an entry: its title, its feed, and its address on the last line; None where the address is too long for one.

    The address stands in brackets: it is taken as it is then, and gets no preview beside the answer.
    """
    address = f"<{target(entry.url)}>"
    title = fit(entry.title, 200)
    head = f"{SIGN} **{title}** · {fit(feed.title, 80)}" if title else f"{SIGN} {fit(feed.title, 80)}"
    content = f"{head}\n{address}"
    return content if width(content) <= MOST else None


def nonce(feed: FollowedFeed, entry: Entry) -> str:
    """The nonce of an entry's message, the same for each try: at most 25 characters (Discord)."""
    return "e" + hashlib.blake2b(f"{feed.id}:{entry.key}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _address(content: str) -> str:
    return content.rpartition("\n")[2]


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Feeds(bot))
