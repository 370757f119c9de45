"""Feeds that guilds follow into a channel, and what of them was seen."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from bot.store.schema import NEVER_AGAIN, Instant, RowId, Words, metadata

feeds: Final = Table(
    "feeds", metadata, Column("id", RowId, primary_key=True), Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False), Column("url", Words, nullable=False), Column("title", Words, nullable=False),
    Column("added_by", BigInteger), Column("added_at", Instant, nullable=False), Column("every_minutes", Integer, nullable=False),
    Column("next_at", Instant, nullable=False), Column("read_at", Instant), Column("outcome", String(32)),
    Column("failures", Integer, nullable=False), Column("etag", Words), Column("last_modified", Words),
    Index("feeds_place", "guild_id", "channel_id", "url", unique=True), Index("feeds_due", "next_at"), **NEVER_AGAIN,
)  # fmt: skip
feed_entries: Final = Table(
    "feed_entries", metadata,
    Column("feed_id", RowId, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("digest", String(64), primary_key=True), Column("seen_at", Instant, nullable=False),
    Index("feed_entries_age", "feed_id", "seen_at"),
)  # fmt: skip
