"""The real engine, store and pipeline with hand-written edges: pages, extraction and Discord do what a test says."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import AsyncMock

from bot.engine import Engine
from bot.errors import IntakeError
from bot.intake.fetch import Fetcher
from bot.intake.reader import PageReader
from bot.jobs import LIVE
from bot.model import (
    Article,
    Certainty,
    Document,
    Entity,
    EntityKind,
    Evidence,
    Extraction,
    Fact,
    Kind,
    Language,
    Outcome,
    Page,
    PublishedFrom,
)
from bot.pipeline import Pipeline
from bot.settings import Settings
from bot.store import journal, messages
from bot.store.database import Database
from bot.store.records import ArticleSource, JournalEntry, MessageRow, MessageState, NewArticle, NewMessage

GUILD, OTHER, CHANNEL = 901_000_000_000_000_001, 902_000_000_000_000_002, 903_000_000_000_000_003
START = datetime(2026, 11, 24, 9, tzinfo=UTC)
SENTENCE = "La société Belladone ouvre un bureau à Grenoble"
PATIENCE_S = 60.0


class Pages(Fetcher, PageReader):
    """Sites whose pages come at once, unless an outcome is set for them, or they are held back."""

    def __init__(self) -> None:
        self.outcomes: dict[str, list[Outcome]] = {}
        self.fetched: Counter[str] = Counter()
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, url: str, **_: object) -> Page:  # type: ignore[override]
        self.fetched[url] += 1
        await self.gate.wait()
        if (left := self.outcomes.get(url)) and (outcome := left.pop(0)) is not Outcome.READ:
            raise IntakeError(outcome, url=url)
        return Page(url, f"{SENTENCE} ({url}).".encode(), "text/html", "utf-8")

    async def read(self, page: Page) -> Article:
        return Article(text=page.body.decode(), title=page.url)


class Facts:
    """Extraction that finds one fact; texts in `poison` raise each time, `gate` holds all back."""

    def __init__(self) -> None:
        self.poison: dict[str, BaseException] = {}
        self.seen: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def ready(self) -> None:
        pass

    async def extract(self, document: Document) -> Extraction:
        self.seen.append(document.title or document.text)
        await self.gate.wait()
        for mark, error in self.poison.items():
            if mark in document.text:
                raise error
        fact = Fact(Kind.EXPANSION, "Belladone", Evidence(SENTENCE, 0, len(SENTENCE)), Certainty.CONFIRMED, "test.opens", 0.9)
        named = (Entity("Belladone", EntityKind.COMPANY),)
        return Extraction(Language.FR, date(2026, 11, 23), PublishedFrom.GIVEN, named, (fact,))


class Channel:
    """Discord's side: remembers what was sent, and may refuse."""

    def __init__(self) -> None:
        self.db: Database
        self.sent: list[int] = []
        self.tries: Counter[int] = Counter()
        self.deleted: list[tuple[int, int]] = []
        self.digests: list[tuple[int, date]] = []
        self.fail: Callable[[int], BaseException | None] = lambda _: None

    async def send_reply(self, message_id: int) -> None:
        self.tries[message_id] += 1
        if (error := self.fail(message_id)) is not None:
            raise error
        self.sent.append(message_id)
        async with self.db.write() as conn:
            await messages.set_answered(conn, message_id, message_id + 1)

    async def delete_reply(self, channel_id: int, message_id: int, reply_id: int) -> None:
        self.deleted.append((message_id, reply_id))

    async def send_digest(self, guild_id: int, local_date: date) -> None:
        self.digests.append((guild_id, local_date))


class House:
    """One process's worth of it. Work under way when it goes down stays as it was in the database."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.settings = Settings(_env_file=None, data_dir=folder, **settings)  # type: ignore[call-arg, arg-type]
        self.folder = folder
        self.pages, self.facts, self.channel = Pages(), Facts(), Channel()
        self.at, self.step = START, timedelta()
        self.db: Database
        self.engine: Engine
        self.pipeline: Pipeline

    def clock(self) -> datetime:
        """Stands still, or goes on by a step each time somebody looks."""
        self.at += self.step
        return self.at

    async def up(self, *, version: str = "1", upkeep: bool = False) -> House:
        self.db = self.channel.db = await Database.open(self.settings.url, data_dir=self.folder)
        self.pipeline = Pipeline(self.db, self.pages, self.pages, self.facts, self.clock)  # type: ignore[arg-type]
        self.engine = Engine(self.settings, self.db, self.pipeline, self.channel, self.clock, version)
        await self.engine.start(upkeep=upkeep)
        return self

    async def die(self) -> None:
        """Go down as a process that is killed: nothing is written any more."""
        self.pipeline.survive = AsyncMock()  # type: ignore[method-assign]
        await self.down()

    async def down(self) -> None:
        await self.engine.stop()
        await self.db.close()

    async def post(self, message_id: int, *urls: str, guild: int = GUILD, edited: timedelta | None = None) -> bool:
        new = [NewArticle(f"page:{url}", ArticleSource.PAGE, url=url) for url in urls]
        edited_at = None if edited is None else START + edited
        return await self.engine.accept(NewMessage(message_id, guild, CHANNEL, 7, START, edited_at), new)

    async def message(self, message_id: int) -> MessageRow:
        async with self.db.read() as conn:
            row = await messages.get_message(conn, message_id)
        assert row is not None
        return row

    async def outcomes(self, message_id: int) -> list[Outcome | None]:
        async with self.db.read() as conn:
            return [row.outcome for row in await messages.message_articles(conn, message_id)]

    async def journal(self, message_id: int) -> list[JournalEntry]:
        async with self.db.read() as conn:
            return await journal.for_message(conn, message_id)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():  # noqa: ASYNC110 - whoever makes it hold tells nobody
                await asyncio.sleep(0.02)

    async def answered(self, *message_ids: int) -> None:
        await self.until(lambda: set(message_ids) <= set(self.channel.sent))
        for message_id in message_ids:
            await self._state(message_id, MessageState.ANSWERED)
        await self.until(lambda: not self.engine.running)

    async def idle(self) -> None:
        """Wait until all work is over, in the database too: what it does is seen before it is noted as done."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.engine.jobs(LIVE):  # noqa: ASYNC110 - whoever ends it tells nobody
                await asyncio.sleep(0.02)

    async def _state(self, message_id: int, state: MessageState) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while (await self.message(message_id)).state is not state:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@asynccontextmanager
async def house(folder: Path, **settings: object) -> AsyncIterator[House]:
    """A house that is up, and is taken down at the end."""
    running = await House(folder, **settings).up()
    try:
        yield running
    finally:
        await running.down()
