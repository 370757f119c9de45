"""The processes of one run: real ones, each with a folder of its own, killed, replaced and renewed on order."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path

from benchmarks.processes import children, megabytes
from bot.sandbox.process import BotProcess

MARK = "CHAOS_RUN"
NEWER = ("tests.chaos.newer",)
FULL_MARGIN, RESTART_S = 64 * 1024, 2.0


class Member:
    """One process and what it is started with."""

    def __init__(self, name: str, environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.environment = dict(environment)
        self.folder = folder
        self._command: tuple[str, ...] = ("bot", "run")
        self._process = BotProcess(self.environment, folder)
        self._wanted = False

    @property
    def fell(self) -> bool:
        """Whether it ended though nobody ended it."""
        return self._wanted and not self._process.running

    @property
    def pid(self) -> int:
        """The id of the process started last."""
        return self._process.pid

    @property
    def role(self) -> str:
        """What it does: all, bot or worker."""
        return self.environment.get("ROLE", "all")

    @property
    def log(self) -> str:
        """What it printed."""
        return self._process.log.read_text(encoding="utf-8", errors="replace")

    async def start(self) -> None:
        """Start it, or start it again."""
        await self._process.start()
        self._wanted = True

    async def kill(self) -> None:
        """End it as a power cut would."""
        self._wanted = False
        await self._process.kill()

    async def stop(self) -> None:
        """End it as a service manager would."""
        self._wanted = False
        await self._process.stop()

    async def renew(self, *, command: tuple[str, ...] | None = None, **changed: str) -> None:
        """Start it with other settings, or as a later version of the program, which it is from then on."""
        self.environment |= changed
        self._command = command or self._command
        self._process = BotProcess(self.environment, self.folder, self._command)
        await self.start()

    def fill_disk(self, *, full: bool) -> None:
        """Let no file of it grow any more, as on a full disk; or let them grow again."""
        largest = max((path.stat().st_size for path in self.folder.iterdir() if path.is_file()), default=0) if full else 0
        limit = largest - largest % 4096 + FULL_MARGIN if full else resource.RLIM_INFINITY
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


class Fleet:
    """All the processes; none is left behind."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.mark = uuid.uuid4().hex
        self.members: list[Member] = []
        self.restarts = 0
        self._folder = folder
        self._environment = {**environment, MARK: self.mark}

    def add(self, name: str, **environment: str) -> Member:
        """Describe a process."""
        member = Member(name, {**self._environment, "EXECUTOR_ID": name, **environment}, self._folder / name)
        self.members.append(member)
        return member

    def of(self, *roles: str) -> list[Member]:
        """Those of some roles."""
        return [member for member in self.members if member.role in roles]

    async def start(self) -> None:
        """Start them all."""
        await asyncio.gather(*(member.start() for member in self.members))

    async def supervise(self) -> None:
        """Start what ended by itself again, as a service manager does; until cancelled."""
        while True:
            await asyncio.sleep(RESTART_S)
            for member in self.members:
                if member.fell:
                    self.restarts += 1
                    await member.start()

    async def stop(self) -> None:
        """Stop them all."""
        await asyncio.gather(*(member.stop() for member in self.members))

    def left_behind(self) -> list[str]:
        """Processes of this run that are alive: children included, whoever their parent is now."""
        wanted, found = f"{MARK}={self.mark}".encode(), []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                if wanted in (entry / "environ").read_bytes():
                    found.append(f"{entry.name} {(entry / 'cmdline').read_bytes().decode(errors='replace')}")
            except OSError:
                continue
        return found

    def memory(self) -> dict[str, float]:
        """Resident memory in MB: of each member's process, and of all its children together."""
        found = {}
        for member in self.members:
            found[member.name] = megabytes(member.pid, "Rss")
            found[f"{member.name}, children"] = sum(megabytes(pid, "Rss") for pid in children(member.pid))
        return found


def clock_shim(folder: Path) -> str | None:
    """Build the library that sets one process's clock back; None where there is no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    target = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(target), str(source), "-ldl"], check=True)  # noqa: S603
    return str(target)
