"""Indexes for a million facts: names of one kind are found in the index alone, and copies without a look at what is none."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"

COPY = text("duplicate_of IS NOT NULL")


def upgrade() -> None:
    """Make both anew."""
    op.drop_index("guild_names_facts", "guild_names")
    op.create_index("guild_names_facts", "guild_names", ["guild_id", "facts", "folded", "kind"])
    op.drop_index("articles_duplicate_of", "articles")
    op.create_index("articles_duplicate_of", "articles", ["duplicate_of"], sqlite_where=COPY, postgresql_where=COPY)
