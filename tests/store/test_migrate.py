"""The schema that migrations make is the one that the code works with; a migration is done whole or not at all."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, make_url, text

import bot.store
from bot.errors import StoreError
from bot.store.database import Database
from bot.store.migrate import MIGRATIONS, head, migrate
from bot.store.schema import metadata
from tests.postgres import Postgres
from tests.store.posting import page, post, sentence

BROKEN = """
from alembic import op
revision, down_revision = "9999", "{head}"
def upgrade():
    op.execute("CREATE TABLE half_made (id INTEGER)")
    op.execute("INSERT INTO messages SELECT * FROM no_such_table")
"""
REBUILT = """
from alembic import op
from sqlalchemy import Column, Integer
revision, down_revision = "9999", "{head}"
def upgrade():
    with op.batch_alter_table("facts", recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as batch:
        batch.add_column(Column("weight", Integer))
"""


def scripts(tmp_path: Path, version: str) -> Path:
    """Our migrations, and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "9999_next.py").write_text(version.format(head=head()))
    return folder


def open_sync(url: str) -> Engine:
    """The same database without asyncio."""
    return create_engine(url.replace("+aiosqlite", ""))


def test_migrated_is_what_the_code_knows(url: str) -> None:
    for module in pkgutil.walk_packages(bot.store.__path__, "bot.store."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)  # some declare tables of their own

    def ours(_object: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
        return not (kind == "table" and reflected and str(name).startswith("fact_texts"))

    with open_sync(url).connect() as conn:
        context = MigrationContext.configure(conn, opts={"include_object": ours, "compare_type": True, "compare_server_default": True})
        theirs = {"alembic_version"}
        assert [change for change in compare_metadata(context, metadata) if getattr(change[1], "name", None) not in theirs] == []


def test_migrating_again_changes_nothing(url: str) -> None:
    migrate(make_url(url))
    with open_sync(url).connect() as conn:
        assert conn.scalar(text("SELECT version_num FROM alembic_version")) == head()


async def test_failing_half_way_leaves_the_old_schema_and_its_data(db: Database, url: str, tmp_path: Path) -> None:
    await post(db, 1, 11, page("a"), sentence("Nimbus"))
    with pytest.raises(Exception, match="no_such_table"):
        migrate(make_url(url), scripts(tmp_path, BROKEN))
    with open_sync(url).connect() as conn:
        assert "half_made" not in inspect(conn).get_table_names()
        assert conn.scalar(text("SELECT version_num FROM alembic_version")) == head()
        assert conn.scalar(text("SELECT count(*) FROM facts")) == 1


async def test_a_table_made_anew_keeps_the_rows_that_hang_on_it(db: Database, url: str, tmp_path: Path) -> None:
    await post(db, 1, 11, page("a"), sentence("Nimbus"))
    migrate(make_url(url), scripts(tmp_path, REBUILT))
    with open_sync(url).connect() as conn:
        for table in ("facts", "people", "fact_entities", "guild_facts", "guild_texts"):
            assert conn.scalar(text(f"SELECT count(*) FROM {table}")), table  # noqa: S608
        assert conn.scalar(text("SELECT weight FROM facts")) is None


def test_a_newer_schema_is_refused(url: str) -> None:
    with open_sync(url).begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9998'"))
    with pytest.raises(StoreError, match=r"store\.newer"):
        migrate(make_url(url))


def test_processes_that_start_together_migrate_once(postgres: Postgres) -> None:
    empty = make_url(postgres.new_database())
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(migrate, empty) for _ in range(4)]:
            done.result()
