"""Durable work: what was accepted is done, whatever dies. The only module that imports dbos.

The rules and traps are those of docs/decisions/0003-durable-work.md: one transaction for a message and its work, fixed ids, a fixed
version, JSON, retries on every step, and our own tables as the truth, so that the engine can be replaced. What a step does is in
`bot.steps`, what keeps the work going in `bot.upkeep`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from dbos import WorkflowStatus as Status
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs import AGAIN, EPOCH, POLL_SECONDS, QUEUES, Job, JobState, delete_job, limits, read_job, reply_job
from bot.logs import incident
from bot.model import Outcome
from bot.pipeline import TRANSIENT, Clock, Pipeline, now
from bot.settings import Settings
from bot.steps import Outbox, Steps
from bot.store import messages
from bot.store.database import Database
from bot.store.outages import through_outages
from bot.store.presence import Presence
from bot.store.records import NewArticle, NewMessage
from bot.underway import UnderWay
from bot.upkeep import Upkeep

T = TypeVar("T")
log = structlog.get_logger(__name__)

VERSION = "2"
"""Version of the workflows: raised by hand when their steps change. Work of an older one is begun anew once nobody runs it any more."""

RECOVERIES = 1
"""How often work goes on with all the rest after a process ended; from then on what it reads is under suspicion."""
PAUSES = (2.0, 8.0)
"""Seconds before the second and third try of a page whose site had a passing trouble."""
TRIES, TRIES_ON_DISCORD = 3, 16
"""Runs of a step that raises; on Discord, a quarter of an hour of them."""
FIRST_PAUSE_S = 1.0
PATIENCE_S = 3.0
"""How long work under way may go on once the engine is told to stop."""
_STATES = {
    "ENQUEUED": JobState.WAITING,
    "DELAYED": JobState.WAITING,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.DONE,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.INTERRUPTED,
}


class Engine:
    """Accepts messages and sees their work through. One a process: DBOS is a singleton."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        pipeline: Pipeline | None,
        outbox: Outbox | None,
        clock: Clock = now,
        version: str | None = None,
    ) -> None:
        self._settings = settings
        self._db = db
        self._steps = Steps(db, pipeline, outbox)
        self.version = version or VERSION
        self._client: DBOSClient | None = None
        self._under_way = UnderWay()
        self._loop: asyncio.Task[None] | None = None
        self.presence = Presence(db, settings.executor, self.version)
        self.upkeep = Upkeep(self, db, self.presence, settings.executor, clock)

    @property
    def running(self) -> frozenset[str]:
        """Ids of the work under way in this process."""
        return self._under_way.ids

    async def start(self, *, upkeep: bool = True) -> None:
        """Launch the queues of this process's role; work that a previous process left goes on at once.

        Raises:
            StoreError: store.name_taken while another process on the same database has this one's name.
        """
        await self.upkeep.enter()
        url = make_url(self._settings.url).set(drivername="sqlite" if self._db.is_sqlite else "postgresql+psycopg")
        address = url.render_as_string(hide_password=False)
        config: DBOSConfig = {
            "name": "vigie",
            "system_database_url": address,
            "application_version": self.version,
            "executor_id": self._settings.executor,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": 1.0,
            "enable_otlp": False,
        }
        DBOS(config=config)
        DBOS.listen_queues(QUEUES[self._settings.role])
        self._register()
        DBOS.launch()  # on the loop, where it finds that workflows are to run
        await self._register_queues()
        self._client = await asyncio.to_thread(partial(DBOSClient, system_database_url=address, serializer=DBOSPortableJSONSerializer()))
        if upkeep:
            self._loop = asyncio.create_task(self.upkeep.run())

    async def stop(self) -> None:
        """Let what is under way finish for a moment, then let go of the database: the rest is durable and goes on at the next start."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        logging.getLogger("dbos").setLevel(logging.ERROR)  # it warns of what is cancelled
        await self._under_way.end(PATIENCE_S)
        if self._client is not None:
            await asyncio.to_thread(self._client.destroy)
            self._client = None
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())  # dbos had put its own there, and has shut it down
        await self.presence.release()

    async def accept(self, message: NewMessage, articles: Sequence[NewArticle], *, advance: bool = True) -> bool:
        """Keep a message and enqueue its work in one transaction; while the database is away, wait for it.

        Args:
            message: the message, or a newer edit of one that is known.
            articles: what it posts, in order.
            advance: whether history need never be read before this message again.

        Returns:
            True if there is new work, False if this very message was accepted before.
        """

        async def once() -> bool:
            async with self._db.write() as conn:
                row = await messages.accept(conn, message, articles, advance=advance)
                if row is not None:
                    await self.enqueue(conn, read_job(row.message_id, row.guild_id, row.revision, row.attempt))
                return row is not None

        return await through_outages(once)

    async def erase(self, message_id: int) -> None:
        """Forget what a deleted message brought, and delete our answer to it."""

        async def once() -> None:
            async with self._db.write() as conn:
                message = await messages.get_message(conn, message_id)
                erased = await messages.erase(conn, message_id)
                if message is None or erased is None:
                    return
                if erased.reply_id is not None:
                    await self.enqueue(conn, delete_job(message.channel_id, message_id, erased.reply_id, message.guild_id))
                for row in erased.reopened:
                    await self.enqueue(conn, read_job(row.message_id, row.guild_id, row.revision, row.attempt))

        await through_outages(once)

    async def enqueue(self, conn: AsyncConnection, job: Job) -> None:
        """Enqueue work in a transaction of ours; work of an id that is known already is not begun again."""
        client = self._client
        if client is None:
            if self._under_way.ending:
                raise asyncio.CancelledError  # a message that comes now is not accepted: it is read at the next start
            raise RuntimeError("the engine is not started")
        options: EnqueueOptions = {
            "queue_name": job.queue,
            "workflow_name": job.name,
            "workflow_id": job.id,
            "queue_partition_key": str(job.guild_id),
        }
        await conn.run_sync(lambda sync: client.enqueue_in_transaction(sync, options, *job.arguments))

    async def jobs(self, states: Sequence[JobState], *, prefixes: Sequence[str] | None = None, finished_before: datetime | None = None,
                   versions: Sequence[str] | None = None, limit: int | None = None) -> list[Job]:  # fmt: skip
        """The work that the engine knows of, oldest first, within all the given bounds."""
        found = await DBOS.list_workflows_async(
            status=[status for status in _ALL if _state(status) in states],
            workflow_id_prefix=list(prefixes) if prefixes is not None else None,
            completed_before=finished_before.isoformat() if finished_before else None,
            app_version=list(versions) if versions is not None else None,
            limit=limit,
            load_output=False,
        )
        return [_job(one) for one in found]

    async def cancel(self, job: Job) -> None:
        """Stop work: at its next step where it runs."""
        await DBOS.cancel_workflow_async(job.id)

    async def forget(self, jobs: Sequence[Job]) -> None:
        """Delete the engine's rows of finished work."""
        await DBOS.delete_workflows_async([job.id for job in jobs])

    async def versions(self) -> list[str]:
        """The versions that ever ran on this database, the one that takes new work first."""
        known = await DBOS.list_application_versions_async()
        return [one["version_name"] for one in sorted(known, key=lambda one: one["version_timestamp"], reverse=True)]

    async def take_new_work(self) -> None:
        """Make this version the one that takes new work: the last to be stamped, but for stamps of a clock that was ahead, so all are."""
        for name in (*reversed(await self.versions()), self.version):
            await DBOS.set_latest_application_version_async(name)

    async def _register_queues(self) -> None:
        for queue in QUEUES[self._settings.role]:
            in_all, of_a_guild = limits(queue, self._settings.pool_size)
            await DBOS.register_queue_async(
                queue,
                worker_concurrency=in_all,
                partition_worker_concurrency=of_a_guild,
                polling_interval_sec=POLL_SECONDS,
                on_conflict="always_update",
            )

    def _register(self) -> None:
        workflow = partial(DBOS.workflow, max_recovery_attempts=RECOVERIES)

        @workflow(name="message")
        async def message(message_id: str) -> None:
            async with self._piece():
                await self._read_all(int(message_id))
                # no step: its id is fixed, so that doing it again does nothing, and each step costs a commit
                await through_outages(self._enqueue_reply, int(message_id), DBOS.workflow_id or "")

        @workflow(name="reply")
        async def reply(message_id: str) -> None:
            async with self._piece():
                await _step("reply", self._steps.reply, int(message_id), tries=TRIES_ON_DISCORD)

        @workflow(name="delete")
        async def delete(channel_id: str, reply_id: str, message_id: str = "0") -> None:  # work of before had two
            async with self._piece():
                await _step("delete", self._steps.delete, int(channel_id), int(message_id), int(reply_id), tries=TRIES_ON_DISCORD)

        @workflow(name="digest")
        async def digest(guild_id: str, day: str) -> None:
            async with self._piece():
                await _step("digest", self._steps.digest, int(guild_id), day, tries=TRIES_ON_DISCORD)

    def _piece(self) -> AbstractAsyncContextManager[None]:
        return self._under_way.piece(DBOS.workflow_id or "")

    async def _read_all(self, message_id: int) -> None:
        for article_id in await _step("articles", self._steps.article_ids, message_id):
            try:
                await self._read(message_id, article_id)
            except Exception:  # a poisoned article must not block the others, nor its message's answer
                number = incident()
                log.exception("article given up", message_id=message_id, article_id=article_id, incident=number)
                await _step("give up", self._steps.give_up, message_id, article_id, number)

    async def _read(self, message_id: int, article_id: int) -> None:
        for pause in (*PAUSES, None):
            step = self._steps.suspect if AGAIN in (DBOS.workflow_id or "") else self._steps.article
            outcome = Outcome(await _step("article", step, message_id, article_id))
            if outcome not in TRANSIENT or pause is None:
                return
            await asyncio.sleep(pause)  # not the engine's own sleep: that one keeps a time of day, and clocks are set back

    async def _enqueue_reply(self, message_id: int, workflow_id: str) -> None:
        async with self._db.write() as conn:
            row = await messages.get_message(conn, message_id)
            if row is not None:
                await self.enqueue(conn, reply_job(message_id, row.guild_id, workflow_id))


_ALL = (*_STATES, "ERROR", "CANCELLED")


def _state(status: str) -> JobState:
    return _STATES.get(status, JobState.FAILED)


def _job(status: Status) -> Job:
    given = status.input["args"] if status.input else ()
    since = datetime.fromtimestamp(status.updated_at / 1000, UTC) if status.updated_at else EPOCH
    return Job(
        status.workflow_id, status.name, tuple(str(one) for one in given), int(status.queue_partition_key or 0), _state(status.status),
        status.executor_id, status.app_version, since,
    )  # fmt: skip


async def _step(name: str, function: Callable[..., Awaitable[T]], *args: object, tries: int = TRIES) -> T:
    """Run a step: again after an error, longer the more often, and through an outage of the database as if there had been none."""
    return await DBOS.run_step_async(
        {"name": name, "retries_allowed": True, "interval_seconds": FIRST_PAUSE_S, "backoff_rate": 2.0 if tries == TRIES else 1.5,
         "max_attempts": tries},
        through_outages, function, *args,
    )  # fmt: skip
