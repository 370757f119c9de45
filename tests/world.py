"""A real database, a real web server on loopback and a clock of ours, to read articles from one into the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from bot.intake.article import read_page
from bot.intake.fetch import Fetcher
from bot.intake.links import find_links
from bot.intake.reader import PageReader
from bot.intake.text import read_file
from bot.model import Article, Extraction, Fact, Language, Outcome, Page, PublishedFrom
from bot.reading import Reading
from bot.store import articles, changes, messages
from bot.store.database import Database
from bot.store.records import ArticleSource, NewArticle, NewMessage
from tests.intake.server import Request, Server, running

START = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Inline(PageReader):
    """Reads in this process: what children add is tested in tests/intake/test_reader.py."""

    async def read(self, page: Page, *, timeout: float = 0) -> Article:  # noqa: ASYNC109
        return read_page(page)

    async def read_file(self, name: str, body: bytes, *, timeout: float = 0) -> Article:  # noqa: ASYNC109
        return read_file(name, body)


class World:
    def __init__(self, db: Database, server: Server, fetcher: Fetcher) -> None:
        self.db, self.server, self.now = db, server, START
        self.reading = Reading(db, fetcher, Inline(), lambda: self.now)
        self.messages = 0

    def serve(self, path: str, html: str, etag: str | None = None) -> None:
        @self.server.route(path)
        async def answer(request: Request) -> None:
            if etag is not None and request.headers.get("if-none-match") == etag:
                await request.answer(b"", "304 Not Modified")
            else:
                await request.answer(html.encode(), **({"ETag": etag} if etag else {}))

    def fail(self, path: str, status: str, **headers: str) -> None:
        @self.server.route(path)
        async def answer(request: Request) -> None:
            await request.answer(b"", status, **headers)

    async def post(self, path: str, guild_id: int = 1) -> int:
        return await self._post(NewArticle(self.server.url(path), ArticleSource.PAGE, url=self.server.url(path)), guild_id)

    async def link(self, url: str, guild_id: int = 1) -> int:
        """Post a link as a message does."""
        (link,) = find_links(url, allow=(f"127.0.0.1:{self.server.port}",))
        return await self._post(NewArticle(link.key, ArticleSource.PAGE, url=link.url, outcome=link.outcome), guild_id)

    async def attach(self, path: str, name: str, guild_id: int = 1) -> int:
        """Post a file."""
        made = NewArticle(f"file:{guild_id}:{path}", ArticleSource.FILE, url=self.server.url(path), file_name=name)
        return await self._post(made, guild_id)

    async def paste(self, text: str, guild_id: int = 1) -> int:
        return await self._post(NewArticle(f"text:{guild_id}:{hash(text)}", ArticleSource.TEXT, text=text), guild_id)

    async def _post(self, article: NewArticle, guild_id: int) -> int:
        self.messages += 1
        async with self.db.write() as conn:
            assert await messages.accept(conn, NewMessage(self.messages, guild_id, 5, 6, self.now), [article])
            return (await messages.message_articles(conn, self.messages))[0].id

    async def read(self, article_id: int, *facts: Fact) -> Outcome:
        outcome = await self.reading.read(article_id)
        async with self.db.write() as conn:
            row = await articles.get_article(conn, article_id)
            if row is not None and row.outcome is Outcome.READ and row.extracted_at is None:
                found = Extraction(Language.FR, date(2026, 11, 24), PublishedFrom.GIVEN, (), facts)
                await articles.save_extraction(conn, article_id, found, extracted_at=self.now)
                await changes.note_changes(conn, article_id)
        return outcome

    async def original(self, article_id: int) -> int | None:
        async with self.db.read() as conn:
            return await articles.original_of(conn, article_id)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[World]:
    db = await Database.open(f"sqlite+aiosqlite:///{folder}/v.db", data_dir=folder)
    async with running() as server:
        fetcher = Fetcher(contact="x", allow=(f"127.0.0.1:{server.port}",))
        await fetcher.start()
        yield World(db, server, fetcher)
        await fetcher.close()
    await db.close()
