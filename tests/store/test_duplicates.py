"""The same text under two links: read twice at most, told once, and never silent when one of the two goes."""

from __future__ import annotations

from bot.model import Outcome
from bot.store import articles, facts, messages
from bot.store.database import Database
from bot.store.search import search
from tests.store.posting import accept, at, extract, ids, page, post, read, sentence
from tests.store.test_messages import HERE, THERE, erase, message, told

TEXT = sentence("Nimbus")


async def article(db: Database, article_id: int) -> tuple[Outcome | None, int | None]:
    async with db.read() as conn:
        row = await articles.get_article(conn, article_id)
        assert row is not None
        return row.outcome, await articles.original_of(conn, article_id)


async def both(db: Database) -> tuple[int, int]:
    """Two links to one text in one guild."""
    return await post(db, 1, HERE, page("a"), TEXT), await post(db, 2, HERE, page("b"), f"{TEXT} !")


async def test_the_second_is_a_duplicate_and_told_by_the_first(db: Database) -> None:
    first, second = await both(db)
    assert await article(db, second) == (Outcome.DUPLICATE, first)
    assert [one.article_id for one in await told(db, HERE, "Nimbus")] == [first]


async def test_the_copy_speaks_when_the_original_goes(db: Database) -> None:
    _, second = await both(db)
    assert [one.message_id for one in (await erase(db, 1)).reopened] == [2]
    assert await article(db, second) == (Outcome.READ, None)
    assert (await message(db, 2)).revision == 1
    await extract(db, second)  # from the text that it came with
    assert [one.article_id for one in await told(db, HERE, "Nimbus")] == [second]


async def test_of_two_copies_one_speaks_for_both(db: Database) -> None:
    first = await post(db, 1, HERE, page("a"), TEXT)
    copies = [await post(db, number, HERE, page(str(number)), TEXT) for number in (2, 3)]
    await erase(db, 1)
    assert [await article(db, one) for one in copies] == [(Outcome.READ, None), (Outcome.DUPLICATE, copies[0])]
    await extract(db, copies[0])
    assert [one.article_id for one in await told(db, HERE, "Nimbus")] == [copies[0]]
    async with db.read() as conn:
        assert await articles.get_article(conn, first) is None


async def test_an_edit_that_takes_the_original_away_frees_the_copy(db: Database) -> None:
    _, second = await both(db)
    await accept(db, 1, HERE, page("c"), edited=50)
    assert await article(db, second) == (Outcome.READ, None)
    async with db.read() as conn:
        assert {one.message_id for one in await messages.unfinished(conn, older_than=at(60))} == {1, 2}


async def test_a_copy_posted_where_the_original_is_not_is_read_for_itself(db: Database) -> None:
    first, second = await both(db)
    await accept(db, 3, THERE, page("b"))
    assert await article(db, second) == (Outcome.READ, None)
    await extract(db, second)
    assert [one.article_id for one in await told(db, THERE, "Nimbus")] == [second]
    assert [one.article_id for one in await told(db, HERE, "Nimbus")] == [first]
    async with db.read() as conn:
        assert {one.article_id for one in await facts.posted_between(conn, HERE, at(0), at(9))} == {first}
        assert len(await search(conn, HERE, "nimbus", 9, 0)) == 1


async def test_the_original_goes_from_one_guild_and_stays_in_the_other(db: Database) -> None:
    first, second = await both(db)
    await accept(db, 3, THERE, page("a"))
    await erase(db, 1)
    assert await article(db, first) == (Outcome.READ, None)
    assert await article(db, second) == (Outcome.READ, None)
    await extract(db, second)
    assert [one.article_id for one in await told(db, HERE, "Nimbus")] == [second]
    assert [one.article_id for one in await told(db, THERE, "Nimbus")] == [first]


async def test_the_next_of_two_that_have_facts_comes_in_its_place(db: Database) -> None:
    first, second = await post(db, 1, HERE, page("a"), TEXT), await post(db, 2, THERE, page("b"), TEXT)
    await accept(db, 3, HERE, page("b"))
    assert [one.article_id for one in await told(db, HERE, "Nimbus")] == [first]
    await erase(db, 1)
    assert [one.article_id for one in await told(db, HERE, "Nimbus")] == [second]


async def test_a_page_read_again_keeps_what_it_still_says(db: Database) -> None:
    one = await post(db, 1, HERE, page("a"), TEXT + "\n" + sentence("Orage"))
    (kept,) = await told(db, HERE, "Nimbus")
    await read(db, one, TEXT)
    assert await told(db, HERE, "Nimbus") == []  # until it is extracted again
    await extract(db, one)
    assert [other.id for other in await told(db, HERE, "Nimbus")] == [kept.id]
    assert await told(db, HERE, "Orage") == []


async def test_a_page_that_becomes_a_copy_loses_its_facts(db: Database) -> None:
    first = await post(db, 1, HERE, page("a"), TEXT)
    second = await post(db, 2, HERE, page("b"), sentence("Orage"))
    assert await read(db, second, TEXT) is Outcome.DUPLICATE
    assert await told(db, HERE, "Orage") == []
    assert [one.article_id for one in await told(db, HERE, "Nimbus")] == [first]
    assert await ids(db, 2) == [second]
