"""The data is lost: what the last copy holds is there again, and what came after it is accepted anew."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.store.copies import copy_database
from tests.durable.house import House
from tests.postgres import Postgres


async def test_a_lost_folder_is_restored_from_a_copy_taken_while_running(tmp_path: Path) -> None:
    folder, copy = tmp_path / "data", tmp_path / "copy.sqlite"

    def restore() -> House:
        shutil.rmtree(folder)
        folder.mkdir()
        shutil.copy(copy, folder / "vigie.sqlite")
        return House(folder)

    await lose_and_restore(House(folder), copy, restore)


async def test_a_lost_database_is_restored_from_a_copy_taken_while_running(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{postgres.programs}{os.pathsep}{os.environ['PATH']}")
    copy, lost = tmp_path / "copy.dump", postgres.new_database()

    def restore() -> House:
        with create_engine(make_url(postgres.address("postgres")).set(drivername="postgresql+psycopg")).connect() as conn:
            conn.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"DROP DATABASE {make_url(lost).database} WITH (FORCE)"))
        url = postgres.new_database()
        address = postgres.address(str(make_url(url).database))
        subprocess.run(["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={address}", copy], check=True)  # noqa: S603, S607
        return House(tmp_path, database_url=url)

    await lose_and_restore(House(tmp_path, database_url=lost), copy, restore)


async def lose_and_restore(before: House, copy: Path, restore: Callable[[], House]) -> None:
    """Take the copy in the middle of the second message's work; a third comes after it."""
    await before.up()
    await before.post(1, "https://example.org/a")
    await before.answered(1)
    before.facts.gate.clear()
    await before.post(2, "https://example.org/b")
    await before.until(lambda: "https://example.org/b" in before.facts.seen)
    await asyncio.to_thread(copy_database, make_url(before.settings.url), copy)
    await before.post(3, "https://example.org/c")
    await before.down()
    restored = await asyncio.to_thread(restore)
    after = await restored.up()
    try:
        await after.answered(2)
        assert not await after.post(1, "https://example.org/a")  # as the channel's history brings it again
        assert await after.post(3, "https://example.org/c")
        await after.answered(3)
        assert sorted(after.channel.sent) == [2, 3]
        assert (await after.db.check()).sound
    finally:
        await after.down()
