"""Rule 2 of durable work: the gateway replays nothing, so that what was missed is read from the channel's history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Container, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError

from bot.sandbox.views import Post
from bot.sandbox.world import Sandbox
from bot.store import guilds, messages
from bot.store.database import Database
from bot.store.records import NewArticle, NewMessage
from cogs import watch
from cogs.watch import Watch
from tests.cogs.live import Bot

LINK = "https://example.org/{}"


class Everything:
    def __contains__(self, _: object) -> bool:
        return True


class Engine:
    """Accepts as the real one does, and enqueues nothing; refuses the messages it is told to."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.refuse: Container[int] = ()
        self.gate, self.waits = asyncio.Event(), asyncio.Event()
        self.gate.set()
        self.accepted: list[int] = []

    async def accept(self, message: NewMessage, articles: Sequence[NewArticle], *, advance: bool = True) -> bool:
        if message.message_id in self.refuse:
            raise OSError("the database is away")
        self.waits.set()
        await self.gate.wait()
        async with self._db.write() as conn:
            row = await messages.accept(conn, message, articles, advance=advance)
        if row is not None:
            self.accepted.append(message.message_id)
        return row is not None


@pytest_asyncio.fixture
async def cog(bot: Bot, db: Database, sandbox: Sandbox) -> AsyncIterator[Watch]:
    async with db.write() as conn:
        await guilds.watch(conn, sandbox.guild.id, sandbox.channel("news").id, datetime.now(UTC) - timedelta(minutes=1))
    bot.engine = Engine(db)  # type: ignore[attr-defined]
    await watch.setup(bot)  # type: ignore[arg-type]
    found = bot.get_cog("Watch")
    assert isinstance(found, Watch)
    await bot.wait_until_ready()
    await found.catch_up()
    yield found


async def position(db: Database, sandbox: Sandbox) -> int | None:
    async with db.read() as conn:
        return (await guilds.watched(conn, sandbox.guild.id))[0].last_message_id


async def until_accepted(sandbox: Sandbox, engine: Engine, message_id: int) -> None:
    async with asyncio.timeout(30):
        while message_id not in engine.accepted:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_message_that_could_not_be_accepted_is_read_again_and_none_after_it_hides_it(
    cog: Watch, bot: Bot, db: Database, sandbox: Sandbox
) -> None:
    engine: Engine = bot.engine  # type: ignore[attr-defined]
    first = await sandbox.post("news", "alice", LINK.format("first"))
    await until_accepted(sandbox, engine, first.id)
    post = sandbox.post
    engine.refuse = Everything()
    lost = await post("news", "alice", LINK.format("lost"))
    engine.refuse = {lost.id}
    after = await post("news", "alice", LINK.format("after"))
    await until_accepted(sandbox, engine, after.id)
    assert await position(db, sandbox) == first.id
    engine.refuse = ()
    await cog.catch_up_later()
    assert engine.accepted == [first.id, after.id, lost.id]
    assert await position(db, sandbox) == after.id


async def test_what_was_posted_while_nobody_listened_is_read_in_order(cog: Watch, bot: Bot, db: Database, sandbox: Sandbox) -> None:
    engine: Engine = bot.engine  # type: ignore[attr-defined]
    await cog.note_gap()
    engine.refuse = Everything()
    posts = [await sandbox.post("news", "alice", LINK.format(number)) for number in range(3)]
    engine.refuse = ()
    await cog.on_resumed()
    assert [one for one in engine.accepted if one in {post.id for post in posts}] == [post.id for post in posts]
    assert await position(db, sandbox) == posts[-1].id


@pytest.mark.parametrize("across", [True, False], ids=["begun before the gap", "read within it"])
async def test_history_that_ends_before_a_gap_does_says_nothing_of_it(
    cog: Watch, bot: Bot, db: Database, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, across: bool
) -> None:
    engine: Engine = bot.engine  # type: ignore[attr-defined]
    if across:
        await cog.note_gap()
        first = await missed(sandbox, monkeypatch)
        engine.gate.clear()
        engine.waits.clear()
        reading = asyncio.create_task(cog.on_ready())
        await engine.waits.wait()
        await cog.note_gap()
        engine.gate.set()
        await reading
        assert first.id in engine.accepted
    else:
        await cog.note_gap()
        await cog.catch_up_later()
    lost = await missed(sandbox, monkeypatch)
    bot.dispatch("connect")
    after = await sandbox.post("news", "alice", LINK.format("after"))
    await until_accepted(sandbox, engine, after.id)
    await cog.on_ready()
    assert lost.id in engine.accepted
    assert await position(db, sandbox) == after.id


async def missed(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Post what the gateway never tells."""
    with monkeypatch.context() as patched:
        patched.setattr(sandbox.server.gateway, "_deliver", lambda *_: None)
        return await sandbox.post("news", "alice", LINK.format("missed"))


async def test_a_message_that_comes_while_the_database_is_away_is_read_once_it_is_back(
    cog: Watch, bot: Bot, db: Database, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = [OperationalError("SELECT", {}, Exception("away"))] * 2
    real = guilds.is_watched

    async def is_watched(*given: Any) -> bool:
        if away:
            raise away.pop()
        return await real(*given)

    monkeypatch.setattr(guilds, "is_watched", is_watched)
    post = await sandbox.post("news", "alice", LINK.format("then"))
    await until_accepted(sandbox, bot.engine, post.id)  # type: ignore[attr-defined]
    assert not away
