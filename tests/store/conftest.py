"""A real database for each test, on both engines."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import make_url

from bot.store.database import Database
from bot.store.migrate import migrate
from tests.postgres import Postgres

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "vigie.sqlite"
    migrate(make_url(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated database to copy."""
    url = make_url(postgres.new_database())
    migrate(url)
    return str(url.database)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, migrated database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "vigie.sqlite")
        return f"sqlite+aiosqlite:///{tmp_path}/vigie.sqlite"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database(request.getfixturevalue("postgres_template"))


@pytest_asyncio.fixture
async def db(url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """An open database."""
    database = await Database.open(url, data_dir=tmp_path)
    yield database
    await database.close()
