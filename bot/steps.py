"""What the steps of durable work do: plain functions that the engine calls, perhaps again after a crash.

They know nothing of the engine. They take and give ids and the values of outcomes only, since the engine keeps both.
"""

from __future__ import annotations

import asyncio
import time
from datetime import date
from typing import Protocol

import structlog

from bot import metrics
from bot.logs import incident
from bot.model import Outcome
from bot.pipeline import Pipeline, Stage
from bot.store import messages
from bot.store.database import Database

MAX_DEATHS = 3
"""Processes that end one after the other with a suspect under way before it is taken to be what they ended of."""
log = structlog.get_logger(__name__)


class Outbox(Protocol):
    """The Discord side of the work; every method may be called again for the same id and then does nothing twice."""

    async def send_reply(self, message_id: int) -> None:
        """Answer a message, or bring its answer up to date."""

    async def delete_reply(self, channel_id: int, message_id: int, reply_id: int) -> None:
        """Delete an answer of ours whose message is gone."""

    async def send_digest(self, guild_id: int, local_date: date) -> None:
        """Post the digest that `record_digest` announced."""


class Steps:
    """The steps that a process can do: reading with a pipeline, answering with an outbox, or both."""

    def __init__(self, db: Database, pipeline: Pipeline | None, outbox: Outbox | None) -> None:
        self._db = db
        self._pipeline = pipeline
        self._outbox = outbox
        self._alone = asyncio.Lock()

    async def article_ids(self, message_id: int) -> list[int]:
        """The articles that a message posts, in its order."""
        async with self._db.read() as conn:
            return [row.id for row in await messages.message_articles(conn, message_id)]

    async def article(self, message_id: int, article_id: int) -> str:
        """Fetch and read an article, extract its facts and show them in the message's guild; the outcome.

        One step for both: each step costs the engine two writes, and what was read is not read again.
        """
        started = time.monotonic()
        outcome = await self._work.read(article_id)
        if outcome not in (Outcome.READ, Outcome.NO_FACTS, Outcome.DUPLICATE):
            return await self._note(message_id, article_id, Stage("read", outcome, time.monotonic() - started))
        between = time.monotonic()
        extracted = await self._work.extract(article_id)
        # both lines at the end, and together: a step that fails is run again, and is to leave one of each
        read = Stage("read", outcome, between - started)
        return await self._note(message_id, article_id, read, Stage("extract", extracted, time.monotonic() - between))

    async def suspect(self, message_id: int, article_id: int) -> str:
        """`article` for one that was under way when processes ended: with no other suspect beside it, so that what ends them is found.

        It is given up if `MAX_DEATHS` processes ended of it; the others among the suspects are read as ever.
        """
        async with self._alone:
            if await self._work.endanger(article_id) >= MAX_DEATHS:
                number = incident()
                log.error("article given up: processes end of it", message_id=message_id, article_id=article_id, incident=number)
                return await self.give_up(message_id, article_id, number)
            try:
                return await self.article(message_id, article_id)
            finally:  # an error or a stop that is waited for is no death
                await self._work.survive(article_id)

    async def give_up(self, message_id: int, article_id: int, incident: str) -> str:
        """Mark an article as failed, so that it blocks neither the others nor its message's answer; the outcome."""
        started = time.monotonic()
        outcome = await self._work.give_up(article_id)
        return await self._note(message_id, article_id, Stage("extract", outcome, time.monotonic() - started, incident))

    async def reply(self, message_id: int) -> None:
        """Answer a message."""
        started = time.monotonic()
        await self._out.send_reply(message_id)
        metrics.stage("reply", Outcome.READ, time.monotonic() - started)
        async with self._db.read() as conn:
            message = await messages.get_message(conn, message_id)
        if message is not None and message.revision == 0:
            metrics.answered(message.posted_at)

    async def delete(self, channel_id: int, message_id: int, reply_id: int) -> None:
        """Delete an answer of ours to a message of which nothing may be kept any more."""
        await self._out.delete_reply(channel_id, message_id, reply_id)

    async def digest(self, guild_id: int, day: str) -> None:
        """Post a digest; `day` is an ISO date."""
        await self._out.send_digest(guild_id, date.fromisoformat(day))

    async def _note(self, message_id: int, article_id: int, *stages: Stage) -> str:
        """Write down how stages ended; the outcome of the last."""
        await self._work.note(message_id, article_id, *stages)
        for stage in stages:
            metrics.stage(stage.name, stage.outcome, stage.seconds)
        return stages[-1].outcome.value

    @property
    def _work(self) -> Pipeline:
        if self._pipeline is None:
            raise RuntimeError("this process extracts nothing: its role is `bot`")
        return self._pipeline

    @property
    def _out(self) -> Outbox:
        if self._outbox is None:
            raise RuntimeError("this process is not on Discord: its role is `worker`")
        return self._outbox
