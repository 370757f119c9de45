"""The pool of killable children, with real children."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.processes import Pool, WorkerDied, WorkerTimeout

ROOT = Path(__file__).parents[1]
MEMORY = 1_500_000_000


@pytest.fixture
async def pool():
    pool = Pool(size=1, name="test", memory_limit=MEMORY)
    yield pool
    await pool.close()


def eat_memory() -> int:
    return len(bytearray(2 * MEMORY))


def hang() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def fail() -> None:
    raise ValueError("from the child")


def refuse_to_start() -> None:
    raise RuntimeError("no model")


async def test_runs_in_another_process_at_a_lower_priority(pool: Pool) -> None:
    pid = await pool.run(os.getpid, timeout=30)
    assert pid != os.getpid()
    assert pool.worker_pids == (pid,)
    assert await pool.run(os.nice, 0, timeout=30) >= 10


async def test_errors_of_the_function_come_back(pool: Pool) -> None:
    with pytest.raises(ValueError, match="from the child"):
        await pool.run(fail, timeout=30)


async def test_a_hang_is_killed_and_the_next_task_runs(pool: Pool) -> None:
    first = await pool.run(os.getpid, timeout=30)
    with pytest.raises(WorkerTimeout):
        await pool.run(time.sleep, 600, timeout=0.3)
    assert await pool.run(os.getpid, timeout=30) != first


async def test_one_that_works_for_too_long_is_ended_by_its_own_time(pool: Pool) -> None:
    assert await pool.run(abs, -1, timeout=30, cpu=1) == 1
    with pytest.raises(WorkerTimeout):
        await pool.run(hang, timeout=600, cpu=0.2)
    assert await pool.run(time.sleep, 1.5, timeout=30, cpu=0.2) is None  # to wait takes no processor time


async def test_a_crash_is_told_and_the_next_task_runs(pool: Pool) -> None:
    with pytest.raises(WorkerDied):
        await pool.run(os._exit, 3, timeout=30)
    assert await pool.run(abs, -1, timeout=30) == 1


@pytest.mark.parametrize("pause", [0, 0.5])  # before and after the pool notices
async def test_a_child_killed_between_two_tasks_is_replaced(pool: Pool, pause: float) -> None:
    first = await pool.run(os.getpid, timeout=30)
    os.kill(first, signal.SIGKILL)
    await asyncio.sleep(pause)
    assert await pool.run(os.getpid, timeout=30) != first


async def test_memory_is_limited(pool: Pool) -> None:
    with pytest.raises(WorkerDied):
        await pool.run(eat_memory, timeout=30)
    assert await pool.run(abs, -1, timeout=30) == 1


async def test_cancelling_frees_the_child(pool: Pool) -> None:
    await pool.start()
    task = asyncio.create_task(pool.run(time.sleep, 600, timeout=900))
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.wait_for(pool.run(abs, -1, timeout=30), 60) == 1


async def test_an_initializer_that_fails_is_told() -> None:
    pool = Pool(size=1, name="broken", initializer=refuse_to_start)
    with pytest.raises(WorkerDied):
        await pool.start()
    await pool.close()


async def test_close_ends_the_children() -> None:
    pool = Pool(size=2, name="two")
    await pool.start()
    await pool.close()
    assert not pool.worker_pids
    assert not [child for child in multiprocessing.active_children() if child.name == "two"]


async def test_one_that_hangs_and_one_that_eats_memory_hold_up_nobody() -> None:
    pool = Pool(size=2, name="two", memory_limit=MEMORY)
    hanging = asyncio.create_task(pool.run(time.sleep, 600, timeout=900))
    eating = asyncio.create_task(pool.run(eat_memory, timeout=30))
    assert [await pool.run(abs, -number, timeout=30) for number in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(WorkerDied):
        await eating
    assert not hanging.done()
    hanging.cancel()
    await pool.close()


@pytest.mark.parametrize("busy", ["asyncio.sleep(0)", "pool.run(hang, timeout=600)"])  # idle, and holding the interpreter's lock for ever
def test_children_end_with_a_killed_parent(busy: str) -> None:
    program = (
        "import asyncio, os\nfrom bot.processes import Pool\nfrom tests.test_processes import hang\n"
        "async def main():\n    pool = Pool(size=1, name='orphan')\n    print(await pool.run(os.getpid, timeout=60), flush=True)\n"
        f"    working = asyncio.ensure_future({busy})\n    await asyncio.sleep(1)\n    print('ready', flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "if __name__ == '__main__':\n    asyncio.run(main())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.stdout.readline()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
