"""Watched channels: what people post there is accepted, read again when edited and erased when deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

import discord
import structlog
from discord.ext import commands, tasks

from bot.logs import incident
from bot.posting import worth_a_reply
from bot.store import guilds, messages
from bot.store.outages import through_outages
from bot.store.records import WatchedChannel
from cogs._messages import calls, new_message, posted_by

if TYPE_CHECKING:
    from bot.app import VigieBot

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Watch(commands.Cog):
    """Listens, and loses nothing: after every gap in the gateway's stream the history of each watched channel is read."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._gaps = 0
        self._caught_up: dict[int, int] = {}
        """By channel, after which gap its history was read: until it is, its position may not move past what was missed."""

    async def cog_load(self) -> None:
        """Look after the channels left behind, whatever goes wrong."""
        self.catch_up_later.add_exception_type(Exception)
        self.catch_up_later.start()

    async def cog_unload(self) -> None:
        """Stop looking after them."""
        self.catch_up_later.cancel()

    @tasks.loop(minutes=1)
    async def catch_up_later(self) -> None:
        """Try again the channels whose history could not be read, or a message of which could not be accepted."""
        if self.bot.is_ready():
            await self.catch_up()

    @commands.Cog.listener("on_connect")
    @commands.Cog.listener("on_disconnect")
    async def note_gap(self) -> None:
        """Messages may be missed from now on, and were before a new session; what history was read in between says nothing of them."""
        self._gaps += 1

    @commands.Cog.listener()
    async def on_watched(self, channel_id: int) -> None:
        """A channel that is watched from now on has no past to be read."""
        self._caught_up.setdefault(channel_id, self._gaps)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Read what was posted while nobody listened: the gateway does not replay it."""
        await self.catch_up()

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """The gateway replays after a short cut, but only what it still has."""
        await self.catch_up()

    async def catch_up(self) -> None:
        """Read the history of each channel left behind from its last accepted message on; one that can't be read now is left for later."""
        for channel in await self._watched():
            async with self._order_of(channel.channel_id):
                gaps = self._gaps
                if self._caught_up.get(channel.channel_id) == gaps:
                    continue
                try:
                    await self._read_history(channel)
                except (discord.Forbidden, discord.NotFound):
                    log.warning("history cannot be read", guild_id=channel.guild_id, channel_id=channel.channel_id)
                except Exception:  # one channel's trouble must not keep the others waiting
                    log.exception("history not read", guild_id=channel.guild_id, channel_id=channel.channel_id, incident=incident())
                else:
                    self._caught_up[channel.channel_id] = gaps

    async def _read_history(self, channel: WatchedChannel) -> None:
        place = self.bot.get_partial_messageable(channel.channel_id, guild_id=channel.guild_id)
        since = discord.Object(channel.last_message_id) if channel.last_message_id else channel.watched_since
        async for message in place.history(after=since, oldest_first=True, limit=None):
            await self._accept(message, channel.guild_id, advance=True)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Accept a message of a watched channel, or one that calls the bot, in the order of the channel."""
        if message.guild is None or message.author.bot:
            return
        # the lock before anything is waited for: whoever waits first could let a later message pass, and its position with it
        async with self._order_of(message.channel.id):
            try:
                watched = await self._is_watched(message.guild.id, message.channel.id)
                if watched or calls(message, self.bot.user):
                    caught_up = self._caught_up.get(message.channel.id) == self._gaps
                    await self._accept(message, message.guild.id, advance=watched and caught_up)
            except Exception:
                self._caught_up.pop(message.channel.id, None)  # the position stays before it: the history is read once more
                raise

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Read an edited message again; a link preview that Discord adds is no edit."""
        message = payload.message
        if payload.guild_id is None or message.edited_at is None or message.author.bot:
            return
        async with self._order_of(payload.channel_id):
            if await self._is_known(message.id) or await self._is_watched(payload.guild_id, payload.channel_id):
                await self._accept(message, payload.guild_id, advance=False)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Erase what a deleted message brought."""
        await self._erase(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Erase what deleted messages brought."""
        for message_id in payload.message_ids:
            await self._erase(payload.channel_id, message_id)

    async def accept_own(self, message: discord.Message, guild_id: int) -> None:
        """Accept a message of ours that brings a feed's entry, as a member's; the channel's position stays, for a member's message
        before it may be on its way still."""
        async with self._order_of(message.channel.id):
            await self._take(message, guild_id, advance=False)

    def _order_of(self, channel_id: int) -> asyncio.Lock:
        """A channel's lock: whoever asks first has it first."""
        return self._locks.setdefault(channel_id, asyncio.Lock())

    async def _erase(self, channel_id: int, message_id: int) -> None:
        async with self._order_of(channel_id):
            if await self._is_known(message_id):
                await self.bot.engine.erase(message_id)

    async def _accept(self, message: discord.Message, guild_id: int, *, advance: bool) -> None:
        if not message.author.bot:
            await self._take(message, guild_id, advance=advance)

    async def _take(self, message: discord.Message, guild_id: int, *, advance: bool) -> None:
        articles = posted_by(message, guild_id, allow=self.bot.settings.fetch_allow)
        if worth_a_reply(articles) or (message.edited_at is not None and await self._is_known(message.id)):
            await self.bot.engine.accept(new_message(message, guild_id), articles, advance=advance)
        elif advance:
            async with self.bot.db.write() as conn:
                await guilds.set_last_message(conn, guild_id, message.channel.id, message.id)

    async def _watched(self) -> list[WatchedChannel]:
        return [channel for channel in await self._ask(guilds.watched) if self.bot.settings.serves(channel.guild_id)]

    async def _is_watched(self, guild_id: int, channel_id: int) -> bool:
        return await self._ask(guilds.is_watched, guild_id, channel_id)

    async def _is_known(self, message_id: int) -> bool:
        return await self._ask(messages.get_message, message_id) is not None

    async def _ask(self, query: Callable[..., Awaitable[T]], *given: int) -> T:
        """Ask the database, and wait for it while it is away: what is not looked at now is not heard again."""

        async def once() -> T:
            async with self.bot.db.read() as conn:
                return await query(conn, *given)

        return await through_outages(once)


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Watch(bot))
