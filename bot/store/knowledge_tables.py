"""What people of a guild add to what its articles tell: edits of entities, reports of wrong facts, what they follow.

Entities are named by folded name and family, not by id: an entity's row goes when no article names it, an administrator's edit does not.
Facts are named by id without a reference, for a fact that is extracted anew keeps its id; what is kept of it goes with its article.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, String, Table

from bot.store.schema import NEVER_AGAIN, Folded, Instant, RowId, Words, metadata


def _snowflake(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, BigInteger, nullable=nullable, autoincrement=False)


def _article() -> Column[Any]:
    return Column("article_id", RowId, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False)


entity_edits: Final = Table(
    "entity_edits", metadata, Column("id", RowId, primary_key=True), _snowflake("guild_id"), Column("action", String(8), nullable=False),
    Column("folded", Folded, nullable=False), Column("family", String(16), nullable=False), Column("into_folded", Folded),
    Column("into_family", String(16)), Column("name", Words), Column("shown", Words, nullable=False), _snowflake("by_id", nullable=True),
    Column("at", Instant, nullable=False), Column("undone", Boolean, nullable=False), Index("entity_edits_guild", "guild_id", "id"),
    **NEVER_AGAIN,
)  # fmt: skip
reports: Final = Table(
    "reports", metadata, Column("id", RowId, primary_key=True), _snowflake("guild_id"), Column("fact_id", RowId, nullable=False),
    _article(), Column("state", String(16), nullable=False), Column("note", Words), _snowflake("by_id", nullable=True),
    Column("at", Instant, nullable=False), _snowflake("decided_by", nullable=True), Column("decided_at", Instant),
    Index("reports_fact", "guild_id", "fact_id", unique=True), Index("reports_state", "guild_id", "state", "id"),
    Index("reports_article", "article_id"), **NEVER_AGAIN,
)  # fmt: skip
follows: Final = Table(
    "follows", metadata, Column("id", RowId, primary_key=True), _snowflake("guild_id"), _snowflake("user_id"),
    Column("folded", Folded, nullable=False), Column("family", String(16), nullable=False), Column("name", Words, nullable=False),
    Column("kind", String(24)), Column("min_value", Float), Column("min_unit", String(16)), Column("mode", String(16), nullable=False),
    Index("follows_user", "guild_id", "user_id", "folded", "family", unique=True), Index("follows_entity", "guild_id", "folded", "family"),
    **NEVER_AGAIN,
)  # fmt: skip
follow_alerts: Final = Table(
    "follow_alerts", metadata,
    Column("follow_id", RowId, ForeignKey("follows.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("fact_id", RowId, primary_key=True, autoincrement=False), _article(), Index("follow_alerts_article", "article_id"),
)  # fmt: skip
