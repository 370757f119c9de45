"""A small discord.py bot that exercises what a real one uses, connected to the sandbox in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import discord
import pytest
import pytest_asyncio
from discord import app_commands
from discord.ext import commands
from yarl import URL

from bot.sandbox.world import Sandbox

NAMES = ["OpenAI", "Open Data Institute", "Perplexity"]


class Layout(discord.ui.LayoutView):
    """A container with a section, a separator, a button and a menu."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        more: discord.ui.Button[Layout] = discord.ui.Button(label="More", custom_id="more")
        more.callback = self.more
        menu: discord.ui.Select[Layout] = discord.ui.Select(
            custom_id="menu",
            placeholder="Sort",
            options=[discord.SelectOption(label="New", value="new"), discord.SelectOption(label="Old")],
        )
        menu.callback = self.sort
        self.menu = menu
        box = discord.ui.Container(accent_colour=0x3A6EA5)
        box.add_item(discord.ui.Section(f"**{text}**", accessory=discord.ui.Button(label="Source", url="https://example.org/")))
        box.add_item(discord.ui.Separator())
        box.add_item(discord.ui.TextDisplay("> quoted"))
        box.add_item(discord.ui.ActionRow(more))
        box.add_item(discord.ui.ActionRow(menu))
        self.add_item(box)

    async def more(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("the rest", ephemeral=True)

    async def sort(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=Layout(f"sorted {self.menu.values[0]}"))


class Ask(discord.ui.Modal, title="Ask"):
    question: discord.ui.TextInput[Ask] = discord.ui.TextInput(label="Question", custom_id="question")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"you asked {self.question.value}")


class SmallBot(commands.AutoShardedBot):
    """Answers every message once, keeps what it saw."""

    def __init__(self, *, message_content: bool = True) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = True
        intents.message_content = message_content
        super().__init__(commands.when_mentioned, intents=intents, chunk_guilds_at_startup=False)
        self.seen: list[str] = []
        self.edits: list[str] = []
        self.deletions: list[int] = []
        self.files: list[bytes] = []
        self.resumes = 0
        self.readies = 0
        add_commands(self.tree)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.readies += 1

    async def on_resumed(self) -> None:
        self.resumes += 1

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        self.seen.append(message.content)
        self.files += [await attachment.read() for attachment in message.attachments]
        if message.content == "layout":
            await message.reply(view=Layout("a fact"))
        elif message.content == "file":
            await message.reply(file=discord.File(BytesIO(b"\x89PNG chart"), "chart.png"))
        else:
            await message.reply(f"read: {message.content}", nonce=message.id)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        if payload.message.author.id != self.application_id and not payload.message.author.bot:
            self.edits.append(payload.message.content)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self.deletions.append(payload.message_id)


def add_commands(tree: app_commands.CommandTree) -> None:
    @tree.command(description="Facts about a name")
    async def facts(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"facts about {name} in {interaction.locale}")
        await interaction.followup.send("and more", ephemeral=True)

    @facts.autocomplete("name")
    async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=name) for name in NAMES if name.lower().startswith(typed.lower())]

    @tree.command(description="Opens a dialog")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Ask())

    @tree.command(description="Never answers")
    async def silent(_: discord.Interaction) -> None:
        return

    @tree.context_menu(name="Extract the facts")
    async def extract(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"extracted {message.content}", ephemeral=True)

    group = app_commands.Group(name="vigie", description="Settings", default_permissions=discord.Permissions(manage_guild=True))

    @group.command(description="Watch a channel")
    async def watch(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
        await interaction.response.send_message(f"watching {channel.name}")

    tree.add_command(group)


@asynccontextmanager
async def running(sandbox: Sandbox, bot: SmallBot) -> AsyncIterator[SmallBot]:
    """Run a bot on a sandbox."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = sandbox.api_base
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(sandbox.gateway_url)
    task = asyncio.create_task(bot.start(sandbox.token))
    try:
        ready = asyncio.create_task(sandbox.wait_until_ready())
        done, _ = await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task in done:
            ready.cancel()
        await next(iter(done))
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[SmallBot]:
    async with running(sandbox, SmallBot()) as small:
        yield small


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py pauses five seconds between shards and before it identifies anew; the tests need not."""
    real = asyncio.sleep
    monkeypatch.setattr(discord.shard.asyncio, "sleep", lambda seconds: real(min(seconds, 0.05)))
