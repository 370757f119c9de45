"""Fixtures for the whole suite."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.sandbox.world import Sandbox


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """An embedded Discord, listening; nothing is connected to it yet."""
    async with Sandbox() as running:
        yield running
