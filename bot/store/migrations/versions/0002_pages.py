"""Tries, versions, sketches and changed facts of pages."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text

revision = "0002"
down_revision = "0001"

INSTANT = DateTime(timezone=True)
ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def _article(*, key: bool) -> Column[int]:
    article = ForeignKey("articles.id", ondelete="CASCADE")
    return Column("article_id", ROW_ID, article, primary_key=key, nullable=False, autoincrement=False)


def upgrade() -> None:
    """Make the tables beside `articles`; what was read before has neither a sketch nor versions."""
    op.create_table(
        "pages", _article(key=True), Column("version", Integer, nullable=False), Column("failures", Integer, nullable=False),
        Column("retry_at", INSTANT), Column("checked_at", INSTANT), Column("canonical_key", Text), Column("sketch", LargeBinary),
        Column("story_id", ROW_ID), Index("pages_canonical_key", "canonical_key"), Index("pages_story", "story_id"),
    )  # fmt: skip
    op.create_table(
        "shingles", _article(key=True), Column("hash", BigInteger, primary_key=True, autoincrement=False), Index("shingles_hash", "hash")
    )
    op.create_table(
        "page_versions", _article(key=True), Column("version", Integer, primary_key=True, autoincrement=False),
        Column("read_at", INSTANT, nullable=False), Column("title", Text), Column("modified", INSTANT),
        Column("text_hash", String(64), nullable=False),
    )  # fmt: skip
    op.create_table(
        "earlier_facts", Column("id", ROW_ID, primary_key=True), _article(key=False), Column("kind", String(24), nullable=False),
        Column("subject", Text, nullable=False), Column("values", Text, nullable=False), Column("evidence", Text, nullable=False),
        Index("earlier_facts_article", "article_id"),
    )  # fmt: skip
    op.create_table(
        "fact_changes", Column("id", ROW_ID, primary_key=True), _article(key=False), Column("version", Integer, nullable=False),
        Column("change", String(16), nullable=False), Column("kind", String(24), nullable=False), Column("subject", Text, nullable=False),
        Column("fact_id", ROW_ID), Column("before", Text), Column("after", Text),
        Index("fact_changes_article", "article_id", "version"), Index("fact_changes_fact", "fact_id"),
    )  # fmt: skip
