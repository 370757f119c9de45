"""Extraction in child processes: spaCy and the reader never run on the event loop, and can be killed."""

from __future__ import annotations

from bot.facts.pipeline import Extractor
from bot.facts.reader import OnnxReader
from bot.model import Document, Extraction
from bot.processes import Pool

RECYCLE_AFTER = 500
"""Articles after which a child is replaced: its vocabulary grows with every new word."""
TIMEOUT_S = 60.0

_extractor: Extractor | None = None


class FactsPool:
    """`size` children that each hold the models."""

    def __init__(self, size: int) -> None:
        self._pool = Pool(size=size, name="facts", initializer=_load, max_tasks=RECYCLE_AFTER)

    @property
    def worker_pids(self) -> tuple[int, ...]:
        """Process ids of the children alive now."""
        return self._pool.worker_pids

    async def start(self) -> None:
        """Start the children and wait until one has its models. Raises WorkerDied where it can't."""
        await self._pool.start()

    async def extract(self, document: Document, *, timeout: float = TIMEOUT_S) -> Extraction:  # noqa: ASYNC109 - the child's limit
        """The facts of a document.

        Raises:
            IntakeError: the text is in no language that Vigie reads.
            WorkerError: the child died or ran past `timeout` seconds; another one takes the next call.
        """
        return await self._pool.run(_extract, document, timeout=timeout)

    async def close(self) -> None:
        """End the children."""
        await self._pool.close()


def _load() -> None:
    global _extractor  # noqa: PLW0603 - one instance a process is what a pool's child is for
    _extractor = Extractor.load(reader=OnnxReader.load())


def _extract(document: Document) -> Extraction:
    if _extractor is None:
        raise RuntimeError("the child's initializer did not run")
    return _extractor.extract(document)
