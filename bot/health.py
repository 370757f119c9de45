"""`/healthz` and `/metrics` on 127.0.0.1: for containers, service managers and Prometheus. Off unless METRICS_PORT is set."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import structlog
from aiohttp import web

from bot import metrics
from bot.jobs import DISCORD, EXTRACT, Job, JobState
from bot.pipeline import Clock, now
from bot.store import figures
from bot.store.database import Database

log = structlog.get_logger(__name__)
HOST: Final = "127.0.0.1"
LONGEST_LOOK_S: Final = 5.0
"""How long the database may take to answer before this process calls itself unwell."""


class Work(Protocol):
    """The engine, as health needs it."""

    @property
    def running(self) -> frozenset[str]:
        """Ids of the work under way in this process."""

    async def jobs(self, states: Sequence[JobState]) -> list[Job]:
        """The work in these states."""


class Health:
    """A small server beside the bot. Healthy: the database answers, and the gateway is there where this process has one."""

    def __init__(self, db: Database, engine: Work, *, on_discord: Callable[[], bool] | None = None, clock: Clock = now) -> None:
        self._db = db
        self._engine = engine
        self._on_discord = on_discord
        self._clock = clock
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """Where it listens; 0 while it doesn't."""
        return int(self._runner.addresses[0][1]) if self._runner is not None and self._runner.addresses else 0

    async def start(self, port: int | None) -> None:
        """Listen on a port of 127.0.0.1; 0 takes a free one, None leaves the server off."""
        if port is None:
            return
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port).start()
        log.info("figures and health", address=f"http://{HOST}:{self.port}")

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        checks = {"database": await self._database_answers(), "discord": self._on_discord is None or self._on_discord()}
        return web.Response(text=json.dumps(checks), status=200 if all(checks.values()) else 503, content_type="application/json")

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(LONGEST_LOOK_S):
                await figures.ping(self._db)
        except Exception:  # noqa: BLE001 - whatever it is, the answer is no
            return False
        return True

    async def _metrics(self, _request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(LONGEST_LOOK_S):
                await self._look()
        except Exception:
            metrics.trouble("figures")
            log.exception("figures of the database not read")
        return web.Response(body=metrics.page(), headers={"Content-Type": metrics.CONTENT_TYPE})

    async def _look(self) -> None:
        at = self._clock()
        found = await figures.look(self._db)
        metrics.WAITING.set(found.waiting)
        metrics.WAITING_SECONDS.set((at - found.oldest).total_seconds() if found.oldest else 0)
        metrics.DATABASE_BYTES.set(found.size)
        metrics.RUNNING.set(len(self._engine.running))
        jobs = await self._engine.jobs([JobState.WAITING])
        for queue in (EXTRACT, DISCORD):
            since = [job.since for job in jobs if job.queue == queue]
            metrics.QUEUED.labels(queue).set(len(since))
            metrics.QUEUED_SECONDS.labels(queue).set((at - min(since)).total_seconds() if since else 0)
