"""One run: messages posted at a steady pace while faults strike by a seeded schedule, then the reckoning."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg

from bot.sandbox.views import Post
from bot.sandbox.world import Sandbox
from tests.chaos.articles import Newsroom
from tests.chaos.faults import Faults
from tests.chaos.fleet import Fleet, clock_shim
from tests.chaos.pages import Site
from tests.postgres import Postgres

READY_S, ANSWERED_S = 300.0, 900.0
KINDS = (*["text"] * 6, "well", "well", "changes", "fails", "gone")
"""Of a thousand messages, few enough pages for none to be put off for the sake of their server's share of fetches."""
RARE = ("hangs", "drips")
FACTS = "SELECT kind, subject, coalesce(object, ''), evidence, certainty FROM facts"
ORPHANS = "SELECT count(*) FROM facts f LEFT JOIN articles a ON a.id = f.article_id WHERE a.id IS NULL"
STATES = "SELECT state, count(*) FROM messages GROUP BY state"


@dataclass(slots=True)
class Plan:
    """What a run is: how many messages, how fast, which seed, on which database, with how many faults."""

    messages: int = 40
    per_second: float = 4.0
    seed: int = 1
    postgresql: bool = False
    faults: int = 6
    rare: int = 20
    """One page in so many hangs or drips: each holds a place for as long as a fetch may take."""
    only: tuple[str, ...] = ()
    """The faults that may strike, where not every one may."""


@dataclass(slots=True)
class Report:
    """What came of it."""

    answers: Counter[int] = field(default_factory=Counter)
    """How many messages got so many answers: {1: all of them} is what is promised."""
    facts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    states: dict[str, int] = field(default_factory=dict)
    sound: bool = False
    faults: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    unimplemented: int = 0
    restarts: int = 0
    """Processes that ended by themselves and were started again, as a service manager does."""
    seconds: float = 0.0
    memory: dict[str, int] = field(default_factory=dict)


async def play(plan: Plan, postgres: Postgres | None = None) -> Report:
    """Play a plan in a new world; `postgres` is needed for plans on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="vigie-chaos-") as folder:
        sandbox = Sandbox(shards=2 if plan.postgresql else 1)
        site = Site()
        async with sandbox:
            await site.start()
            try:
                return await _Run(plan, Path(folder), sandbox, site, postgres).play()
            finally:
                await site.stop()


class _Run:
    def __init__(self, plan: Plan, folder: Path, sandbox: Sandbox, site: Site, postgres: Postgres | None) -> None:
        self.plan = plan
        self.folder = folder
        self.sandbox = sandbox
        self.site = site
        self.postgres = postgres
        self.url = postgres.new_database() if plan.postgresql and postgres is not None else ""
        allow = f"127.0.0.1:{sandbox.server.port},127.0.0.1:{site.port}"
        self.fleet = Fleet(folder, {**sandbox.settings_env(), "FETCH_ALLOW": allow, "LOG_LEVEL": "INFO"})
        self.posts: list[Post] = []
        self._pauses, self._kinds = random.Random(plan.seed), random.Random(plan.seed)  # noqa: S311 - the same posts with and without faults
        self._news = Newsroom(plan.seed)

    async def play(self) -> Report:
        started = time.monotonic()
        self._man()
        report = Report()
        await self.fleet.start()
        supervising = asyncio.create_task(self.fleet.supervise())
        try:
            await self._watch()
            await self._post_through_faults(report)
            await self.sandbox.wait_for(partial(self._answered, list(self.posts)), ANSWERED_S)
            await asyncio.sleep(2)  # a second answer, were there one, would come now
            report.memory = self.fleet.memory()
        except BaseException:
            for member in self.fleet.members:
                print(f"---- {member.name}\n{member.log[-6000:]}")  # noqa: T201
            raise
        finally:
            supervising.cancel()
            await self.fleet.stop()
        report.restarts = self.fleet.restarts
        report.left_behind = await self._left_behind()
        self._reckon(report)
        report.seconds = time.monotonic() - started
        return report

    def _answered(self, waiting: list[Post]) -> bool:
        """Whether all are; looks at one that isn't, for a look at a thousand after each change would be all that is done."""
        while waiting and self.sandbox.replies(waiting[-1]):
            waiting.pop()
        return not waiting

    def _man(self) -> None:
        if not self.plan.postgresql:
            self.fleet.add("all")
            return
        for number in range(2):
            self.fleet.add(f"bot-{number}", ROLE="bot", SHARD_IDS=str(number), SHARD_COUNT="2", DATABASE_URL=self.url)
            self.fleet.add(f"worker-{number}", ROLE="worker", DATABASE_URL=self.url, DISCORD_TOKEN="")

    async def _watch(self) -> None:
        await self.sandbox.wait_until_ready(READY_S)
        await self.sandbox.wait_for_command("vigie", READY_S)
        for guild, who in ((self.sandbox.guild, "admin"), (self.sandbox.other, "dora")):
            channel = self.sandbox.channel("news", guild)
            await self.sandbox.slash(self.sandbox.member(who, guild), channel, "vigie watch", channel=channel)

    async def _post_through_faults(self, report: Report) -> None:
        faults = Faults(self.plan.seed, self.fleet, self.sandbox, self.postgres if self.plan.postgresql else None, clock_shim(self.folder))
        posting = asyncio.create_task(self._post())
        try:
            pause = self.plan.messages / self.plan.per_second / max(1, self.plan.faults)
            for name in faults.schedule(self.plan.faults, self.plan.only):
                await asyncio.sleep(pause * self._pauses.uniform(0.5, 1.2))
                report.faults.append(name)
                await faults.strike(name)
            await posting
        finally:
            posting.cancel()
            faults.end()

    async def _post(self) -> None:
        for number in range(self.plan.messages):
            text, kind = self._news.article(number), self._kinds.choice(KINDS)
            if number % self.plan.rare == self.plan.rare - 1:
                kind = self._kinds.choice(RARE)
            guild = self.sandbox.guild if number % 2 else self.sandbox.other
            content = text if kind == "text" else self.site.add(kind, number, text)
            member = self.sandbox.member("alice", guild)
            self.posts.append(await self.sandbox.post(self.sandbox.channel("news", guild), member, content))
            await asyncio.sleep(1 / self.plan.per_second)

    async def _left_behind(self) -> list[str]:
        """Children end when they see that their parent has: give them a moment."""
        for _ in range(100):
            if not self.fleet.left_behind():
                break
            await asyncio.sleep(0.1)
        return self.fleet.left_behind()

    def _reckon(self, report: Report) -> None:
        report.answers = Counter(len(self.sandbox.replies(post)) for post in self.posts)
        report.unimplemented = len(self.sandbox.unimplemented)
        if self.plan.postgresql:
            with psycopg.connect(self.url.replace("+psycopg", "")) as postgresql:
                report.facts = Counter(postgresql.execute(FACTS).fetchall())
                report.states = dict(postgresql.execute(STATES).fetchall())
                report.sound = postgresql.execute(ORPHANS).fetchone() == (0,)
        else:
            with closing(sqlite3.connect(self.folder / "all" / "vigie.sqlite")) as connection:
                report.facts = Counter(connection.execute(FACTS).fetchall())
                report.states = dict(connection.execute(STATES).fetchall())
                report.sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
