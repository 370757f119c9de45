"""Articles: what was read, and what was extracted from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.fingerprint import text_hash
from bot.folding import fold
from bot.model import Article, Confidence, Entity, EntityKind, Extraction, Fact, Language, Outcome, PublishedFrom
from bot.store import entities, erasure, index, locks, schema
from bot.store.guilds import insert as upsert
from bot.store.records import ArticleRow, ArticleSource

_articles, _facts, _postings, _sources = schema.articles, schema.facts, schema.postings, schema.sources
LONGEST_SOURCE: Final = 300
"""Characters of a source's name that are kept: an index of PostgreSQL holds 2,704 bytes at most."""


def article_row(row: Row[Any]) -> ArticleRow:
    """A row as a record."""
    return ArticleRow(
        row.id, row.key, ArticleSource(row.source), row.guild_id, row.url, row.file_name, row.title, row.site, row.text,
        Language(row.language) if row.language else None, row.published,
        Confidence(row.published_confidence) if row.published_confidence else None, row.published_day,
        PublishedFrom(row.published_from) if row.published_from else None, Outcome(row.outcome) if row.outcome else None, row.read_at,
        row.extracted_at, row.etag, row.last_modified, row.first_posted_at,
    )  # fmt: skip


async def _set(conn: AsyncConnection, article_id: int, **values: object) -> None:
    await conn.execute(update(_articles).where(_articles.c.id == article_id).values(values))


async def get_article(conn: AsyncConnection, article_id: int) -> ArticleRow | None:
    """An article."""
    row = (await conn.execute(select(_articles).where(_articles.c.id == article_id))).first()
    return None if row is None else article_row(row)


async def article_guilds(conn: AsyncConnection, article_id: int) -> list[int]:
    """Guilds with a live posting of the article."""
    return sorted(await erasure.holders(conn, article_id))


async def save_reading(
    conn: AsyncConnection, article_id: int, article: Article, *, etag: str | None, last_modified: str | None, read_at: datetime
) -> Outcome:
    """Keep what was read: READ, DUPLICATE of a text the same guilds have, or ERASED if nobody posts it any more."""
    await _lock(conn, article_id)
    if not await article_guilds(conn, article_id):
        return Outcome.ERASED
    digest = text_hash(article.text)
    copy = await erasure.original(conn, article_id, digest)
    outcome = Outcome.READ if copy is None else Outcome.DUPLICATE
    await _set(
        conn, article_id, text=article.text, text_hash=digest, title=article.title, site=article.site, canonical=article.canonical,
        authors=list(article.authors), language=article.language, published=article.published, modified=article.modified,
        published_confidence=article.published_confidence,
        published_day=article.published.date() if article.published else None, outcome=outcome,
        duplicate_of=copy, etag=etag, last_modified=last_modified,
        read_at=read_at, extracted_at=None,
    )  # fmt: skip
    await _drop_unfounded(conn, article_id, article.text if copy is None else "")
    return outcome


async def _drop_unfounded(conn: AsyncConnection, article_id: int, text: str) -> None:
    """Delete facts of an earlier reading whose sentence is no longer at its place; the others wait, unseen, for the extraction."""
    facts = list(await conn.execute(select(_facts.c.id, _facts.c.start, _facts.c.end, _facts.c.evidence).where(_mine(article_id))))
    if not facts:
        return
    shown = await _shown(conn, article_id)
    await locks.hold(conn, map(locks.guild, shown))
    for guild_id in shown:
        await index.show(conn, guild_id, article_id)
    await erasure.drop_facts(conn, article_id, but=[row.id for row in facts if text[row.start : row.end] == row.evidence])


def _mine(article_id: int) -> ColumnElement[bool]:
    return _facts.c.article_id == article_id


async def _shown(conn: AsyncConnection, article_id: int) -> list[int]:
    texts = schema.guild_texts
    return list(await conn.scalars(select(texts.c.guild_id).where(texts.c.article_id == article_id).distinct()))


async def save_outcome(conn: AsyncConnection, article_id: int, outcome: Outcome, *, read_at: datetime) -> None:
    """Keep why there is no reading."""
    await _set(conn, article_id, outcome=outcome, read_at=read_at)


