"""Reports of wrong facts: a member reports one, an administrator agrees, and the guild sees it no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Kind, Language
from bot.store import facts, index, schema
from bot.store.guilds import insert
from bot.store.knowledge_tables import reports
from bot.store.records import ReportState, WrongSentence

_facts, _articles = schema.facts, schema.articles
LONGEST_NOTE: Final = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """A report with the fact it is about. `by` is who reported it, None once that was forgotten."""

    id: int
    fact_id: int
    article_id: int
    kind: Kind
    subject: str
    evidence: str
    state: ReportState
    note: str | None
    by: int | None
    at: datetime


async def report(conn: AsyncConnection, guild_id: int, fact_id: int, *, by: int | None, note: str | None, now: datetime) -> Report | None:
    """Report a fact as wrong; the report there is already, where there is one. None where the guild does not see the fact."""
    known = await facts.get_fact(conn, guild_id, fact_id)
    if known is None:
        return None
    row = {"guild_id": guild_id, "fact_id": fact_id, "article_id": known.article_id, "state": ReportState.PENDING,
           "note": note[:LONGEST_NOTE] if note else None, "by_id": by, "at": now}  # fmt: skip
    again = {"state": ReportState.PENDING, "note": row["note"], "by_id": by, "at": now}
    query = insert(conn, reports).values(row)
    rejected = reports.c.state == ReportState.REJECTED
    await conn.execute(query.on_conflict_do_update(index_elements=["guild_id", "fact_id"], set_=again, where=rejected))
    made = await conn.scalar(select(reports.c.id).where(reports.c.guild_id == guild_id, reports.c.fact_id == fact_id))
    return await get(conn, guild_id, int(made or 0))


async def get(conn: AsyncConnection, guild_id: int, report_id: int) -> Report | None:
    """A report of the guild's."""
    row = (await conn.execute(_query(guild_id).where(reports.c.id == report_id))).first()
    return None if row is None else _report(row)


async def pending(conn: AsyncConnection, guild_id: int, *, limit: int = 25, offset: int = 0) -> list[Report]:
    """The guild's reports that wait for an administrator, oldest first."""
    return await _in_state(conn, guild_id, ReportState.PENDING, limit, offset)


async def agreed(conn: AsyncConnection, guild_id: int, *, limit: int = 25, offset: int = 0) -> list[Report]:
    """The guild's hidden facts, oldest report first."""
    return await _in_state(conn, guild_id, ReportState.AGREED, limit, offset)


async def count_pending(conn: AsyncConnection, guild_id: int) -> int:
    """How many `pending` there are."""
    waiting = (reports.c.guild_id == guild_id) & (reports.c.state == ReportState.PENDING)
    return int(await conn.scalar(select(func.count(reports.c.id)).where(waiting)) or 0)


async def agree(conn: AsyncConnection, guild_id: int, report_id: int, *, by: int | None, now: datetime) -> Report | None:
    """Agree that the fact is wrong: the guild sees it no more, other guilds still do."""
    return await _decide(conn, guild_id, report_id, ReportState.AGREED, by, now)


async def reject(conn: AsyncConnection, guild_id: int, report_id: int, *, by: int | None, now: datetime) -> Report | None:
    """Find that the fact is right: it stays, or is shown again."""
    return await _decide(conn, guild_id, report_id, ReportState.REJECTED, by, now)


async def reopen(conn: AsyncConnection, guild_id: int, report_id: int) -> Report | None:
    """Take a decision back: the fact is shown again until the next one."""
    return await _decide(conn, guild_id, report_id, ReportState.PENDING, None, None)


async def forget_user(conn: AsyncConnection, user_id: int, guild_id: int | None = None) -> int:
    """Forget who made reports and decided on them, in a guild or anywhere; how many reports they made. The reports stay."""
    here = reports.c.guild_id == guild_id if guild_id is not None else true()
    await conn.execute(update(reports).where(here, reports.c.decided_by == user_id).values(decided_by=None))
    return (await conn.execute(update(reports).where(here, reports.c.by_id == user_id).values(by_id=None))).rowcount


async def sentences(conn: AsyncConnection, guild_id: int) -> list[WrongSentence]:
    """The sentences of facts that the guild's administrators agreed are wrong, in the order of their ids."""
    query = (
        select(_facts, _articles.c.language, reports.c.note)
        .join(reports, reports.c.fact_id == _facts.c.id)
        .join(_articles, _articles.c.id == _facts.c.article_id)
        .where(reports.c.guild_id == guild_id, reports.c.state == ReportState.AGREED)
        .order_by(_facts.c.id)
    )
    return [
        WrongSentence(Language(row.language) if row.language else None, row.evidence, Kind(row.kind), row.subject, row.object, row.place,
                      row.rule, row.confidence, row.note)
        for row in await conn.execute(query)
    ]  # fmt: skip


async def _in_state(conn: AsyncConnection, guild_id: int, state: ReportState, limit: int, offset: int) -> list[Report]:
    query = _query(guild_id).where(reports.c.state == state).order_by(reports.c.id).limit(limit).offset(offset)
    return [_report(row) for row in await conn.execute(query)]


async def _decide(
    conn: AsyncConnection, guild_id: int, report_id: int, state: ReportState, by: int | None, now: datetime | None
) -> Report | None:  # fmt: skip
    found = await get(conn, guild_id, report_id)
    if found is None:
        return None
    await conn.execute(update(reports).where(reports.c.id == report_id).values(state=state, decided_by=by, decided_at=now))
    await index.unindex(conn, guild_id, found.article_id)
    await index.show(conn, guild_id, found.article_id)
    return await get(conn, guild_id, report_id)


def _query(guild_id: int) -> Any:  # noqa: ANN401
    columns = (reports.c.id, reports.c.fact_id, reports.c.article_id, _facts.c.kind, _facts.c.subject, _facts.c.evidence, reports.c.state,
               reports.c.note, reports.c.by_id, reports.c.at)  # fmt: skip
    return select(*columns).join(_facts, _facts.c.id == reports.c.fact_id).where(reports.c.guild_id == guild_id)


def _report(row: Row[Any]) -> Report:
    return Report(
        row.id, row.fact_id, row.article_id, Kind(row.kind), row.subject, row.evidence, ReportState(row.state), row.note, row.by_id, row.at
    )
