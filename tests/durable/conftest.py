from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import engine, upkeep
from tests.durable.house import House, house


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries are waited for, not tested: a hundredth of them will do."""
    monkeypatch.setattr(engine, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(engine, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(engine, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(engine, "PATIENCE_S", 0.1)
    monkeypatch.setattr(upkeep, "NAME_PATIENCE_S", 0.0)


@pytest_asyncio.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """The engine on a SQLite file."""
    async with house(tmp_path) as running:
        yield running
