import asyncio

import pytest

from bot.underway import UnderWay


async def run(under_way: UnderWay, name: str, goal: asyncio.Event, ends: list[str]) -> None:
    async with under_way.piece(name):
        try:
            await goal.wait()
        except asyncio.CancelledError:
            ends.append(f"{name} cancelled")
            raise
        ends.append(f"{name} done")


async def test_what_can_finish_finishes_and_the_rest_is_cancelled() -> None:
    under_way, near, far = UnderWay(), asyncio.Event(), asyncio.Event()
    ends: list[str] = []
    tasks = [asyncio.create_task(run(under_way, name, goal, ends)) for name, goal in (("a", near), ("b", far))]
    await asyncio.sleep(0)
    assert under_way.ids == {"a", "b"}
    near.set()
    await under_way.end(0.05)
    assert ends == ["a done", "b cancelled"]
    assert [task.cancelled() for task in tasks] == [False, True]
    assert under_way.ids == frozenset()


async def test_nothing_begins_after_the_end() -> None:
    under_way = UnderWay()
    await under_way.end(60)
    late = asyncio.create_task(run(under_way, "late", asyncio.Event(), []))
    with pytest.raises(asyncio.CancelledError):
        await late
