"""The page reader with its real children."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator

import pytest

from bot.errors import IntakeError
from bot.intake.reader import PageReader
from bot.model import Outcome, Page
from tests.intake.hostile import HOSTILE
from tests.intake.pages import ADDRESS, LONG, VERDICTS, page


def fetched(html: str) -> Page:
    return Page(ADDRESS, html.encode(), "text/html", "utf-8")


@pytest.fixture
async def reader() -> AsyncIterator[PageReader]:
    reader = PageReader()
    await reader.start()
    yield reader
    await reader.close()


async def test_reads_pages_files_and_feeds(reader: PageReader) -> None:
    assert LONG[0] in (await reader.read(fetched(page(LONG)))).text
    assert LONG[0] in (await reader.read_file("a.txt", "\n".join(LONG).encode())).text
    with pytest.raises(IntakeError) as caught:
        await reader.read_feed(b"nothing", ADDRESS)
    assert caught.value.outcome is Outcome.NOT_HTML


async def test_outcomes_cross_the_border(reader: PageReader) -> None:
    with pytest.raises(IntakeError) as caught:
        await reader.read(fetched(VERDICTS["teaser"][1]))
    assert caught.value.outcome is Outcome.PAYWALL
    assert "words" in caught.value.data


async def test_a_page_that_hangs_costs_a_child_and_nothing_else(reader: PageReader) -> None:
    hanging = asyncio.create_task(reader.read(fetched(HOSTILE["tags of many attributes"]()), timeout=0.5))
    waiting = asyncio.create_task(reader.read(fetched(page(LONG))))
    with pytest.raises(IntakeError) as caught:
        await hanging
    assert caught.value.outcome is Outcome.HOSTILE_PAGE
    assert LONG[0] in (await waiting).text


async def test_a_child_killed_at_work_is_replaced_and_its_page_read(reader: PageReader) -> None:
    reading = asyncio.create_task(reader.read(fetched(page(LONG * 300))))
    (child,) = reader.worker_pids
    await asyncio.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    assert LONG[0] in (await reading).text


async def test_a_child_killed_from_outside_is_replaced(reader: PageReader) -> None:
    (child,) = reader.worker_pids
    os.kill(child, signal.SIGKILL)
    assert LONG[0] in (await reader.read(fetched(page(LONG)))).text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tags of many attributes", "deep blocks below the headline", "pairs of breaks, nested", "one long line"])
async def test_no_hostile_page_stops_the_others(reader: PageReader, name: str) -> None:
    """What passes the first look is read or killed within its seconds of the processor; whoever comes after it is read."""
    with contextlib.suppress(IntakeError):
        await reader.read(fetched(HOSTILE[name]()), timeout=1.0)
    assert LONG[0] in (await reader.read(fetched(page(LONG)))).text
    assert len(reader.worker_pids) == 1


async def test_the_loop_goes_on_while_a_page_hangs(reader: PageReader) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    turning = asyncio.create_task(turn())
    with pytest.raises(IntakeError):
        await reader.read(fetched(HOSTILE["tags of many attributes"]()), timeout=0.5)
    turning.cancel()
    assert turns > 50
