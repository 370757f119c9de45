"""What keeps the work going: digests that are due, work that was lost, work of processes that are gone, rows that nobody needs.

Runs in every process, once every few seconds; whatever one of them does, the others find done.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.errors import StoreError
from bot.jobs import LIVE, Job, JobState, digest_job, read_job, reply_job
from bot.logs import incident
from bot.model import Outcome
from bot.pipeline import Clock
from bot.store import articles, departures, guilds, journal, messages, tidying
from bot.store.database import Database
from bot.store.presence import Presence
from bot.store.records import JournalEntry, MessageRow
from bot.summary.schedule import local_date, scheduled

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
"""Times that the work of a message is begun."""
MAX_TAKEN_OVER = 10
"""Times that work is taken over from processes that are gone. What they end of is found sooner where it is an article: see `bot.steps`."""
STALE = timedelta(minutes=10)
KEEP_FINISHED = timedelta(days=3)
KEEP_JOURNAL = timedelta(days=90)
KEEP_ERASED = timedelta(days=30)
KEEP_LEFT = timedelta(days=7)
"""How long what a server brought is kept after the bot was taken out of it: PRIVACY.md promises it."""
NOT_BEGUN = timedelta(minutes=1)
"""How long work may be ours and yet not be under way here: between its claim and its first line lies a moment only."""
ROUND_S, SWEEP_S = 10.0, 300.0
NAME_PATIENCE_S = 90.0
"""How long a start waits for its name to be free: a server takes up to a minute to see that a machine is gone."""
CLEANED_AT_ONCE = 5_000


class Work(Protocol):
    """The engine, as upkeep needs it."""

    @property
    def version(self) -> str:
        """The version of the workflows that this process runs."""

    @property
    def running(self) -> frozenset[str]:
        """Ids of the work under way in this process."""

    async def enqueue(self, conn: AsyncConnection, job: Job) -> None:
        """Enqueue work in a transaction of ours."""

    async def jobs(self, states: Sequence[JobState], *, prefixes: Sequence[str] | None = None, finished_before: datetime | None = None,
                   versions: Sequence[str] | None = None, limit: int | None = None) -> list[Job]:  # fmt: skip
        """The work that the engine knows of."""

    async def cancel(self, job: Job) -> None:
        """Stop work."""

    async def forget(self, jobs: Sequence[Job]) -> None:
        """Delete the engine's rows of finished work."""

    async def versions(self) -> list[str]:
        """The versions that ever ran here, the one that takes new work first."""

    async def take_new_work(self) -> None:
        """Make this version the one that takes new work."""


