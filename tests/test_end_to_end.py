"""The whole program: the real command in a process of its own, over HTTP and WebSocket, with real models and a real SQLite file."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.sandbox.server import sample, samples
from bot.sandbox.views import Post
from bot.sandbox.world import Sandbox
from tests.articles import BELLADONE, CAPUCINE, HARBINGER, HORTENSIA, IBISCUS, JACINTHE, MIRABELLE
from tests.openapi import assert_valid_requests
from tests.running import ANSWER_S, bot_on

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]
ANSWER = ANSWER_S
TEXT = next(name for name in samples() if name.endswith(".txt"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """An embedded Discord with the bot on it, watching #news."""
    async with Sandbox() as sandbox, bot_on(sandbox, tmp_path_factory.mktemp("data")):
        yield sandbox


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
    post = await world.post("news", "alice", MIRABELLE)
    reply = await world.wait_for_reply(post, ANSWER)
    await world.delete(post)
    await world.wait_for(lambda: world.read(reply) is None, ANSWER)
    answer = await world.slash("bob", "general", "facts", name="Mirabelle", locale="fr")
    assert "Épinal" not in answer.text


async def test_an_edited_text_is_read_again_and_its_answer_brought_up_to_date(world: Sandbox) -> None:
    post = await world.post("news", "alice", CAPUCINE)
    reply = await world.wait_for_reply(post, ANSWER)
    assert "Capucine" in reply.text
    await world.edit(post, HARBINGER)
    await world.wait_for(lambda: "Harbinger" in text_of(world, reply), ANSWER)
    assert "Capucine" not in text_of(world, reply)
    assert [one.id for one in world.replies(post)] == [reply.id]
    answer = await world.slash("bob", "general", "facts", name="Capucine", locale="fr")
    assert "Brest" not in answer.text


async def test_a_person_has_a_message_of_another_channel_read_for_them_alone(world: Sandbox) -> None:
    post = await world.post("general", "alice", BELLADONE)
    asked = await world.message_command("bob", post, "Extract the facts", locale="fr")
    assert asked.ephemeral
    assert "Belladone" in asked.text
    assert world.replies(post) == []
    assert not [one for one in world.history("general", "alice") if "Belladone" in one.text and one.author_id == world.bot_id]


@pytest.mark.parametrize(
    ("name", "content", "company"),
    [
        ("depeche.txt", HORTENSIA, "Hortensia"),
        ("depeche.md", f"# Ibiscus lève 12 millions d'euros\n\n*La Gazette des Quais*\n\n{IBISCUS}\n", "Ibiscus"),
        ("depeche.html", f"<!doctype html><html lang=fr><title>Jacinthe</title><article><p>{JACINTHE}</p></article></html>", "Jacinthe"),
    ],
)
async def test_an_attached_file_is_read(world: Sandbox, name: str, content: str, company: str) -> None:
    post = await world.post("news", "bob", "", files=[(name, content.encode())])
    reply = await world.wait_for_reply(post, ANSWER)
    assert company in reply.text, reply.text
    assert reply.buttons, reply.text


async def test_a_file_that_is_no_text_says_so(world: Sandbox) -> None:
    post = await world.post("news", "bob", "", files=[("depeche.txt", b"\x00\xff\x13" * 400)])
    reply = await world.wait_for_reply(post, ANSWER)
    assert ".txt" in reply.text
    assert not reply.buttons


async def test_the_other_guild_sees_nothing_of_it(world: Sandbox) -> None:
    channel = world.channel("general", world.other)
    answer = await world.slash(world.member("carol", world.other), channel, "facts", name="OpenAI", locale="fr")
    assert not answer.message.buttons
    assert await world.autocomplete(world.member("carol", world.other), channel, "facts", "name", "Open") == []


async def test_every_request_is_one_that_discord_describes(world: Sandbox) -> None:
    assert world.unimplemented == []
    assert_valid_requests(world)


def text_of(world: Sandbox, post: Post) -> str:
    """What a message says now."""
    now = world.read(post)
    return now.text if now is not None else ""
