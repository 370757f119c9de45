from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.store.database import Database


@pytest_asyncio.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/vigie.sqlite", data_dir=tmp_path)
    yield database
    await database.close()
