"""Extraction in child processes: spaCy and the reader never run on the event loop, and can be killed."""

from __future__ import annotations

import os

from bot.facts.pipeline import Extractor
from bot.facts.reader import OnnxReader
from bot.model import Document, Extraction
from bot.processes import Pool

RECYCLE_AFTER = 500
"""Articles after which a child is replaced: its vocabulary grows with every new word."""
TIMEOUT_S = 60.0
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""Read by numpy's libraries when a child imports them: their threads only get in the way of the other children (470 ms against 143)."""

_extractor: Extractor | None = None


class FactsPool:
    """`size` children that each hold the models."""

    def __init__(self, size: int) -> None:
        for variable in ONE_THREAD:
            os.environ.setdefault(variable, "1")
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
    global _extractor
    _extractor = Extractor.load(reader=OnnxReader.load())


def _extract(document: Document) -> Extraction:
    if _extractor is None:
        raise RuntimeError("the child's initializer did not run")
    return _extractor.extract(document)
