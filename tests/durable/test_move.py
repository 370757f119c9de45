"""From SQLite to PostgreSQL, with every row checked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import StoreError, VigieError
from bot.store import guilds, moving, search
from bot.store.database import Database
from tests.durable.house import GUILD, House, house

MESSAGES = 5


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A data folder with read articles, an unfinished message and a setting."""

    async def fill() -> None:
        async with house(tmp_path / "old") as home:
            for number in range(1, MESSAGES + 1):
                await home.post(number, f"https://example.org/{number}")
            await home.answered(*range(1, MESSAGES + 1))
            async with home.db.write() as conn:
                await guilds.set_state(conn, "commands:1", "digest")
                await conn.execute(text("UPDATE messages SET state = 'accepted' WHERE message_id = 5"))

    (tmp_path / "old").mkdir()
    asyncio.run(fill())
    return tmp_path / "old"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, VigieError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str) -> str:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new"))
    return postgres_url


def test_everything_moves_and_the_bot_goes_on(filled: Path, environment: str, tmp_path: Path) -> None:
    told = run("move", "--source", str(filled / "vigie.sqlite"))
    assert "facts" in told

    async def go_on() -> None:
        home = await House(tmp_path / "new", database_url=environment).up()
        async with home.db.read() as conn:
            assert len(await search.search(conn, GUILD, "bureau grenoble", 50, 0)) == MESSAGES
            assert await guilds.get_state(conn, "commands:1") == "digest"
            assert await conn.scalar(text("SELECT count(*) FROM state WHERE key LIKE 'move:%'")) == 0
        await home.post(99, "https://example.org/new")  # its article's id is a new one
        home.at = home.at.replace(hour=20)
        await home.engine.upkeep.sweep()  # the message that was under way
        await home.answered(99, 5)
        await home.down()

    asyncio.run(go_on())


def test_a_move_that_was_cut_off_goes_on_where_it_was(
    filled: Path, environment: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    real, calls = moving._note, []

    async def cut(*given: object) -> None:
        calls.append(given)
        if len(calls) == 12:
            raise ConnectionError("cut off")
        await real(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(moving, "_note", cut)
        with pytest.raises(AssertionError):
            run("move", "--source", str(filled / "vigie.sqlite"))
    inserted = _rows_written(monkeypatch)
    run("move", "--source", str(filled / "vigie.sqlite"))
    assert 0 < inserted() < 11 * MESSAGES * 2

    async def look() -> int:
        db = await Database.open(environment, data_dir=tmp_path / "new")
        async with db.read() as conn:
            count = await conn.scalar(text("SELECT count(*) FROM articles"))
        await db.close()
        return int(count)

    assert asyncio.run(look()) == MESSAGES


def _rows_written(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    real, written = moving._note, []

    async def count(conn: object, name: str, rows: int) -> None:
        written.append(rows)
        await real(conn, name, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(moving, "_note", count)
    return lambda: sum(written)


def test_a_database_with_data_of_its_own_is_left_alone(filled: Path, environment: str) -> None:
    run("move", "--source", str(filled / "vigie.sqlite"))
    with pytest.raises(StoreError) as caught:
        run("move", "--source", str(filled / "vigie.sqlite"))
    assert caught.value.key == "store.not_empty"


def test_a_row_that_differs_is_told(filled: Path, environment: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def spoilt(source: Database, target: Database) -> None:
        async with target.write() as conn:
            await conn.execute(text("UPDATE facts SET subject = 'spoilt' WHERE id = (SELECT min(id) FROM facts)"))

    monkeypatch.setattr(moving, "_copy_texts", spoilt)
    with pytest.raises(StoreError) as caught:
        run("move", "--source", str(filled / "vigie.sqlite"))
    assert (caught.value.key, caught.value.data["table"]) == ("store.differs", "facts")


def test_what_stands_in_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    with pytest.raises(StoreError) as caught:
        run("move", "--source", str(tmp_path / "none.sqlite"))
    assert caught.value.key == "move.no_source"
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(StoreError) as caught:
        run("move")
    assert caught.value.key == "move.no_target"
