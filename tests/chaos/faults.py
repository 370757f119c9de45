"""The faults that strike a fleet. Each leaves everything mended, so that the next one finds a whole fleet."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from bot.engine import VERSION
from bot.sandbox.world import Sandbox
from tests.chaos.fleet import NEWER, Fleet, Member
from tests.postgres import Postgres

SEND = r"/channels/\d+/messages"
EDGE = (
    "killed",
    "killed_after_sending",
    "gateway_closed",
    "session_refused",
    "rate_limited",
    "failed_after_work",
    "slow",
    "down_while_posted",
)
AWAY_S, FULL_S, UNHEARD_S, SLOW_S = 3.0, 2.0, 30.0, 50.0


class Faults:
    """Strikes by name; the schedule is the same for the same seed."""

    def __init__(self, seed: int, fleet: Fleet, sandbox: Sandbox, postgres: Postgres | None, clock_shim: str | None) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._fleet = fleet
        self._sandbox = sandbox
        self._postgres = postgres
        self._shim = clock_shim
        self._replaced = 0
        self._version = int(VERSION)

    def names(self) -> list[str]:
        """What can strike here."""
        names = [*EDGE, "new_version"]
        names += ["worker_replaced", "server_restarted", "server_crashed"] if self._postgres is not None else ["disk_full"]
        return [*names, "clock_set_back"] if self._shim is not None else names

    def schedule(self, count: int, only: Sequence[str] = ()) -> list[str]:
        """Which strike (of `only` these, if there are any), in which order: every one before any comes twice."""
        order: list[str] = []
        while len(order) < count:
            names = list(only) or self.names()
            self._chance.shuffle(names)
            order += names
        return order[:count]

    async def strike(self, name: str) -> None:
        """Let one happen, and mend what has to be mended by hand."""
        await getattr(self, f"_{name}")()

    def end(self) -> None:
        """No more faults of Discord."""
        self._sandbox.faults.clear()

    async def _killed(self) -> None:
        member = self._any()
        await member.kill()
        await member.start()

    async def _killed_after_sending(self) -> None:
        """Between an answer's being in the channel and its being written down."""
        held = self._sandbox.faults.slow("POST", SEND, UNHEARD_S, after=True)
        for _ in range(100):
            if held.fired:
                break
            await asyncio.sleep(0.1)
        held.times = held.fired
        members = self._fleet.of("all", "bot")
        await asyncio.gather(*(member.kill() for member in members))
        await asyncio.gather(*(member.start() for member in members))

    async def _down_while_posted(self) -> None:
        members = self._fleet.of("all", "bot")
        await asyncio.gather(*(member.kill() for member in members))
        await asyncio.sleep(AWAY_S)
        await asyncio.gather(*(member.start() for member in members))

    async def _gateway_closed(self) -> None:
        await self._sandbox.drop_connections()

    async def _session_refused(self) -> None:
        self._sandbox.faults.refuse_resume(2)
        await self._sandbox.drop_connections()

    async def _rate_limited(self) -> None:
        self._sandbox.faults.rate_limit("POST", SEND, retry_after=0.5, times=3)

    async def _failed_after_work(self) -> None:
        self._sandbox.faults.fail("POST", SEND, status=500, times=3, after=True)

    async def _slow(self) -> None:
        self._sandbox.faults.slow("POST", SEND, SLOW_S, times=3)

    async def _disk_full(self) -> None:
        member = self._any()
        member.fill_disk(full=True)
        await asyncio.sleep(FULL_S)
        member.fill_disk(full=False)

    async def _worker_replaced(self) -> None:
        member = self._chance.choice(self._fleet.of("worker"))
        await member.kill()
        self._replaced += 1
        await member.renew(EXECUTOR_ID=f"{member.name}-again-{self._replaced}")

    async def _new_version(self) -> None:
        """Roll a new version out, one process after the other, with work under way."""
        self._version += 1
        for member in self._fleet.members:
            await member.kill()
            await member.renew(command=NEWER, CHAOS_VERSION=str(self._version))

    async def _server_restarted(self) -> None:
        if self._postgres is not None:
            await asyncio.to_thread(self._postgres.restart, "fast")

    async def _server_crashed(self) -> None:
        if self._postgres is not None:
            await asyncio.to_thread(self._postgres.stop, "immediate")
            await asyncio.sleep(AWAY_S)
            await asyncio.to_thread(self._postgres.start)

    async def _clock_set_back(self) -> None:
        member = self._any()
        await member.kill()
        await member.renew(LD_PRELOAD=self._shim or "", CLOCK_OFFSET="-3600")

    def _any(self) -> Member:
        return self._chance.choice(self._fleet.members)
