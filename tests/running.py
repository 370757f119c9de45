"""The real program on the embedded Discord, for the tests that watch it from outside."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.process import BotProcess
from bot.sandbox.views import Answer, Post, walk
from bot.sandbox.world import Sandbox

READY_S, ANSWER_S = 120, 240
SECTION, TEXT, BUTTON = 9, 10, 2
EVIDENCE, PAGE = "vigie:src:", "vigie:page:"


@asynccontextmanager
async def bot_on(
    sandbox: Sandbox,
    folder: Path,
    *,
    watched: Sequence[str] = ("news",),
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = ("bot", "run"),
) -> AsyncIterator[BotProcess]:
    """Run the bot until the block ends; its log goes to stderr, where pytest shows it when a test fails."""
    bot = BotProcess({**sandbox.settings_env(), **(environment or {})}, folder, command)
    await bot.start()
    try:
        await _ready(sandbox, bot)
        for name in watched:
            await sandbox.slash("admin", name, "vigie watch", channel=sandbox.channel(name))
        yield bot
    finally:
        await bot.stop()
        sys.stderr.write(bot.log.read_text(encoding="utf-8", errors="replace")[-4000:])


async def _ready(sandbox: Sandbox, bot: BotProcess) -> None:
    """Wait until the bot listens and its commands are there; at once an error if it ends instead."""

    async def listening() -> None:
        await sandbox.wait_until_ready(READY_S)
        await sandbox.wait_for_command("facts", READY_S)

    ready, ended = asyncio.ensure_future(listening()), asyncio.ensure_future(bot.wait())
    done, pending = await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    assert ready in done, "the bot ended before it was ready"
    ready.result()


def sections(post: Post) -> list[str]:
    """The facts of a list, each as it is written beside its button."""
    return [_text(item) for item in walk(post.components) if item.get("type") == SECTION]


def grouped(post: Post) -> dict[str, list[str]]:
    """The facts of a list by the heading that they stand under."""
    found: dict[str, list[str]] = {}
    heading = ""
    for item in walk(post.components):
        text = str(item.get("content") or "")
        if text.startswith("### "):
            heading = text.removeprefix("### ")
        elif item.get("type") == SECTION:
            found.setdefault(heading, []).append(_text(item))
    return found


def _text(section: Mapping[str, object]) -> str:
    return "\n".join(str(part["content"]) for part in walk(section["components"]) if part.get("type") == TEXT)


async def all_pages(sandbox: Sandbox, who: str, answer: Answer) -> list[Post]:
    """Every page of a list, turned by its last button until there is no next one."""
    assert answer.message is not None
    pages = [answer.message]
    while (following := _next(pages[-1], len(pages))) is not None:
        turned = await sandbox.click(who, pages[-1], custom_id=following, locale="fr")
        pages.append(await _changed(sandbox, turned, pages[-1]))
    return pages


async def _changed(sandbox: Sandbox, turned: Answer, before: Post) -> Post:
    """The page that was turned to: of one's own list it is an edit, which comes after the answer to the click."""

    def now() -> Post | None:
        return turned.message if turned.message is not None and turned.message.components != before.components else None

    await sandbox.wait_for(lambda: now() is not None)
    page = now()
    assert page is not None
    return page


def _next(page: Post, number: int) -> str | None:
    ids = [button.custom_id for button in page.buttons if button.custom_id and button.custom_id.startswith(PAGE) and not button.disabled]
    return next((one for one in ids if one.split(":")[5] == str(number)), None)


def opening(post: Post) -> list[str]:
    """The ids of the buttons that open a sentence."""
    return [button.custom_id for button in post.buttons if button.custom_id and button.custom_id.startswith(EVIDENCE)]
