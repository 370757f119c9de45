"""Reads pages in child processes that can be killed: a page that hangs a parser costs a child, never the bot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from bot.errors import IntakeError
from bot.model import Article, Outcome, Page
from bot.processes import Pool, WorkerDied, WorkerTimeout

if TYPE_CHECKING:  # the parent need not load the extraction libraries: only the children do
    from bot.intake.feeds import Feed

T = TypeVar("T")
MEMORY_LIMIT = 1_500_000_000  # bytes of address space; the worst real page measured takes 0.2 GB
TASKS_PER_CHILD = 200  # then a fresh one: trafilatura keeps caches
SECONDS = 10.0  # of the processor's time; real pages take 0.04 s
WALL_SECONDS = 120.0  # by the clock: a machine busy with other things makes no page hostile


class PageReader:
    """`size` children that read pages, files and feeds."""

    def __init__(self, size: int = 1) -> None:
        self._pool = Pool(size=size, name="page reader", initializer=prepare, memory_limit=MEMORY_LIMIT, max_tasks=TASKS_PER_CHILD)

    @property
    def worker_pids(self) -> tuple[int, ...]:
        """Process ids of the children alive now."""
        return self._pool.worker_pids

    async def start(self) -> None:
        """Start the children."""
        await self._pool.start()

    async def close(self) -> None:
        """End the children."""
        await self._pool.close()

    async def read(self, page: Page, *, timeout: float = SECONDS) -> Article:  # noqa: ASYNC109 - the child's limit, not the caller's
        """Read a page.

        Raises:
            IntakeError: what the page is where it is no article; HOSTILE_PAGE past `timeout` seconds of the processor or the memory limit.
        """
        return await self.run(_read_page, page, cpu=timeout)

    async def read_file(self, name: str, body: bytes, *, timeout: float = SECONDS) -> Article:  # noqa: ASYNC109
        """Read an attached .txt, .md or .html file.

        Raises:
            IntakeError: as `bot.intake.text.read_file`; HOSTILE_PAGE past `timeout` seconds of the processor or the memory limit.
        """
        return await self.run(_read_file, name, body, cpu=timeout)

    async def read_feed(
        self,
        body: bytes,
        url: str,
        *,
        allow: tuple[str, ...] = (),
        timeout: float = SECONDS,  # noqa: ASYNC109
    ) -> Feed:
        """Read an RSS, Atom or JSON feed.

        Raises:
            IntakeError: as `bot.intake.feeds.read_feed`; HOSTILE_PAGE past `timeout` seconds of the processor or the memory limit.
        """
        return await self.run(_read_feed, body, url, allow, cpu=timeout)

    async def run(self, function: Callable[..., T], *args: object, cpu: float = SECONDS) -> T:
        """Run a function of a page in a child.

        A page that takes too long is hostile; one whose child dies may be, or somebody killed the child: it gets another.

        Raises:
            IntakeError: HOSTILE_PAGE past `cpu` seconds of the processor, or where two children died; whatever the function raises.
        """
        for last in (False, True):
            try:
                return await self._pool.run(function, *args, timeout=WALL_SECONDS, cpu=cpu)
            except (WorkerTimeout, WorkerDied) as error:
                if last or isinstance(error, WorkerTimeout):
                    raise IntakeError(Outcome.HOSTILE_PAGE, why=type(error).__name__) from error
        raise AssertionError


def _read_page(page: Page) -> Article:
    from bot.intake.article import read_page

    return read_page(page)


def _read_file(name: str, body: bytes) -> Article:
    from bot.intake.text import read_file

    return read_file(name, body)


def _read_feed(body: bytes, url: str, allow: tuple[str, ...]) -> Feed:
    from bot.intake.feeds import read_feed

    return read_feed(body, url, allow=allow)


def prepare() -> None:
    """Load what reads, and keep its notes on single pages out of the log: the outcome says what matters."""
    import bot.intake.article
    import bot.intake.feeds  # noqa: F401

    for name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
