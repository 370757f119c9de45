"""Articles: what was read, and what was extracted from it."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.model import Article, Confidence, Entity, EntityKind, Extraction, Fact, Language, Outcome, PublishedFrom
from bot.store import entities, index, schema
from bot.store.guilds import insert as upsert
from bot.store.records import ArticleRow, ArticleSource
from bot.store.search import drop_texts, fold, put_text

_articles, _facts, _postings, _sources = schema.articles, schema.facts, schema.postings, schema.sources


def article_row(row: Row[Any]) -> ArticleRow:
    """A row as a record."""
    return ArticleRow(
        row.id, row.key, ArticleSource(row.source), row.guild_id, row.url, row.file_name, row.title, row.site, row.text,
        Language(row.language) if row.language else None, row.published,
        Confidence(row.published_confidence) if row.published_confidence else None, row.published_day,
        PublishedFrom(row.published_from) if row.published_from else None, Outcome(row.outcome) if row.outcome else None, row.read_at,
        row.extracted_at, row.etag, row.last_modified, row.first_posted_at,
    )  # fmt: skip


def text_hash(text: str) -> str:
    """Equal for texts that differ in case, spacing or compatibility forms only."""
    return hashlib.sha256(" ".join(unicodedata.normalize("NFKC", text).casefold().split()).encode("utf-8", "surrogatepass")).hexdigest()


async def _set(conn: AsyncConnection, article_id: int, **values: object) -> None:
    await conn.execute(update(_articles).where(_articles.c.id == article_id).values(values))


async def get_article(conn: AsyncConnection, article_id: int) -> ArticleRow | None:
    """An article."""
    row = (await conn.execute(select(_articles).where(_articles.c.id == article_id))).first()
    return None if row is None else article_row(row)


async def article_guilds(conn: AsyncConnection, article_id: int) -> list[int]:
    """Guilds with a live posting of the article."""
    query = select(_postings.c.guild_id).where(_postings.c.article_id == article_id).distinct()
    return list(await conn.scalars(query.order_by(_postings.c.guild_id)))


async def _copy_of(conn: AsyncConnection, article_id: int, digest: str) -> int | None:
    """An earlier article of the same text that every guild which posts this one has posted too."""
    here = set(await article_guilds(conn, article_id))
    same = select(_articles.c.id).where(_articles.c.text_hash == digest, _articles.c.id != article_id, _articles.c.duplicate_of.is_(None))
    for other in list(await conn.scalars(same.order_by(_articles.c.id))):
        if here and here <= set(await article_guilds(conn, other)):
            return int(other)
    return None


async def save_reading(
    conn: AsyncConnection, article_id: int, article: Article, *, etag: str | None, last_modified: str | None, read_at: datetime
) -> Outcome:
    """Keep what was read: READ, DUPLICATE of a text the same guilds have, or ERASED if nobody posts it any more."""
    if not await article_guilds(conn, article_id):
        return Outcome.ERASED
    digest = text_hash(article.text)
    copy = await _copy_of(conn, article_id, digest)
    outcome = Outcome.READ if copy is None else Outcome.DUPLICATE
    await _set(
        conn, article_id, text=article.text, text_hash=digest, title=article.title, site=article.site, canonical=article.canonical,
        authors=list(article.authors), language=article.language, published=article.published, modified=article.modified,
        published_confidence=article.published_confidence,
        published_day=article.published.date() if article.published else None, outcome=outcome,
        duplicate_of=copy, etag=etag, last_modified=last_modified,
        read_at=read_at, extracted_at=None,
    )  # fmt: skip
    return outcome


async def save_outcome(conn: AsyncConnection, article_id: int, outcome: Outcome, *, read_at: datetime) -> None:
    """Keep why there is no reading."""
    await _set(conn, article_id, outcome=outcome, read_at=read_at)


async def save_extraction(conn: AsyncConnection, article_id: int, extraction: Extraction, *, extracted_at: datetime) -> int:
    """Replace the article's facts, keeping ids of equal ones; StoreError store.evidence if a sentence isn't in the text."""
    article = await get_article(conn, article_id)
    if article is None or article.text is None or not await article_guilds(conn, article_id):
        return 0
    for fact in extraction.facts:
        if article.text[fact.evidence.start : fact.evidence.end] != fact.evidence.text:
            raise StoreError("store.evidence", article=article_id, start=fact.evidence.start, end=fact.evidence.end)
    shown = set(await conn.scalars(select(schema.guild_facts.c.guild_id).where(schema.guild_facts.c.article_id == article_id)))
    for guild_id in shown:
        await index.unindex(conn, guild_id, article_id)
    before = await entities.of_article(conn, article_id)
    old = list(
        await conn.execute(select(_facts.c.id, _facts.c.kind, _facts.c.subject, _facts.c.start).where(_facts.c.article_id == article_id))
    )
    kept = {(row.kind, row.subject, row.start): row.id for row in old}
    await drop_texts(conn, [row.id for row in old])
    await conn.execute(delete(_facts).where(_facts.c.article_id == article_id))
    await conn.execute(delete(schema.aliases).where(schema.aliases.c.article_id == article_id))
    ids: dict[str, int] = {}
    for entity in extraction.entities:
        if (entity_id := await entities.ensure(conn, article_id, entity)) is not None:
            ids |= dict.fromkeys((fold(name) for name in (entity.name, *entity.aliases)), entity_id)
    for fact in extraction.facts:
        await _save_fact(conn, article_id, fact, kept.pop((fact.kind.value, fact.subject, fact.evidence.start), None), ids)
    await entities.drop_orphans(conn, before)
    outcome = Outcome.READ if extraction.facts else Outcome.NO_FACTS
    await _set(conn, article_id, language=extraction.language, published_day=extraction.published,
               published_from=extraction.published_from, extracted_at=extracted_at, outcome=outcome)  # fmt: skip
    for guild_id in shown:
        await index_for_guild(conn, guild_id, article_id, article.first_posted_at)
    return len(extraction.facts)


async def _save_fact(conn: AsyncConnection, article_id: int, fact: Fact, row_id: int | None, ids: dict[str, int]) -> None:
    source_id = None
    if fact.source is not None:
        await conn.execute(upsert(conn, _sources).values(name=fact.source).on_conflict_do_nothing())
        source_id = await conn.scalar(select(_sources.c.id).where(_sources.c.name == fact.source))
    row: dict[str, Any] = {
        "article_id": article_id, "kind": fact.kind, "subject": fact.subject, "evidence": fact.evidence.text,
        "start": fact.evidence.start, "end": fact.evidence.end, "certainty": fact.certainty, "rule": fact.rule,
        "confidence": fact.confidence, "object": fact.object, "place": fact.place, "source_id": source_id, "cue": fact.cue,
    }  # fmt: skip
    if row_id is not None:
        row["id"] = row_id
    if (amount := fact.amount) is not None:
        row |= {"amount_value": amount.value, "amount_unit": amount.unit, "amount_text": amount.text, "amount_maximum": amount.maximum}
    if (when := fact.time) is not None:
        row |= {"time_start": when.start, "time_end": when.end, "time_text": when.text}
    fact_id = int((await conn.execute(insert(_facts).values(row).returning(_facts.c.id))).scalar_one())
    persons = [{"fact_id": fact_id, "position": n, "name": one.name, "role": one.role, "organisation": one.organisation}
               for n, one in enumerate(fact.people)]  # fmt: skip
    if persons:
        await conn.execute(insert(schema.people), persons)
    names = [(fact.subject, EntityKind.OTHER), (fact.object, None), (fact.place, EntityKind.PLACE)]
    names += [pair for one in fact.people for pair in ((one.name, EntityKind.PERSON), (one.organisation, EntityKind.OTHER))]
    linked = set()
    for name, kind in names:
        entity_id = ids.get(fold(name)) if name else None
        if entity_id is None and name and kind is not None:
            entity_id = await entities.ensure(conn, article_id, Entity(name, kind))
        linked.add(entity_id)
    for entity_id in linked - {None}:
        await conn.execute(insert(schema.fact_entities).values(fact_id=fact_id, entity_id=entity_id))
    await put_text(conn, fact_id, fold(" ".join([fact.evidence.text, *(name for name, _ in names if name)])))


async def index_for_guild(conn: AsyncConnection, guild_id: int, article_id: int, posted_at: datetime) -> None:
    """Show an article's facts in a guild that has a live posting of it; take them out of one that has none."""
    if guild_id in await article_guilds(conn, article_id):
        await index.build(conn, guild_id, article_id, posted_at)
    else:
        await index.unindex(conn, guild_id, article_id)


async def original_of(conn: AsyncConnection, article_id: int) -> int | None:
    """The article that has the very text of this one and was read first."""
    found: int | None = await conn.scalar(select(_articles.c.duplicate_of).where(_articles.c.id == article_id))
    return found
