"""The promise, under faults: nothing lost, nothing answered twice. `make chaos` plays the same at length."""

from __future__ import annotations

import pytest

from tests.chaos.run import Plan, Report, play
from tests.postgres import Postgres

pytestmark = pytest.mark.slow
MESSAGES = 30


def promised(report: Report, messages: int) -> None:
    assert report.answers == {1: messages}, report.faults
    assert report.states == {"answered": messages}
    assert report.sound
    assert report.left_behind == []
    assert report.unimplemented == 0


async def test_one_process_on_sqlite_keeps_its_promise() -> None:
    quiet = await play(Plan(MESSAGES, per_second=8, seed=7, faults=0, rare=1000))
    promised(quiet, MESSAGES)
    stormy = await play(Plan(MESSAGES, per_second=4, seed=7, faults=6, rare=1000))
    promised(stormy, MESSAGES)
    assert stormy.facts == quiet.facts


async def test_four_processes_on_postgresql_keep_it(postgres: Postgres) -> None:
    stormy = await play(Plan(MESSAGES, per_second=3, seed=11, postgresql=True, faults=6, rare=1000), postgres)
    promised(stormy, MESSAGES)
    quiet = await play(Plan(MESSAGES, per_second=8, seed=11, faults=0, rare=1000))
    assert stormy.facts == quiet.facts
