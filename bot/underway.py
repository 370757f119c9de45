"""The work under way in this process: what it is, and how it is ended so that it goes on at the next start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class UnderWay:
    """Pieces of work by id, each in a task of its own; `ending` says that the end has begun."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self.ending = False

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the pieces."""
        return frozenset(self._tasks)

    @asynccontextmanager
    async def piece(self, piece_id: str) -> AsyncIterator[None]:
        """Enter the current task as a piece of work; it is cancelled at once where the end has begun."""
        task = asyncio.current_task()
        if self.ending or task is None:
            raise asyncio.CancelledError
        self._tasks[piece_id] = task
        try:
            yield
        finally:
            del self._tasks[piece_id]

    async def end(self, patience: float) -> None:
        """Let pieces finish for `patience` seconds, then cancel the rest: a cancelled one is done again, one that fails may not be."""
        self.ending = True
        tasks = [*self._tasks.values()]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
