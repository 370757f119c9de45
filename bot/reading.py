"""One article's text: fetched, read and kept, unless it is here already or its page is to be left alone for now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import IntakeError
from bot.fingerprint import text_hash
from bot.intake.again import may_have_changed, retry_at
from bot.intake.fetch import Fetcher, NotModified
from bot.intake.keys import canonical_key
from bot.intake.quota import Quota
from bot.intake.reader import PageReader
from bot.intake.sketch import Sketch, same_story, says_nothing_new, sketch
from bot.intake.text import read_text
from bot.model import Article, Outcome, Page
from bot.store import articles, changes, pages
from bot.store.database import Database
from bot.store.pages import PageState
from bot.store.records import ArticleRow, ArticleSource

Clock = Callable[[], datetime]

KEPT = frozenset({Outcome.READ, Outcome.NO_FACTS, Outcome.DUPLICATE, Outcome.ERASED})
"""Outcomes after which the text is ours."""

FILE_LIMIT = 5_000_000
"""The largest attachment that is read, in bytes; the limit of a page too."""

GUILD_BURST, GUILD_SECONDS = 300, 6.0
"""Pages fetched at once for one guild, and in how many seconds one more: nobody makes the bot hammer the web."""


class Reading:
    """Reads articles. Needs a started fetcher and page reader."""

    def __init__(self, db: Database, fetcher: Fetcher, reader: PageReader, clock: Clock) -> None:
        self._db = db
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock
        self._quota = Quota(lambda: clock().timestamp(), burst=GUILD_BURST, seconds=GUILD_SECONDS)

    async def read(self, article_id: int) -> Outcome:
        """Read one article, or return what is known of it; a page read some time ago is asked whether it has changed."""
        async with self._db.read() as conn:
            row = await articles.get_article(conn, article_id)
            state = await pages.state(conn, article_id)
            guilds = await articles.article_guilds(conn, article_id)
        if row is None:
            return Outcome.ERASED
        if row.outcome is not None and not self._due(row, row.outcome, state):
            return row.outcome
        if row.source is not ArticleSource.TEXT and not self._affordable(guilds):
            return row.outcome if row.outcome in KEPT else await self._failed(row, state, IntakeError(Outcome.QUOTA))
        try:
            article, page = await self._article(row)
        except IntakeError as error:
            return await self._failed(row, state, error)
        async with self._db.write() as conn:
            return await self._keep(conn, row, article, page)

    def _due(self, row: ArticleRow, outcome: Outcome, state: PageState) -> bool:
        now = self._clock()
        if row.read_at is None or (state.retry_at is not None and now < state.retry_at):
            return False
        if outcome not in KEPT:
            return True
        extracted = outcome in (Outcome.READ, Outcome.NO_FACTS) and row.extracted_at is not None
        return extracted and row.source is ArticleSource.PAGE and may_have_changed(state.checked_at or row.read_at, now)

    def _affordable(self, guilds: Sequence[int]) -> bool:
        return not guilds or any(self._quota.take(guild_id) == 0 for guild_id in guilds)

    async def _article(self, row: ArticleRow) -> tuple[Article | NotModified, Page | None]:
        if row.source is ArticleSource.TEXT:
            return read_text(row.text or ""), None
        assert row.url is not None  # noqa: S101  pages and files always have one
        if row.source is ArticleSource.FILE:
            body = await self._fetcher.fetch_file(row.url, limit=FILE_LIMIT)
            return await self._reader.read_file(row.file_name or "", body), None
        known = row.outcome in KEPT and row.text is not None
        page = await self._fetcher.fetch(row.url, etag=row.etag if known else None, last_modified=row.last_modified if known else None)
        if isinstance(page, NotModified):
            if not known:
                raise IntakeError(Outcome.EMPTY, url=row.url)
            return page, None
        return await self._reader.read(page), page

    async def _failed(self, row: ArticleRow, state: PageState, error: IntakeError) -> Outcome:
        """Keep a failure; what was read before stays what it was."""
        now = self._clock()
        seconds = error.data.get("retry_after")
        again = retry_at(error.outcome, state.failures + 1, now, seconds if isinstance(seconds, float) else None)
        async with self._db.write() as conn:
            if await articles.get_article(conn, row.id) is None:
                return Outcome.ERASED
            await pages.note_failure(conn, row.id, failures=state.failures + 1, retry_at=again)
            if row.outcome in KEPT and row.text is not None:
                return row.outcome
            await articles.save_outcome(conn, row.id, error.outcome, read_at=now)
        return error.outcome

    async def _keep(self, conn: AsyncConnection, row: ArticleRow, article: Article | NotModified, page: Page | None) -> Outcome:
        now = self._clock()
        again = row.outcome in KEPT and row.text is not None
        if isinstance(article, NotModified) or (again and text_hash(article.text) == text_hash(row.text or "")):
            if not await articles.article_guilds(conn, row.id):
                return Outcome.ERASED
            await pages.note_unchanged(conn, row.id, now)
            return row.outcome or Outcome.FAILED
        if again:
            await changes.keep_earlier(conn, row.id)
        etag, last_modified = (page.etag, page.last_modified) if page else (None, None)
        outcome = await articles.save_reading(conn, row.id, article, etag=etag, last_modified=last_modified, read_at=now)
        if outcome is Outcome.ERASED:
            return outcome
        own = canonical_key(article.canonical or page.url) if page else None
        await pages.note_version(conn, row.id, article, canonical_key=own, read_at=now)
        return await self._compare(conn, row, article, outcome, own, first=not again)

    async def _compare(
        self, conn: AsyncConnection, row: ArticleRow, article: Article, outcome: Outcome, own: str | None, *, first: bool
    ) -> Outcome:
        """Look for the same story among what was read before: a copy of it is a duplicate, another telling of it is told apart from it."""
        drawn = sketch(article.text)
        if outcome is Outcome.READ and first:
            original = await pages.same_address(conn, row.id, row.key, own)
            original, related = (original, None) if original is not None else await _earlier(conn, row.id, drawn)
            if original is not None:
                await pages.mark_copy(conn, row.id, original)
                outcome = Outcome.DUPLICATE
            elif related is not None:
                await pages.note_story(conn, row.id, related)
        await pages.save_sketch(conn, row.id, drawn.to_bytes(), drawn.finders)
        return outcome


async def _earlier(conn: AsyncConnection, article_id: int, drawn: Sketch) -> tuple[int | None, int | None]:
    """Return the article that this text is a copy of, and failing that one which tells the same story."""
    related = None
    for candidate in await pages.candidates(conn, article_id, drawn.finders):
        other = Sketch.from_bytes(candidate.sketch)
        if says_nothing_new(drawn, other):
            return candidate.article_id, None
        if related is None and same_story(drawn, other):
            related = candidate.article_id
    return None, related
