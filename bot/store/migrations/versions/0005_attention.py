"""How loud the bot is in a guild, and what followers are still to be told."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Integer, String, Time

revision = "0005"
down_revision = "0004"

INSTANT = DateTime(timezone=True)
ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "guild_options",
        Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
        Column("reply_mode", String(16), nullable=False),
        Column("quiet_from", Time),
        Column("quiet_until", Time),
        Column("pause", Integer, nullable=False),
        Column("hourly", Integer, nullable=False),
        Column("digest_thread", Boolean, nullable=False),
    )
    op.create_table(
        "deliveries",
        Column("id", ROW_ID, primary_key=True),
        Column("follow_id", ROW_ID, ForeignKey("follows.id", ondelete="CASCADE"), nullable=False),
        Column("fact_id", ROW_ID, nullable=False),
        Column("article_id", ROW_ID, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        Column("due_at", INSTANT, nullable=False),
        Column("claimed_at", INSTANT),
        Column("sent_at", INSTANT),
        Column("refused", Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("deliveries_once", "deliveries", ["follow_id", "fact_id"], unique=True)
    op.create_index("deliveries_article", "deliveries", ["article_id"])
    op.create_index("deliveries_due", "deliveries", ["sent_at", "due_at"])