async def save_extraction(conn: AsyncConnection, article_id: int, extraction: Extraction, *, extracted_at: datetime) -> int:
    """Replace the article's facts, keeping ids of equal ones; StoreError store.evidence if a sentence isn't in the text."""
    await _lock(conn, article_id)
    article = await get_article(conn, article_id)
    if article is None or article.text is None or not (here := await article_guilds(conn, article_id)):
        return 0
    for fact in extraction.facts:
        if article.text[fact.evidence.start : fact.evidence.end] != fact.evidence.text:
            raise StoreError("store.evidence", article=article_id, start=fact.evidence.start, end=fact.evidence.end)
    await locks.hold(conn, [*map(locks.guild, here), *_locks(extraction)])
    for guild_id in await _shown(conn, article_id):
        await index.unindex(conn, guild_id, article_id)
    before = await entities.of_article(conn, article_id)
    old = list(await conn.execute(select(_facts.c.id, _facts.c.kind, _facts.c.subject, _facts.c.start).where(_mine(article_id))))
    kept = {(row.kind, row.subject, row.start): row.id for row in old}
    await erasure.drop_facts(conn, article_id)
    await conn.execute(delete(schema.aliases).where(schema.aliases.c.article_id == article_id))
    ids: dict[str, int] = {}
    for entity in extraction.entities:
        if (entity_id := await entities.ensure(conn, article_id, entity)) is not None:
            ids |= dict.fromkeys((fold(name) for name in (entity.name, *entity.aliases)), entity_id)
    made = _Made(ids)
    for fact in extraction.facts:
        await _save_fact(conn, article_id, fact, kept.pop((fact.kind.value, fact.subject, fact.evidence.start), None), made)
    await entities.drop_orphans(conn, before)
    outcome = Outcome.READ if extraction.facts else Outcome.NO_FACTS
    await _set(conn, article_id, language=extraction.language, published_day=extraction.published, duplicate_of=None,
               published_from=extraction.published_from, extracted_at=extracted_at, outcome=outcome)  # fmt: skip
    for guild_id in here:
        await index.show(conn, guild_id, article_id)
    return len(extraction.facts)


async def _lock(conn: AsyncConnection, article_id: int) -> None:
    """Let nobody post or erase an article until the transaction ends."""
    await conn.execute(select(_articles.c.id).where(_articles.c.id == article_id).with_for_update(key_share=True))


def _locks(extraction: Extraction) -> Iterator[int]:
    """Of all sources and entities that an extraction may name."""
    for entity in extraction.entities:
        yield locks.entity(entities.identity(entity.name))
    for fact in extraction.facts:
        if fact.source is not None:
            yield locks.source(fact.source[:LONGEST_SOURCE])
        for name in (fact.subject, fact.place, *(part for one in fact.people for part in (one.name, one.organisation))):
            if name is not None:
                yield locks.entity(entities.identity(name))


@dataclass(frozen=True, slots=True)
class _Made:
    """Rows that an article's facts share, each written once: entities by folded name, those of other facts by name and kind, sources."""

    ids: dict[str, int]
    others: dict[tuple[str, EntityKind], int | None] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)

    async def entity(self, conn: AsyncConnection, article_id: int, name: str, kind: EntityKind) -> int | None:
        """The id of an entity that a fact names."""
        if (name, kind) not in self.others:
            self.others[name, kind] = await entities.ensure(conn, article_id, Entity(name, kind))
        return self.others[name, kind]

    async def source(self, conn: AsyncConnection, name: str) -> int:
        """The id of who is said to have reported a fact."""
        if name not in self.sources:
            await conn.execute(upsert(conn, _sources).values(name=name).on_conflict_do_nothing())
            self.sources[name] = (await conn.execute(select(_sources.c.id).where(_sources.c.name == name))).scalar_one()
        return self.sources[name]


async def _save_fact(conn: AsyncConnection, article_id: int, fact: Fact, row_id: int | None, made: _Made) -> None:
    source_id = None if fact.source is None else await made.source(conn, fact.source[:LONGEST_SOURCE])
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
        entity_id = made.ids.get(fold(name)) if name else None
        if entity_id is None and name and kind is not None:
            entity_id = await made.entity(conn, article_id, name, kind)
        linked.add(entity_id)
    links = [{"fact_id": fact_id, "entity_id": entity_id} for entity_id in linked - {None}]
    if links:
        await conn.execute(insert(schema.fact_entities), links)


async def original_of(conn: AsyncConnection, article_id: int) -> int | None:
    """The article that has the very text of this one and was read first."""
    found: int | None = await conn.scalar(select(_articles.c.duplicate_of).where(_articles.c.id == article_id))
    return found
