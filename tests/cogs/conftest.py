import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import pytest_asyncio
from yarl import URL

from bot.sandbox.world import Sandbox
from bot.store.database import Database
from tests.cogs.live import Bot
from tests.openapi import assert_valid_requests


@pytest_asyncio.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/vigie.sqlite", data_dir=tmp_path)
    yield database
    await database.close()


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox, db: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setattr(discord.http.Route, "BASE", sandbox.api_base)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", URL(sandbox.gateway_url))
    running = Bot(db)
    task = asyncio.create_task(running.start(sandbox.token))
    await sandbox.wait_until_ready()
    yield running
    await running.close()
    await asyncio.gather(task, return_exceptions=True)
    assert_valid_requests(sandbox)
    assert not sandbox.unimplemented
