"""The children that hold the models, with real models."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.errors import IntakeError
from bot.facts.pool import FactsPool
from bot.model import Document, Outcome

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]
POSTED = datetime(2026, 11, 24, 8, tzinfo=UTC)
ARTICLE = Document(
    text=(
        "La société fictive Corvaline a ouvert mardi un centre de tri à Vesoul, a annoncé sa directrice générale, Odile Ferrant. "
        "Elle y emploiera 90 personnes d'ici 2027. « Vesoul nous attendait », a déclaré Odile Ferrant. "
        "Corvaline avait levé 18 millions d'euros en 2023 auprès du fonds Plateau."
    ),
    posted=POSTED,
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[FactsPool]:
    pool = FactsPool(1)
    early = asyncio.create_task(pool.extract(ARTICLE))
    await asyncio.sleep(0)
    assert not early.done()
    await pool.start()
    assert (await early).facts  # asked for before the models were there: it waited
    yield pool
    await pool.close()
    assert pool.worker_pids == ()


async def test_a_killed_child_is_replaced_and_the_next_process_finds_the_same_facts(pool: FactsPool) -> None:
    first = await pool.extract(ARTICLE)
    (before,) = pool.worker_pids
    os.kill(before, signal.SIGKILL)
    assert await pool.extract(ARTICLE) == first
    assert pool.worker_pids != (before,)
    assert len(first.facts) >= 3


async def test_what_nobody_reads_is_told_by_its_outcome(pool: FactsPool) -> None:
    german = "Die Bundesregierung hat am Dienstag beschlossen, dass der Bau neuer Kraftwerke schneller genehmigt werden soll. " * 4
    with pytest.raises(IntakeError) as caught:
        await pool.extract(Document(text=german, posted=POSTED))
    assert caught.value.outcome is Outcome.UNSUPPORTED_LANGUAGE
