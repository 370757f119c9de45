"""Alembic's environment: runs on the connection that Database.open hands over."""

from alembic import context

from bot.store.schema import metadata


def ours(_object: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """Tell our tables from FTS5's shadow tables and from DBOS's, which share the file."""
    return not (kind == "table" and reflected and name not in metadata.tables)


context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, include_object=ours, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
