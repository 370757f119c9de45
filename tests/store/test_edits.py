"""Administrators' edits of entities, reports and follows: what changes, what comes back, and that no other guild sees it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from bot.errors import VigieError
from bot.model import Kind
from bot.store import edits, entities, facts, follows, guilds, messages, reports, schema, tellings
from bot.store.database import Database
from bot.store.edits import Action
from bot.store.follows import Follow, FollowMode, Threshold
from bot.store.records import ReportState
from bot.store.search import search
from tests.store.posting import NOW, page, post, sentence

HERE, THERE = 1, 2
ADMIN, MEMBER = 71, 72


async def known(db: Database, guild_id: int, name: str) -> int:
    async with db.read() as conn:
        found = await entities.resolve(conn, guild_id, name)
    assert found is not None, name
    return found.id


async def places(db: Database, guild_id: int, name: str) -> list[str | None]:
    async with db.read() as conn:
        found = await entities.resolve(conn, guild_id, name)
        return [] if found is None else sorted(str(one.fact.place) for one in await facts.facts_of(conn, guild_id, found.id))


async def view(db: Database, guild_id: int) -> list[tuple[object, ...]]:
    """All that a guild sees of entities."""
    async with db.read() as conn:
        names = list(await conn.execute(select(schema.guild_names).where(schema.guild_names.c.guild_id == guild_id)))
        seen = list(await conn.execute(select(schema.guild_facts).where(schema.guild_facts.c.guild_id == guild_id)))
    return sorted((tuple(row) for row in [*names, *seen]), key=str)


async def two_firms(db: Database) -> None:
    for guild_id, first in ((HERE, 1), (THERE, 5)):
        await post(db, first, guild_id, page(f"a{guild_id}"), sentence("Nimbus", "Lyon"))
        await post(db, first + 1, guild_id, page(f"b{guild_id}"), sentence("Nimbus France", "Nantes"))


async def test_merged_entities_are_one_in_their_guild_alone_and_come_apart_again(db: Database) -> None:
    await two_firms(db)
    before, elsewhere = await view(db, HERE), await view(db, THERE)
    firm, branch = await known(db, HERE, "Nimbus"), await known(db, HERE, "Nimbus France")
    async with db.write() as conn:
        made = await edits.merge(conn, HERE, branch, firm, by=ADMIN, now=NOW)
    assert (made.action, made.shown, made.name) == (Action.MERGE, "Nimbus France SA", "Nimbus SA")
    assert await known(db, HERE, "Nimbus France") == firm
    assert await places(db, HERE, "Nimbus") == ["Lyon", "Nantes"]
    async with db.read() as conn:
        assert await entities.get_entity(conn, HERE, branch) is None
        assert (await entities.get_entity(conn, HERE, firm) or made).name == "Nimbus SA"  # type: ignore[union-attr]
    assert await view(db, THERE) == elsewhere
    async with db.write() as conn:
        assert (await edits.undo(conn, HERE) or made).undone
        assert await edits.undo(conn, HERE) is None
    assert await view(db, HERE) == before


async def test_an_article_that_comes_later_is_merged_too(db: Database) -> None:
    await two_firms(db)
    async with db.write() as conn:
        await edits.merge(conn, HERE, await _id(conn, "Nimbus France"), await _id(conn, "Nimbus"), by=ADMIN, now=NOW)
    await post(db, 20, HERE, page("c"), sentence("Nimbus France", "Brest"))
    await post(db, 21, THERE, page("d"), sentence("Nimbus France", "Brest"))
    assert await places(db, HERE, "Nimbus") == ["Brest", "Lyon", "Nantes"]
    assert await places(db, THERE, "Nimbus") == ["Lyon"]


async def test_what_an_entity_was_merged_into_stays_when_its_own_articles_go(db: Database) -> None:
    await two_firms(db)
    async with db.write() as conn:
        await edits.merge(conn, HERE, await _id(conn, "Nimbus France"), await _id(conn, "Nimbus"), by=ADMIN, now=NOW)
        await messages.erase_message(conn, 1)
        await messages.erase_message(conn, 5)
    assert await places(db, HERE, "Nimbus France") == ["Nantes"]


async def test_merging_in_a_chain_and_undoing_in_the_middle(db: Database) -> None:
    await two_firms(db)
    await post(db, 20, HERE, page("c"), sentence("Cumulus", "Brest"))
    async with db.write() as conn:
        first = await edits.merge(conn, HERE, await _id(conn, "Nimbus France"), await _id(conn, "Nimbus"), by=ADMIN, now=NOW)
        await edits.merge(conn, HERE, await _id(conn, "Nimbus"), await _id(conn, "Cumulus"), by=ADMIN, now=NOW)
    assert await places(db, HERE, "Cumulus") == ["Brest", "Lyon", "Nantes"]
    async with db.write() as conn:
        await edits.undo(conn, HERE, first.id)
    assert await places(db, HERE, "Cumulus") == ["Brest", "Lyon"]
    assert await places(db, HERE, "Nimbus France") == ["Nantes"]


async def test_a_new_name_is_shown_and_the_old_ones_still_find(db: Database) -> None:
    await two_firms(db)
    elsewhere = await view(db, THERE)
    firm = await known(db, HERE, "Nimbus")
    async with db.write() as conn:
        await edits.rename(conn, HERE, firm, "  Nimbus   Industries ", by=ADMIN, now=NOW)
    async with db.read() as conn:
        for name in ("Nimbus Industries", "nimbus", "Nimbus SA"):
            found = await entities.resolve(conn, HERE, name)
            assert found is not None
            assert (found.id, found.name) == (firm, "Nimbus Industries")
        assert await entities.resolve(conn, THERE, "Nimbus Industries") is None
    assert await view(db, THERE) == elsewhere


async def test_a_spelling_taken_out_is_an_entity_of_its_own(db: Database) -> None:
    await two_firms(db)
    before = await view(db, HERE)
    async with db.write() as conn:
        firm = await _id(conn, "Nimbus")
        await edits.merge(conn, HERE, await _id(conn, "Nimbus France"), firm, by=ADMIN, now=NOW)
        names = await edits.names_of(conn, HERE, firm)
        assert {"Nimbus", "Nimbus SA", "Nimbus France", "Nimbus France SA"} == set(names)
        await edits.split(conn, HERE, firm, "Nimbus France", by=ADMIN, now=NOW)
    assert await places(db, HERE, "Nimbus France") == ["Nantes"]
    assert await places(db, HERE, "Nimbus") == ["Lyon"]
    async with db.write() as conn:
        assert (await edits.undo(conn, HERE)).action is Action.SPLIT  # type: ignore[union-attr]
        assert (await edits.undo(conn, HERE)).action is Action.MERGE  # type: ignore[union-attr]
        assert [one.undone for one in await edits.history(conn, HERE)] == [True, True]
    assert await view(db, HERE) == before


async def test_edits_that_make_no_sense_are_refused(db: Database) -> None:
    await two_firms(db)
    async with db.write() as conn:
        firm = await _id(conn, "Nimbus")
        for refused, key in (
            (edits.merge(conn, HERE, firm, firm, by=ADMIN, now=NOW), "edit.same"),
            (edits.merge(conn, HERE, firm, 99_999, by=ADMIN, now=NOW), "edit.unknown"),
            (edits.merge(conn, 3, firm, firm + 1, by=ADMIN, now=NOW), "edit.unknown"),
            (edits.rename(conn, HERE, firm, " … ", by=ADMIN, now=NOW), "edit.no_name"),
            (edits.split(conn, HERE, firm, "Cumulus", by=ADMIN, now=NOW), "edit.no_name"),
            (edits.split(conn, HERE, firm, "Nimbus SA", by=ADMIN, now=NOW), "edit.same"),
        ):
            with pytest.raises(VigieError, match=key.replace(".", r"\.")):
                await refused
        assert await edits.history(conn, HERE) == []


async def test_a_wrong_fact_is_hidden_from_the_guild_that_agrees(db: Database) -> None:
    shared = page("shared")
    article = await post(db, 1, HERE, shared, sentence("Nimbus", "Lyon"))
    await post(db, 2, THERE, shared, sentence("Nimbus", "Lyon"))
    async with db.read() as conn:
        (wrong,) = await facts.facts_of_article(conn, HERE, article)
    async with db.write() as conn:
        assert await reports.report(conn, 3, wrong.id, by=MEMBER, note=None, now=NOW) is None
        made = await reports.report(conn, HERE, wrong.id, by=MEMBER, note="C'est à Lille.", now=NOW)
        again = await reports.report(conn, HERE, wrong.id, by=ADMIN, note="Bis", now=NOW)
        assert made is not None
        assert again == made
        assert await places_in(conn, HERE) == ["Lyon"]
        assert await reports.count_pending(conn, HERE) == 1
        agreed = await reports.agree(conn, HERE, made.id, by=ADMIN, now=NOW)
        assert agreed is not None
        assert agreed.state is ReportState.AGREED
    async with db.read() as conn:
        assert await places_in(conn, HERE) == []
        assert await places_in(conn, THERE) == ["Lyon"]
        assert await facts.get_fact(conn, HERE, wrong.id) is None
        assert await facts.facts_of_article(conn, HERE, article) == []
        assert await search(conn, HERE, "Lyon", 5, 0) == []
        assert await entities.resolve(conn, HERE, "Nimbus") is None
        (example,) = await reports.sentences(conn, HERE)
        assert (example.sentence, example.note) == (sentence("Nimbus", "Lyon"), "C'est à Lille.")
        assert await reports.sentences(conn, THERE) == []
    async with db.write() as conn:
        await reports.reopen(conn, HERE, made.id)
        assert await places_in(conn, HERE) == ["Lyon"]
        await reports.agree(conn, HERE, made.id, by=ADMIN, now=NOW)
        assert await reports.reject(conn, THERE, made.id, by=ADMIN, now=NOW) is None
        await reports.reject(conn, HERE, made.id, by=ADMIN, now=NOW)
        assert await places_in(conn, HERE) == ["Lyon"]
        assert await reports.pending(conn, HERE) == []
        assert await reports.forget_user(conn, MEMBER) == 1


async def test_follows_find_their_facts_once(db: Database) -> None:
    await two_firms(db)
    firm = await known(db, HERE, "Nimbus")
    async with db.write() as conn:
        assert not await follows.follow(conn, Follow(HERE, MEMBER, 99_999, "Personne"))
        assert await follows.follow(conn, Follow(HERE, MEMBER, firm, "Nimbus", threshold=Threshold(1e6, "EUR")))
        assert await follows.follow(conn, Follow(HERE, MEMBER, firm, "Nimbus", mode=FollowMode.AT_ONCE))
        assert await follows.follow(conn, Follow(HERE, ADMIN, firm, "Nimbus", kind=Kind.LAUNCH))
        told = [one.id for one in await facts.facts_of(conn, HERE, firm)]
        (match,) = await follows.matching(conn, HERE, told)
        assert (match.follow.user_id, match.follow.mode, match.fact_id) == (MEMBER, FollowMode.AT_ONCE, told[0])
        assert match.follow.id is not None
        assert await follows.first_alert(conn, match.follow.id, told)
        assert not await follows.first_alert(conn, match.follow.id, told)
        assert await follows.matching(conn, THERE, told) == []
        (mine,) = await follows.of_user(conn, HERE, MEMBER)
        assert mine.id is not None
        assert not await follows.unfollow(conn, HERE, ADMIN, mine.id)
        assert await follows.unfollow(conn, HERE, MEMBER, mine.id)
        assert await follows.forget_user(conn, ADMIN) == 1
        assert await follows.of_guild(conn, HERE) == []


async def test_a_follow_follows_a_merge(db: Database) -> None:
    await two_firms(db)
    async with db.write() as conn:
        branch, firm = await _id(conn, "Nimbus France"), await _id(conn, "Nimbus")
        await follows.follow(conn, Follow(HERE, MEMBER, branch, "Nimbus France"))
        await edits.merge(conn, HERE, branch, firm, by=ADMIN, now=NOW)
        told = [one.id for one in await facts.facts_of(conn, HERE, firm)]
        assert len({match.fact_id for match in await follows.matching(conn, HERE, told)}) == 2


async def test_tellings_know_the_guilds_entities(db: Database) -> None:
    await two_firms(db)
    async with db.write() as conn:
        firm = await _id(conn, "Nimbus")
        await edits.merge(conn, HERE, await _id(conn, "Nimbus France"), firm, by=ADMIN, now=NOW)
    async with db.read() as conn:
        (one, *_) = await facts.facts_of(conn, HERE, firm)
        told = await tellings.beside(conn, HERE, [one])
        assert [named.entity_id for telling in told for named in telling.names if named.name == telling.stored.fact.subject] == [firm, firm]
        assert all("Nimbus SA" in named.spellings or "France" in named.name for named in told[0].names if named.entity_id == firm)


async def test_a_forgotten_guild_leaves_no_edit_report_or_follow(db: Database) -> None:
    await two_firms(db)
    async with db.write() as conn:
        firm = await _id(conn, "Nimbus")
        (one, *_) = await facts.facts_of(conn, HERE, firm)
        await edits.rename(conn, HERE, firm, "Autre", by=ADMIN, now=NOW)
        await reports.report(conn, HERE, one.id, by=MEMBER, note=None, now=NOW)
        await follows.follow(conn, Follow(HERE, MEMBER, firm, "Nimbus"))
        await guilds.forget_guild(conn, HERE)
        for table in ("entity_edits", "reports", "follows"):
            assert await conn.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table  # noqa: S608


async def _id(conn: object, name: str) -> int:
    found = await entities.resolve(conn, HERE, name)  # type: ignore[arg-type]
    assert found is not None
    return found.id


async def places_in(conn: object, guild_id: int) -> list[str | None]:
    found = await entities.resolve(conn, guild_id, "Nimbus")  # type: ignore[arg-type]
    return [] if found is None else [one.fact.place for one in await facts.facts_of(conn, guild_id, found.id)]  # type: ignore[arg-type]
