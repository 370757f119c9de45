"""`make try`: the main job, played by the real bot on an embedded Discord and printed as a person would read it."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.sandbox.guilds import Who
from bot.sandbox.people import SandboxError
from bot.sandbox.process import BotProcess
from bot.sandbox.server import sample
from bot.sandbox.views import Answer, Post
from bot.sandbox.web import Page
from bot.sandbox.world import Sandbox

FRENCH, ENGLISH = "openai-bruxelles.txt", "halden-robotics.html"
CHANNEL, ADMIN = "news", "admin"
EVIDENCE = "vigie:src:"
START_SECONDS, READ_SECONDS = 90, 120


class Scene:
    """Plays and prints; a step that goes wrong raises with the reason."""

    def __init__(self, sandbox: Sandbox, console: Console) -> None:
        self._sandbox = sandbox
        self._console = console

    async def play(self) -> None:
        """The whole scene, step by step."""
        await self._sandbox.wait_until_ready(START_SECONDS)
        await self._sandbox.wait_for_command("facts", START_SECONDS)
        channel = self._sandbox.channel(CHANNEL)
        await self._command(ADMIN, "vigie watch", channel=channel)
        await self._command(ADMIN, "vigie settings", digest_channel=channel)
        await self._article("alice", sample(FRENCH))
        await self._article("bob", self._sandbox.article(ENGLISH))
        answer = await self._command("alice", "facts", name="OpenAI")
        if answer.message is None:
            raise SandboxError("/facts was not answered")
        await self._evidence("alice", answer.message)
        await self._digest()

    async def _article(self, who: Who, text: str) -> None:
        self._say(str(who), text if len(text) < 300 else f"{text[:300].rstrip()}… ({len(text)} caractères)")
        post = await self._sandbox.post(CHANNEL, who, text)
        reply = await self._sandbox.wait_for_reply(post, READ_SECONDS)
        self._say("Vigie", reply.text)
        await self._sentences(who, reply)

    async def _sentences(self, who: Who, reply: Post) -> None:
        button = next((item for item in reply.buttons if item.custom_id and not item.disabled), None)
        if button is None:
            raise SandboxError("the reply shows no facts")
        answer = await self._sandbox.click(who, reply, custom_id=button.custom_id, locale="fr")
        if answer.message is not None:
            await self._evidence(who, answer.message)

    async def _command(self, who: Who, command: str, **options: object) -> Answer:
        shown = " ".join(f"{name}:{getattr(value, 'name', value)}" for name, value in options.items())
        self._say(str(who), f"/{command} {shown}")
        answer = await self._sandbox.slash(who, CHANNEL, command, locale="fr", **options)
        self._say("Vigie", answer.text, only=str(who) if answer.ephemeral else None)
        return answer

    async def _evidence(self, who: Who, message: Post) -> None:
        buttons = [item.custom_id for item in message.buttons if item.custom_id and item.custom_id.startswith(EVIDENCE)]
        if not buttons:
            raise SandboxError("no fact opens its sentence")
        opened = [await self._sandbox.click(who, message, custom_id=button, locale="fr") for button in buttons]
        self._say("Vigie", "\n".join(answer.text for answer in opened), only=str(who))

    async def _digest(self) -> None:
        answer = await self._command(ADMIN, "digest now")
        if answer.message is None or answer.ephemeral:
            raise SandboxError("no digest was posted")

    def _say(self, who: str, text: str, only: str | None = None) -> None:
        self._console.print(
            Text(who, style="bold cyan" if who == "Vigie" else "bold"), Text(f"(pour {only} seul)" if only else "", style="dim")
        )
        channels = {f"<#{channel.id}>": f"#{channel.name}" for channel in self._sandbox.guild.channels.values()}
        for mention, shown in channels.items():
            text = text.replace(mention, shown)
        self._console.print(Padding(Text(readable(text)), (0, 0, 1, 2)))


def readable(text: str) -> str:
    """Turn Discord's marks into what a person sees: no asterisks, links by their names, times as dates."""
    text = re.sub(r"<t:(\d+)(?::\w)?>", lambda found: f"{datetime.fromtimestamp(int(found[1]), UTC):%d/%m/%Y}", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^(?:-# |#{1,3} )", "", text, flags=re.MULTILINE)
    return re.sub(r"\*\*|`|\\(?=[^\w\s])", "", text)


def main(*, stay: bool) -> int:
    """Play the scene; with `stay`, keep the page open afterwards. Returns the exit status."""
    try:
        return asyncio.run(_main(stay=stay))
    except KeyboardInterrupt:
        return 0


async def _main(*, stay: bool) -> int:
    console = Console(highlight=False, width=None if stay else 120)
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        sandbox = Sandbox()
        Page(sandbox)
        async with sandbox:
            bot = BotProcess(sandbox.settings_env(), Path(folder))
            await bot.start()
            try:
                await _ended_or(Scene(sandbox, console).play(), bot)
                if stay:
                    console.print(f"Vigie stays on: open {sandbox.url} in a browser. Ctrl+C ends it.")
                    await bot.wait()
            except (SandboxError, TimeoutError, RuntimeError) as error:
                console.print(f"The scene failed: {error or 'no answer in time'}", style="red")
                console.print(bot.log.read_text(encoding="utf-8", errors="replace")[-4000:])
                return 1
            finally:
                await bot.stop()
    return 0


async def _ended_or(scene: object, bot: BotProcess) -> None:
    playing, ending = asyncio.ensure_future(scene), asyncio.ensure_future(bot.wait())  # type: ignore[call-overload]
    done, pending = await asyncio.wait({playing, ending}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    if playing in done:
        playing.result()
    else:
        raise RuntimeError("the bot stopped during the scene")
