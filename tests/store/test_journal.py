"""The journal: in its order, of its guild."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Outcome
from bot.store import facts, journal
from bot.store.database import Database
from bot.store.records import JournalEntry
from tests.store.posting import CHANNEL, NOW, accept, ids, page


def entry(guild_id: int, message_id: int, minutes: int, outcome: Outcome, article_id: int | None = None) -> JournalEntry:
    url = "https://example.org/a"
    return JournalEntry(NOW + timedelta(minutes=minutes), guild_id, CHANNEL, message_id, article_id, url, "read", outcome, "abc123", 12)


async def test_entries_come_back_as_they_were(db: Database) -> None:
    await accept(db, 1, 11, page("a"))
    (article,) = await ids(db, 1)
    written = [entry(11, 1, minutes, Outcome.READ, article) for minutes in (3, 1, 2)]
    async with db.write() as conn:
        for one in written:
            await journal.record(conn, one)
        await journal.record(conn, entry(12, 2, 9, Outcome.TIMEOUT))
        assert await journal.for_message(conn, 1) == written
        assert await journal.for_url(conn, 11, "https://example.org/a") == written
        assert await journal.for_url(conn, 12, "https://example.org/a") == []
        assert [one.at.minute for one in await journal.latest(conn, 11, 2)] == [3, 2]


async def test_what_could_not_be_read_is_listed_for_the_digest(db: Database) -> None:
    async with db.write() as conn:
        for place, outcome in enumerate(Outcome):
            await journal.record(conn, entry(11, place, 0, outcome))
        await journal.record(conn, entry(11, 99, 60, Outcome.TIMEOUT))
        await journal.record(conn, entry(12, 98, 0, Outcome.TIMEOUT))
        found = {one.outcome for one in await facts.unread_between(conn, 11, NOW, NOW + timedelta(minutes=60))}
    assert {Outcome.TIMEOUT, Outcome.PAYWALL} <= found
    assert not found & {Outcome.READ, Outcome.NO_FACTS, Outcome.DUPLICATE, Outcome.PENDING, Outcome.ERASED}
