from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.errors import StoreError
from bot.model import Article, Certainty, Entity, EntityKind, Evidence, Extraction, Fact, Kind, Language, Outcome, PublishedFrom
from bot.store import articles, entities, facts, guilds, messages
from bot.store.database import Database
from bot.store.records import ArticleSource, NewArticle, NewMessage
from bot.store.search import fold, search

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TEXT = "Nimbus ouvre un bureau à Lyon."


def extraction(start: int = 0) -> Extraction:
    fact = Fact(Kind.EXPANSION, "Nimbus", Evidence(TEXT, start, start + len(TEXT)), Certainty.CONFIRMED, "r", 0.9, place="Lyon")
    nimbus = Entity("Nimbus SA", EntityKind.COMPANY, ("Nimbus",))
    return Extraction(Language.FR, date(2026, 11, 23), PublishedFrom.GIVEN, (nimbus,), (fact,))


async def post(db: Database, message_id: int, guild_id: int, key: str = "k") -> int:
    async with db.write() as conn:
        message = NewMessage(message_id, guild_id, 5, 6, NOW)
        assert await messages.accept(conn, message, [NewArticle(key, ArticleSource.PAGE, url="https://a.example/")])
        assert await messages.accept(conn, message, []) is None
        article_id = (await messages.message_articles(conn, message_id))[0].id
        outcome = await articles.save_reading(conn, article_id, Article(TEXT), etag=None, last_modified=None, read_at=NOW)
        assert outcome is Outcome.READ
        for _ in range(2):
            assert await articles.save_extraction(conn, article_id, extraction(), extracted_at=NOW) == 1
            await articles.index_for_guild(conn, guild_id, article_id)
    return article_id


async def test_facts_are_found_in_their_guild_only_and_erased(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/v.db", data_dir=tmp_path)
    article_id = await post(db, 10, 1)
    async with db.read() as conn:
        known = await entities.resolve(conn, 1, "nimbus")
        assert known is not None
        assert [one.fact.place for one in await facts.facts_of(conn, 1, known.id)] == ["Lyon"]
        assert len(await search(conn, 1, "bureau LYON", 5, 0)) == 1
        assert len(await facts.posted_between(conn, 1, NOW, NOW + timedelta(1))) == 1
        assert [one.name for one in await entities.suggest(conn, 1, "nim")] == ["Nimbus SA"]
        assert await entities.near_misses(conn, 1, "Nimbuz")
        assert await entities.resolve(conn, 2, "nimbus") is None
        assert await search(conn, 2, "lyon", 5, 0) == []
        assert await facts.facts_of_article(conn, 2, article_id) == []
    async with db.write() as conn:
        with pytest.raises(StoreError):
            await articles.save_extraction(conn, article_id, extraction(1), extracted_at=NOW)
        await messages.erase_message(conn, 10)
        for table in ("facts", "fact_texts", "guild_facts", "guild_names", "aliases", "entities", "fact_entities", "postings"):
            assert await conn.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table  # noqa: S608
    await db.close()


async def test_second_process_newer_and_damaged(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/v.db"
    db = await Database.open(url, data_dir=tmp_path)
    with pytest.raises(StoreError, match=r"store\.locked"):
        await Database.open(url, data_dir=tmp_path)
    async with db.write() as conn:
        await guilds.watch(conn, 1, 2, NOW)
        await guilds.set_last_message(conn, 1, 2, 9)
        await guilds.set_last_message(conn, 1, 2, 8)
        assert (await guilds.watched(conn))[0].last_message_id == 9
        await conn.execute(text("UPDATE alembic_version SET version_num='9999'"))
    await db.close()
    with pytest.raises(StoreError, match=r"store\.newer"):
        await Database.open(url, data_dir=tmp_path)
    (tmp_path / "bad.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match=r"store\.damaged"):
        await Database.open(f"sqlite+aiosqlite:///{tmp_path}/bad.db", data_dir=tmp_path)


@given(st.text())
def test_fold_is_idempotent(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)
