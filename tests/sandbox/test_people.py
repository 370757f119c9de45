"""What people and a bot do together, over real HTTP and WebSockets."""

from __future__ import annotations

import pytest

from bot.sandbox.people import NotAnsweredError, SandboxError
from bot.sandbox.world import Sandbox
from tests.openapi import assert_valid_requests
from tests.sandbox.conftest import SmallBot


async def test_a_message_is_answered_with_a_reply(sandbox: Sandbox, bot: SmallBot) -> None:
    post = await sandbox.post("news", "alice", "Bonjour à tous")
    reply = await sandbox.wait_for_reply(post)
    assert reply.content == "read: Bonjour à tous"
    assert reply.author_id == sandbox.bot_id
    assert [item.id for item in sandbox.history("news")] == [post.id, reply.id]
    assert assert_valid_requests(sandbox) >= 2


async def test_components_v2_buttons_and_menus(sandbox: Sandbox, bot: SmallBot) -> None:
    reply = await sandbox.wait_for_reply(await sandbox.post("news", "alice", "layout"))
    assert reply.text == "**a fact**\n> quoted"
    assert [(button.label, button.url) for button in reply.buttons] == [("Source", "https://example.org/"), ("More", None)]
    answer = await sandbox.click("bob", reply, "More")
    assert answer.ephemeral
    assert answer.text == "the rest"
    assert len(sandbox.history("news")) == 2
    assert len(sandbox.history("news", viewer="bob")) == 3
    changed = await sandbox.select("alice", reply, ["new"])
    assert changed.message is not None
    assert changed.message.id == reply.id
    assert "sorted new" in changed.text
    with pytest.raises(SandboxError, match="No matching component"):
        await sandbox.click("alice", reply, "Nowhere")
    assert_valid_requests(sandbox)


async def test_slash_commands_with_autocomplete_locale_and_followups(sandbox: Sandbox, bot: SmallBot) -> None:
    assert [choice.name for choice in await sandbox.autocomplete("alice", "general", "facts", "name", "open")] == NAMES_OPEN
    answer = await sandbox.slash("alice", "general", "facts", name="OpenAI", locale="fr")
    assert answer.ephemeral
    assert answer.message is not None
    assert answer.message.content == "facts about OpenAI in fr"
    await sandbox.wait_for(lambda: [post.content for post in answer.followups] == ["and more"])
    assert "en-US" in (await sandbox.slash("alice", "general", "facts", name="OpenAI")).text
    assert_valid_requests(sandbox)


async def test_groups_and_who_may_run_them(sandbox: Sandbox, bot: SmallBot) -> None:
    answer = await sandbox.slash("admin", "general", "vigie watch", channel=sandbox.channel("#news"))
    assert answer.text == "watching news"
    with pytest.raises(SandboxError, match="not visible"):
        await sandbox.slash("alice", "general", "vigie watch", channel=sandbox.channel("news"))


async def test_modals(sandbox: Sandbox, bot: SmallBot) -> None:
    shown = await sandbox.slash("alice", "general", "ask")
    assert shown.modal is not None
    assert (shown.modal.title, shown.modal.inputs) == ("Ask", ("question",))
    answer = await sandbox.submit_modal("alice", shown, {"question": "why?"})
    assert answer.text == "you asked why?"
    assert_valid_requests(sandbox)


async def test_message_commands(sandbox: Sandbox, bot: SmallBot) -> None:
    post = await sandbox.post("general", "bob", "an article")
    answer = await sandbox.message_command("alice", post, "Extract the facts")
    assert (answer.text, answer.ephemeral) == ("extracted an article", True)


async def test_a_silent_command_is_told_as_discord_tells_it(sandbox: Sandbox, bot: SmallBot) -> None:
    with pytest.raises(NotAnsweredError, match="did not respond"):
        await sandbox.slash("alice", "general", "silent")


async def test_files_go_both_ways(sandbox: Sandbox, bot: SmallBot) -> None:
    await sandbox.wait_for_reply(await sandbox.post("news", "alice", "here", files=[("été.txt", "où ça".encode())]))
    assert bot.files == ["où ça".encode()]
    chart = (await sandbox.wait_for_reply(await sandbox.post("news", "alice", "file"))).files[0]
    assert (chart.name, chart.size) == ("chart.png", 10)
    assert chart.url.startswith(f"{sandbox.url}/cdn/")
    assert_valid_requests(sandbox)


async def test_a_long_text_goes_as_a_file(sandbox: Sandbox, bot: SmallBot) -> None:
    post = await sandbox.post("news", "alice", "é" * 2001)
    await sandbox.wait_for_reply(post)
    assert (post.content, post.files[0].name, bot.files) == ("", "message.txt", [("é" * 2001).encode()])


async def test_edits_and_deletions_reach_the_bot(sandbox: Sandbox, bot: SmallBot) -> None:
    post = await sandbox.post("news", "alice", "first")
    await sandbox.wait_for_reply(post)
    edited = await sandbox.edit(post, "second")
    assert edited.edited
    await sandbox.delete(post)
    marker = await sandbox.post("news", "bob", "marker")
    await sandbox.wait_for_reply(marker)
    assert (bot.edits, bot.deletions) == (["second"], [post.id])
    assert sandbox.read(post) is None


async def test_history_after_a_message(sandbox: Sandbox, bot: SmallBot) -> None:
    posts = [await sandbox.post("veille", "alice", str(number)) for number in range(5)]
    await sandbox.wait_for_messages("veille", 5)
    channel = bot.get_partial_messageable(sandbox.channel("veille").id)
    found = [message.content async for message in channel.history(after=posts[1], oldest_first=True) if not message.author.bot]
    assert found == ["2", "3", "4"]


async def test_guilds_are_apart(sandbox: Sandbox, bot: SmallBot) -> None:
    there = sandbox.channel("news", sandbox.other)
    await sandbox.wait_for_reply(await sandbox.post(there, sandbox.member("carol", sandbox.other), "elsewhere"))
    assert sandbox.history("news") == []
    with pytest.raises(SandboxError):
        await sandbox.post(there, "bob", "not a member")


NAMES_OPEN = ["OpenAI", "Open Data Institute"]
