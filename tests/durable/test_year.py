"""A simulated year: what is kept of it does not grow without bound."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

from bot.jobs import JobState
from bot.pipeline import now
from bot.upkeep import KEEP_FINISHED
from tests.durable.house import House

MONTHS, A_MONTH = 12, 3


async def test_a_year_leaves_articles_and_facts_and_no_more(home: House) -> None:
    """Each month a few articles are posted, and those of the month before are deleted: as many as ever are there at any time."""
    pages, home.at, message = [], now(), 0
    for _ in range(MONTHS):
        posted = range(message + 1, message + A_MONTH + 1)
        for number in posted:
            await home.post(number, f"https://example.org/{number}")
        await home.answered(*posted)
        for number in range(max(1, message - A_MONTH + 1), message + 1):
            await home.engine.erase(number)
        await home.until(lambda gone=message: len(home.channel.deleted) == gone)  # type: ignore[misc]
        await home.idle()
        message += A_MONTH
        home.at += timedelta(days=30) + KEEP_FINISHED
        await home.engine.upkeep.clean()
        await home.engine.upkeep.tidy()
        with closing(sqlite3.connect(home.folder / "vigie.sqlite")) as connection:
            counts = {
                name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
                for name in ("articles", "facts", "guild_facts", "journal", "messages", "postings")
            }
            used = connection.execute("SELECT page_count - freelist_count FROM pragma_page_count(), pragma_freelist_count()").fetchone()[0]
            pages.append(used)
    assert await home.engine.jobs(list(JobState)) == []
    assert counts["articles"] == counts["postings"] == A_MONTH
    assert counts["facts"] == counts["guild_facts"] == A_MONTH
    assert counts["messages"] <= 4 * A_MONTH
    assert counts["journal"] <= 4 * 2 * A_MONTH
    assert pages[-1] <= pages[3] * 1.1
