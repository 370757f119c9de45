"""What a process needs to read the web, and articles: fetcher, page reader and facts pool, started and ended together."""

from __future__ import annotations

import asyncio

from bot import metrics
from bot.facts.pool import FactsPool
from bot.feeding import Feeding
from bot.intake.fetch import Fetcher
from bot.intake.reader import PageReader
from bot.pipeline import Clock, Pipeline
from bot.settings import Settings
from bot.store.database import Database


class Web:
    """What fetches and reads pages and feeds. Its child starts with the first page: a process that follows no feed has none."""

    def __init__(self, settings: Settings) -> None:
        self._allow = settings.fetch_allow
        self._fetcher = Fetcher(allow=settings.fetch_allow, contact=settings.contact)
        self._pages = PageReader(size=1)

    @property
    def worker_pids(self) -> tuple[int, ...]:
        """Process ids of the children that read pages."""
        return self._pages.worker_pids

    async def start(self) -> None:
        """Open the fetcher."""
        await self._fetcher.start()

    def feeding(self, db: Database, clock: Clock) -> Feeding:
        """Make what checks feeds."""
        return Feeding(db, self._fetcher, self._pages, clock, allow=self._allow)

    async def warm(self) -> None:
        """Start what is to be there before it is needed: nothing."""

    async def close(self) -> None:
        """End it, children and all."""
        await asyncio.gather(self._fetcher.close(), self._pages.close())


class Parts(Web):
    """The parts of a process that reads articles."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._facts = FactsPool(settings.pool_size)

    async def open(self, db: Database, clock: Clock) -> Pipeline:
        """Make the pipeline; what it is given to do before `warm` is done waits for the children."""
        await self.start()
        metrics.CHILDREN.labels("facts").set_function(lambda: len(self._facts.worker_pids))
        return Pipeline(db, self._fetcher, self._pages, self._facts, clock)

    async def warm(self) -> None:
        """Start the children. Raises WorkerError or ModelError where they can't."""
        await asyncio.gather(self._pages.start(), self._facts.start())

    async def close(self) -> None:
        """End them, children and all."""
        await asyncio.gather(super().close(), self._facts.close())
