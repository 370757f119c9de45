"""Durable work: what was accepted is done, whatever dies. The only module that imports dbos.

The rules and traps are those of docs/decisions/0003-durable-work.md: one transaction for a message and its work, fixed ids, a fixed
version, JSON, retries on every step, and our own tables as the truth, so that the engine can be replaced.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from typing import Protocol, TypeVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions, SetWorkflowID
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.logs import incident
from bot.model import Outcome
from bot.pipeline import TRANSIENT, Clock, Pipeline, now
from bot.settings import Role, Settings
from bot.store import guilds, messages
from bot.store.database import Database
from bot.store.records import MessageRow, NewArticle, NewMessage
from bot.summary.schedule import local_date, scheduled

T = TypeVar("T")
log = structlog.get_logger(__name__)

VERSION = "1"
"""Version of the workflows: raised by hand when their steps change, once those of the old one are drained."""

EXTRACT, DISCORD = "extract", "discord"
QUEUES = {Role.ALL: (EXTRACT, DISCORD), Role.BOT: (DISCORD,), Role.WORKER: (EXTRACT,)}
POLL_SECONDS = 0.25
MAX_ATTEMPTS = 3
PAUSES = (2.0, 8.0)
"""Seconds before the second and third try of a page whose site had a passing trouble."""
STALE = timedelta(minutes=10)
KEEP_FINISHED = timedelta(days=3)


class Outbox(Protocol):
    """The Discord side of the work; every method may be called again for the same id and then does nothing twice."""

    async def send_reply(self, message_id: int) -> None:
        """Answer a message, or bring its answer up to date."""

    async def delete_reply(self, channel_id: int, reply_id: int) -> None:
        """Delete an answer of ours whose message is gone."""

    async def send_digest(self, guild_id: int, local_date: date) -> None:
        """Post the digest that `record_digest` announced."""


class Engine:
    """Accepts messages and sees their work through. One a process: DBOS is a singleton."""

    def __init__(self, settings: Settings, db: Database, pipeline: Pipeline | None, outbox: Outbox | None, clock: Clock = now) -> None:
        self._settings = settings
        self._db = db
        self._pipeline = pipeline
        self._outbox = outbox
        self._clock = clock
        self._client: DBOSClient | None = None

    async def start(self) -> None:
        """Launch the queues of this process's role; work that a previous process left goes on at once."""
        url = make_url(self._settings.url).set(drivername="sqlite" if self._db.is_sqlite else "postgresql+psycopg")
        address = url.render_as_string(hide_password=False)
        logging.getLogger("dbos").setLevel(logging.WARNING)
        config: DBOSConfig = {
            "name": "vigie",
            "system_database_url": address,
            "application_version": VERSION,
            "executor_id": self._settings.executor_id,
            "serializer": DBOSPortableJSONSerializer(),
            "console_log_level": "WARNING",
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": 1.0,
            "enable_otlp": False,
        }
        DBOS(config=config)
        DBOS.listen_queues(QUEUES[self._settings.role])
        self._register()
        DBOS.launch()
        for queue, concurrency in ((EXTRACT, 4 * self._settings.pool_size), (DISCORD, 8)):
            await DBOS.register_queue_async(
                queue, worker_concurrency=concurrency, polling_interval_sec=POLL_SECONDS, on_conflict="always_update"
            )
        self._client = DBOSClient(system_database_url=address, serializer=DBOSPortableJSONSerializer())

    async def stop(self) -> None:
        """Stop polling and let go of the database; what is under way is durable and goes on at the next start."""
        if self._client is not None:
            await asyncio.to_thread(self._client.destroy)
            self._client = None
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())  # dbos had put its own there, and has shut it down

    async def accept(self, message: NewMessage, articles: Sequence[NewArticle], *, advance: bool = True) -> bool:
        """Keep a message and enqueue its work in one transaction.

        Args:
            message: the message, or a newer edit of one that is known.
            articles: what it posts, in order.
            advance: whether history need never be read before this message again.

        Returns:
            True if there is new work, False if this very message was accepted before.
        """
        async with self._db.write() as conn:
            row = await messages.accept(conn, message, articles, advance=advance)
            if row is None:
                return False
            await self._enqueue_message(conn, row, row.attempt)
            return True

    async def erase(self, message_id: int) -> None:
        """Forget what a deleted message brought, and delete our answer to it."""
        async with self._db.write() as conn:
            message = await messages.get_message(conn, message_id)
            reply_id = await messages.erase_message(conn, message_id)
            if message is not None and reply_id is not None:
                await self._enqueue(conn, DISCORD, "delete", f"delete-{message_id}-{reply_id}", str(message.channel_id), str(reply_id))

    async def tick(self) -> None:
        """Announce the digests that are due: at most one a guild and local day, whatever the clock does."""
        at = self._clock()
        async with self._db.write() as conn:
            for settings in await guilds.due_digests(conn, at):
                day = local_date(settings, at)
                start = await guilds.last_digest_end(conn, settings.guild_id) or at - timedelta(days=1)
                await guilds.save_settings(conn, scheduled(settings, at))
                if await guilds.record_digest(conn, settings.guild_id, day, start, at):
                    await self._enqueue(
                        conn, DISCORD, "digest", f"digest-{settings.guild_id}-{day}", str(settings.guild_id), day.isoformat()
                    )

    async def sweep(self) -> None:
        """Start again the work of messages that have none alive; give up after three attempts, and say so in the log."""
        async with self._db.read() as conn:
            stale = await messages.unfinished(conn, older_than=self._clock() - STALE)
        for message in stale:
            prefixes = [f"{name}-{message.message_id}-{message.revision}-" for name in ("message", "reply")]
            alive = await DBOS.list_workflows_async(
                workflow_id_prefix=prefixes, status=["ENQUEUED", "PENDING", "DELAYED"], load_input=False, load_output=False
            )
            if not alive:
                await self._start_again(message)

    async def clean(self) -> None:
        """Delete the engine's rows of work finished some days ago, so that the database doesn't grow with them."""
        before = (self._clock() - KEEP_FINISHED).isoformat()
        done = await DBOS.list_workflows_async(completed_before=before, limit=10_000, load_input=False, load_output=False)
        if done:
            await DBOS.delete_workflows_async([workflow.workflow_id for workflow in done])

    async def _start_again(self, message: MessageRow) -> None:
        async with self._db.write() as conn:
            if message.attempt + 1 >= MAX_ATTEMPTS:
                await messages.set_failed(conn, message.message_id)
                log.error("message given up", message_id=message.message_id, attempts=MAX_ATTEMPTS)
                return
            attempt = message.attempt + 1
            await messages.set_attempt(conn, message.message_id, attempt, self._clock())
            await self._enqueue_message(conn, message, attempt)

    async def _enqueue_message(self, conn: AsyncConnection, row: MessageRow, attempt: int) -> None:
        await self._enqueue(conn, EXTRACT, "message", f"message-{row.message_id}-{row.revision}-{attempt}", str(row.message_id))

    async def _enqueue(self, conn: AsyncConnection, queue: str, workflow: str, workflow_id: str, *args: str) -> None:
        client = self._client
        if client is None:
            raise RuntimeError("the engine is not started")
        options: EnqueueOptions = {"queue_name": queue, "workflow_name": workflow, "workflow_id": workflow_id}
        await conn.run_sync(lambda sync: client.enqueue_in_transaction(sync, options, *args))

    def _register(self) -> None:
        workflow = partial(DBOS.workflow, max_recovery_attempts=MAX_ATTEMPTS)

        @workflow(name="reply")
        async def reply(message_id: str) -> None:
            await _step("reply", self._out.send_reply, int(message_id), max_attempts=8)

        @workflow(name="message")
        async def message(message_id: str) -> None:
            await self._message_workflow(int(message_id))
            with SetWorkflowID((DBOS.workflow_id or "").replace("message-", "reply-", 1)):
                await DBOS.enqueue_workflow_async(DISCORD, reply, message_id)

        @workflow(name="delete")
        async def delete(channel_id: str, reply_id: str) -> None:
            await _step("delete", self._out.delete_reply, int(channel_id), int(reply_id), max_attempts=8)

        @workflow(name="digest")
        async def digest(guild_id: str, day: str) -> None:
            await _step("digest", self._out.send_digest, int(guild_id), date.fromisoformat(day), max_attempts=8)

    async def _message_workflow(self, message_id: int) -> None:
        for article_id in await _step("articles", self._article_ids, message_id):
            try:
                await self._article_steps(message_id, article_id)
            except Exception:  # a poisoned article must not block the others, nor its message's answer
                number = incident()
                log.exception("article given up", message_id=message_id, article_id=article_id, incident=number)
                await _step("give up", self._give_up, message_id, article_id, number)

    async def _article_steps(self, message_id: int, article_id: int) -> None:
        for pause in (*PAUSES, None):
            outcome = Outcome(await _step("read", self._read, message_id, article_id))
            if outcome not in TRANSIENT or pause is None:
                break
            await DBOS.sleep_async(pause)
        if outcome in (Outcome.READ, Outcome.NO_FACTS, Outcome.DUPLICATE):
            await _step("extract", self._extract, message_id, article_id)

    async def _article_ids(self, message_id: int) -> list[int]:
        async with self._db.read() as conn:
            return [row.id for row in await messages.message_articles(conn, message_id)]

    async def _read(self, message_id: int, article_id: int) -> str:
        started = time.monotonic()
        outcome = await self._work.read(article_id)
        await self._work.note(message_id, article_id, "read", outcome, started)
        return outcome.value

    async def _extract(self, message_id: int, article_id: int) -> str:
        started = time.monotonic()
        outcome = await self._work.extract(article_id)
        async with self._db.read() as conn:
            message = await messages.get_message(conn, message_id)
        if message is not None:
            await self._work.show(message, article_id)
        await self._work.note(message_id, article_id, "extract", outcome, started)
        return outcome.value

    async def _give_up(self, message_id: int, article_id: int, number: str) -> str:
        started = time.monotonic()
        outcome = await self._work.give_up(article_id)
        await self._work.note(message_id, article_id, "extract", outcome, started, number)
        return outcome.value

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


async def _step(name: str, function: Callable[..., Awaitable[T]], *args: object, max_attempts: int = 3) -> T:
    return await DBOS.run_step_async(  # type: ignore[no-any-return, call-overload]
        {"name": name, "retries_allowed": True, "interval_seconds": 1.0, "backoff_rate": 2.0, "max_attempts": max_attempts}, function, *args
    )
