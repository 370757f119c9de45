"""Servers that Vigie was taken out of: noted, so that what they brought is forgotten after a delay; a return cancels it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import structlog
from discord.ext import commands

from bot.store import departures

if TYPE_CHECKING:
    from bot.app import VigieBot

log = structlog.get_logger(__name__)


class Departures(commands.Cog):
    """Keeps the store's idea of where the bot is in line with Discord's. A server that is only unreachable is not left."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Start the delay."""
        await self._leave([guild.id])

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Stop the delay."""
        async with self.bot.db.write() as conn:
            await departures.come_back(conn, [guild.id])

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Make up for what happened while nobody listened."""
        here = {guild.id for guild in self.bot.guilds}
        async with self.bot.db.write() as conn:
            await departures.come_back(conn, here)
            known = await departures.known(conn)
        await self._leave([guild_id for guild_id in known if guild_id not in here and self._is_ours(guild_id)])

    async def _leave(self, guild_ids: list[int]) -> None:
        async with self.bot.db.write() as conn:
            for guild_id in guild_ids:
                if await departures.leave(conn, guild_id, self.bot.clock()):
                    log.info("server left: it will be forgotten", guild_id=guild_id)

    def _is_ours(self, guild_id: int) -> bool:
        """Whether a server belongs to a shard of this process; of another's, this process knows nothing."""
        shards = self.bot.shard_count or 1
        return not self.bot.shards or (guild_id >> 22) % shards in self.bot.shards


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Departures(bot))
