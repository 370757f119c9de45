"""A process of role `worker`: fetches, reads and extracts; has no connection to Discord and needs no token."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import structlog

from bot.engine import Engine
from bot.health import Health
from bot.parts import Parts
from bot.pipeline import now
from bot.settings import Settings
from bot.store.outages import open_when_there

log = structlog.get_logger(__name__)


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until told to stop; what is under way then is durable, and goes on elsewhere or at the next start."""
    async with AsyncExitStack() as ending:
        db = await open_when_there(settings.url, data_dir=settings.data_dir)
        ending.push_async_callback(db.close)
        parts = Parts(settings)
        ending.push_async_callback(parts.close)
        pipeline = await parts.open(db, now)
        engine = Engine(settings, db, pipeline, None)
        ending.push_async_callback(engine.stop)
        await engine.start()
        health = Health(db, engine)
        await health.start(settings.metrics_port)
        ending.push_async_callback(health.stop)
        log.info("working", executor=settings.executor, children=settings.pool_size)
        await parts.warm()
        await stop.wait()
