"""The data folder is lost: what the last copy holds is there again, and what came after it is accepted anew."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from bot.store.copies import copy_sqlite
from tests.durable.house import House, house


async def test_a_lost_folder_is_restored_from_a_copy_taken_while_running(tmp_path: Path) -> None:
    folder, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    before = await House(folder).up()
    await before.post(1, "https://example.org/a")
    await before.answered(1)
    before.facts.gate.clear()
    await before.post(2, "https://example.org/b")
    await before.until(lambda: "https://example.org/b" in before.facts.seen)
    await asyncio.to_thread(copy_sqlite, folder / "vigie.sqlite", copy)  # in the middle of the second message's work
    await before.post(3, "https://example.org/c")
    await before.down()
    await asyncio.to_thread(shutil.rmtree, folder)
    await asyncio.to_thread(folder.mkdir)
    await asyncio.to_thread(shutil.copy, copy, folder / "vigie.sqlite")
    async with house(folder) as after:
        await after.answered(2)
        assert not await after.post(1, "https://example.org/a")  # as the channel's history brings it again
        assert await after.post(3, "https://example.org/c")
        await after.answered(3)
        assert sorted(after.channel.sent) == [2, 3]
        assert (await after.db.check()).sound
