"""The first schema."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    Time,
)
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

INSTANT = DateTime(timezone=True)
ROW_ID = BigInteger().with_variant(Integer, "sqlite")
FOLDED = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
NEVER_AGAIN: dict[str, Any] = {"sqlite_autoincrement": True}


def _id() -> Column[int]:
    return Column("id", ROW_ID, primary_key=True)


def _fk(name: str, target: str, *, key: bool = False) -> Column[Any]:
    return Column(name, ROW_ID, ForeignKey(target, ondelete="CASCADE"), primary_key=key, nullable=False, autoincrement=False)


def _snowflake(name: str, *, key: bool = False, nullable: bool = False) -> Column[Any]:
    return Column(name, BigInteger, primary_key=key, nullable=nullable and not key, autoincrement=False)


def upgrade() -> None:
    """Make all tables and the full-text index of the engine in use."""
    _make_settings()
    _make_articles()
    _make_facts()
    _make_guild_index()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE fact_texts USING fts5(folded, guild, tokenize='unicode61 remove_diacritics 0')")
    else:
        op.execute("CREATE TABLE fact_texts (rowid BIGINT PRIMARY KEY, tsv TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX fact_texts_tsv ON fact_texts USING gin (tsv)")


def _make_settings() -> None:
    op.create_table(
        "guilds", _snowflake("guild_id", key=True), Column("language", String(8), nullable=False),
        Column("timezone", String(64), nullable=False), _snowflake("digest_channel_id", nullable=True),
        Column("digest_time", Time, nullable=False), Column("digest_empty", String(16), nullable=False),
        Column("next_digest_at", INSTANT, index=True),
    )  # fmt: skip
    op.create_table(
        "departures", _snowflake("guild_id", key=True), Column("left_at", INSTANT, nullable=False, index=True),
    )  # fmt: skip
    op.create_table(
        "channels", _snowflake("guild_id", key=True), _snowflake("channel_id", key=True),
        _snowflake("last_message_id", nullable=True), Column("watched_since", INSTANT, nullable=False),
    )  # fmt: skip
    op.create_table(
        "digests", _snowflake("guild_id", key=True), Column("local_date", Date, primary_key=True),
        Column("start", INSTANT, nullable=False), Column("end", INSTANT, nullable=False), _snowflake("message_id", nullable=True),
    )  # fmt: skip
    op.create_table("state", Column("key", String(64), primary_key=True), Column("value", Text, nullable=False))


def _make_articles() -> None:
    op.create_table(
        "messages", _snowflake("message_id", key=True), _snowflake("guild_id"), _snowflake("channel_id"),
        _snowflake("author_id", nullable=True), Column("posted_at", INSTANT, nullable=False), Column("edited_at", INSTANT),
        Column("touched_at", INSTANT, nullable=False), Column("revision", Integer, nullable=False),
        Column("attempt", Integer, nullable=False), Column("state", String(16), nullable=False), _snowflake("reply_id", nullable=True),
        Column("reply_started", Boolean, nullable=False), Column("private", Boolean, nullable=False),
        Index("messages_state", "state", "touched_at"), Index("messages_guild", "guild_id"), Index("messages_reply", "reply_id"),
    )  # fmt: skip
    op.create_table(
        "articles", _id(), Column("key", Text, nullable=False, unique=True), Column("source", String(8), nullable=False),
        _snowflake("guild_id", nullable=True), Column("url", Text), Column("file_name", Text), Column("title", Text), Column("site", Text),
        Column("canonical", Text), Column("authors", JSON), Column("text", Text), Column("text_hash", String(64), index=True),
        Column("language", String(8)), Column("published", INSTANT), Column("published_confidence", String(8)), Column("modified", INSTANT),
        Column("published_day", Date), Column("published_from", String(16)), Column("outcome", String(32)),
        Column("duplicate_of", ROW_ID), Column("read_at", INSTANT), Column("extracted_at", INSTANT), Column("etag", Text),
        Column("last_modified", Text), Column("first_posted_at", INSTANT, nullable=False),
        Index("articles_duplicate_of", "duplicate_of"), **NEVER_AGAIN,
    )  # fmt: skip
    op.create_table(
        "postings", _fk("message_id", "messages.message_id", key=True), _fk("article_id", "articles.id", key=True),
        _snowflake("guild_id"), Column("posted_at", INSTANT, nullable=False), Column("position", Integer, nullable=False),
        Index("postings_article", "article_id", "guild_id", "posted_at"), Index("postings_guild", "guild_id", "posted_at"),
    )  # fmt: skip
    op.create_table(
        "journal", _id(), Column("at", INSTANT, nullable=False), _snowflake("guild_id"), _snowflake("channel_id"),
        _snowflake("message_id"), Column("article_id", ROW_ID), Column("url", Text), Column("stage", String(16), nullable=False),
        Column("outcome", String(32), nullable=False), Column("incident", Text), Column("milliseconds", Integer),
        Index("journal_guild", "guild_id", "at"), Index("journal_message", "message_id"), Index("journal_article", "article_id"),
    )  # fmt: skip


def _make_facts() -> None:
    op.create_table(
        "entities", _id(), Column("folded", FOLDED, nullable=False), Column("family", String(16), nullable=False),
        Index("entities_identity", "folded", "family", unique=True), **NEVER_AGAIN,
    )  # fmt: skip
    op.create_table(
        "aliases", _fk("article_id", "articles.id", key=True), _fk("entity_id", "entities.id", key=True),
        Column("name", Text, primary_key=True), Column("kind", String(16), nullable=False), Column("main", Boolean, nullable=False),
        Index("aliases_entity", "entity_id"),
    )  # fmt: skip
    op.create_table("sources", _id(), Column("name", Text, nullable=False, unique=True))
    op.create_table(
        "facts", _id(), _fk("article_id", "articles.id"), Column("kind", String(24), nullable=False),
        Column("subject", Text, nullable=False), Column("evidence", Text, nullable=False), Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False), Column("certainty", String(16), nullable=False), Column("rule", Text, nullable=False),
        Column("confidence", Float, nullable=False), Column("object", Text), Column("place", Text), Column("amount_value", Float),
        Column("amount_unit", Text), Column("amount_text", Text), Column("amount_maximum", Float), Column("time_start", Date),
        Column("time_end", Date), Column("time_text", Text), Column("source_id", ROW_ID, ForeignKey("sources.id")), Column("cue", Text),
        Index("facts_article", "article_id"), Index("facts_source", "source_id"), **NEVER_AGAIN,
    )  # fmt: skip
    op.create_table(
        "fact_entities", _fk("fact_id", "facts.id", key=True), _fk("entity_id", "entities.id", key=True),
        Index("fact_entities_entity", "entity_id"),
    )  # fmt: skip
    op.create_table(
        "people", _fk("fact_id", "facts.id", key=True), Column("position", Integer, primary_key=True, autoincrement=False),
        Column("name", Text, nullable=False), Column("role", Text), Column("organisation", Text),
    )  # fmt: skip


def _make_guild_index() -> None:
    op.create_table(
        "guild_facts", _snowflake("guild_id", key=True), _fk("entity_id", "entities.id", key=True),
        Column("day", Date, primary_key=True), _fk("fact_id", "facts.id", key=True), _fk("article_id", "articles.id"),
        Column("kind", String(24), nullable=False), Index("guild_facts_kind", "guild_id", "kind", "day"),
        Index("guild_facts_article", "article_id", "guild_id"), Index("guild_facts_fact", "fact_id", "guild_id"),
        Index("guild_facts_entity", "entity_id"),
    )  # fmt: skip
    op.create_table(
        "guild_texts", _id(), _snowflake("guild_id"), _fk("fact_id", "facts.id"), _fk("article_id", "articles.id"),
        Column("day", Date, nullable=False), Column("kind", String(24), nullable=False), Column("until", Date),
        Index("guild_texts_fact", "guild_id", "fact_id", unique=True), Index("guild_texts_article", "article_id", "guild_id"),
        Index("guild_texts_of_fact", "fact_id"), Index("guild_texts_until", "guild_id", "kind", "until", "fact_id"), **NEVER_AGAIN,
    )  # fmt: skip
    op.create_table(
        "guild_names", _snowflake("guild_id", key=True), Column("folded", FOLDED, primary_key=True),
        _fk("entity_id", "entities.id", key=True), Column("name", Text, nullable=False), Column("kind", String(16), nullable=False),
        Column("whole", Boolean, nullable=False), Column("facts", Integer, nullable=False),
        Index("guild_names_entity", "entity_id", "guild_id"), Index("guild_names_facts", "guild_id", "facts", "folded"),
    )  # fmt: skip
