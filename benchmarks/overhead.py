"""What durability costs: CPU of the engine for an article whose steps do nothing. `python -m benchmarks.overhead [ARTICLES]`."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.table import Line, markdown
from benchmarks.world import CHANNEL, GUILD, Outbox
from bot.engine import Engine
from bot.model import Outcome
from bot.settings import Settings
from bot.store import messages
from bot.store.database import Database
from bot.store.records import ArticleSource, NewArticle, NewMessage

LIMIT_MS, IDLE_S, OFFSET = 15.0, 5.0, 1_000_000


class Nothing:
    """A pipeline that does nothing."""

    async def read(self, _article_id: int) -> Outcome:
        return Outcome.READ

    async def extract(self, _article_id: int) -> Outcome:
        return Outcome.NO_FACTS

    async def give_up(self, _article_id: int) -> Outcome:
        return Outcome.FAILED

    async def note(self, *_: object) -> None:
        return None


async def measure(articles: int, url: str | None = None) -> list[Line]:
    """Accept that many messages of one link each, and see them answered."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder), database_url=url, pool_size=2)  # type: ignore[call-arg]
        outbox = Outbox()
        db = outbox.db = await Database.open(settings.url, data_dir=settings.data_dir)
        engine = Engine(settings, db, Nothing(), outbox)  # type: ignore[arg-type]
        await engine.start()
        await asyncio.sleep(2)
        idle, _ = await _spent(asyncio.sleep(IDLE_S))
        bare, _ = await _spent(_bare(db, outbox, articles))
        spent, took = await _spent(_work(engine, outbox, articles))
        await engine.stop()
        await db.close()
    return [
        Line("the store's own part, CPU an article", bare / articles * 1000, "ms", how="accepted, looked up, answered; no engine"),
        Line(
            "engine, CPU an article above that",
            (spent - bare - idle / IDLE_S * took) / articles * 1000,
            "ms",
            LIMIT_MS,
            how="idle polling apart",
        ),
        Line("engine, CPU idle", idle / IDLE_S * 100, "%", how="of one core"),
        Line("engine alone, articles a second", articles / took, "/s"),
    ]


async def _bare(db: Database, outbox: Outbox, articles: int) -> None:
    """What the store does for each message, called one after the other."""
    for number in range(OFFSET, OFFSET + articles):
        async with db.write() as conn:
            await messages.accept(conn, *_message(number))
        async with db.read() as conn:
            await messages.message_articles(conn, number)
        for _ in range(2):  # for the reply's job, and after it for the figures
            async with db.read() as conn:
                await messages.get_message(conn, number)
        await outbox.send_reply(number)
    outbox.at.clear()


def _message(number: int) -> tuple[NewMessage, list[NewArticle]]:
    new = NewArticle(f"page:{number}", ArticleSource.PAGE, url=f"https://example.org/{number}")
    return NewMessage(number, GUILD + (number % 8) * (1 << 22), CHANNEL, 7, datetime.now(UTC)), [new]


async def _work(engine: Engine, outbox: Outbox, articles: int) -> None:
    for number in range(1, articles + 1):
        await engine.accept(*_message(number))
    while len(outbox.at) < articles:  # noqa: ASYNC110 - measured from outside
        await asyncio.sleep(0.05)


async def _spent(job: object) -> tuple[float, float]:
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    await job  # type: ignore[misc]
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - started


if __name__ == "__main__":
    print(markdown("Engine", asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500))))
