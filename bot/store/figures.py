"""Figures of the database as a whole, for operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from bot.store import schema
from bot.store.database import Database
from bot.store.records import MessageState


@dataclass(frozen=True, slots=True)
class Figures:
    """`waiting` messages are accepted and not answered, `oldest` is when the first of them was posted; `size` in bytes."""

    waiting: int
    oldest: datetime | None
    size: int


async def ping(db: Database) -> None:
    """Ask the database for nothing; raises what its driver raises."""
    async with db.read() as conn:
        await conn.execute(text("SELECT 1"))


async def look(db: Database) -> Figures:
    """Read them all."""
    messages = schema.messages
    size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    async with db.read() as conn:
        waiting = select(func.count(), func.min(messages.c.posted_at)).where(messages.c.state == MessageState.ACCEPTED)
        count, oldest = (await conn.execute(waiting)).one()
        bytes_ = await conn.scalar(text(size if db.is_sqlite else "SELECT pg_database_size(current_database())"))
    return Figures(int(count), oldest, int(bytes_ or 0))
