"""One run: messages posted at a steady pace while faults strike by a seeded schedule, then the reckoning."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bot.sandbox.views import Post
from bot.sandbox.world import Sandbox
from tests.chaos.articles import Newsroom
from tests.chaos.faults import Faults
from tests.chaos.fleet import Fleet, clock_shim
from tests.chaos.pages import Site
from tests.postgres import Postgres

READY_S, STUCK_S, LOOK_S, TELL_S = 300.0, 300.0, 1.0, 30.0
"""A run is stuck once nothing was answered for so long: how long a run takes says how fast the machine is, and no more."""
SETTLED = 15
"""Looks at the memory, one every two seconds: a child that is being replaced weighs twice for a moment."""
ALLOWED_MB = 48
"""What a process, or the children of one, may weigh more at the end: caches of the database fill as it grows, up to their limits."""
WARM = 20
"""One message in so many comes before the first fault, for memory to be weighed when all is warm."""
KINDS = (*["text"] * 6, "well", "well", "changes", "fails", "gone")
"""Of a thousand messages, few enough pages for none to be put off for the sake of their server's share of fetches."""
RARE = ("hangs", "drips")
FACTS = "SELECT kind, subject, coalesce(object, ''), evidence, certainty FROM facts"
ORPHANS = "SELECT count(*) FROM facts f LEFT JOIN articles a ON a.id = f.article_id WHERE a.id IS NULL"
STATES = "SELECT state, count(*) FROM messages GROUP BY state"
WORK = "SELECT status, count(*) FROM {schema}workflow_status GROUP BY status"


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
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Resident MB of each process and of its children: once some messages were answered, and at the end."""

    @property
    def light(self) -> bool:
        """Whether memory is back where it was, but for what is allowed."""
        return all(after <= before + ALLOWED_MB for before, after in self.memory.values())


class Stuck(Exception):  # noqa: N818
    """Nothing was answered for long; the message says how far the run came, and where its databases and logs are."""


async def play(plan: Plan, postgres: Postgres | None = None, tell: Callable[[str], object] = lambda _: None) -> Report:
    """Play a plan in a new world; `postgres` is needed for plans on PostgreSQL. A run that fails leaves its folder behind."""
    folder = Path(tempfile.mkdtemp(prefix="vigie-chaos-"))
    site = Site()
    async with Sandbox(shards=2 if plan.postgresql else 1) as sandbox:
        await site.start()
        try:
            report = await _Run(plan, folder, sandbox, site, postgres, tell).play()
        finally:
            await site.stop()
    await asyncio.to_thread(shutil.rmtree, folder)
    return report


class _Run:
    def __init__(self, plan: Plan, folder: Path, sandbox: Sandbox, site: Site, postgres: Postgres | None,
                 tell: Callable[[str], object]) -> None:  # fmt: skip
        self.plan = plan
        self.folder = folder
        self.sandbox = sandbox
        self.site = site
        self.postgres = postgres
        self.tell = tell
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
        beside = [asyncio.create_task(one) for one in (self.fleet.supervise(), self._telling(report))]
        try:
            await self._watch()
            await self._post(range(warm := self.plan.messages // WARM))
            await self._all_answered()
            before = self.fleet.memory()
            await self._post_through_faults(range(warm, self.plan.messages), report)
            await self._all_answered()
            for _ in range(SETTLED):
                await asyncio.sleep(2)  # a second answer, were there one, would come now
                report.memory = {name: (before[name], size) for name, size in self.fleet.memory().items()}
                if report.light:
                    break
        except BaseException:
            for member in self.fleet.members:
                print(f"---- {member.name}\n{member.log[-6000:]}")  # noqa: T201
            raise
        finally:
            for task in beside:
                task.cancel()
            await self.fleet.stop()
        report.restarts = self.fleet.restarts
        report.left_behind = await self._left_behind()
        self._reckon(report)
        report.seconds = time.monotonic() - started
        return report

    async def _all_answered(self) -> None:
        """Wait as long as more and more are."""
        reached, since = 0, time.monotonic()
        while (count := len(self._replies())) < len(self.posts):
            if count > reached:
                reached, since = count, time.monotonic()
            if time.monotonic() - since > STUCK_S:
                raise Stuck(f"{self._progress()}; see {self.folder}")
            await asyncio.sleep(LOOK_S)

    async def _telling(self, report: Report) -> None:
        while True:
            await asyncio.sleep(TELL_S)
            self.tell(f"{self._progress()}, {len(report.faults)} faults")

    def _replies(self) -> Counter[int]:
        """How many answers each message has got."""
        channels = [self.sandbox.channel("news", guild) for guild in (self.sandbox.guild, self.sandbox.other)]
        found = [post for channel in channels for post in self.sandbox.history(channel) if post.author_id == self.sandbox.bot_id]
        return Counter(post.reply_to for post in found if post.reply_to is not None)

    def _progress(self) -> str:
        try:
            work = dict(self._ask(WORK.format(schema="dbos." if self.plan.postgresql else "")))
        except (psycopg.Error, sqlite3.Error) as error:
            work = {type(error).__name__: 1}
        return f"{len(self._replies())} of {len(self.posts)} answered, work {work}"

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

    async def _post_through_faults(self, numbers: Sequence[int], report: Report) -> None:
        faults = Faults(self.plan.seed, self.fleet, self.sandbox, self.postgres if self.plan.postgresql else None, clock_shim(self.folder))
        posting = asyncio.create_task(self._post(numbers))
        try:
            pause = len(numbers) / self.plan.per_second / max(1, self.plan.faults)
            for name in faults.schedule(self.plan.faults, self.plan.only):
                await asyncio.sleep(pause * self._pauses.uniform(0.5, 1.2))
                report.faults.append(name)
                await faults.strike(name)
            await posting
        finally:
            posting.cancel()
            faults.end()

    async def _post(self, numbers: Sequence[int]) -> None:
        for number in numbers:
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
        answers = self._replies()
        report.answers = Counter(answers[post.id] for post in self.posts)
        report.unimplemented = len(self.sandbox.unimplemented)
        report.facts = Counter(self._ask(FACTS))
        report.states = dict(self._ask(STATES))
        report.sound = self._ask(ORPHANS) == [(0,)] if self.plan.postgresql else self._ask("PRAGMA integrity_check") == [("ok",)]

    def _ask(self, query: str) -> list[Any]:
        """Ask the database, without writing to it: on SQLite, what a process that died left beside it is for the next one to mend."""
        if self.plan.postgresql:
            with psycopg.connect(self.url.replace("+psycopg", "")) as postgresql:
                return postgresql.execute(query).fetchall()
        with closing(sqlite3.connect(f"file:{self.folder / 'all' / 'vigie.sqlite'}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()
