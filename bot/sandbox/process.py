"""The real bot, as it would be started on Discord, in a process of its own: for the scene and for tests that kill it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 20


class BotProcess:
    """`python -m bot run` with given settings, or a test's own module; what it prints goes to `log`."""

    def __init__(self, environment: Mapping[str, str], data_dir: Path, command: Sequence[str] = ("bot", "run")) -> None:
        self._command = command
        self._environment = {**os.environ, **environment, "DATA_DIR": str(data_dir)}
        self._process: asyncio.subprocess.Process | None = None
        self.log = data_dir / "output.log"
        data_dir.mkdir(parents=True, exist_ok=True)

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The id of the process started last."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    async def start(self) -> None:
        """Start the bot; it is ready once its shards are connected (`Sandbox.wait_until_ready`)."""
        with self.log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *self._command, cwd=ROOT, env=self._environment, stdout=output, stderr=output
            )

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as a service manager would, and insist after a while."""
        try:
            await asyncio.wait_for(self._end(signal.SIGTERM), STOP_SECONDS)
        except TimeoutError:
            await self.kill()

    async def wait(self) -> int:
        """Wait until it ends by itself; return its exit status."""
        if self._process is None:
            raise RuntimeError("not started")
        return await self._process.wait()

    async def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self.running:
            self._process.send_signal(number)
            await self._process.wait()
