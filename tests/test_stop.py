"""How the program ends: soon, whole, and with nothing of it left running."""

import asyncio
import os
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox.process import BotProcess
from bot.sandbox.world import Sandbox
from tests.running import ANSWER_S, READY_S, bot_on

pytestmark = pytest.mark.slow
STOP_S = 10.0  # what service managers give at the least
SENTENCES = (
    "{firm} a ouvert mardi un atelier à {town}, a annoncé son directeur général, Yvon Carrel.",
    "Le conseil municipal de {town} a voté une aide de {n} millions d'euros pour le projet de {firm}.",
    "« Nous avons trouvé à {town} des gens de métier », a déclaré la présidente de {firm}, Solène Aubry.",
    "{firm} a racheté son concurrent belge, installé près de {town}, pour {n} millions d'euros.",
    "Les syndicats redoutent la suppression de {n} emplois sur le site de {town}.",
    "{firm} a levé {n} millions d'euros auprès d'un fonds lyonnais au mois de mars.",
    "La justice a condamné {firm} à une amende de {n} millions d'euros pour pratiques déloyales.",
    "Un nouveau modèle de pompe, conçu à {town}, sera présenté par {firm} au salon de Francfort.",
    "Le chiffre d'affaires de {firm} a progressé de {n} % au troisième trimestre.",
    "L'usine de {town} fermera ses portes le 30 juin, selon un document interne que {firm} ne commente pas.",
    "{firm} et l'université de {town} ont signé un accord de recherche pour cinq ans.",
    "La directrice financière de {firm} quitte l'entreprise, remplacée par Hugo Lestrade, venu de {town}.",
)
TOWNS = ("Moulins", "Vierzon", "Roanne", "Saumur", "Dole", "Gap", "Tulle", "Foix", "Laon", "Vannes", "Agen", "Mende")


def article(number: int) -> str:
    """An article unlike the others: copies of one text would be read once."""
    chosen = random.Random(number).sample(SENTENCES, 6)  # noqa: S311  the same each time
    return " ".join(chosen).format(firm=f"Sorbelle {TOWNS[-number]}", town=TOWNS[number % 12], n=number + 12)


def descendants(pid: int) -> Iterator[int]:
    """Ids of the processes that a process has started, and those that they have."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        if int(rest.split()[1]) == pid:
            yield int(stat.parent.name)
            yield from descendants(int(stat.parent.name))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


async def gone(pids: set[int]) -> None:
    async with asyncio.timeout(STOP_S):
        while any(map(alive, pids)):  # noqa: ASYNC110  they are other processes
            await asyncio.sleep(0.1)


async def test_a_stop_in_the_middle_of_the_work_is_quick_and_loses_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    posts = []
    async with bot_on(sandbox, tmp_path) as bot:
        for round_ in range(3):
            posts += [await sandbox.post("news", "alice", article(4 * round_ + n)) for n in range(4)]
            await asyncio.sleep(0.4 * round_)  # at once, then deeper into the work
            children = set(descendants(bot.pid))
            async with asyncio.timeout(STOP_S):
                assert await stopped(bot) == 0
            await gone(children)
            await sandbox.wait_until_gone()
            await bot.start()
            await sandbox.wait_until_ready(READY_S)
        await sandbox.wait_for(lambda: all(sandbox.replies(post) for post in posts), ANSWER_S)
        assert [len(sandbox.replies(post)) for post in posts] == [1] * len(posts)
        assert all("Sorbelle" in sandbox.replies(post)[0].text for post in posts)
    log = bot.log.read_text(encoding="utf-8")
    assert not re.search(r"Traceback|given up|\[error", log), log[-3000:]


async def stopped(bot: BotProcess) -> int:
    os.kill(bot.pid, 15)
    return await bot.wait()


async def test_a_bot_killed_between_sending_and_noting_leaves_no_child_and_answers_once(sandbox: Sandbox, tmp_path: Path) -> None:
    async with bot_on(sandbox, tmp_path) as bot:
        unheard = sandbox.faults.slow("POST", r"/channels/\d+/messages", ANSWER_S, after=True)
        post = await sandbox.post("news", "alice", article(7))
        reply = await sandbox.wait_for_reply(post, ANSWER_S)
        assert unheard.fired == 1
        children = set(descendants(bot.pid))
        assert len(children) >= 2
        await bot.kill()
        await gone(children)
        assert noted(tmp_path, post.id) == ("accepted", None)
        await sandbox.wait_until_gone()
        sandbox.server.rest._nonces.clear()  # Discord forgets them within minutes
        await bot.start()
        await sandbox.wait_until_ready(READY_S)
        async with asyncio.timeout(ANSWER_S):
            while (found := noted(tmp_path, post.id))[0] != "answered":  # noqa: ASYNC110  it is another process's database
                await asyncio.sleep(0.1)
        assert found == ("answered", reply.id)
        assert sandbox.replies(post) == [reply]


def noted(folder: Path, message_id: int) -> tuple[str, int | None]:
    with closing(sqlite3.connect(folder / "vigie.sqlite")) as connection:
        found: tuple[str, int | None] = connection.execute(
            "SELECT state, reply_id FROM messages WHERE message_id = ?", [message_id]
        ).fetchone()
        return found
