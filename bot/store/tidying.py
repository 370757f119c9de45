"""What keeps the database small and quick over the years: run once a night."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, text

from bot.store import guilds, schema
from bot.store.database import Database
from bot.store.records import MessageState

_TIDIED = "tidied"


async def tidy(db: Database, *, journal_before: datetime, erased_before: datetime) -> int:
    """Drop old journal lines and what is left of erased messages, then let the engine tidy its files; the number of rows dropped.

    Args:
        db: the database; on PostgreSQL autovacuum does what is done here by hand on SQLite.
        journal_before: lines older than this go: `/vigie status` shows recent ones only.
        erased_before: messages erased before this go; until then they are kept so that a late event can't bring them back.
    """
    messages, journal = schema.messages, schema.journal
    async with db.write() as conn:
        dropped = (await conn.execute(delete(journal).where(journal.c.at < journal_before))).rowcount
        erased = (messages.c.state == MessageState.ERASED) & (messages.c.touched_at < erased_before)
        dropped += (await conn.execute(delete(messages).where(erased))).rowcount
        if db.is_sqlite:
            await conn.execute(text("INSERT INTO fact_texts(fact_texts) VALUES('optimize')"))
            await conn.execute(text("PRAGMA optimize"))
    if db.is_sqlite:
        async with db.read() as conn:  # outside any transaction, hence below SQLAlchemy, which would begin one
            raw = (await conn.get_raw_connection()).driver_connection
            if raw is not None:
                await (await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")).close()
    return dropped


async def tidied_on(db: Database, day: str) -> bool:
    """Claim a day's tidying; True if it was done already, by whatever process."""
    async with db.write() as conn:
        if await guilds.get_state(conn, _TIDIED) == day:
            return True
        await guilds.set_state(conn, _TIDIED, day)
        return False
