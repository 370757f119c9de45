"""What people wait for in the store, at three sizes, beside a primary-key read: `python -m benchmarks.store [--million] [--sqlite]`.

Questions are asked in the largest guild, which has a fifth of all facts. Limits: issue goals, p99 of 10 ms, and 1.5 times from the
smallest size to the largest (of the median, for a machine that does other things too).
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.store_data import BIG, COMMON, NOW, Sizes, entity_at, fill, name_of
from benchmarks.table import percentile
from bot.model import Article, Certainty, Entity, EntityKind, Evidence, Extraction, Fact, Kind, Language, PublishedFrom
from bot.store import articles, entities, facts, happenings, messages
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.records import ArticleSource, NewArticle, NewMessage
from bot.store.search import matching
from tests.postgres import NoPostgres, Postgres

SIZES, MILLION = (10_000, 100_000), 1_000_000
TIMES, WARM = 100, 5
LIMIT_MS, GROWTH = 10.0, 1.5
Question = Callable[[AsyncConnection], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds that a question takes."""

    p50: float
    p99: float


class Asker:
    """Asks what commands ask, each time about something else."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._chance = random.Random(20261124)  # noqa: S311
        self._number = 10_000_000

    def questions(self) -> dict[str, Question]:
        """By the name of what is asked."""
        return {
            "primary key": self._primary_key,
            "/facts": self._facts,
            "/facts, most famous": self._famous,
            "autocomplete, nothing typed": lambda conn: entities.suggest(conn, BIG, ""),
            "autocomplete, 1 letter": lambda conn: entities.suggest(conn, BIG, self._name()[:1]),
            "autocomplete, 3 letters": lambda conn: entities.suggest(conn, BIG, self._name()[:3]),
            "did you mean": lambda conn: entities.near_misses(conn, BIG, self._name()[:-1] + "x"),
            "search, 1 frequent word": lambda conn: self._search(conn, 1),
            "search, 2 frequent words": lambda conn: self._search(conn, 2),
            "search, a name": lambda conn: self._found(conn, self._name()),
            "events to come": lambda conn: happenings.upcoming(conn, BIG, first=NOW.date(), limit=10),
            "events past": lambda conn: happenings.past(conn, BIG, before=NOW.date(), limit=10),
            "digest of a day": lambda conn: facts.posted_between(conn, BIG, NOW - timedelta(days=1), NOW),
        }

    def _name(self) -> str:
        return name_of(entity_at(self._chance, self._sizes))

    async def _primary_key(self, conn: AsyncConnection) -> object:
        return await messages.get_message(conn, self._chance.randint(1, self._sizes.articles))

    async def _facts(self, conn: AsyncConnection) -> object:
        return await self._page(conn, self._name())

    async def _famous(self, conn: AsyncConnection) -> object:
        return await self._page(conn, name_of(1))

    async def _page(self, conn: AsyncConnection, name: str) -> object:
        known = await entities.resolve(conn, BIG, name)
        if known is None:
            return None
        await facts.count_facts_of(conn, BIG, known.id)
        return await facts.facts_of(conn, BIG, known.id, limit=10)

    async def _search(self, conn: AsyncConnection, words: int) -> object:
        return await self._found(conn, " ".join(self._chance.sample(COMMON, words)))

    async def _found(self, conn: AsyncConnection, typed: str) -> object:
        return await facts.load(conn, BIG, (await matching(conn, BIG, typed))[:10])

    async def write(self, conn: AsyncConnection) -> None:
        """An article of five facts on known names, from its posting to what the guild sees."""
        self._number += 1
        lines = [f"{self._name()} ouvre un bureau, {self._number}." for _ in range(5)]
        text = "\n".join(lines)
        new = NewArticle(f"https://example.org/{self._number}", ArticleSource.PAGE, url="https://example.org/")
        await messages.accept(conn, NewMessage(self._number, BIG, 1, 1, NOW), [new])
        (row,) = await messages.message_articles(conn, self._number)
        await articles.save_reading(conn, row.id, Article(text), etag=None, last_modified=None, read_at=NOW)
        found = [
            Fact(Kind.EXPANSION, line.partition(" ouvre")[0], Evidence(line, text.index(line), text.index(line) + len(line)),
                 Certainty.CONFIRMED, "bench", 0.9)
            for line in dict.fromkeys(lines)
        ]  # fmt: skip
        named = tuple(Entity(name, EntityKind.COMPANY) for name in dict.fromkeys(fact.subject for fact in found))
        extraction = Extraction(Language.FR, date(2026, 11, 23), PublishedFrom.GIVEN, named, tuple(found))
        await articles.save_extraction(conn, row.id, extraction, extracted_at=NOW)


async def measure(url: str, sizes: Sizes, folder: Path) -> dict[str, Measured]:
    """Ask every question TIMES, in turn, so that what else the machine does falls on all alike."""
    db = await Database.open(url, data_dir=folder)
    asker = Asker(sizes)
    taken: dict[str, list[float]] = {name: [] for name in (*asker.questions(), "an article written")}
    for turn in range(TIMES + WARM):
        for name, question in asker.questions().items():
            started = time.perf_counter()
            async with db.read() as conn:
                await question(conn)
            if turn >= WARM:
                taken[name].append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        async with db.write() as conn:
            await asker.write(conn)
        if turn >= WARM:
            taken["an article written"].append((time.perf_counter() - started) * 1000)
    await db.close()
    return {name: Measured(percentile(all_, 0.50), percentile(all_, 0.99)) for name, all_ in taken.items()}


def report(console: Console, engine: str, by_size: dict[int, dict[str, Measured]]) -> None:
    """Print one table: medians and 99th percentiles by size, as times of a primary-key read too, against the goals."""
    table = Table(title=f"{engine}: ms p50 / p99 (p50 in primary-key reads)")
    table.add_column("")
    for size in by_size:
        table.add_column(f"{size:,} facts", justify="right")
    table.add_column("growth", justify="right")
    table.add_column("goal", justify="right")
    smallest, largest = by_size[min(by_size)], by_size[max(by_size)]
    for name in smallest:
        cells = [
            f"{found[name].p50:.1f} / {found[name].p99:.1f} ({found[name].p50 / found['primary key'].p50:.1f})"
            for found in by_size.values()
        ]
        growth = (largest[name].p50 / largest["primary key"].p50) / (smallest[name].p50 / smallest["primary key"].p50)
        kept = largest[name].p99 <= LIMIT_MS and growth <= GROWTH
        table.add_row(name, *cells, f"{growth:.2f}", "kept" if kept else "[red]missed[/]")
    console.print(table)


def main() -> None:
    """Measure what is asked for on the command line."""
    sizes = (*SIZES, MILLION) if "--million" in sys.argv else SIZES
    console = Console(width=140)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vigie-bench-")))
        engines: dict[str, Callable[[int], str]] = {"SQLite": lambda size: f"sqlite+aiosqlite:///{folder}/{size}.sqlite"}
        if "--sqlite" not in sys.argv:
            try:
                server = Postgres(durable=True)
                stack.callback(server.remove)
                server.start()
                engines["PostgreSQL"] = lambda _size: server.new_database()
            except NoPostgres as reason:
                console.print(f"no PostgreSQL here: {reason}")
        for engine, address in engines.items():
            by_size = {}
            for size in sizes:
                url, started = address(size), time.perf_counter()
                migrate(make_url(url))
                fill(make_url(url), Sizes(size))
                console.print(f"{engine}, {size:,} facts: filled in {time.perf_counter() - started:.0f} s")
                by_size[size] = asyncio.run(measure(url, Sizes(size), folder))
            report(console, engine, by_size)
    console.print(f"goals: p99 at most {LIMIT_MS:.0f} ms at the largest size, and growth, in primary-key reads, of {GROWTH} at most")


if __name__ == "__main__":
    main()
