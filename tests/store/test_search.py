"""Names and words are found however they are typed, and nothing that is typed breaks anything."""

from __future__ import annotations

import asyncio
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.folding import fold
from bot.model import Kind
from bot.store import entities
from bot.store.database import Database
from bot.store.search import matching, search
from tests.store.posting import NOW, page, post, sentence
from tests.store.test_messages import HERE, THERE

ODD = ["", " ", "\x00", "\ud800", "\U0010ffff", '"', "'", "(", "*", "a" * 3000, "é " * 3000, "AND", "NEAR(a b)", "guild : g11", "g11",
       "@g11", "3e5", "a.b-c/d", "ﷺ", "ı İ", "%", "_", "\\", "🙂", "-1", "1e400", "²", "ǆ", "한국", "\u200b", ":*", "!a & b"]  # fmt: skip


@given(st.text())
def test_fold_is_idempotent_and_plain(raw: str) -> None:
    folded = fold(raw)
    assert fold(folded) == folded
    assert all(char == " " or char.isalnum() for char in folded)
    assert not any(unicodedata.combining(char) for char in folded)


async def test_words_are_found_by_their_beginnings_without_case_marks_or_ligatures(db: Database) -> None:
    await post(db, 1, HERE, page("a"), sentence("Cœur de l’Élysée", "Saint-Étienne"))
    async with db.read() as conn:
        for typed in ("coeur", "CŒUR elysee", "ouvre saint etien", "l'Elysée", "jeanne présid", "gazette"):
            assert len(await search(conn, HERE, typed, 5, 0)) == (0 if "présid" in typed else 1), typed
            assert await search(conn, THERE, typed, 5, 0) == []
        assert await search(conn, HERE, "coeur brest", 5, 0) == []
        assert await search(conn, HERE, "g11", 5, 0) == []


async def test_newest_first_by_the_day_and_page_by_page(db: Database) -> None:
    for number in range(7):
        await post(db, number + 1, HERE, page(str(number)), sentence(f"Nimbus{number}"))
    async with db.read() as conn:
        whole = await matching(conn, HERE, "bureau")
        assert whole == sorted(whole, reverse=True)
        assert len(whole) == 7
        pages = [[one.id for one in await search(conn, HERE, "bureau", 3, offset)] for offset in (0, 3, 6, 9)]
        assert [one for page_of in pages for one in page_of] == whole
        assert await matching(conn, HERE, "bureau", kind=Kind.EXPANSION, since=NOW.date()) == []
        assert await matching(conn, HERE, "bureau", kind=Kind.FUNDING) == []
        assert len(await matching(conn, HERE, "bureau", kind=Kind.EXPANSION)) == 7


async def test_names_are_suggested_by_any_word_most_facts_first(db: Database) -> None:
    await post(
        db,
        1,
        HERE,
        page("a"),
        sentence("Société Générale") + "\n" + sentence("Générale des Eaux") + "\n" + sentence("Générale des Eaux", "Nice"),
    )
    async with db.read() as conn:
        found = [(one.name, one.facts) for one in await entities.suggest(conn, HERE, "gener")]
        assert found[:2] == [("Générale des Eaux SA", 2), ("Jeanne Générale des Eaux", 2)]
        assert ("Société Générale SA", 1) in found
        assert [one.name for one in await entities.suggest(conn, HERE, "des ea")] == ["Générale des Eaux SA", "Jeanne Générale des Eaux"]
        assert [one.facts for one in await entities.suggest(conn, HERE, "", 1)] == [2]
        assert await entities.suggest(conn, THERE, "gener") == []
        near = await entities.near_misses(conn, HERE, "societe generalle")
        assert near[0].name == "Société Générale SA"
        assert await entities.near_misses(conn, THERE, "societe generalle") == []
        known = await entities.resolve(conn, HERE, "SOCIETE GENERALE S.A.")
        assert known == near[0]
        assert await entities.get_entity(conn, THERE, near[0].id) is None


@pytest.mark.slow
def test_nothing_that_is_typed_breaks_anything(url: str, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(url, data_dir=tmp_path))
        runner.run(post(db, 1, HERE, page("a"), sentence("Nimbus")))

        async def type_it(typed: str) -> None:
            async with db.read() as conn:
                await search(conn, HERE, typed, 5, 0)
                await entities.suggest(conn, HERE, typed)
                await entities.resolve(conn, HERE, typed)
                await entities.near_misses(conn, HERE, typed)

        @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.text() | st.lists(st.sampled_from(ODD)).map(" ".join))
        @example(" ".join(ODD))
        def check(typed: str) -> None:
            runner.run(type_it(typed))

        try:
            check()
            for each in ODD:
                runner.run(type_it(each))
        finally:
            runner.run(db.close())


@pytest.mark.slow
def test_every_character_can_be_kept_and_looked_for(url: str, tmp_path: Path) -> None:
    """A name of odd letters: those that Python takes for letters, SQLite or PostgreSQL may not."""
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(url, data_dir=tmp_path))
        numbers = iter(range(1, 10_000))

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.text(min_size=1, max_size=40).filter(lambda raw: fold(raw) and len(f"{raw}.".splitlines()) == 1))
        def check(raw: str) -> None:
            runner.run(keep(raw))

        async def keep(raw: str) -> None:
            number = next(numbers)
            article = await post(db, number, HERE, page(str(number)), sentence(raw, f"ville{number}"))
            async with db.read() as conn:
                assert article
                assert await search(conn, HERE, f"ville{number}", 5, 0)
                await search(conn, HERE, raw, 5, 0)
                assert await entities.resolve(conn, HERE, raw) is not None

        try:
            check()
        finally:
            runner.run(db.close())
