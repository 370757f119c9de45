"""What a process needs to read articles: fetcher, page reader and facts pool, started and ended together.

Imported only where articles are read: a process of role `bot` has none of it in memory.
"""

from __future__ import annotations

import asyncio

from bot import metrics
from bot.facts.pool import FactsPool
from bot.intake.fetch import Fetcher
from bot.intake.reader import PageReader
from bot.pipeline import Clock, Pipeline
from bot.settings import Settings
from bot.store.database import Database


class Parts:
    """The parts of one process."""

    def __init__(self, settings: Settings) -> None:
        self._fetcher = Fetcher(allow=settings.fetch_allow, contact=settings.contact)
        self._pages = PageReader(size=1)
        self._facts = FactsPool(settings.pool_size)

    async def open(self, db: Database, clock: Clock) -> Pipeline:
        """Make the pipeline; what it is given to do before `warm` is done waits for the children."""
        await self._fetcher.start()
        metrics.CHILDREN.labels("facts").set_function(lambda: len(self._facts.worker_pids))
        return Pipeline(db, self._fetcher, self._pages, self._facts, clock)

    async def warm(self) -> None:
        """Start the children. Raises WorkerError or ModelError where they can't."""
        await asyncio.gather(self._pages.start(), self._facts.start())

    async def close(self) -> None:
        """End them, children and all."""
        await asyncio.gather(self._fetcher.close(), self._pages.close(), self._facts.close())
