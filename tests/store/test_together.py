"""Several processes at once on PostgreSQL: whoever posts, reads and erases the same pages, nobody breaks another's work."""

from __future__ import annotations

import asyncio
import random

import pytest
from sqlalchemy import text

from bot.store import index, messages
from bot.store.database import Database
from bot.store.outages import through_outages
from tests.store.posting import accept, extract, ids, page, post, read, sentence
from tests.store.test_machine import GUILDS, ORPHANS, TEXTS


@pytest.mark.slow
async def test_the_same_pages_posted_read_and_erased_at_once(db: Database) -> None:
    chance = random.Random(20261124)  # noqa: S311

    async def erase(message_id: int) -> None:
        async with db.write() as conn:
            await messages.erase(conn, message_id)

    async def one(message_id: int) -> None:
        names = chance.sample(sorted(TEXTS), 3)
        await through_outages(accept, db, message_id, chance.choice(GUILDS), *map(page, names))
        for article_id, name in zip(await ids(db, message_id), names, strict=False):
            await through_outages(read, db, article_id, TEXTS[name])
            await through_outages(extract, db, article_id)
        if chance.random() < 0.7:
            await through_outages(erase, message_id)

    numbers = iter(range(1, 61))

    async def worker() -> None:
        for number in numbers:
            await one(number)

    await asyncio.gather(*(worker() for _ in range(4)))
    async with db.read() as conn:
        assert (await conn.execute(text(ORPHANS))).all() == []


async def test_a_page_read_anew_between_two_statements_waits_for_its_extraction(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    told = sentence("Sorbelle")
    article_id = await post(db, 1, GUILDS[0], page("a"), told)
    await read(db, article_id, told)  # its facts stay, unseen

    async def seen_before(*_: object) -> list[int]:
        return [article_id]

    with monkeypatch.context() as earlier:
        earlier.setattr(index, "_same_text", seen_before)
        async with db.write() as conn:
            await index.show(conn, GUILDS[0], article_id)
            assert await conn.scalar(text("SELECT count(*) FROM guild_texts")) == 0
    await extract(db, article_id)
    async with db.read() as conn:
        assert await conn.scalar(text("SELECT count(*) FROM guild_texts")) == 1
