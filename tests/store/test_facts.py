"""Facts as a guild sees them: their order, their filters, their evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.errors import StoreError
from bot.model import Amount, Certainty, Evidence, Fact, Kind, Outcome, When
from bot.store import articles, entities, facts, happenings
from bot.store.database import Database
from tests.store.posting import NOW, accept, at, extraction, ids, page, post, read, sentence
from tests.store.test_messages import HERE, THERE, told

TEXT = sentence("Nimbus")
RICH = Fact(
    Kind.FUNDING, "Nimbus", Evidence(TEXT, 0, len(TEXT)), Certainty.RUMOURED, "r", 0.5, object="usine", place="Lyon",
    amount=Amount(1.5, "EUR", "1,5 €", 2.5), time=When(date(2027, 1, 1), date(2027, 12, 31), "en 2027"), source="La Gazette", cue="selon",
)  # fmt: skip


async def save(db: Database, message_id: int, *found: Fact) -> int:
    """Post a page that tells these facts; its id."""
    await accept(db, message_id, HERE, page(str(message_id)))
    (article,) = await ids(db, message_id)
    await read(db, article, f"{TEXT}\nNuméro {message_id}.")
    async with db.write() as conn:
        await articles.save_extraction(conn, article, replace(extraction(TEXT), facts=found), extracted_at=NOW)
    return article


def happens(day: int, kind: Kind = Kind.SCHEDULED_EVENT, *, last: int | None = None) -> Fact:
    """A fact that takes place so many days after NOW."""
    first = NOW.date() + timedelta(days=day)
    return replace(RICH, kind=kind, time=When(first, NOW.date() + timedelta(days=day if last is None else last), f"jour {day}"))


async def test_a_fact_comes_back_as_it_was_saved(db: Database) -> None:
    article = await save(db, 1, RICH)
    (one,) = await told(db, HERE, "Nimbus")
    assert one.fact == RICH
    assert (one.article_id, one.article_title, one.message_id, one.posted_at) == (article, "Titre", 1, at(1))


async def test_a_sentence_that_is_not_in_the_text_is_refused_and_changes_nothing(db: Database) -> None:
    article = await save(db, 1, RICH)
    bad = replace(RICH, evidence=Evidence(TEXT, 1, 1 + len(TEXT)))

    async def attempt() -> None:
        async with db.write() as conn:
            await articles.save_extraction(conn, article, replace(extraction(TEXT), facts=(RICH, bad)), extracted_at=NOW)

    with pytest.raises(StoreError, match=r"store\.evidence"):
        await attempt()
    assert len(await told(db, HERE, "Nimbus")) == 1


async def test_extracting_again_keeps_the_ids_of_equal_facts(db: Database) -> None:
    article = await save(db, 1, RICH, replace(RICH, kind=Kind.LAUNCH))
    before = {one.fact.kind: one.id for one in await told(db, HERE, "Nimbus")}
    async with db.write() as conn:
        again = replace(extraction(TEXT), facts=(replace(RICH, confidence=0.7), replace(RICH, kind=Kind.LEGAL)))
        assert await articles.save_extraction(conn, article, again, extracted_at=NOW) == 2
    after = {one.fact.kind: one.id for one in await told(db, HERE, "Nimbus")}
    assert after[Kind.FUNDING] == before[Kind.FUNDING]
    assert set(after) == {Kind.FUNDING, Kind.LEGAL}
    assert after[Kind.LEGAL] not in before.values()


async def test_an_article_without_facts_says_so(db: Database) -> None:
    article = await save(db, 1)
    async with db.read() as conn:
        row = await articles.get_article(conn, article)
    assert row is not None
    assert row.outcome is Outcome.NO_FACTS


async def test_newest_first_narrowed_and_page_by_page(db: Database) -> None:
    for number, fact in enumerate((happens(-5), happens(7, Kind.LAUNCH), happens(2), replace(happens(2), certainty=Certainty.DENIED))):
        await save(db, number + 1, fact)
    async with db.read() as conn:
        known = await entities.resolve(conn, HERE, "Nimbus")
        assert known is not None
        assert known.facts == 4

        async def texts(**filters: object) -> list[str]:
            found = await facts.facts_of(conn, HERE, known.id, **filters)  # type: ignore[arg-type]
            count = await facts.count_facts_of(conn, HERE, known.id, **{k: v for k, v in filters.items() if k not in ("limit", "offset")})  # type: ignore[arg-type]
            assert count >= len(found)
            return [one.fact.time.text for one in found if one.fact.time]

        assert await texts() == ["jour 7", "jour 2", "jour 2", "jour -5"]
        assert await texts(kind=Kind.LAUNCH) == ["jour 7"]
        assert await texts(certainty=Certainty.DENIED) == ["jour 2"]
        assert await texts(since=NOW.date()) == ["jour 7", "jour 2", "jour 2"]
        assert await texts(limit=2, offset=2) == ["jour 2", "jour -5"]


async def test_events_to_come_soonest_first_and_past_latest_first(db: Database) -> None:
    for number, fact in enumerate(
        (happens(9), happens(-9), happens(0), happens(-3, last=1), happens(-2), happens(3, Kind.LAUNCH), happens(-4, Kind.LAUNCH))
    ):
        await save(db, number + 1, fact)
    async with db.read() as conn:

        async def texts(guild_id: int, *, past: bool) -> list[str]:
            if past:
                found = await happenings.past(conn, guild_id, before=NOW.date(), limit=9)
            else:
                found = await happenings.upcoming(conn, guild_id, first=NOW.date(), limit=9)
            return [one.fact.time.text for one in found if one.fact.time]

        assert await texts(HERE, past=False) == ["jour -3", "jour 0", "jour 3", "jour 9"]
        assert await texts(HERE, past=True) == ["jour -2", "jour -9"]
        assert await texts(THERE, past=False) == []


async def test_a_digest_tells_what_was_first_posted_since(db: Database) -> None:
    await post(db, 10, HERE, page("a"), TEXT)
    await post(db, 20, HERE, page("b"), sentence("Orage"))
    await accept(db, 30, HERE, page("a"))
    async with db.read() as conn:
        assert [one.fact.subject for one in await facts.posted_between(conn, HERE, at(0), at(15))] == ["Nimbus"]
        assert [one.fact.subject for one in await facts.posted_between(conn, HERE, at(15), at(40))] == ["Orage"]
        assert await facts.posted_between(conn, HERE, at(21), at(40)) == []
        assert await facts.posted_between(conn, THERE, at(0), at(40)) == []


async def test_best_first_in_an_article(db: Database) -> None:
    article = await save(db, 1, replace(RICH, kind=Kind.ROLE, confidence=0.9), replace(RICH, confidence=0.8))
    async with db.read() as conn:
        assert [one.fact.kind for one in await facts.facts_of_article(conn, HERE, article)] == [Kind.FUNDING, Kind.ROLE]
        assert await facts.facts_of_article(conn, THERE, article) == []
