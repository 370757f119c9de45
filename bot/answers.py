"""What a guild is told: the store's facts put together across its articles by bot.summary, off the event loop.

Every function opens a read of its own and sees only what the guild posted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, TextIO

from bot.model import Certainty, Kind, Language
from bot.store import dump, follows, happenings, tellings
from bot.store import facts as stored
from bot.store.database import Database
from bot.store.records import EntityRow, StoredFact, Telling
from bot.summary import calendar as calendars
from bot.summary import digest as digests
from bot.summary import timeline as timelines
from bot.summary.agreement import agree
from bot.summary.export import Export, Form
from bot.summary.values import CalendarFile, Digest, Item, Timeline

MOST_FACTS: Final = 500
"""The newest facts of an entity that are put together: nobody reads on, and each costs time."""
MOST_EVENTS: Final = 300
PAGE: Final = 500
"""Facts of an export that are read at once."""


async def facts(
    db: Database, guild_id: int, entity_id: int, *, kind: Kind | None = None, certainty: Certainty | None = None, since: date | None = None
) -> tuple[Item, ...]:  # fmt: skip
    """What is told of an entity, newest first: an item for each thing, with all its sources, whatever the filters leave out."""
    async with db.read() as conn:
        found = await stored.facts_of(conn, guild_id, entity_id, kind=kind, since=since, limit=MOST_FACTS)
        told = await tellings.of_facts(conn, guild_id, found)
    items = await _agree(told)
    wanted = [item for item in items if certainty in (None, item.fact.fact.certainty)]
    return _of(wanted, found)


async def of_article(db: Database, guild_id: int, article_id: int) -> tuple[Item, ...]:
    """What an article tells, best first, with what the guild's other articles say of the same things."""
    async with db.read() as conn:
        found = await stored.facts_of_article(conn, guild_id, article_id)
        told = await tellings.beside(conn, guild_id, found)
    return _of(await _agree(told), found)


async def of_facts(db: Database, guild_id: int, fact_ids: Sequence[int]) -> tuple[Item, ...]:
    """The items that some facts belong to, in the order of the facts: what a search found, say."""
    async with db.read() as conn:
        found = await stored.load(conn, guild_id, fact_ids)
        told = await tellings.beside(conn, guild_id, found)
    return _of(await _agree(told), found)


async def item(db: Database, guild_id: int, fact_id: int) -> Item | None:
    """The item that a fact belongs to; None where the guild must not see the fact."""
    return next(iter(await of_facts(db, guild_id, [fact_id])), None)


async def timeline(db: Database, guild_id: int, entity_id: int, *, today: date, since: date | None = None) -> Timeline:
    """What is told of an entity in the order in which it happened."""
    return timelines.build(await facts(db, guild_id, entity_id, since=since), today=today)


async def events(db: Database, guild_id: int, *, first: date, last: date | None = None, place: int | None = None) -> tuple[Item, ...]:
    """Dated events that touch a span of days, soonest first; `place` is an entity that they name."""
    async with db.read() as conn:
        found = await happenings.upcoming(conn, guild_id, first=first, last=last, place=place, limit=MOST_EVENTS)
        told = await tellings.beside(conn, guild_id, found)
    return _of(await _agree(told), found)


async def calendar(
    db: Database, guild_id: int, language: Language, *, name: str, now: datetime, first: date, last: date | None = None,
    place: int | None = None,
) -> CalendarFile:  # fmt: skip
    """The same events as one iCalendar file."""
    found = await events(db, guild_id, first=first, last=last, place=place)
    return await asyncio.to_thread(calendars.make, found, language, name=name, guild_id=guild_id, now=now)


async def digest(db: Database, guild_id: int, *, start: datetime, end: datetime, today: date) -> Digest:
    """What was posted in [start, end), what could not be read, and the events of the week from `today`.

    Earlier articles count as sources of what was posted now, and say whether it is new.
    """
    async with db.read() as conn:
        posted = await stored.posted_between(conn, guild_id, start, end)
        unread = await stored.unread_between(conn, guild_id, start, end)
        told = await tellings.beside(conn, guild_id, posted, limit=MOST_FACTS)
        matches = await follows.matching(conn, guild_id, [one.id for one in posted])
    coming = await events(db, guild_id, first=today, last=digests.week_from(today))
    new = {one.id for one in posted}
    followed = {one.fact_id for one in matches if one.follow.mode is follows.FollowMode.DIGEST_CHANNEL}
    return await asyncio.to_thread(digests.build, await _agree(told), unread, new=new, followed=followed, coming=coming)


async def export(db: Database, guild_id: int, form: Form, out: TextIO, *, now: datetime) -> int:
    """Write all of a guild's facts to a text file, and say how many; page by page, each in a read of its own."""
    last = 0
    with Export(form, out, guild_id=guild_id, now=now) as file:
        while True:
            async with db.read() as conn:
                page = await dump.facts_after(conn, guild_id, last, PAGE)
            if not page:
                return file.count
            await asyncio.to_thread(file.add, page)
            last = page[-1].id


async def entities(db: Database, guild_id: int) -> tuple[EntityRow, ...]:
    """All of a guild's entities with their names, by their ids."""
    found: list[EntityRow] = []
    while True:
        async with db.read() as conn:
            page = await dump.entities_after(conn, guild_id, found[-1].id if found else 0, PAGE)
        if not page:
            return tuple(found)
        found += page


async def _agree(told: Sequence[Telling]) -> tuple[Item, ...]:
    return await asyncio.to_thread(agree, told)


def _of(items: Sequence[Item], found: Sequence[StoredFact]) -> tuple[Item, ...]:
    """The items that hold the given facts, in the order of these."""
    order = {one.id: place for place, one in enumerate(found)}
    mine = [
        (min(order[one.id] for one in item.same if one.id in order), item) for item in items if any(one.id in order for one in item.same)
    ]
    return tuple(item for _, item in sorted(mine, key=lambda pair: pair[0]))
