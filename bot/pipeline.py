"""The way of an article, start to end: fetch → read → extract → save. Read this first.

Plain async functions that know nothing of Discord or of the engine that calls them; each may be called again after
a crash and does nothing twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

from bot.errors import IntakeError
from bot.facts.pool import FactsPool
from bot.intake.fetch import Fetcher
from bot.intake.reader import PageReader
from bot.intake.text import read_text
from bot.model import Article, Document, Outcome, Page
from bot.store import articles, journal, messages
from bot.store.database import Database
from bot.store.records import ArticleRow, ArticleSource, JournalEntry, MessageRow

Clock = Callable[[], datetime]

TRANSIENT = frozenset({Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.SERVER_ERROR, Outcome.RATE_LIMITED})
"""Outcomes that another try, later, may change."""

KEPT = frozenset({Outcome.READ, Outcome.NO_FACTS, Outcome.DUPLICATE, Outcome.ERASED})
"""Outcomes after which the text is ours: the page isn't fetched again."""

FAILURE_KEPT = timedelta(minutes=10)
"""How long a page that could not be read is left alone before a new posting tries it again."""

FILE_LIMIT = 5_000_000
"""The largest attachment that is read, in bytes; the limit of a page too."""


def now() -> datetime:
    """The current instant, aware UTC."""
    return datetime.now(UTC)


class Pipeline:
    """Takes an accepted article to its facts. Needs a started fetcher, page reader and facts pool."""

    def __init__(self, db: Database, fetcher: Fetcher, pages: PageReader, facts: FactsPool, clock: Clock = now) -> None:
        self._db = db
        self._fetcher = fetcher
        self._pages = pages
        self._facts = facts
        self._clock = clock
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def read(self, article_id: int) -> Outcome:
        """Fetch and read one article unless its text is here already; two callers with the same article share one fetch."""
        async with self._lock(article_id):
            async with self._db.read() as conn:
                row = await articles.get_article(conn, article_id)
            if row is None:
                return Outcome.ERASED
            if row.outcome is not None and not self._worth_another_try(row):
                return row.outcome
            try:
                article, page = await self._article(row)
            except IntakeError as error:
                return await self._end(article_id, error.outcome)
            async with self._db.write() as conn:
                return await articles.save_reading(
                    conn,
                    article_id,
                    article,
                    etag=page.etag if page else None,
                    last_modified=page.last_modified if page else None,
                    read_at=self._clock(),
                )

    async def extract(self, article_id: int) -> Outcome:
        """Extract and save the facts of an article that was read; one that has its facts keeps them."""
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
                return await self._end(article_id, error.outcome)
            async with self._db.write() as conn:
                count = await articles.save_extraction(conn, article_id, extraction, extracted_at=self._clock())
            return Outcome.READ if count else Outcome.NO_FACTS

    async def show(self, message: MessageRow, article_id: int) -> None:
        """Make an article's facts visible in the guild of a message that posted it."""
        async with self._db.write() as conn:
            for guild_id in {message.guild_id, *await articles.article_guilds(conn, article_id)}:
                await articles.index_for_guild(conn, guild_id, article_id, message.posted_at)

    async def give_up(self, article_id: int) -> Outcome:
        """Mark an article that could not be worked on as failed, so that it blocks nothing and its message is answered."""
        return await self._end(article_id, Outcome.FAILED)

    async def note(
        self, message_id: int, article_id: int, stage: str, outcome: Outcome, started: float, incident: str | None = None
    ) -> None:
        """Write one line of the journal. `started` is `time.monotonic()` at the stage's start."""
        async with self._db.write() as conn:
            message = await messages.get_message(conn, message_id)
            row = await articles.get_article(conn, article_id)
            if message is None:
                return
            await journal.record(
                conn,
                JournalEntry(
                    at=self._clock(),
                    guild_id=message.guild_id,
                    channel_id=message.channel_id,
                    message_id=message_id,
                    article_id=article_id,
                    url=row.url if row else None,
                    stage=stage,
                    outcome=outcome,
                    incident=incident,
                    milliseconds=round((time.monotonic() - started) * 1000),
                ),
            )

    async def _end(self, article_id: int, outcome: Outcome) -> Outcome:
        async with self._db.write() as conn:
            await articles.save_outcome(conn, article_id, outcome, read_at=self._clock())
        return outcome

    def _lock(self, article_id: int) -> asyncio.Lock:
        return self._locks.setdefault(article_id, asyncio.Lock())

    def _worth_another_try(self, row: ArticleRow) -> bool:
        if row.outcome in KEPT or row.read_at is None:
            return False
        return row.outcome in TRANSIENT or self._clock() - row.read_at > FAILURE_KEPT

    async def _article(self, row: ArticleRow) -> tuple[Article, Page | None]:
        if row.source is ArticleSource.TEXT:
            return read_text(row.text or ""), None
        assert row.url is not None  # noqa: S101  pages and files always have one
        if row.source is ArticleSource.FILE:
            body = await self._fetcher.fetch_file(row.url, limit=FILE_LIMIT)
            return await self._pages.read_file(row.file_name or "", body), None
        page = await self._fetcher.fetch(row.url)
        if not isinstance(page, Page):
            raise IntakeError(Outcome.EMPTY, url=row.url)
        return await self._pages.read(page), page
