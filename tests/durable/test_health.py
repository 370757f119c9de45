"""`/healthz` and `/metrics`, over real HTTP on the real engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from bot.health import Health
from tests.durable.house import GUILD, House

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest_asyncio.fixture
async def health(home: House) -> AsyncIterator[Health]:
    server = Health(home.db, home.engine, clock=home.clock)
    await server.start(0)
    yield server
    await server.stop()


async def get(health: Health, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{health.port}{path}") as answer:
        return answer.status, await answer.text()


async def figures(health: Health) -> Figures:
    status, told = await get(health, "/metrics")
    assert status == 200
    families = text_string_to_metric_families(told)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


async def test_stages_are_counted_by_outcome_and_answers_timed(home: House, health: Health) -> None:
    before = await figures(health)
    home.facts.poison["/bad"] = RuntimeError("the child died")
    await home.post(1, "https://example.org/bad", "https://example.org/good")
    await home.answered(1)
    after = await figures(health)

    def grown(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return after.get(key, 0) - before.get(key, 0)

    assert grown("vigie_stage_total", stage="read", outcome="read") == 1
    assert grown("vigie_stage_total", stage="extract", outcome="read") == 1
    assert grown("vigie_stage_total", stage="extract", outcome="failed") == 1
    assert grown("vigie_stage_seconds_count", stage="read") == 1
    assert grown("vigie_answer_seconds_count") == 1
    assert after["vigie_database_bytes", ()] > 100_000
    assert after["vigie_messages_waiting", ()] == 0


async def test_what_waits_is_told_with_its_age(home: House, health: Health) -> None:
    home.facts.gate.clear()
    for number in range(1, 9):
        await home.post(number, f"https://example.org/{number}")
    await home.until(lambda: len(home.facts.seen) == 4)
    home.at += timedelta(minutes=5)
    told = await figures(health)
    assert told["vigie_messages_waiting", ()] == 8
    assert told["vigie_messages_waiting_seconds", ()] == 300
    assert told["vigie_queue_depth", (("queue", "extract"),)] == 4
    assert told["vigie_queue_depth", (("queue", "discord"),)] == 0
    assert told["vigie_running", ()] == 4
    home.facts.gate.set()
    await home.answered(*range(1, 9))


async def test_figures_name_no_guild_and_no_page(home: House, health: Health) -> None:
    await home.post(1, "https://example.org/secret-page")
    await home.answered(1)
    _, told = await get(health, "/metrics")
    assert "secret-page" not in told
    assert str(GUILD) not in told


async def test_health_is_told_by_status(home: House, health: Health) -> None:
    assert (await get(health, "/healthz"))[0] == 200
    connected = False
    other = Health(home.db, home.engine, on_discord=lambda: connected)
    await other.start(0)
    assert await get(other, "/healthz") == (503, '{"database": true, "discord": false}')
    connected = True
    assert (await get(other, "/healthz"))[0] == 200
    await other.stop()


async def test_a_database_that_does_not_answer_is_told(home: House, health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OSError("away")

    monkeypatch.setattr(home.db, "read", away)
    assert (await get(health, "/healthz"))[0] == 503
    before = metrics.page()
    status, _ = await get(health, "/metrics")
    assert status == 200
    assert before != metrics.page()  # the failure is counted


async def test_it_is_off_unless_set(home: House) -> None:
    server = Health(home.db, home.engine)
    await server.start(None)
    assert server.port == 0
    await server.stop()
