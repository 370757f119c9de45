"""The first schema."""

from alembic import op

from bot.store.schema import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables and the full-text index of the engine in use."""
    bind = op.get_bind()
    metadata.create_all(bind)
    if bind.dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE fact_texts USING fts5(folded, tokenize='unicode61 remove_diacritics 0')")
    else:
        op.execute("CREATE TABLE fact_texts (rowid BIGINT PRIMARY KEY, tsv TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX fact_texts_tsv ON fact_texts USING gin (tsv)")
