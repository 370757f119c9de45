"""Whatever is posted, edited, deleted, read, extracted and forgotten in two guilds, in whatever order: the promises hold."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select, text

from bot.store import articles, facts, guilds, messages, schema
from bot.store.database import Database
from bot.store.records import ArticleSource, NewArticle
from bot.store.search import search
from tests.store.posting import accept, extract, extraction, page, pasted, read, sentence

GUILDS = (11, 12)
ALONE, SHARED = sentence("Nimbus"), sentence("Orage", "Brest") + "\n" + sentence("Nimbus", "Metz")
TEXTS = {"a": ALONE, "b": ALONE, "c": SHARED, "d": f"{SHARED} !", "e": sentence("Orage", "Nice"), "f": "Rien à lire ici."}
links = st.lists(st.sampled_from([*TEXTS, "pasted a", "pasted c"]), max_size=3)
ORPHANS = """
    SELECT 'article', id FROM articles WHERE id NOT IN (SELECT article_id FROM postings)
    UNION ALL SELECT 'fact', id FROM facts WHERE article_id NOT IN (SELECT article_id FROM postings)
    UNION ALL SELECT 'alias', entity_id FROM aliases WHERE article_id NOT IN (SELECT article_id FROM postings)
    UNION ALL SELECT 'entity', id FROM entities WHERE id NOT IN (SELECT entity_id FROM aliases)
    UNION ALL SELECT 'link', fact_id FROM fact_entities WHERE fact_id NOT IN (SELECT id FROM facts)
    UNION ALL SELECT 'linked', entity_id FROM fact_entities WHERE entity_id NOT IN (SELECT entity_id FROM aliases)
    UNION ALL SELECT 'person', fact_id FROM people WHERE fact_id NOT IN (SELECT id FROM facts)
    UNION ALL SELECT 'source', id FROM sources WHERE id NOT IN (SELECT source_id FROM facts WHERE source_id IS NOT NULL)
    UNION ALL SELECT 'words', rowid FROM fact_texts WHERE rowid NOT IN (SELECT id FROM guild_texts)
    UNION ALL SELECT 'no words', id FROM guild_texts WHERE id NOT IN (SELECT rowid FROM fact_texts)
    UNION ALL SELECT 'seen', fact_id FROM guild_facts g WHERE NOT EXISTS
        (SELECT 1 FROM guild_texts t WHERE t.guild_id = g.guild_id AND t.fact_id = g.fact_id)
    UNION ALL SELECT 'told', fact_id FROM guild_texts g WHERE NOT EXISTS
        (SELECT 1 FROM postings p WHERE p.guild_id = g.guild_id AND p.article_id = g.article_id)
    UNION ALL SELECT 'name', entity_id FROM guild_names n WHERE facts <>
        (SELECT count(DISTINCT fact_id) FROM guild_facts g WHERE g.guild_id = n.guild_id AND g.entity_id = n.entity_id)
    UNION ALL SELECT 'nameless', entity_id FROM guild_facts g WHERE NOT EXISTS
        (SELECT 1 FROM guild_names n WHERE n.guild_id = g.guild_id AND n.entity_id = g.entity_id)
    UNION ALL SELECT 'copy', id FROM articles WHERE duplicate_of IS NOT NULL AND duplicate_of NOT IN (SELECT id FROM articles)
