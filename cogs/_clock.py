"""What some cogs do again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import structlog
from discord.ext import commands, tasks

from bot.logs import incident

if TYPE_CHECKING:
    from bot.app import VigieBot

log = structlog.get_logger(__name__)


class Clocked(commands.Cog):
    """A cog with a `tick` each `EVERY_SECONDS` while the bot is connected; `TROUBLE` is what the log says where one fails."""

    EVERY_SECONDS: ClassVar[int]
    TROUBLE: ClassVar[str]

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Start the clock."""
        self.clock.change_interval(seconds=self.EVERY_SECONDS)
        self.clock.start()

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self.clock.cancel()

    @tasks.loop()
    async def clock(self) -> None:
        """Do it; trouble is told in the log, and the clock goes on."""
        try:
            if self.bot.is_ready():
                await self.tick()
        except Exception:
            log.exception(self.TROUBLE, incident=incident())

    async def tick(self) -> None:
        """What is done each time."""
        raise NotImplementedError
