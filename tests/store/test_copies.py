"""Copies of PostgreSQL, by its own program, and the command that makes copies."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from bot import backup
from bot.errors import StoreError
from bot.store.copies import copy_database
from bot.store.database import Database
from tests.postgres import Postgres
from tests.store.posting import page, post, sentence


@pytest.fixture
def on_path(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The server's own programs."""
    monkeypatch.setenv("PATH", f"{postgres.programs}{os.pathsep}{os.environ['PATH']}")
    return postgres.programs


async def test_a_copy_of_postgresql_is_restored(postgres: Postgres, postgres_template: str, on_path: Path, tmp_path: Path) -> None:
    url = make_url(postgres.new_database(postgres_template))
    db = await Database.open(url.render_as_string(hide_password=False), data_dir=tmp_path)
    await post(db, 1, 11, page("a"), sentence("Nimbus"))
    await db.backup(tmp_path / "copy.dump")
    await db.close()
    assert os.listdir(tmp_path) == ["copy.dump"]  # noqa: PTH208
    again = make_url(postgres.new_database())
    address = f"--dbname={postgres.address(str(again.database))}"
    subprocess.run([on_path / "pg_restore", "--no-owner", "--exit-on-error", address, tmp_path / "copy.dump"], check=True)  # noqa: S603, ASYNC221
    with create_engine(again).connect() as conn:
        for table in ("facts", "guild_texts", "fact_texts"):
            assert conn.scalar(text(f"SELECT count(*) FROM {table}")) == 1  # noqa: S608


def test_without_its_program_or_its_server_it_says_so(monkeypatch: pytest.MonkeyPatch, on_path: Path, tmp_path: Path) -> None:
    nowhere = make_url("postgresql+psycopg://vigie:secret@127.0.0.1:1/none")
    with pytest.raises(StoreError, match=r"store\.backup_failed") as caught:
        copy_database(nowhere, tmp_path / "copy")
    assert "secret" not in str(caught.value)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StoreError, match=r"store\.backup_postgresql"):
        copy_database(nowhere, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


async def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    target = tmp_path / "copy.sqlite"
    assert backup.main(str(target)) == 1
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/data/vigie.sqlite", data_dir=tmp_path / "data")
    assert backup.main(str(target)) == 0
    assert backup.main(str(target)) == 1
    assert backup.main(str(tmp_path / "no folder" / "copy")) == 1
    await db.close()
    out, err = capsys.readouterr()
    assert str(target) in out
    assert len(err.splitlines()) == 3
    assert "Traceback" not in err
