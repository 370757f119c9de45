"""Pages over time, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.model import Article, Outcome
from bot.store import articles, messages, pages
from bot.store.database import Database
from bot.store.records import ArticleSource, NewArticle, NewMessage

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TOP = (1 << 64) - 1


async def post(db: Database, message_id: int, guild_id: int, key: str, text: str | None = None) -> int:
    async with db.write() as conn:
        message = NewMessage(message_id, guild_id, 5, 6, NOW)
        assert await messages.accept(conn, message, [NewArticle(key, ArticleSource.PAGE, url=key)])
        article_id = (await messages.message_articles(conn, message_id))[0].id
        if text is not None:
            await articles.save_reading(conn, article_id, Article(text), etag=None, last_modified=None, read_at=NOW)
    return article_id


async def test_failures_and_versions(db: Database) -> None:
    article_id = await post(db, 1, 1, "https://a.fr/x")
    async with db.write() as conn:
        assert await pages.state(conn, article_id) == pages.PageState()
        await pages.note_failure(conn, article_id, failures=1, retry_at=NOW)
        await pages.note_failure(conn, article_id, failures=2, retry_at=NOW + timedelta(hours=1))
        assert (await pages.state(conn, article_id)).failures == 2
        assert await pages.note_version(conn, article_id, Article("a"), canonical_key="k", read_at=NOW) == 1
        assert await pages.note_version(conn, article_id, Article("A"), canonical_key="k", read_at=NOW) == 1
        assert await pages.note_version(conn, article_id, Article("b", title="T"), canonical_key="k", read_at=NOW) == 2
        assert (await pages.state(conn, article_id)).retry_at is None
        assert [(one.version, one.title) for one in await pages.versions(conn, article_id)] == [(1, None), (2, "T")]


async def test_candidates_share_a_hash_and_every_guild(db: Database) -> None:
    first, second = await post(db, 1, 1, "https://a.fr/1", "un"), await post(db, 2, 1, "https://a.fr/2", "deux")
    elsewhere = await post(db, 3, 2, "https://a.fr/3", "trois")
    async with db.write() as conn:
        await pages.save_sketch(conn, first, b"first", [1, TOP])
        await pages.save_sketch(conn, elsewhere, b"third", [TOP])
        await pages.save_sketch(conn, second, b"second", [5])
        assert await pages.candidates(conn, second, [5, TOP]) == [pages.Candidate(first, b"first")]
        assert await pages.candidates(conn, second, [5]) == []
        assert await pages.candidates(conn, second, []) == []
        await pages.mark_copy(conn, second, first)
        row = await articles.get_article(conn, second)
        assert row is not None
        assert row.outcome is Outcome.DUPLICATE
        assert (await pages.state(conn, second)).story_id == first
        await messages.erase_message(conn, 1)
        row = await articles.get_article(conn, second)
        assert row is not None
        assert row.outcome is Outcome.READ


async def test_addresses_that_pages_give_themselves(db: Database) -> None:
    first, second = await post(db, 1, 1, "https://a.fr/1", "un"), await post(db, 2, 1, "https://a.fr/2", "deux")
    async with db.write() as conn:
        assert await pages.same_address(conn, second, "https://a.fr/2", "https://a.fr/1") == first
        assert await pages.same_address(conn, second, "https://a.fr/2", "https://a.fr/9") is None
        await pages.note_version(conn, first, Article("un"), canonical_key="https://a.fr/9", read_at=NOW)
        assert await pages.same_address(conn, second, "https://a.fr/2", "https://a.fr/9") == first
        assert await pages.same_address(conn, second, "https://a.fr/9", None) == first
