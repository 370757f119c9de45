"""The whole program: the real command in a process of its own, over HTTP and WebSocket, with real models and a real SQLite file."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox.process import BotProcess
from bot.sandbox.server import sample, samples
from bot.sandbox.world import Sandbox
from tests.openapi import assert_valid_requests

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]
SEED = Path(__file__).resolve().parents[1] / "../shared/seeds/000_1c1e1b104e9e9f05.txt"
READY, ANSWER = 90, 120
TEXT = next(name for name in samples() if name.endswith(".txt"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """An embedded Discord with the bot on it, watching #news."""
    async with Sandbox() as sandbox:
        bot = BotProcess(sandbox.settings_env(), tmp_path_factory.mktemp("data"))
        await bot.start()
        try:
            await sandbox.wait_until_ready(READY)
            await sandbox.wait_for_command("facts", READY)
            await sandbox.slash("admin", "news", "vigie watch", channel=sandbox.channel("news"))
            yield sandbox
        finally:
            await bot.stop()
            sys.stderr.write(bot.log.read_text(encoding="utf-8", errors="replace")[-4000:])


async def test_a_pasted_article_is_answered_once_with_its_facts(world: Sandbox) -> None:
    post = await world.post("news", "alice", sample(TEXT))
    reply = await world.wait_for_reply(post, ANSWER)
    assert "OpenAI" in reply.text
    assert any(button.custom_id for button in reply.buttons)
    answer = await world.slash("bob", "general", "facts", name="OpenAI", locale="fr")
    assert "OpenAI" in answer.text
    button = next(item for item in answer.message.buttons if item.custom_id and item.custom_id.startswith("vigie:src:"))
    opened = await world.click("bob", answer.message, custom_id=button.custom_id, locale="fr")
    assert opened.ephemeral
    assert len(world.replies(post)) == 1


async def test_a_linked_page_is_read(world: Sandbox) -> None:
    page = next(name for name in samples() if name.endswith(".html"))
    reply = await world.wait_for_reply(await world.post("news", "bob", f"Vu ce matin : <{world.article(page)}>"), ANSWER)
    assert reply.buttons


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("gone.html", None, "404"),
        ("empty.html", "<html><body></body></html>", ""),
    ],
)
async def test_a_page_that_gives_no_article_says_why(world: Sandbox, name: str, content: str | None, expected: str) -> None:
    address = world.article(name, content) if content is not None else f"{world.url}/articles/{name}"
    reply = await world.wait_for_reply(await world.post("news", "bob", address), ANSWER)
    assert len(reply.text) > 20
    assert expected in reply.text or expected == "404"
    assert "Error" not in reply.text
    assert "Traceback" not in reply.text


async def test_chatter_is_left_alone(world: Sandbox) -> None:
    post = await world.post("news", "alice", "🎉🎉🎉")
    marker = await world.post("news", "alice", f"{world.url}/articles/none-at-all.html")
    await world.wait_for_reply(marker, ANSWER)
    assert world.replies(post) == []


async def test_unknown_names_are_said_to_be_unknown(world: Sandbox) -> None:
    answer = await world.slash("bob", "general", "facts", name="Zorglub Industries", locale="fr")
    assert "Zorglub" in answer.text


async def test_a_deleted_message_takes_its_facts_and_its_answer_with_it(world: Sandbox) -> None:
    text = (
        "La société fictive Mirabelle Systèmes a ouvert lundi une usine de batteries à Épinal, dans les Vosges. "
        "Mirabelle Systèmes y emploiera 240 personnes d'ici la fin de l'année, a annoncé sa directrice générale, Jeanne Tournier. "
        "« Nous voulons produire là où nos clients se trouvent », a déclaré Jeanne Tournier. "
        "L'entreprise avait levé 35 millions d'euros en 2023 auprès du fonds Hautes-Chaumes pour financer ce site, le premier en France. "
    )
    post = await world.post("news", "alice", text)
    reply = await world.wait_for_reply(post, ANSWER)
    await world.delete(post)
    await world.wait_for(lambda: world.read(reply) is None, ANSWER)
    answer = await world.slash("bob", "general", "facts", name="Mirabelle Systèmes", locale="fr")
    assert "Épinal" not in answer.text


async def test_the_other_guild_sees_nothing_of_it(world: Sandbox) -> None:
    channel = world.channel("general", world.other)
    answer = await world.slash(world.member("carol", world.other), channel, "facts", name="OpenAI", locale="fr")
    assert not answer.message.buttons
    assert await world.autocomplete(world.member("carol", world.other), channel, "facts", "name", "Open") == []


async def test_every_request_is_one_that_discord_describes(world: Sandbox) -> None:
    assert world.unimplemented == []
    assert_valid_requests(world)
