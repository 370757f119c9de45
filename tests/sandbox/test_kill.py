"""The world outlives a bot that is killed."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.sandbox.world import Sandbox

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, discord
from yarl import URL
from tests.sandbox.conftest import SmallBot
discord.http.Route.BASE = os.environ["DISCORD_API_BASE"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(os.environ["DISCORD_GATEWAY_URL"])
SmallBot().run(os.environ["DISCORD_TOKEN"])
"""


async def start(sandbox: Sandbox) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, cwd=ROOT, env={**os.environ, **sandbox.settings_env()}, stderr=asyncio.subprocess.DEVNULL
    )
    await sandbox.wait_until_ready()
    return process


async def test_a_killed_bot_comes_back_to_the_same_world(sandbox: Sandbox) -> None:
    first = await start(sandbox)
    before = await sandbox.post("news", "alice", "before")
    await sandbox.wait_for_reply(before)
    first.kill()
    await first.wait()
    await sandbox.wait_until_gone()
    second = await start(sandbox)
    after = await sandbox.post("news", "alice", "after")
    await sandbox.wait_for_reply(after)
    second.kill()
    await second.wait()
    assert [len(sandbox.replies(post)) for post in (before, after)] == [1, 1]
    assert sandbox.server.gateway.identified == 2
