"""Reconnecting, replaying, shards, intents."""

from __future__ import annotations

import pytest

from bot.sandbox.world import Sandbox
from tests.sandbox.conftest import SmallBot, running


@pytest.mark.usefixtures("no_pauses")
async def test_a_dropped_socket_is_resumed_and_nothing_is_lost_or_doubled(sandbox: Sandbox, bot: SmallBot) -> None:
    await sandbox.wait_for_reply(await sandbox.post("news", "alice", "before"))
    await sandbox.drop_connections(4000)
    missed = [await sandbox.post("news", "alice", f"missed {number}") for number in range(5)]
    for post in missed:
        await sandbox.wait_for_reply(post)
    last = await sandbox.post("news", "alice", "after")
    await sandbox.wait_for_reply(last)
    assert bot.seen == ["before", *(f"missed {number}" for number in range(5)), "after"]
    assert (sandbox.server.gateway.resumed, sandbox.server.gateway.identified) == (1, 1)
    assert all(len(sandbox.replies(post)) == 1 for post in [*missed, last])


@pytest.mark.usefixtures("no_pauses")
async def test_a_refused_resume_makes_the_bot_identify_anew(sandbox: Sandbox, bot: SmallBot) -> None:
    sandbox.faults.refuse_resume()
    await sandbox.drop_connections()
    await sandbox.wait_until_gone()
    await sandbox.post("news", "alice", "lost: only the history still has it")
    await sandbox.wait_until_ready()
    await sandbox.wait_for_reply(await sandbox.post("news", "alice", "heard"))
    assert bot.seen == ["heard"]
    assert sandbox.server.gateway.identified == 2


@pytest.mark.usefixtures("no_pauses")
async def test_each_guild_lives_on_its_shard() -> None:
    async with Sandbox(shards=2) as sandbox, running(sandbox, SmallBot()) as bot:
        await sandbox.wait_for_reply(await sandbox.post("news", "alice", "one"))
        there = sandbox.channel("news", sandbox.other)
        await sandbox.wait_for_reply(await sandbox.post(there, sandbox.member("alice", sandbox.other), "two"))
        assert bot.seen == ["one", "two"]
        assert [bot.get_guild(guild.id).shard_id for guild in sandbox.guilds] == [0, 1]


async def test_an_intent_not_granted_closes_the_socket() -> None:
    import discord

    async with Sandbox(privileged=()) as sandbox:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with running(sandbox, SmallBot()):
                pass


async def test_without_message_content_texts_are_blank() -> None:
    async with Sandbox(privileged=()) as sandbox, running(sandbox, SmallBot(message_content=False)) as bot:
        await sandbox.wait_for_reply(await sandbox.post("news", "alice", "secret"))
        assert bot.seen == [""]


async def test_a_wrong_token_is_refused() -> None:
    import discord

    async with Sandbox() as sandbox:
        sandbox.server.token = "other"
        with pytest.raises(discord.LoginFailure):
            async with running(sandbox, SmallBot()):
                pass


async def test_a_new_bot_finds_the_world_as_it_was(sandbox: Sandbox) -> None:
    async with running(sandbox, SmallBot()):
        post = await sandbox.post("news", "alice", "first run")
        await sandbox.wait_for_reply(post)
    await sandbox.wait_until_gone()
    await sandbox.post("news", "alice", "while away")
    async with running(sandbox, SmallBot()) as bot:
        channel = bot.get_partial_messageable(sandbox.channel("news").id)
        texts = [message.content async for message in channel.history(after=post, oldest_first=True)]
        assert texts == ["read: first run", "while away"]


async def test_members_can_be_asked_for(sandbox: Sandbox, bot: SmallBot) -> None:
    guild = bot.get_guild(sandbox.guild.id)
    members = await guild.query_members("ali", limit=5)
    assert [member.name for member in members] == ["alice"]