class Upkeep:
    """The rounds. Each may be called alone, and at any time."""

    def __init__(self, work: Work, db: Database, presence: Presence, executor: str, clock: Clock) -> None:
        self._work = work
        self._db = db
        self._presence = presence
        self._executor = executor
        self._clock = clock

    async def enter(self) -> None:
        """Take this process's name, which nobody else may have. Raises StoreError store.name_taken."""
        until = time.monotonic() + NAME_PATIENCE_S
        while not await self._presence.hold():
            if time.monotonic() > until:
                raise StoreError("store.name_taken", name=self._executor)
            log.warning("waiting for this process's name: another one has it", executor=self._executor)
            await asyncio.sleep(1)

    async def run(self) -> None:
        """Do the rounds until cancelled. One that fails is told and tried again: nothing here may end for good."""
        swept = float("-inf")
        while True:
            for each in (self._presence.hold, self.lead, self.tick, self.rescue):
                await _told(each)
            if time.monotonic() - swept > SWEEP_S:
                swept = time.monotonic()
                for each in (self.sweep, self.clean, self.tidy):
                    await _told(each)
            await asyncio.sleep(ROUND_S)

    async def lead(self) -> None:
        """New work goes to one version: this one, if none of the processes of that version is left (after a step back, say)."""
        versions = await self._work.versions()
        if versions and versions[0] != self._work.version and await self._presence.version_gone(versions[0]):
            await self._work.take_new_work()

    async def tick(self) -> None:
        """Announce the digests that are due: at most one a guild and local day, whatever the clock does."""
        at = self._clock()
        async with self._db.read() as conn:
            if not await guilds.due_digests(conn, at):
                return
        async with self._db.write() as conn:
            for settings in await guilds.due_digests(conn, at):
                day = local_date(settings, at)
                start = await guilds.last_digest_end(conn, settings.guild_id) or at - timedelta(days=1)
                await guilds.save_settings(conn, scheduled(settings, at))
                if await guilds.record_digest(conn, settings.guild_id, day, start, at):
                    await self._work.enqueue(conn, digest_job(settings.guild_id, day.isoformat()))

    async def rescue(self) -> None:
        """Take over the work of processes that are gone, of versions that nobody runs any more, and what a fault left lying here."""
        await self._take_over(await self._work.jobs([JobState.INTERRUPTED]))
        by_executor: defaultdict[str, list[Job]] = defaultdict(list)
        for job in await self._work.jobs([JobState.RUNNING]):
            by_executor[job.executor or ""].append(job)
        for executor, found in by_executor.items():
            if executor == self._executor:
                await self._take_over([job for job in found if self._left_lying(job)])
                continue
            async with self._presence.if_gone(executor) as gone:
                if gone:
                    await self._take_over(found)
        old = [name for name in await self._work.versions() if await self._presence.version_gone(name)]
        if old:
            await self._take_over(await self._work.jobs([JobState.WAITING], versions=old))

    def _left_lying(self, job: Job) -> bool:
        if job.version not in (None, self._work.version):
            return True
        return job.id not in self._work.running and self._clock() - job.since > NOT_BEGUN

    async def _take_over(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            if job.taken_over < MAX_TAKEN_OVER:
                log.warning("work taken over", job=job.id, executor=job.executor, version=job.version)
                metrics.rescued()
                async with self._db.write() as conn:
                    await self._work.enqueue(conn, job.again())
            else:
                log.error("work given up: processes end while it is under way", job=job.id)
            await self._work.cancel(job)

    async def sweep(self) -> None:
        """Start again the work of messages that have none alive; give up after three attempts, and say so."""
        async with self._db.read() as conn:
            stale = await messages.unfinished(conn, older_than=self._clock() - STALE)
        for message in stale:
            prefixes = [f"{name}-{message.message_id}-{message.revision}-" for name in ("message", "reply")]
            found = await self._work.jobs(list(JobState), prefixes=prefixes)
            if not any(job.state in LIVE for job in found):
                await self._start_again(message, found)
        await self._repeat_failed()

    async def _start_again(self, message: MessageRow, found: Sequence[Job]) -> None:
        attempt = message.attempt + 1
        read = any(job.name == "reply" for job in found)
        async with self._db.write() as conn:
            if attempt < MAX_ATTEMPTS:
                await messages.set_attempt(conn, message.message_id, attempt, self._clock())
                await self._work.enqueue(conn, read_job(message.message_id, message.guild_id, message.revision, attempt))
                return
            number = incident()
            log.error("message given up", message_id=message.message_id, guild_id=message.guild_id, attempts=attempt, incident=number)
            metrics.given_up()
            if read or attempt > MAX_ATTEMPTS:  # read, but it can't be answered
                await messages.set_failed(conn, message.message_id)
                await self._write_down(conn, message, None, "reply", number)
                return
            await self._fail_articles(conn, message, number)
            await messages.set_attempt(conn, message.message_id, MAX_ATTEMPTS, self._clock())
            reading = read_job(message.message_id, message.guild_id, message.revision, MAX_ATTEMPTS)
            await self._work.enqueue(conn, reply_job(message.message_id, message.guild_id, reading.id))

    async def _fail_articles(self, conn: AsyncConnection, message: MessageRow, number: str) -> None:
        """What was not read by now is called failed, so that the message is answered all the same."""
        for article in await messages.message_articles(conn, message.message_id):
            if article.outcome is None or (article.outcome is Outcome.READ and article.extracted_at is None):
                await articles.save_outcome(conn, article.id, Outcome.FAILED, read_at=self._clock())
                await self._write_down(conn, message, article.id, "extract", number, article.url)

    async def _write_down(
        self, conn: AsyncConnection, message: MessageRow, article_id: int | None, stage: str, number: str, url: str | None = None
    ) -> None:
        entry = JournalEntry(self._clock(), message.guild_id, message.channel_id, message.message_id, article_id, url, stage,
                             Outcome.FAILED, number, None)  # fmt: skip
        await journal.record(conn, entry)

    async def _repeat_failed(self) -> None:
        """Digests and deletions that failed, Discord being away for long, say, are tried again too."""
        for job in await self._work.jobs([JobState.FAILED], prefixes=["digest-", "delete-"]):
            if job.taken_over < MAX_ATTEMPTS:
                async with self._db.write() as conn:
                    await self._work.enqueue(conn, job.again())
            else:
                log.error("work given up", job=job.id)
            await self._work.forget([job])

    async def clean(self) -> None:
        """Delete the engine's rows of work finished some days ago, so that the database doesn't grow with them."""
        before, finished = self._clock() - KEEP_FINISHED, (JobState.DONE, JobState.FAILED, JobState.INTERRUPTED)
        while done := await self._work.jobs(finished, finished_before=before, limit=CLEANED_AT_ONCE):
            await self._work.forget(done)

    async def tidy(self) -> None:
        """Once a day, in one of the processes: forget servers left for long and old lines, and let the database tidy its files."""
        at = self._clock()
        if not await tidying.tidied_on(self._db, at.date().isoformat()):
            for guild_id in await departures.forget_departed(self._db, at - KEEP_LEFT):
                log.info("server forgotten", guild_id=guild_id)
            await tidying.tidy(self._db, journal_before=at - KEEP_JOURNAL, erased_before=at - KEEP_ERASED)


async def _told(function: Callable[[], Awaitable[object]]) -> None:
    try:
        await function()
    except Exception:  # the next round may find the database there again
        metrics.trouble(function.__name__)
        log.exception("upkeep failed", round=function.__name__, incident=incident())
