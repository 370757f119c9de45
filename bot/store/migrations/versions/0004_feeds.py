"""Feeds that guilds follow."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, String, Text

revision = "0004"
down_revision = "0003"

INSTANT = DateTime(timezone=True)
ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "feeds", Column("id", ROW_ID, primary_key=True), Column("guild_id", BigInteger, nullable=False),
        Column("channel_id", BigInteger, nullable=False), Column("url", Text, nullable=False), Column("title", Text, nullable=False),
        Column("added_by", BigInteger), Column("added_at", INSTANT, nullable=False), Column("every_minutes", Integer, nullable=False),
        Column("next_at", INSTANT, nullable=False), Column("read_at", INSTANT), Column("outcome", String(32)),
        Column("failures", Integer, nullable=False), Column("etag", Text), Column("last_modified", Text),
        Index("feeds_place", "guild_id", "channel_id", "url", unique=True), Index("feeds_due", "next_at"), sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_table(
        "feed_entries",
        Column("feed_id", ROW_ID, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True, nullable=False, autoincrement=False),
        Column("digest", String(64), primary_key=True), Column("seen_at", INSTANT, nullable=False),
        Index("feed_entries_age", "feed_id", "seen_at"),
    )  # fmt: skip
