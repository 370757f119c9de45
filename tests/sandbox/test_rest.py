"""Faults, nonces, and the rules that simcord lacks."""

from __future__ import annotations

import itertools

import aiohttp
import discord
import pytest

from bot.sandbox.world import Sandbox
from tests.sandbox.conftest import SmallBot

SEND = r"/channels/\d+/messages"


async def test_a_rate_limit_is_honoured(sandbox: Sandbox, bot: SmallBot) -> None:
    fault = sandbox.faults.rate_limit("POST", SEND, retry_after=0.3, times=2)
    post = await sandbox.post("news", "alice", "hello")
    await sandbox.wait_for_reply(post)
    sends = [request.time for request in sandbox.requests if request.path.endswith("/messages")]
    assert fault.fired == 2
    assert [later - earlier >= 0.3 for earlier, later in itertools.pairwise(sends)] == [True, True]
    assert len(sandbox.replies(post)) == 1


@pytest.mark.usefixtures("no_pauses")
async def test_a_failure_after_the_work_does_not_double_thanks_to_the_nonce(sandbox: Sandbox, bot: SmallBot) -> None:
    fault = sandbox.faults.fail("POST", SEND, status=500, after=True)
    post = await sandbox.post("news", "alice", "hello")
    await sandbox.wait_for(lambda: len([item for item in sandbox.requests if item.path.endswith("/messages")]) == 2)
    assert fault.fired == 1
    assert len(sandbox.replies(post)) == 1


async def test_history_after_a_message_goes_on_with_the_next_ones(sandbox: Sandbox, bot: SmallBot) -> None:
    first, *others = [await sandbox.post("veille", "alice", str(number)) for number in range(131)]
    place = bot.get_partial_messageable(sandbox.channel("veille").id)
    read = [message.id async for message in place.history(after=discord.Object(first.id), oldest_first=True, limit=None)]
    assert [one for one in read if one in {post.id for post in others}] == [post.id for post in others]


async def test_without_enforcement_the_same_nonce_makes_two(sandbox: Sandbox, bot: SmallBot) -> None:
    channel = sandbox.channel("veille").id
    for enforce, expected in ((True, 1), (True, 1), (False, 2)):
        body = {"content": "x", "nonce": "n1", "enforce_nonce": enforce}
        await bot.http.request(discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel), json=body)
        assert len(sandbox.history("veille")) == expected


@pytest.mark.usefixtures("no_pauses")
async def test_unavailable_and_slow_answers(sandbox: Sandbox, bot: SmallBot) -> None:
    sandbox.faults.slow("POST", SEND, 0.2)
    await sandbox.wait_for_reply(await sandbox.post("news", "alice", "slow"))
    sandbox.faults.fail("POST", SEND, status=502)
    await sandbox.wait_for_reply(await sandbox.post("news", "alice", "retried"))
    sandbox.faults.clear()


async def test_a_reply_to_an_unknown_message_is_refused(sandbox: Sandbox, bot: SmallBot) -> None:
    post = await sandbox.post("veille", "alice", "short-lived")
    await sandbox.wait_for_reply(post)
    await sandbox.delete(post)
    channel = bot.get_partial_messageable(post.channel_id)
    with pytest.raises(discord.HTTPException) as caught:
        await channel.send("late", reference=channel.get_partial_message(post.id))
    assert caught.value.code == 50035
    reference = channel.get_partial_message(post.id).to_reference(fail_if_not_exists=False)
    assert (await channel.send("anyway", reference=reference)).reference is None


@pytest.mark.parametrize(
    ("denied", "sent", "code"),
    [("send_messages", {"content": "x"}, 50013), ("view_channel", {"content": "x"}, 50001), ("embed_links", {"embed": True}, 50013)],
)
async def test_missing_permissions(sandbox: Sandbox, bot: SmallBot, denied: str, sent: dict[str, object], code: int) -> None:
    sandbox.forbid("news", denied)
    embed = {"embed": discord.Embed(title="x")} if "embed" in sent else sent
    with pytest.raises(discord.Forbidden) as caught:
        await bot.get_partial_messageable(sandbox.channel("news").id).send(**embed)
    assert caught.value.code == code
    sandbox.forbid("news")
    await bot.get_partial_messageable(sandbox.channel("news").id).send("again")


async def test_too_long_and_too_many(sandbox: Sandbox, bot: SmallBot) -> None:
    channel = bot.get_partial_messageable(sandbox.channel("news").id)
    view = discord.ui.LayoutView()
    for _ in range(2):
        view.add_item(discord.ui.TextDisplay("x" * 1990))
    await channel.send(view=view)
    rows = [{"type": 10, "content": "x"}] * 41
    for body in ({"content": "x" * 2001}, {"flags": 1 << 15, "components": rows}, {"embeds": [{"title": "x", "url": "ftp://x"}]}):
        with pytest.raises(discord.HTTPException) as caught:
            await bot.http.request(discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id), json=body)
        assert caught.value.code == 50035


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Facts", "description": "x"},
        {"name": "a b", "description": "x"},
        {"name": "facts", "description": ""},
        {"name": "facts", "description": "x" * 101},
        {"name": "facts", "description": "x", "name_localizations": {"fr": "Faits"}},
        {"name": "facts", "description": "x", "options": [{"type": 3, "name": "a", "description": "x"}] * 2},
        {
            "name": "facts",
            "description": "x",
            "options": [{"type": 3, "name": "a", "description": "x"}, {"type": 3, "name": "b", "description": "x", "required": True}],
        },
        {
            "name": "facts",
            "description": "x",
            "options": [{"type": 3, "name": "a", "description": "x", "choices": [{"name": str(n), "value": "x"} for n in range(26)]}],
        },
    ],
)
async def test_commands_that_discord_refuses(sandbox: Sandbox, bot: SmallBot, command: dict[str, object]) -> None:
    with pytest.raises(discord.HTTPException) as caught:
        await bot.http.bulk_upsert_global_commands(bot.application_id, [command])
    assert caught.value.code == 50035


async def test_one_command_at_a_time(sandbox: Sandbox, bot: SmallBot) -> None:
    payload = {"name": "digest", "description": "The day", "type": 1}
    made = await bot.http.upsert_global_command(bot.application_id, payload)
    assert {"digest", "facts"} <= set(sandbox.command_names())
    await bot.http.edit_global_command(bot.application_id, made["id"], {"description": "Today"})
    assert (await bot.http.get_global_command(bot.application_id, made["id"]))["description"] == "Today"
    await bot.http.delete_global_command(bot.application_id, made["id"])
    assert "digest" not in sandbox.command_names()


async def test_other_sites_and_other_names_are_kept_out(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            async with session.get(f"{sandbox.api_base}/users/@me", headers=headers) as answer:
                assert answer.status == 403
        async with session.get(f"{sandbox.api_base}/users/@me") as answer:
            assert answer.status == 401
