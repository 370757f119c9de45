"""What a guild is told of its articles together, on a real database, and that no guild is told of another's."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest_asyncio
from sqlalchemy import text

from bot import answers
from bot.model import Kind, Language
from bot.store import edits, entities, facts, follows, pages, reports
from bot.store.database import Database
from bot.store.follows import Follow
from bot.summary.export import Form
from bot.summary.values import Item
from tests.store.posting import NOW, at, page, post, sentence

HERE, THERE = 1, 2
TODAY = date(2026, 11, 24)


@pytest_asyncio.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/vigie.sqlite", data_dir=tmp_path)
    await post(database, 1, HERE, page("a"), sentence("Nimbus", "Lyon"))
    await post(database, 2, HERE, page("b"), "Un autre journal.\n" + sentence("Nimbus", "Lyon").replace("selon La Gazette", "dit Le Phare"))
    await post(database, 3, HERE, page("c"), sentence("Nimbus", "Nantes"))
    await post(database, 4, THERE, page("d"), "Ailleurs.\n" + sentence("Nimbus", "Lyon") + "\n" + sentence("Cumulus", "Brest"))
    yield database
    await database.close()


async def entity(db: Database, guild_id: int, name: str) -> int:
    async with db.read() as conn:
        found = await entities.resolve(conn, guild_id, name)
    assert found is not None
    return found.id


async def test_facts_of_an_entity_come_together_across_articles(db: Database) -> None:
    found = await answers.facts(db, HERE, await entity(db, HERE, "Nimbus"))
    assert {(one.fact.fact.place, len(one.same)) for one in found} == {("Lyon", 2), ("Nantes", 1)}
    assert len(await answers.facts(db, THERE, await entity(db, THERE, "Nimbus"))) == 1
    assert await answers.facts(db, HERE, await entity(db, HERE, "Nimbus"), kind=Kind.LAUNCH) == ()


async def test_an_articles_items_count_the_guilds_other_articles(db: Database) -> None:
    (mine,) = await answers.of_article(db, HERE, 1)
    assert len(mine.same) == 2
    (theirs,) = [one for one in await answers.of_article(db, THERE, 4) if one.fact.fact.place == "Lyon"]
    assert len(theirs.same) == 1
    async with db.read() as conn:
        (one,) = await facts.facts_of_article(conn, HERE, 2)
    assert await answers.item(db, HERE, one.id) == mine
    assert await answers.item(db, THERE, one.id) is None


async def test_copies_of_one_story_are_one_source(db: Database) -> None:
    def lyon(items: tuple[Item, ...]) -> Item:
        return next(one for one in items if one.fact.fact.place == "Lyon")

    firm = await entity(db, HERE, "Nimbus")
    assert lyon(await answers.facts(db, HERE, firm)).count == 1  # neither page names its site: one host
    async with db.write() as conn:
        await conn.execute(text("UPDATE articles SET site = 'Journal ' || id"))
        await conn.execute(text("UPDATE facts SET source_id = NULL"))
    assert lyon(await answers.facts(db, HERE, firm)).count == 2
    async with db.write() as conn:
        await pages.note_story(conn, 2, 1)
    copied = lyon(await answers.facts(db, HERE, firm))
    assert (copied.count, len(copied.same)) == (1, 2)


async def test_a_digest_tells_what_is_new_once_and_knows_who_follows(db: Database) -> None:
    firm = await entity(db, HERE, "Nimbus")
    async with db.write() as conn:
        await follows.follow(conn, Follow(HERE, 71, firm, "Nimbus"))
    digest = await answers.digest(db, HERE, start=at(0), end=at(100), today=TODAY)
    assert {one.fact.fact.place for one in digest.items} == {"Lyon", "Nantes"}
    assert all(one.followed for one in digest.items)
    later = await answers.digest(db, HERE, start=at(2), end=at(100), today=TODAY)
    assert [(one.fact.message_id, one.fact.fact.place) for one in later.items] == [(3, "Nantes"), (2, "Lyon")]
    assert (await answers.digest(db, HERE, start=at(50), end=at(100), today=TODAY)).empty


async def test_timeline_events_and_calendar_of_undated_facts_are_honest(db: Database) -> None:
    timeline = await answers.timeline(db, HERE, await entity(db, HERE, "Nimbus"), today=TODAY)
    assert timeline.entries == ()
    assert len(timeline.undated) == 2
    assert await answers.events(db, HERE, first=TODAY) == ()
    file = await answers.calendar(db, HERE, Language.FR, name="Vigie", now=NOW, first=TODAY)
    assert b"BEGIN:VCALENDAR" in file.content


async def test_an_export_holds_the_guilds_own_facts_and_no_others(db: Database) -> None:
    out = io.StringIO()
    assert await answers.export(db, THERE, Form.JSON, out, now=NOW) == 2
    assert {one["subject"] for one in json.loads(out.getvalue())["facts"]} == {"Nimbus", "Cumulus"}
    out = io.StringIO()
    assert await answers.export(db, HERE, Form.JSON, out, now=NOW) == 3
    assert "Cumulus" not in out.getvalue()
    assert "Cumulus SA" not in str(await answers.entities(db, HERE))
    names = {name for one in await answers.entities(db, THERE) for name in one.names}
    assert {"Nimbus SA", "Nimbus", "Cumulus SA", "Cumulus", "Lyon", "Brest"} <= names


async def test_hidden_and_merged_facts_are_exported_as_the_guild_sees_them(db: Database) -> None:
    async with db.write() as conn:
        (wrong,) = await facts.facts_of_article(conn, HERE, 3)
        made = await reports.report(conn, HERE, wrong.id, by=71, note=None, now=NOW)
        assert made is not None
        await reports.agree(conn, HERE, made.id, by=72, now=NOW)
        firm = await entities.resolve(conn, HERE, "Nimbus")
        assert firm is not None
        await edits.rename(conn, HERE, firm.id, "Nimbus Industries", by=72, now=NOW)
    out = io.StringIO()
    assert await answers.export(db, HERE, Form.CSV, out, now=NOW) == 2
    assert "Nantes" not in out.getvalue()
    (renamed,) = [one for one in await answers.entities(db, HERE) if one.id == firm.id]
    assert renamed.name == "Nimbus Industries"
    assert set(renamed.names) == {"Nimbus Industries", "Nimbus SA", "Nimbus"}
