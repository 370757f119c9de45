"""The way of an article, start to end: fetch → read → extract → save. Read this first.

Plain async functions that know nothing of Discord or of the engine that calls them; each may be called again after
a crash and does nothing twice.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from bot.errors import IntakeError
from bot.facts.pool import FactsPool
from bot.intake.again import PASSING, retry_at
from bot.intake.fetch import Fetcher
from bot.intake.reader import PageReader
from bot.model import Document, Outcome
from bot.reading import Clock, Reading
from bot.store import articles, changes, index, journal, messages, pages
from bot.store.database import Database
from bot.store.records import JournalEntry

__all__ = ["TRANSIENT", "Clock", "Pipeline", "now"]

TRANSIENT = PASSING
"""Outcomes that another try, in a moment, may change."""


def now() -> datetime:
    """The current instant, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """How a stage of an article's way ended and how long it took; `incident` is the log's id of a failure."""

    name: str
    outcome: Outcome
    seconds: float
    incident: str | None = None


class Pipeline:
    """Takes an accepted article to its facts. Needs a started fetcher, page reader and facts pool."""

    def __init__(self, db: Database, fetcher: Fetcher, reader: PageReader, facts: FactsPool, clock: Clock = now) -> None:
        self._db = db
        self._reading = Reading(db, fetcher, reader, clock)
        self._facts = facts
        self._clock = clock
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def read(self, article_id: int) -> Outcome:
        """Fetch and read one article unless its text is here already; two callers with the same article share one fetch."""
        async with self._lock(article_id):
            return await self._reading.read(article_id)

    async def extract(self, article_id: int) -> Outcome:
        """Extract and save the facts of an article that was read; one that has its facts keeps them, a copy has those of its original."""
        async with self._db.read() as conn:
            original = await articles.original_of(conn, article_id)
        if original is not None:  # whose facts may be under way still, or which may turn out to be unreadable
            outcome = await self.extract(original)
            return outcome if outcome not in (Outcome.READ, Outcome.NO_FACTS) else Outcome.DUPLICATE
        async with self._lock(article_id):
            async with self._db.read() as conn:
                row = await articles.get_article(conn, article_id)
            if row is None:
                return Outcome.ERASED
            if row.text is None or row.outcome is not Outcome.READ or row.extracted_at is not None:
                return row.outcome or Outcome.FAILED
            document = Document(
                text=row.text,
                title=row.title,
                posted=row.first_posted_at,
                published=row.published_day if row.published else None,  # the page's own day, in its own time zone
                language=row.language,
            )
            try:
                extraction = await self._facts.extract(document)
            except IntakeError as error:
                return await self._unreadable(article_id, error.outcome)
            async with self._db.write() as conn:
                count = await articles.save_extraction(conn, article_id, extraction, extracted_at=self._clock())
                await changes.note_changes(conn, article_id)
            return Outcome.READ if count else Outcome.NO_FACTS

    async def endanger(self, article_id: int) -> int:
        """Count that this process may end of an article; how many did, one after the other. Not before the models are here."""
        await self._facts.ready()
        async with self._db.write() as conn:
            return await articles.count_death(conn, article_id)

    async def survive(self, article_id: int) -> None:
        """This process did not end of it."""
        async with self._db.write() as conn:
            await articles.survived(conn, article_id)

    async def give_up(self, article_id: int) -> Outcome:
        """Mark an article that could not be worked on as failed, so that it blocks nothing and its message is answered."""
        return await self._end(article_id, Outcome.FAILED)

    async def note(self, message_id: int, article_id: int, *stages: Stage) -> None:
        """Make an article's facts visible in all guilds that post it, and write the journal's lines of some stages: all or none."""
        async with self._db.write() as conn:
            message = await messages.get_message(conn, message_id)
            row = await articles.get_article(conn, article_id)
            if message is None:
                return
            if stages[-1].incident is None:  # what was given up shows nothing, and must not fail once more
                for guild_id in sorted({message.guild_id, *await articles.article_guilds(conn, article_id)}):
                    await index.show(conn, guild_id, article_id)
            for stage in stages:
                await journal.record(
                    conn,
                    JournalEntry(
                        at=self._clock(),
                        guild_id=message.guild_id,
                        channel_id=message.channel_id,
                        message_id=message_id,
                        article_id=article_id,
                        url=row.url if row else None,
                        stage=stage.name,
                        outcome=stage.outcome,
                        incident=stage.incident,
                        milliseconds=round(stage.seconds * 1000),
                    ),
                )

    async def _end(self, article_id: int, outcome: Outcome) -> Outcome:
        async with self._db.write() as conn:
            await articles.save_outcome(conn, article_id, outcome, read_at=self._clock())
        return outcome

    async def _unreadable(self, article_id: int, outcome: Outcome) -> Outcome:
        """Keep that a text gives no facts, so that its page isn't fetched again at once."""
        async with self._db.write() as conn:
            failures = (await pages.state(conn, article_id)).failures + 1
            await pages.note_failure(conn, article_id, failures=failures, retry_at=retry_at(outcome, failures, self._clock()))
        return await self._end(article_id, outcome)

    def _lock(self, article_id: int) -> asyncio.Lock:
        return self._locks.setdefault(article_id, asyncio.Lock())
