"""`make try`: the main job, played by the real bot on an embedded Discord and printed as a person would read it."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from textwrap import fill

from babel.dates import format_date, format_timedelta
from rich.console import Console
from rich.text import Text

from bot.i18n import system_language, t
from bot.sandbox.guilds import Who
from bot.sandbox.people import SandboxError
from bot.sandbox.process import BotProcess
from bot.sandbox.server import sample
from bot.sandbox.views import Answer, Post, walk
from bot.sandbox.web import Page
from bot.sandbox.world import Sandbox

FRENCH, ENGLISH = "openai-bruxelles.txt", "halden-robotics.html"
CHANNEL, ADMIN = "news", "admin"
EVIDENCE, TEXT, BUTTON, QUOTE = "vigie:src:", 10, 2, "> "
INDENT = "  "
SHOWN = 300
"""Characters of a posted text that the transcript shows."""
START_SECONDS, READ_SECONDS = 120, 240


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
        await self._command(ADMIN, "digest schedule", channel=channel)
        await self._article("alice", sample(FRENCH))
        await self._article("bob", self._sandbox.article(ENGLISH))
        answer = await self._asked("alice", "facts", name="OpenAI")
        if answer.message is None:
            raise SandboxError("/facts was not answered")
        self._say("Vigie", await self._with_sentences("alice", answer.message))
        await self._digest()

    async def _article(self, who: Who, text: str) -> None:
        self._say(str(who), text if len(text) < SHOWN else f"{text[:SHOWN].rsplit(maxsplit=1)[0]}… ({len(text)} caractères)")
        post = await self._sandbox.post(CHANNEL, who, text)
        reply = await self._sandbox.wait_for_reply(post, READ_SECONDS)
        self._say("Vigie", reply.text)
        await self._sentences(who, reply)

    async def _sentences(self, who: Who, reply: Post) -> None:
        button = next((item for item in reply.buttons if item.custom_id and not item.disabled), None)
        if button is None:
            raise SandboxError("the reply shows no facts")
        answer = await self._sandbox.click(who, reply, custom_id=button.custom_id, locale="fr")
        self._say(str(who), f"[{button.label}]")
        if answer.message is None:
            raise SandboxError("the facts did not open")
        self._say("Vigie", await self._with_sentences(who, answer.message), only=str(who))

    async def _command(self, who: Who, command: str, **options: object) -> Answer:
        answer = await self._asked(who, command, **options)
        self._say("Vigie", answer.text, only=str(who) if answer.ephemeral else None)
        return answer

    async def _asked(self, who: Who, command: str, **options: object) -> Answer:
        shown = " ".join(f"{name}:{getattr(value, 'name', value)}" for name, value in options.items())
        self._say(str(who), f"/{command} {shown}")
        return await self._sandbox.slash(who, CHANNEL, command, locale="fr", **options)

    async def _with_sentences(self, who: Who, message: Post) -> str:
        """What a list of facts says, each fact followed by the sentence that its button opens."""
        lines: list[str] = []
        opened = 0
        for part in walk(message.components):
            if part.get("type") == TEXT:
                lines.append(str(part["content"]))
            button = str((part.get("custom_id") if part.get("type") == BUTTON else None) or "")
            if button.startswith(EVIDENCE):
                answer = await self._sandbox.click(who, message, custom_id=button, locale="fr")
                lines += [line for line in answer.text.splitlines() if line.startswith(QUOTE)]
                opened += 1
        if not opened:
            raise SandboxError("no fact opens its sentence")
        return "\n".join(lines)

    async def _digest(self) -> None:
        answer = await self._command(ADMIN, "digest now")
        if answer.message is None or answer.ephemeral:
            raise SandboxError("no digest was posted")

    def _say(self, who: str, text: str, only: str | None = None) -> None:
        name = Text(who.capitalize(), style="bold cyan" if who == "Vigie" else "bold")
        self._console.print(name.append(f" (pour {only.capitalize()} seulement)" if only else "", style="dim"))
        channels = {f"<#{channel.id}>": f"#{channel.name}" for channel in self._sandbox.guild.channels.values()}
        for mention, shown in channels.items():
            text = text.replace(mention, shown)
        for line in readable(text).splitlines():
            margin = INDENT * 2 if line.startswith(QUOTE) else INDENT
            shown = fill(line, self._console.width, initial_indent=margin, subsequent_indent=margin)
            self._console.print(Text(shown, style="italic" if line.startswith(QUOTE) else ""))
        self._console.print()


def readable(text: str) -> str:
    """Turn Discord's marks into what a person sees: no asterisks, links by their names, times as dates."""
    text = re.sub(r"<t:(\d+)(?::(\w))?>", lambda found: _instant(datetime.fromtimestamp(int(found[1]), UTC), found[2]), text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^(?:-# |#{1,3} )", "", text, flags=re.MULTILINE)
    return re.sub(r"\*\*|`|\\(?=[^\w\s])", "", text)


def _instant(at: datetime, style: str | None) -> str:
    if style == "R":
        return str(format_timedelta(at - datetime.now(UTC), add_direction=True, locale="fr"))
    return str(format_date(at, "d MMMM y", locale="fr"))


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
                    console.print(t(system_language(), "sandbox.stays", address=sandbox.url), style="bold")
                    await bot.wait()
            except (SandboxError, TimeoutError, RuntimeError) as error:
                console.print(t(system_language(), "sandbox.failed", reason=str(error) or type(error).__name__), style="red")
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
