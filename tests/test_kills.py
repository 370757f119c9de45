"""The promise: a posted article is never lost and never answered twice, whatever dies."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox.process import BotProcess
from bot.sandbox.world import Sandbox

MESSAGES, PER_SECOND, KILLS = 60, 5, 10
READY, ANSWERED = 120, 300
ARTICLE = (
    "Numéro {n}. La société Belladone {n} a ouvert mardi un bureau à Grenoble, a annoncé son directeur général, Paul Verdier. "
    "Elle compte y recruter {n} ingénieurs avant la fin de l'année, selon un communiqué publié dans la matinée. "
    "« Grenoble a tout ce qu'il nous faut », a déclaré Paul Verdier devant la presse locale réunie sur place. "
    "Belladone {n} avait levé {n} millions d'euros en 2023 auprès d'investisseurs de la région, et vise désormais le marché italien."
)


@pytest.mark.slow
async def test_every_message_is_answered_once_though_the_bot_is_killed_ten_times(sandbox: Sandbox, tmp_path: Path) -> None:
    chance = random.Random(20261124)  # noqa: S311  a fixed schedule of kills
    bot = BotProcess(sandbox.settings_env(), tmp_path)
    await bot.start()
    await sandbox.wait_until_ready(READY)
    await sandbox.wait_for_command("vigie", READY)
    await sandbox.slash("admin", "news", "vigie watch", channel=sandbox.channel("news"))
    posts = []

    async def post() -> None:
        for number in range(1, MESSAGES + 1):
            posts.append(await sandbox.post("news", "alice", ARTICLE.format(n=number)))
            await asyncio.sleep(1 / PER_SECOND)

    posting = asyncio.create_task(post())
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.5, 9))
        await bot.kill()
        await sandbox.wait_until_gone()
        await bot.start()
    await posting
    await sandbox.wait_for(lambda: all(sandbox.replies(message) for message in posts), ANSWERED)
    await bot.stop()

    assert [len(sandbox.replies(message)) for message in posts] == [1] * MESSAGES
    with closing(sqlite3.connect(tmp_path / "vigie.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM messages WHERE state != 'answered'").fetchone() == (0,)
        assert database.execute("SELECT count(DISTINCT article_id) FROM facts").fetchone()[0] >= MESSAGES * 9 // 10
