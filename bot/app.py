"""The bot itself: wires settings, store, engine, pools and cogs together. It and its start alone in `bot` import discord."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import discord
import structlog
from discord.ext import commands
from yarl import URL

from bot import metrics
from bot.engine import Engine
from bot.health import Health
from bot.pipeline import Clock, Pipeline, now
from bot.settings import Role, Settings
from bot.store import guilds
from bot.store.database import Database
from bot.store.outages import open_when_there
from cogs import EXTENSIONS
from cogs._errors import Tree
from cogs._translator import Translator

if TYPE_CHECKING:
    from bot.feeding import Feeding
    from bot.parts import Web

log = structlog.get_logger(__name__)


def connect_to(settings: Settings) -> None:
    """Point discord.py at the API and gateway of the settings: Discord's own, or an embedded one."""
    discord.http.Route.BASE = settings.discord_api_base
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)


def intents(*, message_content: bool) -> discord.Intents:
    """The least that Vigie works with; without message content it still answers commands, menus and mentions."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.message_content = message_content
    return wanted


class VigieBot(commands.AutoShardedBot):
    """Vigie on Discord. Cogs reach the rest of the program through `db`, `engine`, `settings` and `clock`."""

    def __init__(self, settings: Settings, *, message_content: bool = True, clock: Clock = now) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents(message_content=message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            tree_cls=Tree,
            shard_ids=list(settings.shard_ids) or None,  # type: ignore[arg-type]  # None: all of them
            shard_count=settings.shard_count,
        )
        self.settings = settings
        self.clock = clock
        self.db: Database
        self.engine: Engine
        self.feeding: Feeding
        self._parts: Web | None = None
        self._health: Health | None = None
        self._opened = asyncio.Event()

    async def setup_hook(self) -> None:
        """Open the store, start the engine, load the cogs: before the gateway connects. The pools come up meanwhile (see `works`)."""
        self.db = await open_when_there(self.settings.url, data_dir=self.settings.data_dir)
        pipeline = await self._open_parts()
        self._opened.set()
        self.engine = Engine(self.settings, self.db, pipeline, self, self.clock)
        await self.tree.set_translator(Translator())
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        await self.engine.start()
        self._health = Health(self.db, self.engine, on_discord=self._on_discord, clock=self.clock)
        await self._health.start(self.settings.metrics_port)
        await self.sync_if_changed()

    async def _open_parts(self) -> Pipeline | None:
        """Open what reads: feeds alone, without models, in a process that only talks to Discord."""
        from bot.parts import Parts, Web

        pipeline: Pipeline | None = None
        if self.settings.role is Role.BOT:
            self._parts = web = Web(self.settings)
            await web.start()
        else:
            self._parts = web = parts = Parts(self.settings)
            pipeline = await parts.open(self.db, self.clock)
        self.feeding = web.feeding(self.db, self.clock)
        return pipeline

    async def works(self) -> NoReturn:
        """Start the pools, for seconds during which commands are answered and accepted messages wait; then go on for ever.

        Raises:
            ModelError, WorkerError: a pool can't start, so that nothing could be read.
        """
        await self._opened.wait()
        if self._parts is not None:
            await self._parts.warm()
        await asyncio.Event().wait()  # never set
        raise AssertionError

    def _on_discord(self) -> bool:
        """Whether every shard of this process is connected; notes each one's figures on the way."""
        for number, shard in self.shards.items():
            metrics.GATEWAY_UP.labels(str(number)).set(not shard.is_closed())
            metrics.GATEWAY_SECONDS.labels(str(number)).set(shard.latency)
        return bool(self.shards) and not any(shard.is_closed() for shard in self.shards.values())

    async def sync_if_changed(self) -> None:
        """Send the commands to Discord only when they are not the ones sent last: Discord allows few creations a day."""
        translator = self.tree.translator
        payload = [
            await command.get_translated_payload(self.tree, translator) if translator else command.to_dict(self.tree)
            for command in self.tree.get_commands()
        ]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        key = f"commands:{self.application_id}"
        async with self.db.read() as conn:
            known = await guilds.get_state(conn, key)
        if known == digest:
            return
        await self.tree.sync()
        async with self.db.write() as conn:
            await guilds.set_state(conn, key, digest)
        log.info("commands synchronised", count=len(payload))

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing here: commands.Bot would look for a command after each mention. Messages are for `cogs.watch`."""

    async def send_reply(self, message_id: int) -> None:
        """Answer a message: the engine's way out (see `bot.engine.Outbox`)."""
        await self._cog("Answer").send_reply(message_id)  # type: ignore[attr-defined]

    async def delete_reply(self, channel_id: int, message_id: int, reply_id: int) -> None:
        """Delete an answer of ours; one that is gone already is fine."""
        await self._cog("Answer").delete_reply(channel_id, message_id, reply_id)  # type: ignore[attr-defined]

    async def send_digest(self, guild_id: int, local_date: date) -> None:
        """Post a guild's digest of a day: the engine's way out."""
        await self._cog("Digest").send_digest(guild_id, local_date)  # type: ignore[attr-defined]

    async def accept_own(self, message: discord.Message, guild_id: int) -> None:
        """Accept a message of the bot's own as one of a member's (see `cogs.watch`)."""
        await self._cog("Watch").accept_own(message, guild_id)  # type: ignore[attr-defined]

    def _cog(self, name: str) -> commands.Cog:
        cog = self.get_cog(name)
        if cog is None:
            raise RuntimeError(f"cog {name} is not loaded")
        return cog

    async def close(self) -> None:
        """Hear no more, stop work while its answers can still be sent, then leave Discord."""
        logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # it complains of reading that is cancelled by the stop
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))
        if hasattr(self, "engine"):
            await self.engine.stop()
        await super().close()
        if self._health is not None:
            await self._health.stop()
        if self._parts is not None:
            await self._parts.close()
        if hasattr(self, "db"):
            await self.db.close()
