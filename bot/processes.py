"""Child processes that can be killed: work that may hang, crash or eat memory runs here, never on the event loop.

Children are spawned (no lock or socket of the parent is inherited), run at a lower priority, and end by themselves when the
parent is gone, even if it was killed with SIGKILL.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import math
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")

NICENESS = 10
PR_SET_PDEATHSIG = 1
"""Option of prctl(2): the signal that a process gets when the thread that started it ends."""


class WorkerError(Exception):
    """A child couldn't finish its task; another child takes the next one."""


class WorkerTimeout(WorkerError):  # noqa: N818 - says what became of the worker
    """The task ran past its time and its child was killed."""


class WorkerDied(WorkerError):  # noqa: N818 - says what became of the worker
    """The child ended in the middle of the task: a crash, the memory limit, or a signal from outside."""


class _Context(SpawnContext):
    """The spawn context, remembering whom it started: the pool itself doesn't publish its children."""

    def __init__(self) -> None:
        super().__init__()
        self.children: list[BaseProcess] = []

    def Process(self, *args: object, **kwargs: object) -> SpawnProcess:  # type: ignore[override]  # noqa: N802 - the context's own name
        child = SpawnProcess(*args, **kwargs)  # type: ignore[arg-type]
        self.children = [*(one for one in self.children if one.pid is None or one.is_alive()), child]
        return child


class Pool:
    """`size` child processes that run plain functions (picklable, module-level) under a time and a memory limit."""

    def __init__(
        self,
        *,
        size: int,
        name: str,
        initializer: Callable[..., None] | None = None,
        initargs: tuple[object, ...] = (),
        memory_limit: int | None = None,
        max_tasks: int = 0,
    ) -> None:
        """Describe the pool; nothing is started yet.

        Args:
            size: how many children.
            name: what the children are called in error messages.
            initializer: called once in each new child, with `initargs`; loads models.
            initargs: its arguments, picklable.
            memory_limit: address space of a child in bytes (RLIMIT_AS), None for no limit.
            max_tasks: replace a child after so many tasks; 0 keeps it.
        """
        self.name = name
        self._size = size
        self._max_tasks = max_tasks
        self._initargs = (memory_limit, initializer, initargs)
        self._context = _Context()
        self._pool: ProcessPool | None = None

    @property
    def worker_pids(self) -> tuple[int, ...]:
        """Process ids of the children alive now."""
        return tuple(child.pid for child in self._context.children if child.pid is not None and child.is_alive())

    async def start(self) -> None:
        """Start the children and wait until one of them has run its initializer.

        Raises:
            WorkerDied: where the initializer fails.
        """
        await self.run(os.getpid, timeout=300)

    async def run(
        self,
        function: Callable[..., T],
        *args: object,
        timeout: float,  # noqa: ASYNC109 - the child's limit, not the caller's
        cpu: float | None = None,
    ) -> T:
        """Run `function(*args)` in a child and return what it returns; what it raises is raised here. Cancelling the call kills the child.

        Args:
            function: a plain function of a module.
            args: its arguments, picklable.
            timeout: seconds by the clock from when a child takes the task: long enough for a machine that is busy with other things.
            cpu: seconds of the processor's time that the task may take, for tasks that hang by working.

        Raises:
            WorkerTimeout: past `timeout` or `cpu`; the child is killed and replaced.
            WorkerDied: the child crashed, was killed or ran out of memory.
        """
        if cpu is not None:
            function, args = _within, (cpu, function, args)
        try:
            try:
                return await self._once(function, args, timeout)
            except BrokenProcessPool:  # a child died while idle: the task hadn't begun
                return await self._once(function, args, timeout)
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGXCPU:
                raise WorkerTimeout(f"{self.name}: past {cpu:g} s of processor time") from error
            raise WorkerDied(f"{self.name}: exit status {error.exitcode}") from error
        except BrokenProcessPool as error:
            raise WorkerDied(f"{self.name}: {error}") from error
        except MemoryError as error:
            raise WorkerDied(f"{self.name}: out of memory") from error
        except TimeoutError as error:
            raise WorkerTimeout(f"{self.name}: past {timeout:g} s") from error

    async def close(self) -> None:
        """End every child now, the tasks under way with them."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await asyncio.to_thread(_stop, pool)

    async def _once(self, function: Callable[..., T], args: tuple[object, ...], limit: float) -> T:
        pool = await self._usable()
        return await asyncio.wrap_future(pool.schedule(function, args=args, timeout=limit))

    async def _usable(self) -> ProcessPool:
        """Return the pool; make it where there is none yet, or where a child that died between two tasks broke it."""
        if self._pool is not None and not self._pool.active:
            await self.close()
        if self._pool is None:
            self._pool = ProcessPool(self._size, self._max_tasks, _begin, self._initargs, self._context)
        return self._pool


def _within(seconds: float, function: Callable[..., T], args: tuple[object, ...]) -> T:
    """Run in the child; the kernel ends it where it takes more than `seconds`, counted in whole ones, of the processor's time."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds), hard))
    try:
        return function(*args)
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _begin(memory_limit: int | None, initializer: Callable[..., None] | None, initargs: tuple[object, ...]) -> None:
    """Set up a child: the watch over its parent, priority, memory, then what the owner of the pool wants loaded."""
    _end_with_parent()
    with contextlib.suppress(OSError):  # a container may forbid it: lower priority is a courtesy, not a need
        os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a child that is ended by the kernel leaves no file behind
    if memory_limit is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    if initializer is not None:
        initializer(*initargs)


def _end_with_parent() -> None:
    """End when the parent does: by the kernel on Linux, for a task that never lets another thread run, and by a thread everywhere."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another libc: the thread alone
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_wait_for_end, daemon=True, name="parent-watch").start()


def _wait_for_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
