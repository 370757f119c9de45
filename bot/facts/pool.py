"""Extraction in child processes: spaCy and the reader never run on the event loop, and can be killed."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import structlog

from bot.errors import ModelError
from bot.model import Document, Extraction
from bot.processes import Pool

if TYPE_CHECKING:  # the parent need not load spaCy: only the children do
    from bot.facts.loading import Loaded

RECYCLE_AFTER = 500
"""Articles after which a child is replaced: its vocabulary grows with every new word."""
TIMEOUT_S = 60.0
"""Of the processor's time, for one article."""
WALL_S = 600.0
"""By the clock, for a machine that is busy with other things."""
START_TIMEOUT_S = 300.0
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""Read by numpy's libraries when a child imports them: their threads only get in the way of the other children (470 ms against 143)."""

log = structlog.get_logger(__name__)
_loaded: Loaded | ModelError | None = None


class FactsPool:
    """`size` children that each hold the models."""

    def __init__(self, size: int) -> None:
        for variable in ONE_THREAD:
            os.environ.setdefault(variable, "1")
        self._pool = Pool(size=size, name="facts", initializer=_load, max_tasks=RECYCLE_AFTER)
        self._ready = asyncio.Event()

    @property
    def worker_pids(self) -> tuple[int, ...]:
        """Process ids of the children alive now."""
        return self._pool.worker_pids

    async def start(self) -> None:
        """Start the children and wait until one has its models; says in the log where the rules must work without the reader.

        Raises:
            ModelError: a language model can't be loaded.
            WorkerError: no child comes up.
        """
        reason = await self._pool.run(_without_reader, timeout=START_TIMEOUT_S)
        if reason is not None:
            log.warning("the learned reader can't be used: the rules work alone", reason=str(reason), remedy="python -m bot check")
        self._ready.set()

    async def ready(self) -> None:
        """Wait until `start` has done its work."""
        await self._ready.wait()

    async def extract(self, document: Document, *, timeout: float = TIMEOUT_S) -> Extraction:  # noqa: ASYNC109 - the child's limit
        """The facts of a document; waits until `start` has done its work.

        Raises:
            IntakeError: the text is in no language that Vigie reads.
            WorkerError: the child died or took more than `timeout` seconds of the processor; another one takes the next call.
        """
        await self.ready()
        return await self._pool.run(_extract, document, timeout=WALL_S, cpu=timeout)

    async def close(self) -> None:
        """End the children."""
        await self._pool.close()


def _load() -> None:
    """Keep the error of a missing model: raised here it would only end the child, and its reason with it."""
    global _loaded
    from bot.facts.loading import load

    try:
        _loaded = load()
    except ModelError as error:
        _loaded = error


def _here() -> Loaded:
    if _loaded is None:
        raise RuntimeError("the child's initializer did not run")
    if isinstance(_loaded, ModelError):
        raise _loaded
    return _loaded


def _without_reader() -> ModelError | None:
    return _here().without_reader


def _extract(document: Document) -> Extraction:
    return _here().extractor.extract(document)
