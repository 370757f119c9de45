"""Fixtures for the whole suite."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import settings

from bot.sandbox.world import Sandbox

if TYPE_CHECKING:
    from tests.postgres import Postgres

settings.register_profile("untimed", deadline=None)  # a busy machine fails no test
settings.load_profile("untimed")


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """An embedded Discord, listening; nothing is connected to it yet."""
    async with Sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server, where there can be one."""
    from tests.postgres import NoPostgres, Postgres

    try:
        server = Postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    try:
        try:
            server.start()
        except NoPostgres as reason:
            pytest.skip(str(reason))
        yield server
    finally:
        server.remove()


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """The address of an empty database on it."""
    return postgres.new_database()
