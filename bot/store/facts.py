"""Facts as a guild sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Amount, Certainty, Evidence, Fact, Kind, Outcome, Person, When
from bot.store import journal, schema
from bot.store.knowledge_tables import reports
from bot.store.records import JournalEntry, ReportState, StoredFact

_facts, _articles, _seen, _postings, _messages = schema.facts, schema.articles, schema.guild_facts, schema.postings, schema.messages
_texts = schema.guild_texts
_UNREAD = [
    outcome for outcome in Outcome if outcome not in {Outcome.READ, Outcome.NO_FACTS, Outcome.DUPLICATE, Outcome.PENDING, Outcome.ERASED}
]
# statements, figures and roles tell less than what happened
_WEIGHTS = {Kind.STATEMENT: 0.7, Kind.METRIC: 0.7, Kind.ROLE: 0.5}
# what happened comes before what is only said
_SURENESS = {Certainty.RUMOURED: 0.7, Certainty.DENIED: 0.8}


def _fact(row: Row[Any], people: tuple[Person, ...]) -> Fact:
    amount = None if row.amount_value is None else Amount(row.amount_value, row.amount_unit, row.amount_text, row.amount_maximum)
    when = None if row.time_text is None else When(row.time_start, row.time_end, row.time_text)
    return Fact(
        Kind(row.kind), row.subject, Evidence(row.evidence, row.start, row.end), Certainty(row.certainty), row.rule, row.confidence,
        row.object, people, row.place, amount, when, row.source_name, row.cue,
    )  # fmt: skip


async def load(conn: AsyncConnection, guild_id: int, fact_ids: Sequence[int]) -> list[StoredFact]:
    """The facts of these ids that the guild has a live posting of and has not hidden, in the order given."""
    hidden = select(reports.c.fact_id).where(reports.c.guild_id == guild_id, reports.c.state == ReportState.AGREED)
    people: dict[int, list[Person]] = {}
    named = select(schema.people).where(schema.people.c.fact_id.in_(fact_ids)).order_by(schema.people.c.position)
    for row in await conn.execute(named):
        people.setdefault(row.fact_id, []).append(Person(row.name, row.role, row.organisation))
    query = (
        select(_facts, schema.sources.c.name.label("source_name"), _articles.c.title, _articles.c.url, _articles.c.site,
               _articles.c.file_name,
               _articles.c.published, _articles.c.published_day, _messages.c.posted_at, _messages.c.channel_id, _messages.c.message_id)
        .join(_articles, _articles.c.id == _facts.c.article_id)
        .join(_postings, (_postings.c.article_id == _facts.c.article_id) & (_postings.c.guild_id == guild_id))
        .join(_messages, _messages.c.message_id == _postings.c.message_id)
        .outerjoin(schema.sources, schema.sources.c.id == _facts.c.source_id)
        .where(_facts.c.id.in_(fact_ids), _facts.c.id.not_in(hidden)).order_by(_postings.c.posted_at.desc(), _postings.c.message_id.desc())
    )  # fmt: skip
    found: dict[int, StoredFact] = {}
    for row in await conn.execute(query):  # the earliest posting comes last and stays
        day = row.published_day or (row.published.date() if row.published else None)
        url = None if row.file_name else row.url  # where Discord keeps a file is no source, and ends after a day
        found[row.id] = StoredFact(row.id, _fact(row, tuple(people.get(row.id, ()))), row.article_id, row.title, url,
                                   row.site or row.file_name, day, row.posted_at, row.channel_id, row.message_id)  # fmt: skip
    return [found[one] for one in fact_ids if one in found]


def _filtered(query: Any, guild_id: int, entity_id: int, kind: Kind | None, certainty: Certainty | None, since: date | None) -> Any:  # noqa: ANN401
    query = query.where(_seen.c.guild_id == guild_id, _seen.c.entity_id == entity_id)
    if kind is not None:
        query = query.where(_seen.c.kind == kind)
    if since is not None:
        query = query.where(_seen.c.day >= since)
    if certainty is not None:
        query = query.join(_facts, _facts.c.id == _seen.c.fact_id).where(_facts.c.certainty == certainty)
    return query


async def facts_of(
    conn: AsyncConnection, guild_id: int, entity_id: int, *, kind: Kind | None = None, certainty: Certainty | None = None,
    since: date | None = None, limit: int = 25, offset: int = 0,
) -> list[StoredFact]:  # fmt: skip
    """The guild's facts that name an entity, newest first."""
    query = _filtered(select(_seen.c.fact_id), guild_id, entity_id, kind, certainty, since)
    page = query.order_by(_seen.c.day.desc(), _seen.c.fact_id.desc()).limit(limit).offset(offset)
    return await load(conn, guild_id, list(await conn.scalars(page)))


async def count_facts_of(
    conn: AsyncConnection, guild_id: int, entity_id: int, *, kind: Kind | None = None, certainty: Certainty | None = None,
    since: date | None = None,
) -> int:  # fmt: skip
    """How many `facts_of` there are."""
    return int(await conn.scalar(_filtered(select(func.count(_seen.c.fact_id)), guild_id, entity_id, kind, certainty, since)) or 0)


async def facts_of_article(conn: AsyncConnection, guild_id: int, article_id: int) -> list[StoredFact]:
    """An article's facts, best first."""
    ids = list(await conn.scalars(select(_facts.c.id).where(_facts.c.article_id == article_id)))
    found = await load(conn, guild_id, ids)
    return sorted(found, key=lambda one: (-_weight(one.fact), one.fact.evidence.start, one.id))


def _weight(fact: Fact) -> float:
    return fact.confidence * _WEIGHTS.get(fact.kind, 1.0) * _SURENESS.get(fact.certainty, 1.0)


async def get_fact(conn: AsyncConnection, guild_id: int, fact_id: int) -> StoredFact | None:
    """A fact, if the guild may see it."""
    found = await load(conn, guild_id, [fact_id])
    return found[0] if found else None


async def posted_between(conn: AsyncConnection, guild_id: int, start: datetime, end: datetime) -> list[StoredFact]:
    """Facts of articles first posted in the guild in [start, end), each text once."""
    posted = select(_postings.c.article_id).where(_postings.c.guild_id == guild_id)
    new = posted.where(_postings.c.posted_at >= start, _postings.c.posted_at < end)
    earlier = _postings.alias()
    old = select(earlier.c.message_id).where(
        earlier.c.article_id == _texts.c.article_id, earlier.c.guild_id == guild_id, earlier.c.posted_at < start
    )
    query = select(_texts.c.fact_id).where(_texts.c.guild_id == guild_id, _texts.c.article_id.in_(new), ~old.exists())
    query = query.order_by(_texts.c.fact_id)
    return await load(conn, guild_id, list(await conn.scalars(query)))


async def unread_between(conn: AsyncConnection, guild_id: int, start: datetime, end: datetime) -> list[JournalEntry]:
    """Journal entries in [start, end) of what could not be read."""
    log = schema.journal
    query = select(log).where(log.c.guild_id == guild_id, log.c.at >= start, log.c.at < end, log.c.outcome.in_(_UNREAD)).order_by(log.c.id)
    return [journal.entry(row) for row in await conn.execute(query)]
