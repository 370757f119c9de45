"""simcord's model of Discord, put on wall-clock time and on loopback addresses."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import quote

import discord
from simcord._clock import Clock
from simcord.backend import Backend
from simcord.backend.cdn import CdnStore
from simcord.env import Env

SUBCOMMANDS = (1, 2)
Json: TypeAlias = Any
"""Whatever JSON can hold."""


class WallClock(Clock):
    """Real time, plus what a test has advanced it by."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.elapsed)


class LoopbackCdn(CdnStore):
    """Keeps uploads under addresses of this server."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""

    def store_attachment(self, attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None) -> dict[str, Any]:
        """Keep a file; return Discord's attachment object, with the charset that Discord finds out for texts."""
        path = f"/cdn/attachments/{channel_id}/{attachment_id}/{quote(filename)}"
        self._blobs[path] = data
        kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        return {
            "id": str(attachment_id),
            "filename": filename,
            "description": description,
            "size": len(data),
            "url": self.base + path,
            "proxy_url": self.base + path,
            "content_type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        }


class Changes:
    """Lets coroutines wait until something holds; checked again after each change, never by the clock."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Tell everybody that the world has changed."""
        self.version += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def until(self, holds: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - one deadline over many waits
        """Return once `holds()` is true; raise TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout):
            while not holds():
                future = asyncio.get_running_loop().create_future()
                self._waiting.add(future)
                await future


class WorldBackend(Backend):
    """The state of this Discord. Interactions carry the locale of who started them."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.locales: dict[int, str] = {}
        super().__init__(clock=WallClock())
        self.bot_user.name = "Vigie"
        self.loopback_cdn = LoopbackCdn()
        self.cdn = self.loopback_cdn

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        """Send an event to the gateway's sessions."""
        if event == "INTERACTION_CREATE":
            self._name_whole(payload)
            payload = self._localised(payload)
        for listener in self.subscribers:
            listener(event, payload)
        self.changes.notify()

    def _name_whole(self, payload: Mapping[str, Any]) -> None:
        """Let the answer say which command was used with its subcommand, as Discord does: simcord keeps the first word alone."""
        words, node = [], payload["data"]
        while node is not None and "name" in node:
            words.append(node["name"])
            node = next((option for option in node.get("options") or () if option["type"] in SUBCOMMANDS), None)
        if words:
            self.interactions[int(payload["id"])].command_name = " ".join(words)

    def _localised(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        user = payload["member"]["user"] if "member" in payload else payload["user"]
        changed = {**payload, "locale": self.locales.get(int(user["id"]), "en-US")}
        guild_id = payload.get("guild_id")
        if guild_id is not None:
            changed["guild_locale"] = self.guilds[int(guild_id)].preferred_locale
            changed["authorizing_integration_owners"] = {"0": guild_id}
        return changed


class World(Env):
    """simcord's environment without its in-process bot: ours is at the other end of a socket."""

    def __init__(self) -> None:
        super().__init__(discord.Client(intents=discord.Intents.none()))
        self.changes = Changes()
        self.store = WorldBackend(self.changes)
        self.backend = self.store

    async def _settle_internal(self, *_args: object, **_kwargs: object) -> None:
        """Nothing to settle: time is real and the bot is elsewhere."""
