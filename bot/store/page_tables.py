"""What is kept of an article beyond its reading: tries, versions, changes of its facts, and a sketch to know its copies by."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from bot.store.schema import Instant, RowId, Words, metadata


def _article() -> Column[int]:
    return Column("article_id", RowId, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)


pages: Final = Table(
    "pages", metadata, _article(), Column("version", Integer, nullable=False), Column("failures", Integer, nullable=False),
    Column("retry_at", Instant), Column("checked_at", Instant), Column("canonical_key", Words), Column("sketch", LargeBinary),
    Column("story_id", RowId), Index("pages_canonical_key", "canonical_key"), Index("pages_story", "story_id"),
)  # fmt: skip
shingles: Final = Table(
    "shingles", metadata, _article(), Column("hash", BigInteger, primary_key=True, autoincrement=False), Index("shingles_hash", "hash"),
)  # fmt: skip
page_versions: Final = Table(
    "page_versions", metadata, _article(), Column("version", Integer, primary_key=True, autoincrement=False),
    Column("read_at", Instant, nullable=False), Column("title", Words), Column("modified", Instant),
    Column("text_hash", String(64), nullable=False),
)  # fmt: skip
earlier_facts: Final = Table(
    "earlier_facts", metadata, Column("id", RowId, primary_key=True),
    Column("article_id", RowId, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False), Column("kind", String(24), nullable=False),
    Column("subject", Words, nullable=False), Column("values", Words, nullable=False), Column("evidence", Words, nullable=False),
    Index("earlier_facts_article", "article_id"),
)  # fmt: skip
fact_changes: Final = Table(
    "fact_changes", metadata, Column("id", RowId, primary_key=True),
    Column("article_id", RowId, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False), Column("version", Integer, nullable=False),
    Column("change", String(16), nullable=False), Column("kind", String(24), nullable=False), Column("subject", Words, nullable=False),
    Column("fact_id", RowId), Column("before", Words), Column("after", Words),
    Index("fact_changes_article", "article_id", "version"), Index("fact_changes_fact", "fact_id"),
)  # fmt: skip