"""
Told = Counter[tuple[str, str | None]]


def told_by(texts: set[str]) -> Told:
    """What there is to be told of these texts, each once."""
    return Counter((one.subject, one.place) for one in (fact for each in texts for fact in extraction(each).facts))


def article_of(name: str, guild_id: int) -> NewArticle:
    return pasted(guild_id, TEXTS[name.removeprefix("pasted ")]) if name.startswith("pasted") else page(name)


def text_of(article: Any) -> str:
    return str(article.text) if article.source == ArticleSource.TEXT else TEXTS[article.key[-1]]


class Store(RuleBasedStateMachine):
    """The store beside a model of it: which message posts what, and which articles have been through extraction."""

    db: Database
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.clock = 0
        self.live: dict[int, int] = {}
        self.runner.run(self.empty())

    async def empty(self) -> None:
        async with self.db.write() as conn:
            for table in reversed(schema.metadata.sorted_tables):
                await conn.execute(table.delete())
            await conn.execute(text("DELETE FROM fact_texts"))

    def now(self) -> int:
        self.clock += 1
        return self.clock

    @rule(guild=st.sampled_from(GUILDS), names=links)
    def post(self, guild: int, names: list[str]) -> None:
        message = self.now()
        self.runner.run(accept(self.db, message, guild, *(article_of(name, guild) for name in names)))
        self.live[message] = guild

    @precondition(lambda self: self.live)
    @rule(data=st.data(), names=links)
    def edit(self, data: st.DataObject, names: list[str]) -> None:
        message = data.draw(st.sampled_from(sorted(self.live)))
        guild = self.live[message]
        self.runner.run(accept(self.db, message, guild, *(article_of(name, guild) for name in names), edited=self.now()))

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        async def act(message: int) -> None:
            async with self.db.write() as conn:
                await messages.erase(conn, message)

        message = data.draw(st.sampled_from(sorted(self.live)))
        self.runner.run(act(message))
        del self.live[message]

    @rule(guild=st.sampled_from(GUILDS))
    def forget(self, guild: int) -> None:
        async def act() -> None:
            async with self.db.write() as conn:
                await guilds.forget_guild(conn, guild)

        self.runner.run(act())
        self.live = {message: other for message, other in self.live.items() if other != guild}

    @rule(data=st.data())
    def read_one(self, data: st.DataObject) -> None:
        rows = self.runner.run(self.articles())
        if rows:
            self.runner.run(self.work(data.draw(st.sampled_from(rows)), data.draw(st.booleans())))

    @rule()
    def settle(self) -> None:
        """The work of all is done: now each guild sees all that it posts, each text once."""
        for row in self.runner.run(self.articles()):
            self.runner.run(self.work(row, True))
        for guild in GUILDS:
            mine = {text_of(row).removesuffix(" !") for row in self.runner.run(self.articles(guild))}
            assert self.runner.run(self.seen(guild)) == told_by(mine)

    async def work(self, row: Any, extracting: bool) -> None:
        async with self.db.read() as conn:
            now = await articles.get_article(conn, row.id)
        if now is not None and now.outcome is None:
            await read(self.db, row.id, text_of(row))
        if extracting:
            await extract(self.db, row.id)

    async def articles(self, guild: int | None = None) -> list[Any]:
        query = select(schema.articles).order_by(schema.articles.c.id)
        if guild is not None:
            query = query.where(schema.articles.c.id.in_(select(schema.postings.c.article_id).where(schema.postings.c.guild_id == guild)))
        async with self.db.read() as conn:
            return list(await conn.execute(query))

    async def seen(self, guild: int) -> Told:
        async with self.db.read() as conn:
            ids = await conn.scalars(select(schema.guild_texts.c.fact_id).where(schema.guild_texts.c.guild_id == guild))
            found = await facts.load(conn, guild, list(ids))
            by_words = await search(conn, guild, "bureau", 100, 0)
        assert {one.id for one in by_words} == {one.id for one in found}
        return Counter((one.fact.subject, one.fact.place) for one in found)

    @invariant()
    def guilds_see_what_their_live_postings_give(self) -> None:
        for guild in GUILDS:
            rows = self.runner.run(self.articles(guild))
            extracted = {text_of(row).removesuffix(" !") for row in rows if row.extracted_at is not None}
            assert self.runner.run(self.seen(guild)) == told_by(extracted)

    @invariant()
    def nothing_is_left_over(self) -> None:
        async def left() -> list[Any]:
            async with self.db.read() as conn:
                return list(await conn.execute(text(ORPHANS)))

        assert self.runner.run(left()) == []

    @invariant()
    def evidence_is_verbatim(self) -> None:
        async def check() -> None:
            async with self.db.read() as conn:
                query = select(schema.facts, schema.articles.c.text).join(schema.articles)
                for row in await conn.execute(query):
                    assert row.text[row.start : row.end] == row.evidence

        self.runner.run(check())


@pytest.mark.slow
def test_the_promises_hold_in_any_order(url: str, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(url, data_dir=tmp_path))
        kind = type("Machine", (Store,), {"db": db, "runner": runner})
        limits = settings(
            max_examples=25 if db.is_sqlite else 8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        )
        try:
            run_state_machine_as_test(kind, settings=limits)
        finally:
            runner.run(db.close())
