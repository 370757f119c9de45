"""The tables. The full-text index, `fact_texts`, is made by the migration: FTS5 on SQLite, tsvector on PostgreSQL."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects import postgresql

LONGEST_KEY = 500
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn to UTC: SQLite drops the zone and compares as text."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def storable(value: str) -> str:
    """Text with U+FFFD in the place of what one engine or the other cannot hold (NUL, half characters), one for one, so offsets stay."""
    return _UNSTORABLE.sub("\ufffd", value)


class Words(TypeDecorator[str]):
    """Text of any origin, kept as `storable` makes it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Put U+FFFD in the place of what cannot be stored."""
        return None if value is None else storable(value)


class Key(Words):
    """An article's key; a very long one is kept, and compared, by its beginning and its hash."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Shorten: an index of PostgreSQL holds 2,704 bytes at most."""
        if value is not None and len(value) > LONGEST_KEY:
            digest = hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
            value = value[: LONGEST_KEY - len(digest)] + digest
        return super().process_bind_param(value, dialect)


metadata = MetaData()
# An id is never given again: buttons in old answers hold articles', entities' and facts' ids.
NEVER_AGAIN: dict[str, Any] = {"sqlite_autoincrement": True}
Folded = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Folded names in the order of their code points, so that a prefix is a range whatever the database's own collation."""
RowId = BigInteger().with_variant(Integer, "sqlite")
COPY = text("duplicate_of IS NOT NULL")
"""Few articles are copies: with the others in it too, their index looks useless to SQLite's planner, which then reads the whole table."""


def _id() -> Column[int]:
    return Column("id", RowId, primary_key=True)


def _fk(name: str, target: str, *, key: bool = False) -> Column[Any]:
    return Column(name, RowId, ForeignKey(target, ondelete="CASCADE"), primary_key=key, nullable=False, autoincrement=False)


def _snowflake(name: str, *, key: bool = False, nullable: bool = False) -> Column[Any]:
    return Column(name, BigInteger, primary_key=key, nullable=nullable and not key, autoincrement=False)


