"""What a new version of a page changed in its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.folding import fold
from bot.model import Kind
from bot.store import schema
from bot.store.page_tables import earlier_facts, fact_changes, pages

_facts, _people = schema.facts, schema.people
_VALUES: Final = ("object", "place", "amount_value", "amount_unit", "amount_maximum", "time_start", "time_end", "certainty")


class Change(StrEnum):
    """What became of a fact from one version of its page to the next."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class FactChange:
    """`before` and `after` are the sentences of the two versions, None where the fact stood in the other only; so is `fact_id`."""

    version: int
    change: Change
    kind: Kind
    subject: str
    fact_id: int | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    kind: str
    subject: str
    values: str
    evidence: str
    fact_id: int | None = None

    @property
    def about(self) -> tuple[str, str]:
        return self.kind, fold(self.subject)


async def keep_earlier(conn: AsyncConnection, article_id: int) -> None:
    """Put an article's facts aside before a new version of it is saved."""
    await conn.execute(delete(earlier_facts).where(earlier_facts.c.article_id == article_id))
    rows = [{"article_id": article_id, "kind": one.kind, "subject": one.subject, "values": one.values, "evidence": one.evidence}
            for one in await _told(conn, article_id)]  # fmt: skip
    if rows:
        await conn.execute(insert(earlier_facts), rows)


async def note_changes(conn: AsyncConnection, article_id: int) -> None:
    """Compare an article's facts with those put aside, keep what changed, and forget the latter. Without any put aside nothing is kept."""
    mine = earlier_facts.c.article_id == article_id
    before = [_Told(row.kind, row.subject, row.values, row.evidence) for row in await conn.execute(select(earlier_facts).where(mine))]
    if not before:
        return
    version = await conn.scalar(select(pages.c.version).where(pages.c.article_id == article_id)) or 0
    after = await _told(conn, article_id)
    rows = [{"article_id": article_id, "version": version, "change": change, "kind": one.kind, "subject": one.subject,
             "fact_id": one.fact_id, "before": old, "after": new} for change, one, old, new in _compared(before, after)]  # fmt: skip
    if rows:
        await conn.execute(insert(fact_changes), rows)
    await conn.execute(delete(earlier_facts).where(mine))


async def changes_of(conn: AsyncConnection, article_id: int) -> list[FactChange]:
    """What the newest version of a page changed, in the order of its facts; nothing where the page has one version."""
    newest = select(pages.c.version).where(pages.c.article_id == article_id).scalar_subquery()
    query = select(fact_changes).where(fact_changes.c.article_id == article_id, fact_changes.c.version == newest)
    return [
        FactChange(row.version, Change(row.change), Kind(row.kind), row.subject, row.fact_id, row.before, row.after)
        for row in await conn.execute(query.order_by(fact_changes.c.id))
    ]


def _compared(before: list[_Told], after: list[_Told]) -> Iterator[tuple[Change, _Told, str | None, str | None]]:
    """Pair facts of one kind about one subject: those with equal values first, then the rest in the order of the text."""
    left: dict[tuple[str, str], list[_Told]] = defaultdict(list)
    for one in before:
        left[one.about].append(one)
    new = []
    for one in after:
        same = next((old for old in left[one.about] if old.values == one.values), None)
        if same is None:
            new.append(one)
        else:
            left[one.about].remove(same)
    for one in new:
        if left[one.about]:
            yield Change.CHANGED, one, left[one.about].pop(0).evidence, one.evidence
        else:
            yield Change.ADDED, one, None, one.evidence
    for rest in left.values():
        for one in rest:
            yield Change.WITHDRAWN, one, one.evidence, None


async def _told(conn: AsyncConnection, article_id: int) -> list[_Told]:
    mine = _facts.c.article_id == article_id
    named: dict[int, list[str]] = defaultdict(list)
    people = select(_people).join(_facts, _facts.c.id == _people.c.fact_id).where(mine).order_by(_people.c.position)
    for person in await conn.execute(people):
        named[person.fact_id].append(f"{person.name} {person.role or ''}")
    rows = await conn.execute(select(_facts).where(mine).order_by(_facts.c.start, _facts.c.id))
    return [_Told(row.kind, row.subject, _values(row, named[row.id]), row.evidence, row.id) for row in rows]


def _values(row: Row[Any], people: list[str]) -> str:
    values = [str(getattr(row, name)) for name in _VALUES]
    return "\n".join([*(fold(value) for value in values), *(fold(person) for person in people)])
