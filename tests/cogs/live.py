"""The bot's cogs on the embedded Discord, without the engine, and what its people see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import discord
from discord.ext import commands
from simcord.builders import UserHandle

from bot.sandbox.views import Answer, Post
from bot.sandbox.world import Sandbox
from bot.settings import Settings
from bot.store import messages
from bot.store.database import Database
from bot.store.records import NewArticle, NewMessage
from cogs import admin, answer, departures, digest, events, facts, feeds, follow, paste, privacy, profile, search, timeline, why
from cogs._errors import Tree
from cogs._translator import Translator
from tests.cogs.guild import NOW, fact, page, read

COGS = (facts, profile, timeline, search, why, events, digest, admin, feeds, answer, departures, follow, paste, privacy)


class Reading:
    """Stands for the engine: whatever is accepted is read at once, each article as one fact."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def accept(self, message: NewMessage, articles: Sequence[NewArticle], *, advance: bool = True) -> bool:
        async with self._db.write() as conn:
            accepted = await messages.accept(conn, message, articles, advance=advance)
            rows = await messages.message_articles(conn, message.message_id)
        for row in rows:
            await read(self._db, row.id, [fact(row.id)], guild_id=message.guild_id, title=row.file_name)
        async with self._db.write() as conn:
            await messages.set_answered(conn, message.message_id, None)
        return accepted is not None

    async def erase(self, message_id: int) -> None:
        async with self._db.write() as conn:
            await messages.erase_message(conn, message_id)


class Bot(commands.AutoShardedBot):
    """The cogs on a store, without the engine."""

    def __init__(self, db: Database) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.message_content = True
        super().__init__(
            commands.when_mentioned,
            intents=intents,
            tree_cls=Tree,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.db = db
        self.engine = Reading(db)
        self.settings = Settings(_env_file=None, discord_token=None)  # type: ignore[call-arg]
        self.at = NOW

    def clock(self) -> datetime:
        return self.at

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Translator())
        for module in COGS:
            await module.setup(self)  # type: ignore[arg-type]
        await self.tree.sync()


async def posted(bot: Bot, sandbox: Sandbox, name: str, told: list[Any], **known: Any) -> int:
    """Let alice post a link, as if the engine had read it; return the article."""
    post = await sandbox.post("news", "alice", f"https://example.org/{name}")
    async with bot.db.write() as conn:
        message = NewMessage(post.id, sandbox.guild.id, post.channel_id, post.author_id, NOW)
        await messages.accept(conn, message, [page(name)])
        article = (await messages.message_articles(conn, post.id))[0].id
    await read(bot.db, article, told, guild_id=sandbox.guild.id, **known)
    return article


def shown(answer: Answer) -> Post:
    assert answer.message is not None
    return answer.message


async def becomes(sandbox: Sandbox, wanted: str, viewer: str | None = None) -> Post:
    """Wait until the last post of the channel says so."""
    async with asyncio.timeout(10):
        while wanted not in (last := sandbox.history("news", viewer)[-1]).text:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return last


async def permissions_arrive(bot: Bot, sandbox: Sandbox, channel: str, name: str) -> None:
    """Wait until the bot knows what it may no longer do."""
    async with asyncio.timeout(10):
        while getattr((place := bot.get_channel(sandbox.channel(channel).id)).permissions_for(place.guild.me), name):  # type: ignore[union-attr]  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def let_make_events(sandbox: Sandbox) -> None:
    """Let the bot make events, which its invitation asks for only where the calendar is wanted."""
    store = sandbox.world.store
    role = store.create_role(sandbox.guild.id, "Vigie", permissions=discord.Permissions(manage_events=True, create_events=True).value)
    store.guilds[sandbox.guild.id].members[sandbox.bot_id].role_ids.append(role.id)


async def in_dm(sandbox: Sandbox, who: str, act: Callable[[UserHandle], Awaitable[Any]], *, locale: str) -> Answer:
    """Let somebody do something in their private messages with the bot, and wait for the whole answer."""
    user = UserHandle(sandbox.world, sandbox.world.store.get_user(sandbox.member(who).id))
    sandbox.world.store.locales[user.id] = locale
    answer = Answer(sandbox.world, (await act(user))._interaction)
    await sandbox.wait_for(lambda: answer.acknowledged and answer.complete)
    del sandbox.world.store.locales[user.id]
    return answer