guilds = Table(
    "guilds", metadata, _snowflake("guild_id", key=True), Column("language", String(8), nullable=False),
    Column("timezone", String(64), nullable=False), _snowflake("digest_channel_id", nullable=True),
    Column("digest_time", Time, nullable=False), Column("digest_empty", String(16), nullable=False),
    Column("next_digest_at", Instant, index=True), Column("digest_days", Integer, nullable=False, server_default="127"),
)  # fmt: skip
departures = Table(
    "departures", metadata, _snowflake("guild_id", key=True), Column("left_at", Instant, nullable=False, index=True),
)  # fmt: skip
channels = Table(
    "channels", metadata, _snowflake("guild_id", key=True), _snowflake("channel_id", key=True),
    _snowflake("last_message_id", nullable=True), Column("watched_since", Instant, nullable=False),
)  # fmt: skip
messages = Table(
    "messages", metadata, _snowflake("message_id", key=True), _snowflake("guild_id"), _snowflake("channel_id"),
    _snowflake("author_id", nullable=True), Column("posted_at", Instant, nullable=False), Column("edited_at", Instant),
    Column("touched_at", Instant, nullable=False), Column("revision", Integer, nullable=False),
    Column("attempt", Integer, nullable=False), Column("state", String(16), nullable=False), _snowflake("reply_id", nullable=True),
    Column("reply_started", Boolean, nullable=False), Column("private", Boolean, nullable=False),
    Index("messages_state", "state", "touched_at"), Index("messages_guild", "guild_id"), Index("messages_reply", "reply_id"),
)  # fmt: skip
articles = Table(
    "articles", metadata, _id(), Column("key", Key, nullable=False, unique=True), Column("source", String(8), nullable=False),
    _snowflake("guild_id", nullable=True), Column("url", Words), Column("file_name", Words), Column("title", Words), Column("site", Words),
    Column("canonical", Words), Column("authors", JSON), Column("text", Words), Column("text_hash", String(64), index=True),
    Column("language", String(8)), Column("published", Instant), Column("published_confidence", String(8)), Column("modified", Instant),
    Column("published_day", Date), Column("published_from", String(16)), Column("outcome", String(32)),
    Column("duplicate_of", RowId), Column("read_at", Instant), Column("extracted_at", Instant), Column("etag", Words),
    Column("last_modified", Words), Column("first_posted_at", Instant, nullable=False),
    Column("deaths", Integer, nullable=False, server_default="0"),
    Index("articles_duplicate_of", "duplicate_of", sqlite_where=COPY, postgresql_where=COPY), **NEVER_AGAIN,
)  # fmt: skip
postings = Table(
    "postings", metadata, _fk("message_id", "messages.message_id", key=True), _fk("article_id", "articles.id", key=True),
    _snowflake("guild_id"), Column("posted_at", Instant, nullable=False), Column("position", Integer, nullable=False),
    Index("postings_article", "article_id", "guild_id", "posted_at"), Index("postings_guild", "guild_id", "posted_at"),
)  # fmt: skip
entities = Table(
    "entities", metadata, _id(), Column("folded", Folded, nullable=False), Column("family", String(16), nullable=False),
    Index("entities_identity", "folded", "family", unique=True), **NEVER_AGAIN,
)  # fmt: skip
aliases = Table(
    "aliases", metadata, _fk("article_id", "articles.id", key=True), _fk("entity_id", "entities.id", key=True),
    Column("name", Words, primary_key=True), Column("kind", String(16), nullable=False), Column("main", Boolean, nullable=False),
    Index("aliases_entity", "entity_id"),
)  # fmt: skip
sources = Table("sources", metadata, _id(), Column("name", Words, nullable=False, unique=True))
facts = Table(
    "facts", metadata, _id(), _fk("article_id", "articles.id"), Column("kind", String(24), nullable=False),
    Column("subject", Words, nullable=False), Column("evidence", Words, nullable=False), Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False), Column("certainty", String(16), nullable=False), Column("rule", Words, nullable=False),
    Column("confidence", Float, nullable=False), Column("object", Words), Column("place", Words), Column("amount_value", Float),
    Column("amount_unit", Words), Column("amount_text", Words), Column("amount_maximum", Float), Column("time_start", Date),
    Column("time_end", Date), Column("time_text", Words), Column("source_id", RowId, ForeignKey("sources.id")), Column("cue", Words),
    Index("facts_article", "article_id"), Index("facts_source", "source_id"), **NEVER_AGAIN,
)  # fmt: skip
fact_entities = Table(
    "fact_entities", metadata, _fk("fact_id", "facts.id", key=True), _fk("entity_id", "entities.id", key=True),
    Index("fact_entities_entity", "entity_id"),
)  # fmt: skip
people = Table(
    "people", metadata, _fk("fact_id", "facts.id", key=True), Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False), Column("role", Words), Column("organisation", Words),
)  # fmt: skip
guild_facts = Table(
    "guild_facts", metadata, _snowflake("guild_id", key=True), _fk("entity_id", "entities.id", key=True),
    Column("day", Date, primary_key=True), _fk("fact_id", "facts.id", key=True), _fk("article_id", "articles.id"),
    Column("kind", String(24), nullable=False), Index("guild_facts_kind", "guild_id", "kind", "day"),
    Index("guild_facts_article", "article_id", "guild_id"), Index("guild_facts_fact", "fact_id", "guild_id"),
    Index("guild_facts_entity", "entity_id"),
)  # fmt: skip
guild_texts = Table(
    "guild_texts", metadata, _id(), _snowflake("guild_id"), _fk("fact_id", "facts.id"), _fk("article_id", "articles.id"),
    Column("day", Date, nullable=False), Column("kind", String(24), nullable=False), Column("until", Date),
    Index("guild_texts_fact", "guild_id", "fact_id", unique=True), Index("guild_texts_article", "article_id", "guild_id"),
    Index("guild_texts_of_fact", "fact_id"), Index("guild_texts_until", "guild_id", "kind", "until", "fact_id"), **NEVER_AGAIN,
)  # fmt: skip
guild_names = Table(
    "guild_names", metadata, _snowflake("guild_id", key=True), Column("folded", Folded, primary_key=True),
    _fk("entity_id", "entities.id", key=True), Column("name", Words, nullable=False), Column("kind", String(16), nullable=False),
    Column("whole", Boolean, nullable=False), Column("facts", Integer, nullable=False),
    Index("guild_names_entity", "entity_id", "guild_id"), Index("guild_names_facts", "guild_id", "facts", "folded", "kind"),
)  # fmt: skip
journal = Table(
    "journal", metadata, _id(), Column("at", Instant, nullable=False), _snowflake("guild_id"), _snowflake("channel_id"),
    _snowflake("message_id"), Column("article_id", RowId), Column("url", Words), Column("stage", String(16), nullable=False),
    Column("outcome", String(32), nullable=False), Column("incident", Words), Column("milliseconds", Integer),
    Index("journal_guild", "guild_id", "at"), Index("journal_message", "message_id"), Index("journal_article", "article_id"),
)  # fmt: skip
digests = Table(
    "digests", metadata, _snowflake("guild_id", key=True), Column("local_date", Date, primary_key=True),
    Column("start", Instant, nullable=False), Column("end", Instant, nullable=False), _snowflake("message_id", nullable=True),
)  # fmt: skip
state = Table("state", metadata, Column("key", String(64), primary_key=True), Column("value", Words, nullable=False))
