"""Messages: accepted once, edited, erased; what they post is shown in their guild alone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.model import Outcome
from bot.store import articles, entities, facts, guilds, journal, messages, schema
from bot.store.database import Database
from bot.store.records import ArticleSource, JournalEntry, MessageRow, MessageState, NewArticle, StoredFact
from tests.store.posting import AUTHOR, CHANNEL, NOW, accept, at, extract, ids, page, pasted, post, read, sentence

HERE, THERE = 11, 12
NIMBUS, ORAGE = sentence("Nimbus"), sentence("Orage", "Brest")


async def message(db: Database, message_id: int) -> MessageRow:
    async with db.read() as conn:
        found = await messages.get_message(conn, message_id)
    assert found is not None
    return found


async def told(db: Database, guild_id: int, name: str) -> list[StoredFact]:
    async with db.read() as conn:
        known = await entities.resolve(conn, guild_id, name)
        return [] if known is None else await facts.facts_of(conn, guild_id, known.id)


async def erase(db: Database, message_id: int) -> messages.Erased:
    async with db.write() as conn:
        erased = await messages.erase(conn, message_id)
    assert erased is not None
    return erased


async def test_a_message_is_accepted_once(db: Database) -> None:
    assert await accept(db, 1, HERE, page("a"))
    assert await accept(db, 1, HERE, page("a")) is None
    assert (await message(db, 1)).revision == 0


async def test_an_older_edit_is_nothing_new(db: Database) -> None:
    await accept(db, 1, HERE, page("a"))
    assert await accept(db, 1, HERE, page("b"), edited=50)
    assert await accept(db, 1, HERE, page("c"), edited=40) is None
    assert await accept(db, 1, HERE, page("c"), edited=50) is None
    assert (await message(db, 1)).revision == 1


async def test_an_edit_replaces_what_is_posted(db: Database) -> None:
    old = await post(db, 1, HERE, page("a"), NIMBUS)
    row = await accept(db, 1, HERE, page("b"), edited=50)
    assert row is not None
    assert (row.revision, row.attempt, row.state, row.reply_id) == (1, 0, MessageState.ACCEPTED, 10_001)
    (new,) = await ids(db, 1)
    await read(db, new, ORAGE)
    await extract(db, new)
    assert await told(db, HERE, "Nimbus") == []
    assert [one.fact.place for one in await told(db, HERE, "Orage")] == ["Brest"]
    async with db.read() as conn:
        assert await articles.get_article(conn, old) is None


async def test_an_edit_that_keeps_a_link_keeps_its_facts(db: Database) -> None:
    article = await post(db, 1, HERE, page("a"), NIMBUS)
    before = await told(db, HERE, "Nimbus")
    await accept(db, 1, HERE, page("b"), page("a"), edited=50)
    assert (await ids(db, 1))[1] == article
    assert [one.id for one in await told(db, HERE, "Nimbus")] == [one.id for one in before]


async def test_the_order_of_a_message_is_kept_and_a_link_twice_is_one(db: Database) -> None:
    await accept(db, 1, HERE, page("z"), page("a"), page("z"))
    async with db.read() as conn:
        assert [row.key[-1] for row in await messages.message_articles(conn, 1)] == ["z", "a"]


async def test_an_erased_message_leaves_numbers_only(db: Database) -> None:
    article = await post(db, 1, HERE, page("a"), NIMBUS)
    entry = JournalEntry(NOW, HERE, CHANNEL, 1, article, "https://example.org/a", "read", Outcome.READ, None, 7)
    async with db.write() as conn:
        await journal.record(conn, entry)
    assert (await erase(db, 1)).reply_id == 10_001
    async with db.write() as conn:
        await journal.record(conn, entry)  # work that was under way
        assert {line.url for line in await journal.for_message(conn, 1)} == {None}
        assert await conn.scalar(select(schema.messages.c.author_id)) is None
        for table in schema.metadata.sorted_tables:
            if table.name not in ("messages", "journal"):
                assert (await conn.execute(select(table))).all() == [], table.name
    assert (await message(db, 1)).state is MessageState.ERASED


async def test_who_wrote_a_live_message_is_known(db: Database) -> None:
    await accept(db, 1, HERE, page("a"))
    async with db.read() as conn:
        assert await conn.scalar(select(schema.messages.c.author_id)) == AUTHOR


async def test_an_erased_message_stays_erased(db: Database) -> None:
    await accept(db, 1, HERE, page("a"))
    await erase(db, 1)
    assert await accept(db, 1, HERE, page("a"), edited=50) is None
    async with db.write() as conn:
        assert not await messages.set_answered(conn, 1, 5)
        await messages.set_failed(conn, 1)
    found = await message(db, 1)
    assert (found.state, found.reply_id) == (MessageState.ERASED, 5)


async def test_work_on_an_erased_article_comes_to_nothing(db: Database) -> None:
    await accept(db, 1, HERE, page("a"))
    (article,) = await ids(db, 1)
    await erase(db, 1)
    assert await read(db, article, NIMBUS) is Outcome.ERASED
    assert await extract(db, article) == 0


async def test_ids_are_never_given_again(db: Database) -> None:
    article = await post(db, 1, HERE, page("a"), NIMBUS)
    (before,) = await told(db, HERE, "Nimbus")
    await erase(db, 1)
    assert await post(db, 2, HERE, page("a"), NIMBUS) > article
    assert (await told(db, HERE, "Nimbus"))[0].id > before.id


async def test_a_page_of_two_guilds_is_one_article_and_two_walls(db: Database) -> None:
    article = await post(db, 1, HERE, page("a"), NIMBUS)
    assert await told(db, THERE, "Nimbus") == []
    await accept(db, 2, THERE, page("a"))
    assert await ids(db, 2) == [article]
    (here,), (there,) = await told(db, HERE, "Nimbus"), await told(db, THERE, "Nimbus")
    assert (here.id, here.message_id, there.message_id) == (there.id, 1, 2)
    await erase(db, 1)
    assert await told(db, HERE, "Nimbus") == []
    assert [one.id for one in await told(db, THERE, "Nimbus")] == [there.id]
    async with db.read() as conn:
        assert await facts.get_fact(conn, HERE, there.id) is None


async def test_a_pasted_text_belongs_to_its_guild(db: Database) -> None:
    first = await post(db, 1, HERE, pasted(HERE, NIMBUS), NIMBUS)
    second = await post(db, 2, THERE, pasted(THERE, NIMBUS), NIMBUS)
    assert first != second
    await erase(db, 1)
    assert await told(db, HERE, "Nimbus") == []
    assert len(await told(db, THERE, "Nimbus")) == 1


async def test_the_first_posting_is_the_earliest_that_lives(db: Database) -> None:
    article = await post(db, 1, HERE, page("a"), NIMBUS)
    await accept(db, 2, HERE, page("a"))
    async with db.read() as conn:
        assert await messages.first_posting(conn, HERE, article) == (CHANNEL, 1, at(1))
        assert await messages.first_posting(conn, THERE, article) is None
    await erase(db, 1)
    async with db.read() as conn:
        assert await messages.first_posting(conn, HERE, article) == (CHANNEL, 2, at(2))


async def test_the_answer_that_pointed_to_an_erased_message_is_made_anew(db: Database) -> None:
    await post(db, 1, HERE, page("a"), NIMBUS)
    await post(db, 2, HERE, page("a"), NIMBUS)
    await post(db, 3, HERE, page("a"), NIMBUS)
    assert [(one.message_id, one.revision, one.state) for one in (await erase(db, 1)).reopened] == [(2, 1, MessageState.ACCEPTED)]
    assert (await erase(db, 3)).reopened == ()


async def test_unfinished_work_is_found_again(db: Database) -> None:
    await accept(db, 1, HERE, page("a"))
    await accept(db, 2, HERE, page("b"))
    async with db.write() as conn:
        await messages.set_attempt(conn, 1, 1, NOW + timedelta(hours=2))
        found = await messages.unfinished(conn, older_than=NOW + timedelta(hours=1))
        assert [(one.message_id, one.attempt) for one in found] == [(2, 0)]
        await messages.set_answered(conn, 2, None)
        assert [one.message_id for one in await messages.unfinished(conn, older_than=NOW + timedelta(hours=3))] == [1]


async def test_a_reply_is_begun_once(db: Database) -> None:
    await accept(db, 1, HERE, page("a"))
    async with db.write() as conn:
        assert [await messages.start_reply(conn, 1), await messages.start_reply(conn, 1)] == [False, True]


async def test_the_mark_of_a_channel_moves_forward_only(db: Database) -> None:
    async with db.write() as conn:
        await guilds.watch(conn, HERE, CHANNEL, NOW)
    for number in (5, 3):
        await accept(db, number, HERE, page("a"))
    async with db.read() as conn:
        assert [one.last_message_id for one in await guilds.watched(conn, HERE)] == [5]


async def test_what_one_engine_cannot_hold_both_hold_alike(db: Database) -> None:
    text = "\x00\ud800 " + NIMBUS
    odd = NewArticle("k" * 3000 + "\ud800", ArticleSource.PAGE, url="https://example.org/\x00" + "é" * 5000)
    article = await post(db, 1, HERE, odd, text)
    await accept(db, 2, HERE, odd)
    assert await ids(db, 2) == [article]
    async with db.read() as conn:
        row = await articles.get_article(conn, article)
    assert row is not None
    assert row.text == "\ufffd\ufffd " + NIMBUS
    (one,) = await told(db, HERE, "Nimbus")
    assert row.text[one.fact.evidence.start : one.fact.evidence.end] == one.fact.evidence.text
