"""The guild's own index: which facts and names a guild sees, from its live postings alone.

Of articles with the very same text a guild sees the facts of one, the first that has them; the others wait for it to go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.folding import fold
from bot.store import identities, locks, schema
from bot.store.entities import identity
from bot.store.guilds import insert as upsert
from bot.store.identities import Identities
from bot.store.knowledge_tables import reports
from bot.store.records import ReportState
from bot.store.search import drop_texts, put_texts

_articles, _postings, _facts, _links, _people = schema.articles, schema.postings, schema.facts, schema.fact_entities, schema.people
_seen, _texts, _names, _aliases = schema.guild_facts, schema.guild_texts, schema.guild_names, schema.aliases
AT_ONCE = 500
MOST_WORDS = 8
"""A name is found by each of its words, of as many as these: a longer one is a phrase that names nobody."""


async def show(conn: AsyncConnection, guild_id: int, article_id: int) -> None:
    """Bring what the guild sees of an article, and of others with its very text, in line with the guild's live postings.

    An article that is shown already stays as it is: whoever changes its facts takes it out first.
    """
    await locks.hold(conn, [locks.guild(guild_id)])
    same = await _same_text(conn, guild_id, article_id)
    chosen = same[0] if same else None
    for other in {article_id, *same} - {chosen}:
        await unindex(conn, guild_id, other)
    if chosen is not None and not await _is_indexed(conn, guild_id, chosen):
        await _build(conn, guild_id, chosen)


async def unindex(conn: AsyncConnection, guild_id: int, article_id: int) -> None:
    """Take an article's facts and names out of a guild."""
    texts = (_texts.c.guild_id == guild_id) & (_texts.c.article_id == article_id)
    shown = list(await conn.scalars(select(_texts.c.id).where(texts)))
    if not shown:
        return
    mine = (_seen.c.guild_id == guild_id) & (_seen.c.article_id == article_id)
    touched = set(await conn.scalars(select(_seen.c.entity_id).where(mine).distinct()))
    await conn.execute(delete(_seen).where(mine))
    await drop_texts(conn, shown)
    await conn.execute(delete(_texts).where(texts))
    await _rename(conn, guild_id, touched)


async def _same_text(conn: AsyncConnection, guild_id: int, article_id: int) -> Sequence[int]:
    """The guild's live articles with this one's text that have been through extraction, in the order they came."""
    digest = select(_articles.c.text_hash).where(_articles.c.id == article_id).scalar_subquery()
    live = select(_postings.c.article_id).where(_postings.c.article_id == _articles.c.id, _postings.c.guild_id == guild_id).exists()
    query = select(_articles.c.id).where(_articles.c.text_hash == digest, _articles.c.extracted_at.is_not(None), live)
    return list(await conn.scalars(query.order_by(_articles.c.id)))


async def _is_indexed(conn: AsyncConnection, guild_id: int, article_id: int) -> bool:
    mine = select(_texts.c.id).where(_texts.c.article_id == article_id, _texts.c.guild_id == guild_id).limit(1)
    return await conn.scalar(mine) is not None


async def _build(conn: AsyncConnection, guild_id: int, article_id: int) -> None:
    hidden = select(reports.c.fact_id).where(reports.c.guild_id == guild_id, reports.c.state == ReportState.AGREED)
    # in one statement: PostgreSQL's next one may see a new reading of the page, whose extraction will show what is left of its facts
    shown = select(_facts, _articles.c.published_day).join(_articles, _articles.c.id == _facts.c.article_id).order_by(_facts.c.id)
    shown = shown.where(_facts.c.article_id == article_id, _facts.c.id.not_in(hidden), _articles.c.extracted_at.is_not(None))
    facts = {row.id: row for row in await conn.execute(shown)}
    days = {row.id: row.time_start or row.time_end or row.published_day for row in facts.values()}
    names = await _names_in(conn, list(facts))
    rows = [
        {"guild_id": guild_id, "fact_id": row.id, "article_id": row.article_id, "day": days[row.id], "kind": row.kind,
         "until": row.time_end or row.time_start}
        for row in facts.values()
    ]  # fmt: skip
    if rows:
        made = await conn.execute(insert(_texts).returning(_texts.c.id, _texts.c.fact_id), rows)
        told = ((one.id, guild_id, fold(" ".join((facts[one.fact_id].evidence, *names[one.fact_id])))) for one in made)
        await put_texts(conn, told)
    linked = await conn.execute(select(_links).join(_facts, _facts.c.id == _links.c.fact_id).where(_facts.c.article_id == article_id))
    known = await identities.load(conn, guild_id, make=True)
    pairs = {(link.fact_id, _entity_of(known, link, names)) for link in linked if link.fact_id in facts}
    rows = [
        {"guild_id": guild_id, "entity_id": entity_id, "day": days[fact_id], "fact_id": fact_id, "article_id": article_id,
         "kind": facts[fact_id].kind}
        for fact_id, entity_id in sorted(pairs)
    ]  # fmt: skip
    if rows:
        await conn.execute(insert(_seen), rows)
        touched = {row["entity_id"] for row in rows}
        await (_rename(conn, guild_id, touched, known) if known else _add_names(conn, guild_id, article_id, touched))


