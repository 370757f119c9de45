"""Memory and start of the real processes, on the embedded Discord: `python -m benchmarks.processes`."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Line, markdown
from benchmarks.world import article
from bot.sandbox.process import BotProcess
from bot.sandbox.world import Sandbox

PATIENCE_S = 300.0
BARE = "import discord, pathlib; print(next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1])"
MODELS = "import time; s = time.perf_counter(); from bot.facts import pool; pool._load(); print(time.perf_counter() - s)"


def megabytes(pid: int, field: str = "Pss") -> float:
    """Memory of a process: its proportional share (Pss) of what it holds with others, or all it has resident (Rss)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"no {field} of process {pid}")


def children(pid: int) -> list[int]:
    """All processes below one, whatever their depth."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += [int(child), *children(int(child))]
    return found


async def measure() -> list[Line]:
    """Start one process that does everything, let it read an article, and weigh it."""
    bare = int(_told(BARE)) / 1024
    started = time.perf_counter()
    _told("import discord")
    importing = time.perf_counter() - started
    loading = float(_told(MODELS))
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox:
            bot = BotProcess(sandbox.settings_env(), Path(folder))
            started = time.perf_counter()
            await bot.start()
            try:
                await sandbox.wait_until_ready(PATIENCE_S)
                await sandbox.wait_for_command("facts", PATIENCE_S)
                await sandbox.slash("admin", "news", "vigie watch", channel=sandbox.channel("news"))
                commands = time.perf_counter() - started
                post = await sandbox.post("news", "alice", article(1))
                await sandbox.wait_for_reply(post, PATIENCE_S)
                first = time.perf_counter() - started
                below = children(bot.pid)
                main, rest = megabytes(bot.pid), [megabytes(pid) for pid in below]
                largest = max(megabytes(pid, "Rss") for pid in below)
                resident = megabytes(bot.pid, "Rss")
            finally:
                await bot.stop()
    return [
        Line("Python with discord.py", bare, "MB", how="resident"),
        Line("main process: Discord, engine, store; no models", resident, "MB", 120, how="resident"),
        Line("child that extracts", largest, "MB", 600, how="resident"),
        Line("all in one", main + sum(rest), "MB", 850, how=f"1 + {len(rest)} processes, proportional"),
        Line("import of discord.py", importing, "s"),
        Line("load of the models", loading, "s"),
        Line("start until commands answer", commands, "s", 3),
        Line("start until the first article is answered", first, "s", 10),
    ]


def _told(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


if __name__ == "__main__":
    print(markdown("Processes", asyncio.run(measure())))
