"""The promise, under faults: nothing lost, nothing answered twice. `make chaos` plays the same at length."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from tests.chaos.run import Plan, Report, play
from tests.postgres import Postgres

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
MESSAGES, SEED, NEVER = 20, 7, 10**9


def promised(report: Report, messages: int) -> None:
    assert report.answers == {1: messages}, report.faults
    assert report.states == {"answered": messages}
    assert report.sound
    assert report.left_behind == []
    assert report.unimplemented == 0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quiet() -> Report:
    """What comes of the same messages when nothing happens."""
    report = await play(Plan(MESSAGES, per_second=8, seed=SEED, faults=0, rare=NEVER))
    promised(report, MESSAGES)
    assert len(report.facts) > MESSAGES
    return report


async def test_one_process_on_sqlite_keeps_its_promise(quiet: Report) -> None:
    stormy = await play(Plan(MESSAGES, per_second=4, seed=SEED, faults=5, rare=NEVER))
    promised(stormy, MESSAGES)
    assert stormy.facts == quiet.facts


async def test_a_process_killed_ten_times_while_messages_come_answers_each_once() -> None:
    kills = ("killed", "down_while_posted")
    stormy = await play(Plan(60, per_second=5, seed=SEED, faults=10, rare=NEVER, only=kills))
    assert len(stormy.faults) == 10
    assert set(stormy.faults) == set(kills)
    promised(stormy, 60)


async def test_four_processes_on_postgresql_keep_it_and_pages_that_hang_or_drip_hold_up_no_other_message(
    quiet: Report, postgres: Postgres
) -> None:
    """Two worlds beside each other: a page that hangs takes a minute to be given up, most of which is waiting."""
    stormy, slow = await asyncio.gather(
        play(Plan(MESSAGES, per_second=4, seed=SEED, postgresql=True, faults=5, rare=NEVER), postgres),
        play(Plan(MESSAGES, per_second=4, seed=SEED, faults=0, rare=7)),
    )
    promised(stormy, MESSAGES)
    promised(slow, MESSAGES)
    assert stormy.facts == quiet.facts
