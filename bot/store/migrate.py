"""Bringing a database to the newest schema, before anything else uses it.

Synchronous, on a connection of its own: Alembic's Python takes seconds at worst, so `Database.open` runs it in a thread.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from bot.errors import StoreError

MIGRATIONS: Final = Path(__file__).parent / "migrations"
ONE_AT_A_TIME: Final = 5_716_437_218_006_142_221
"""Key of PostgreSQL's advisory lock: of processes that start together one migrates, the others wait and find it done."""


def migrate(url: URL, scripts: Path = MIGRATIONS) -> None:
    """Upgrade in one transaction: done whole, or the database stays as it was.

    Args:
        url: of the database; its asynchronous driver is replaced where needed.
        scripts: the folder with Alembic's environment and versions.

    Raises:
        StoreError: store.newer for a schema that `scripts` do not know, store.damaged or .unwritable for an SQLite file of no use.
    """
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            _upgrade(connection, scripts)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        key = _trouble(error.orig if isinstance(error, DatabaseError) else error)
        if key is None:
            raise
        raise StoreError(key, path=url.database) from error
    finally:
        engine.dispose()


def _trouble(error: BaseException | None) -> str | None:
    """What a person is told of an SQLite file of no use (https://sqlite.org/rescode.html); None for any other error."""
    code = str(getattr(error, "sqlite_errorname", ""))
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return "store.damaged"
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_BUSY", "SQLITE_PERM")):
        return "store.unwritable"
    return None


def head(scripts: Path = MIGRATIONS) -> str:
    """The newest schema's revision."""
    return _revisions(scripts)[-1]


def _revisions(scripts: Path) -> list[str]:
    """All revisions in order: the files are called by them."""
    return sorted(path.stem.partition("_")[0] for path in (scripts / "versions").glob("[0-9]*.py"))


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    engine = create_engine(url.set(drivername="sqlite"), poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401
        # sqlite3 would commit before each CREATE TABLE; and a table made anew must not take the rows that refer to it along
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=10000")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _upgrade(connection: Connection, scripts: Path) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    known = _revisions(scripts)
    found = connection.scalar(text("SELECT version_num FROM alembic_version")) if inspect(connection).has_table("alembic_version") else None
    if found is not None and found not in known:
        raise StoreError("store.newer", found=found, known=known[-1])
    if found == known[-1]:
        return
    from alembic import command  # 10 MB that most starts do without
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"the migration leaves a row of {broken[0]} without its row of {broken[2]}")
