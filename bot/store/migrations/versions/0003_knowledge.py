"""Days of the digest, edits of entities, reports of wrong facts, follows."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, DateTime, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

INSTANT = DateTime(timezone=True)
ROW_ID = BigInteger().with_variant(Integer, "sqlite")
FOLDED = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
NEVER_AGAIN: dict[str, Any] = {"sqlite_autoincrement": True}
EVERY_DAY = "127"


def _snowflake(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, BigInteger, nullable=nullable, autoincrement=False)


def _article() -> Column[Any]:
    return Column("article_id", ROW_ID, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Make the tables; guilds have their digest every day, as before."""
    op.add_column("guilds", Column("digest_days", Integer, nullable=False, server_default=EVERY_DAY))
    op.create_table(
        "entity_edits", Column("id", ROW_ID, primary_key=True), _snowflake("guild_id"), Column("action", String(8), nullable=False),
        Column("folded", FOLDED, nullable=False), Column("family", String(16), nullable=False), Column("into_folded", FOLDED),
        Column("into_family", String(16)), Column("name", Text), Column("shown", Text, nullable=False), _snowflake("by_id", nullable=True),
        Column("at", INSTANT, nullable=False), Column("undone", Boolean, nullable=False), Index("entity_edits_guild", "guild_id", "id"),
        **NEVER_AGAIN,
    )  # fmt: skip
    op.create_table(
        "reports", Column("id", ROW_ID, primary_key=True), _snowflake("guild_id"), Column("fact_id", ROW_ID, nullable=False), _article(),
        Column("state", String(16), nullable=False), Column("note", Text), _snowflake("by_id", nullable=True),
        Column("at", INSTANT, nullable=False), _snowflake("decided_by", nullable=True), Column("decided_at", INSTANT),
        Index("reports_fact", "guild_id", "fact_id", unique=True), Index("reports_state", "guild_id", "state", "id"),
        Index("reports_article", "article_id"), **NEVER_AGAIN,
    )  # fmt: skip
    op.create_table(
        "follows", Column("id", ROW_ID, primary_key=True), _snowflake("guild_id"), _snowflake("user_id"),
        Column("folded", FOLDED, nullable=False), Column("family", String(16), nullable=False), Column("name", Text, nullable=False),
        Column("kind", String(24)), Column("min_value", Float), Column("min_unit", String(16)), Column("mode", String(16), nullable=False),
        Index("follows_user", "guild_id", "user_id", "folded", "family", unique=True),
        Index("follows_entity", "guild_id", "folded", "family"), **NEVER_AGAIN,
    )  # fmt: skip
    op.create_table(
        "follow_alerts",
        Column("follow_id", ROW_ID, ForeignKey("follows.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        Column("fact_id", ROW_ID, primary_key=True, autoincrement=False), _article(), Index("follow_alerts_article", "article_id"),
    )  # fmt: skip
