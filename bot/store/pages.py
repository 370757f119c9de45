"""Pages over time: tries that failed, versions of a page and what they changed, and texts that tell the same story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.fingerprint import text_hash
from bot.model import Article, Outcome
from bot.store import erasure, schema
from bot.store.guilds import insert as upsert
from bot.store.page_tables import page_versions, pages, shingles

_articles = schema.articles
_MOST_CANDIDATES: Final = 40
_SIGN: Final = 1 << 63
_READABLE: Final = (Outcome.READ, Outcome.NO_FACTS)


@dataclass(frozen=True, slots=True)
class PageState:
    """How an article's page stands: `version` counts readings from 1 (0: none yet), `failures` the tries in a row that failed.

    It is left alone before `retry_at`; `checked_at` is when it was last read or found unchanged. `story_id` is the first article known to
    tell the same story, itself where it is that.
    """

    version: int = 0
    failures: int = 0
    retry_at: datetime | None = None
    checked_at: datetime | None = None
    story_id: int | None = None


@dataclass(frozen=True, slots=True)
class PageVersion:
    """One reading of a page whose text differed from the one before."""

    version: int
    read_at: datetime
    title: str | None
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier article that may tell the same story: its sketch as it was stored."""

    article_id: int
    sketch: bytes


async def state(conn: AsyncConnection, article_id: int) -> PageState:
    """How a page stands; one never tried stands at its defaults."""
    row = (await conn.execute(select(pages).where(pages.c.article_id == article_id))).first()
    return PageState() if row is None else PageState(row.version, row.failures, row.retry_at, row.checked_at, row.story_id)


async def note_failure(conn: AsyncConnection, article_id: int, *, failures: int, retry_at: datetime) -> None:
    """Keep that a try failed, the `failures`th in a row."""
    await _put(conn, article_id, failures=failures, retry_at=retry_at)


async def note_unchanged(conn: AsyncConnection, article_id: int, checked_at: datetime) -> None:
    """Keep that the page is as it was when it was last read."""
    await _put(conn, article_id, failures=0, retry_at=None, checked_at=checked_at)


async def note_version(conn: AsyncConnection, article_id: int, article: Article, *, canonical_key: str | None, read_at: datetime) -> int:
    """Keep a reading of an article: one more version where its text differs from the newest one's. Returns the version's number."""
    known = (await state(conn, article_id)).version
    digest = text_hash(article.text)
    mine = (page_versions.c.article_id == article_id) & (page_versions.c.version == known)
    number = known if await conn.scalar(select(page_versions.c.text_hash).where(mine)) == digest else known + 1
    await _put(conn, article_id, version=number, failures=0, retry_at=None, checked_at=read_at, canonical_key=canonical_key)
    if number != known:
        row = {"article_id": article_id, "version": number, "read_at": read_at, "title": article.title, "modified": article.modified,
               "text_hash": digest}  # fmt: skip
        await conn.execute(insert(page_versions).values(row))
    return number


async def versions(conn: AsyncConnection, article_id: int) -> list[PageVersion]:
    """The versions of a page, the first one first."""
    query = select(page_versions).where(page_versions.c.article_id == article_id).order_by(page_versions.c.version)
    return [PageVersion(row.version, row.read_at, row.title, row.modified) for row in await conn.execute(query)]


async def save_sketch(conn: AsyncConnection, article_id: int, sketch: bytes, hashes: Sequence[int]) -> None:
    """Keep an article's sketch, to be found by one of `hashes` (unsigned, 64 bits), the smallest ones of it."""
    await _put(conn, article_id, sketch=sketch)
    await conn.execute(delete(shingles).where(shingles.c.article_id == article_id))
    if hashes:
        await conn.execute(insert(shingles), [{"article_id": article_id, "hash": number - _SIGN} for number in dict.fromkeys(hashes)])


async def candidates(conn: AsyncConnection, article_id: int, hashes: Sequence[int]) -> list[Candidate]:
    """Articles with facts of their own, posted by every guild that posts this one, which share one of `hashes`: most shared first."""
    query = (
        select(shingles.c.article_id, pages.c.sketch)
        .join(pages, pages.c.article_id == shingles.c.article_id)
        .join(_articles, _articles.c.id == shingles.c.article_id)
        .where(shingles.c.hash.in_([number - _SIGN for number in hashes]), shingles.c.article_id != article_id)
        .where(erasure.posted_beside(article_id), _articles.c.outcome.in_(_READABLE), pages.c.sketch.is_not(None))
        .group_by(shingles.c.article_id, pages.c.sketch)
        .order_by(func.count().desc(), shingles.c.article_id)
        .limit(_MOST_CANDIDATES)
    )
    return [Candidate(row.article_id, row.sketch) for row in await conn.execute(query)]


async def same_address(conn: AsyncConnection, article_id: int, key: str, canonical_key: str | None) -> int | None:
    """An article with facts of its own, posted by every guild that posts this one, under the address that one of the two gives itself."""
    naming = select(pages.c.article_id).where(pages.c.canonical_key.in_([key] if canonical_key is None else [key, canonical_key]))
    named = _articles.c.id.in_(naming.union(select(_articles.c.id).where(_articles.c.key == canonical_key)))
    query = select(_articles.c.id).where(named, _articles.c.id != article_id)
    query = query.where(erasure.posted_beside(article_id), _articles.c.outcome.in_(_READABLE))
    found: int | None = await conn.scalar(query.order_by(_articles.c.id).limit(1))
    return found


async def mark_copy(conn: AsyncConnection, article_id: int, original_id: int) -> None:
    """Keep that an article says nothing that another one doesn't: it is a duplicate of that one."""
    values = {"outcome": Outcome.DUPLICATE, "duplicate_of": original_id}
    await conn.execute(update(_articles).where(_articles.c.id == article_id).values(values))
    await note_story(conn, article_id, original_id)


async def note_story(conn: AsyncConnection, article_id: int, other_id: int | None = None) -> None:
    """Keep that two articles tell one story, as copies of an agency's do: one source, however many sites print it."""
    story = None if other_id is None else (await state(conn, other_id)).story_id or other_id
    await _put(conn, article_id, story_id=story or article_id)


async def _put(conn: AsyncConnection, article_id: int, **values: object) -> None:
    row = {"article_id": article_id, "version": 0, "failures": 0, **values}
    await conn.execute(upsert(conn, pages).values(row).on_conflict_do_update(index_elements=["article_id"], set_=values))
