"""Articles: what was read, and what was extracted from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
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


async def count_death(conn: AsyncConnection, article_id: int) -> int:
    """Count one more process that will have ended with the article under way, unless `survived` is called; how many had before.

    None ends of an article that has its facts.
    """
    open_ = (_articles.c.id == article_id) & _articles.c.extracted_at.is_(None)
    counted = update(_articles).where(open_).values(deaths=_articles.c.deaths + 1).returning(_articles.c.deaths)
    return (await conn.scalar(counted) or 1) - 1


async def survived(conn: AsyncConnection, article_id: int) -> None:
    """No process ends of the article."""
    await _set(conn, article_id, deaths=0)


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
    if old or before:
        await erasure.drop_facts(conn, article_id)
        await conn.execute(delete(schema.aliases).where(schema.aliases.c.article_id == article_id))
    await _save_facts(conn, article_id, extraction, {(row.kind, row.subject, row.start): row.id for row in old})
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


async def _save_facts(conn: AsyncConnection, article_id: int, extraction: Extraction, kept: dict[tuple[str, str, int], int]) -> None:
    """Write an article's facts and what they name, a statement for each table; facts of `kept` under the ids they had."""
    facts = extraction.facts
    named = [list(_named(fact)) for fact in facts]
    ids = await entities.ensure(conn, article_id, extraction.entities)
    known = {fold(name): entity_id for one, entity_id in zip(extraction.entities, ids, strict=True) if entity_id is not None
             for name in (one.name, *one.aliases)}  # fmt: skip
    others = list(dict.fromkeys(Entity(name, kind) for names in named for name, kind in names if kind and fold(name) not in known))
    ids = await entities.ensure(conn, article_id, others)
    made = {(one.name, one.kind): entity_id for one, entity_id in zip(others, ids, strict=True)}
    sources = await _source_ids(conn, {name for fact in facts if (name := _source(fact)) is not None})
    fact_ids = [kept.pop((fact.kind.value, fact.subject, fact.evidence.start), None) for fact in facts]
    rows = [_fact_row(article_id, fact, sources) for fact in facts]
    again = [row | {"id": fact_id} for row, fact_id in zip(rows, fact_ids, strict=True) if fact_id is not None]
    if again:
        await conn.execute(insert(_facts), again)
    if new := [row for row, fact_id in zip(rows, fact_ids, strict=True) if fact_id is None]:
        # SQLite gives ids in the order of the rows; of PostgreSQL that has to be asked
        add = insert(_facts).returning(_facts.c.id, sort_by_parameter_order=conn.dialect.name != "sqlite")
        given = iter(sorted(await conn.scalars(add, new)))
        fact_ids = [next(given) if fact_id is None else fact_id for fact_id in fact_ids]
    people = [{"fact_id": fact_id, "position": n, "name": one.name, "role": one.role, "organisation": one.organisation}
              for fact, fact_id in zip(facts, fact_ids, strict=True) for n, one in enumerate(fact.people)]  # fmt: skip
    if people:
        await conn.execute(insert(schema.people), people)
    links = {(fact_id, known.get(fold(name), made.get((name, kind)) if kind else None))
             for names, fact_id in zip(named, fact_ids, strict=True) for name, kind in names}  # fmt: skip
    if linked := [{"fact_id": fact_id, "entity_id": entity_id} for fact_id, entity_id in links if entity_id is not None]:
        await conn.execute(insert(schema.fact_entities), linked)


def _named(fact: Fact) -> Iterator[tuple[str, EntityKind | None]]:
    """What a fact names, and as what: an entity of its own, or (None) only where the article knows it as one."""
    names: list[tuple[str | None, EntityKind | None]] = [
        (fact.subject, EntityKind.OTHER),
        (fact.object, None),
        (fact.place, EntityKind.PLACE),
    ]
    names += [pair for one in fact.people for pair in ((one.name, EntityKind.PERSON), (one.organisation, EntityKind.OTHER))]
    return ((name, kind) for name, kind in names if name)


async def _source_ids(conn: AsyncConnection, names: Collection[str]) -> dict[str, int]:
    """The ids of those who are said to have reported something, by name."""
    if not names:
        return {}
    await conn.execute(upsert(conn, _sources).on_conflict_do_nothing(), [{"name": name} for name in sorted(names)])
    return {row.name: row.id for row in await conn.execute(select(_sources).where(_sources.c.name.in_(names)))}


def _source(fact: Fact) -> str | None:
    return None if fact.source is None else schema.storable(fact.source[:LONGEST_SOURCE])


def _fact_row(article_id: int, fact: Fact, sources: Mapping[str, int]) -> dict[str, Any]:
    amount, when = fact.amount, fact.time
    return {
        "article_id": article_id, "kind": fact.kind, "subject": fact.subject, "evidence": fact.evidence.text,
        "start": fact.evidence.start, "end": fact.evidence.end, "certainty": fact.certainty, "rule": fact.rule,
        "confidence": fact.confidence, "object": fact.object, "place": fact.place, "cue": fact.cue,
        "source_id": None if (source := _source(fact)) is None else sources[source],
        "amount_value": amount and amount.value, "amount_unit": amount and amount.unit, "amount_text": amount and amount.text,
        "amount_maximum": amount and amount.maximum,
        "time_start": when and when.start, "time_end": when and when.end, "time_text": when and when.text,
    }  # fmt: skip


async def original_of(conn: AsyncConnection, article_id: int) -> int | None:
    """The article that has the very text of this one and was read first."""
    found: int | None = await conn.scalar(select(_articles.c.duplicate_of).where(_articles.c.id == article_id))
    return found
