"""No message text, no token and no password in what is logged, on the console or in the file, whoever logs it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot import logs
from bot.settings import Settings
from bot.store.database import Database
from tests.durable.house import SENTENCE, house

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA.GabcDe.s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3"
PASSWORD = "pa55-w0rd"


@contextmanager
def logging_to(folder: Path) -> Iterator[Path]:
    """Configured as in the program; within a test, since pytest changes the streams between its phases."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # pytest's own, which would be closed
    logs.configure("INFO", folder, hide=(TOKEN, PASSWORD))
    try:
        yield folder / "vigie.log"
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


def test_lines_are_json_with_time_level_and_origin(tmp_path: Path) -> None:
    with logging_to(tmp_path) as log:
        structlog.get_logger("bot.test").warning("something", message_id=1, incident="ab12")
    line = json.loads(log.read_text(encoding="utf-8"))
    assert (line["event"], line["level"], line["logger"], line["message_id"], line["incident"]) == (
        "something", "warning", "bot.test", 1, "ab12",
    )  # fmt: skip
    assert line["timestamp"].endswith("Z")


def test_debugging_is_off(tmp_path: Path) -> None:
    with logging_to(tmp_path) as log:
        structlog.get_logger("bot.test").debug("read", text=SENTENCE)
    assert log.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    "told",
    [
        f"login with {TOKEN} failed",
        "unknown: MTIzNDU2Nzg5MDEyMzQ1Njc4OTA.Gzzzzz.another-another-another-another",
        f"connect to postgresql+psycopg://vigie:{PASSWORD}@db/vigie",
        "connect to postgresql://vigie:other-word@db/vigie",
        "PATCH https://discord.com/api/v10/webhooks/123456/aW50ZXJhY3Rpb246MTIzNDU2Nzg5MA/messages/@original is rate limited",
    ],
)
def test_tokens_and_passwords_are_hidden(told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to(tmp_path) as log:
        logging.getLogger("discord.http").warning("%s", told)
        try:
            raise ConnectionError(told)
        except ConnectionError:
            structlog.get_logger("bot.test").exception("stopped", reason=told)
    for shown in (log.read_text(encoding="utf-8"), capsys.readouterr().err):
        for secret in (TOKEN, PASSWORD, "other-word", "another-another", "aW50ZXJhY3Rpb246"):
            assert secret not in shown
        assert logs.HIDDEN in shown


def test_tracebacks_show_no_variables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        written = "what somebody wrote"
        raise ValueError(len(written))

    with logging_to(tmp_path):
        try:
            fail()
        except ValueError:
            structlog.get_logger("bot.test").exception("stopped")
    assert "what somebody wrote" not in capsys.readouterr().err.replace('written = "what somebody wrote"', "")


def test_settings_name_their_secrets_and_show_none(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(_env_file=None, discord_token=TOKEN, database_url=f"postgresql+psycopg://vigie:{PASSWORD}@db/vigie")  # type: ignore[call-arg, arg-type]
    assert settings.secrets() == (TOKEN, PASSWORD)
    assert TOKEN not in repr(settings)


async def test_what_was_posted_is_in_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to(tmp_path) as log:
        async with house(tmp_path / "data") as home:
            home.facts.poison["/bad"] = RuntimeError("the child died")
            await home.post(1, "https://example.org/bad", "https://example.org/good")
            await home.answered(1)
    for shown in (await asyncio.to_thread(log.read_text, encoding="utf-8"), capsys.readouterr().err):
        assert "article given up" in shown
        assert "being automatically retried" in shown  # what the engine itself says goes the same way
        assert SENTENCE not in shown


async def test_a_statement_that_fails_shows_no_values(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/vigie.sqlite", data_dir=tmp_path)
    with pytest.raises(Exception, match="no such table") as caught:
        async with db.write() as conn:
            await conn.execute(text("INSERT INTO nowhere VALUES (:told)"), {"told": SENTENCE})
    assert SENTENCE not in str(caught.value)
    await db.close()


async def test_a_refused_password_is_not_in_the_exception(tmp_path: Path) -> None:
    with pytest.raises(OperationalError) as caught:
        await Database.open(f"postgresql+psycopg://vigie:{PASSWORD}@127.0.0.1:9/vigie", data_dir=tmp_path)
    error: BaseException | None = caught.value
    while error is not None:
        assert PASSWORD not in f"{error!r} {error}"
        error = error.__cause__ or error.__context__


async def test_an_engine_that_ran_before_still_logs_where_we_do(tmp_path: Path) -> None:
    engine = logging.getLogger("dbos")
    own = logging.StreamHandler()
    engine.propagate = False  # as the engine leaves it when it starts without our logs
    engine.addHandler(own)
    with logging_to(tmp_path) as log:
        engine.warning("retried")
    assert own not in engine.handlers
    assert "retried" in await asyncio.to_thread(log.read_text, encoding="utf-8")


def test_work_that_a_stop_cuts_off_is_no_error(tmp_path: Path) -> None:
    with logging_to(tmp_path) as log:
        for words in ("cannot schedule new futures after shutdown", "another matter"):
            logging.getLogger("dbos").error("Exception encountered in asynchronous workflow:", exc_info=RuntimeError(words))
        told = log.read_text(encoding="utf-8")
    assert "another matter" in told
    assert "after shutdown" not in told


def test_work_that_is_taken_over_is_no_error(tmp_path: Path) -> None:
    with logging_to(tmp_path) as log:
        logging.getLogger("dbos").error("Workflow message-1 has exceeded its maximum of 1 execution or recovery attempts.")
        logging.getLogger("dbos").error("something else")
        told = log.read_text(encoding="utf-8")
    assert "something else" in told
    assert "exceeded" not in told