async def remap(conn: AsyncConnection, guild_id: int, entity_ids: Iterable[int]) -> None:
    """Bring a guild's rows of some entities in line with its edits of entities: those that were theirs, and those that become so."""
    touched = set(entity_ids)
    known = await identities.load(conn, guild_id, make=True)
    touched |= {known.root(one) for one in touched}
    mine = (_seen.c.guild_id == guild_id) & _seen.c.entity_id.in_(touched)
    facts = {row.fact_id: row for row in await conn.execute(select(_seen).where(mine))}
    await conn.execute(delete(_seen).where(mine))
    for some in _batches(sorted(facts)):
        names = await _names_in(conn, some)
        links = await conn.execute(select(_links).where(_links.c.fact_id.in_(some)))
        pairs = {(link.fact_id, entity_id) for link in links if (entity_id := _entity_of(known, link, names)) in touched}
        rows = [
            {"guild_id": guild_id, "entity_id": entity_id, "day": facts[fact_id].day, "fact_id": fact_id,
             "article_id": facts[fact_id].article_id, "kind": facts[fact_id].kind}
            for fact_id, entity_id in sorted(pairs)
        ]  # fmt: skip
        if rows:
            await conn.execute(insert(_seen), rows)
    await _rename(conn, guild_id, touched, known)


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _entity_of(known: Identities, link: Row[Any], names: Mapping[int, Sequence[str]]) -> int:
    return known.of(link.entity_id, names[link.fact_id])


async def _names_in(conn: AsyncConnection, fact_ids: Sequence[int]) -> dict[int, list[str]]:
    """The names that facts hold, as they are written."""
    query = select(_facts.c.id, _facts.c.subject, _facts.c.object, _facts.c.place).where(_facts.c.id.in_(fact_ids))
    found = {row.id: [part for part in (row.subject, row.object, row.place) if part] for row in await conn.execute(query)}
    for one in await conn.execute(select(_people).where(_people.c.fact_id.in_(fact_ids)).order_by(_people.c.fact_id, _people.c.position)):
        found[one.fact_id].extend(part for part in (one.name, one.organisation) if part)
    return found


async def _rename(conn: AsyncConnection, guild_id: int, entity_ids: Iterable[int], known: Identities | None = None) -> None:
    known = await identities.load(conn, guild_id) if known is None else known
    for entity_id in entity_ids:
        await conn.execute(delete(_names).where(_names.c.guild_id == guild_id, _names.c.entity_id == entity_id))
        mine = (_seen.c.guild_id == guild_id) & (_seen.c.entity_id == entity_id)
        facts = await conn.scalar(select(func.count()).where(mine))
        if not facts:
            continue
        visible = select(_seen.c.article_id).where(mine)
        sources = _aliases.c.entity_id.in_(known.sources(entity_id))
        query = select(_aliases.c.name, _aliases.c.kind, _aliases.c.entity_id).where(sources, _aliases.c.article_id.in_(visible))
        order = (_aliases.c.entity_id != entity_id, _aliases.c.main.desc(), _aliases.c.article_id, _aliases.c.name)
        found = [row for row in await conn.execute(query.order_by(*order)) if known.of(row.entity_id, (row.name,)) == entity_id]
        if not found:
            continue
        name = known.names.get(entity_id, found[0].name)
        row = {"guild_id": guild_id, "entity_id": entity_id, "name": name, "kind": found[0].kind, "facts": facts}
        keys = _keys(dict.fromkeys((name, *(one.name for one in found))))
        if keys:
            await conn.execute(insert(_names), [row | {"folded": key, "whole": whole} for key, whole in keys.items()])


async def _add_names(conn: AsyncConnection, guild_id: int, article_id: int, entity_ids: Iterable[int]) -> None:
    """What one more article changes: as `_rename`, without a look at all the others that name the same; first come, first shown."""
    here = (_names.c.guild_id == guild_id) & _names.c.entity_id.in_(entity_ids)
    before = select(_names.c.entity_id, _names.c.name, _names.c.kind).where(here)
    shown = {row.entity_id: (row.name, row.kind) for row in await conn.execute(before)}
    count = select(_seen.c.entity_id, func.count()).where(_seen.c.guild_id == guild_id, _seen.c.entity_id.in_(entity_ids))
    facts = {row[0]: row[1] for row in await conn.execute(count.group_by(_seen.c.entity_id))}
    given: dict[int, list[str]] = {}
    query = select(_aliases).where(_aliases.c.article_id == article_id, _aliases.c.entity_id.in_(entity_ids))
    for alias in await conn.execute(query.order_by(_aliases.c.main.desc(), _aliases.c.name)):
        given.setdefault(alias.entity_id, []).append(alias.name)
        shown.setdefault(alias.entity_id, (alias.name, alias.kind))
    rows = [
        {"guild_id": guild_id, "entity_id": one, "folded": key, "whole": whole, "name": shown[one][0], "kind": shown[one][1],
         "facts": facts[one]}
        for one, names in given.items() for key, whole in _keys(names).items()
    ]  # fmt: skip
    if rows:
        add = upsert(conn, _names)
        keep = {"whole": _names.c.whole | add.excluded.whole}
        await conn.execute(add.on_conflict_do_update(index_elements=["guild_id", "folded", "entity_id"], set_=keep), rows)
    now = [{"one": one, "number": number} for one, number in facts.items()]
    same = (_names.c.guild_id == guild_id) & (_names.c.entity_id == bindparam("one"))
    await conn.execute(update(_names).where(same).values(facts=bindparam("number")), now)


def _keys(names: Iterable[str]) -> dict[str, bool]:
    """What the names are found by, from each of their words on, and whether that is a whole name."""
    keys: dict[str, bool] = {}
    for name in names:
        for whole in (fold(name), identity(name)):
            words = whole.split()
            for place in range(min(len(words), MOST_WORDS)):
                key = " ".join(words[place:])
                keys[key] = keys.get(key, False) or place == 0
    return keys
