"""`python -m bot check`: settings, models, reader, database, token, intents and permissions, each line with its remedy."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import aiohttp
import typer
from rich.console import Console

from bot.errors import ModelError, SettingsError, StoreError, VigieError
from bot.i18n import system_language, t
from bot.rights import Json, missing
from bot.settings import Settings, is_loopback, load
from bot.store.records import WatchedChannel

MESSAGE_CONTENT_FLAGS = (1 << 18) | (1 << 19)
"""Application flags GATEWAY_MESSAGE_CONTENT and GATEWAY_MESSAGE_CONTENT_LIMITED (Discord's application resource)."""
TIMEOUT = aiohttp.ClientTimeout(total=10)
MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]–[/]"}
WORDS = {True: "ok", False: "failed", None: "skipped"}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report; `ok` None: could not be looked at. `key` names label, result and remedy in the locales."""

    ok: bool | None
    key: str
    data: dict[str, object]


def check() -> None:
    """Report settings, models, database, token and permissions; exit status 1 if anything needs mending."""
    language = system_language()
    console = Console(soft_wrap=True, highlight=False)
    results = asyncio.run(_report(console))
    failed = sum(ok is False for ok in results)
    console.print(t(language, "check.summary_failed", n=failed) if failed else t(language, "check.summary_ok"), markup=False)
    raise typer.Exit(1 if failed else 0)


async def _report(console: Console) -> list[bool | None]:
    results: list[bool | None] = []
    async for item in _all():
        console.print(MARKS[item.ok], end=" ")
        console.print(t(system_language(), f"check.{item.key}.{WORDS[item.ok]}", **item.data), markup=False)
        results.append(item.ok)
    return results


async def _all() -> AsyncIterator[Check]:
    try:
        settings = load()
    except SettingsError as error:
        for one in error.problems:
            yield Check(False, "settings", {"reason": _told(one)})
        return
    yield Check(True, "settings", {})
    for item in _models():
        yield item
    database, watched = await _database(settings)
    yield database
    async for item in _discord(settings, watched):
        yield item


def _models() -> Iterator[Check]:
    from bot.facts.models import MODELS
    from bot.facts.nlp import load_model
    from bot.facts.reader import OnnxReader

    for name in MODELS.values():
        try:
            load_model(name)
            yield Check(True, "model", {"name": name, "version": _version(name)})
        except ModelError as error:
            yield Check(False, "model", {"reason": _told(error)})
    try:
        yield Check(True, "reader", {"version": OnnxReader.load().version})
    except ModelError as error:
        yield Check(False, "reader", {"reason": _told(error)})


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"


async def _database(settings: Settings) -> tuple[Check, list[WatchedChannel] | None]:
    """Look at the database, and read from it which channels are watched; None where it can't be used."""
    from sqlalchemy.engine import make_url

    from bot.store import guilds
    from bot.store.database import Database

    url = make_url(settings.url)
    shown: dict[str, object] = {"path": url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)}
    busy = False
    try:
        db = await Database.open(settings.url, data_dir=settings.data_dir)
    except StoreError as error:
        busy = error.key == "store.locked"
        if not busy:
            return Check(False, "database", {"reason": _told(error)}), None
        db = Database(url, None)  # the bot runs on it: look, and change nothing
    try:
        async with db.read() as conn:
            watched = await guilds.watched(conn)
        sound = busy or (await db.check()).sound
    finally:
        await db.close()
    if not sound:
        return Check(False, "database", {"reason": t(system_language(), "store.damaged", **shown)}), watched
    return Check(True, "database_busy" if busy else "database", shown), watched


def looks_like_token(token: str) -> bool:
    """Tell whether a text has the shape of a bot token: three parts, the first the application's id in base 64."""
    first, *rest = token.split(".")
    try:
        return len(rest) == 2 and base64.urlsafe_b64decode(first + "==").decode("ascii").isdigit()
    except (binascii.Error, ValueError):
        return False


async def _discord(settings: Settings, watched: list[WatchedChannel] | None) -> AsyncIterator[Check]:
    if settings.discord_token is None:
        yield Check(False, "token", {})
        return
    token = settings.discord_token.get_secret_value()
    if not looks_like_token(token) and not is_loopback(settings.discord_api_base):
        yield Check(False, "token_shape", {})
        return
    yield Check(True, "token", {})
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT, headers={"Authorization": f"Bot {token}"}) as session:
            api = _Api(session, settings.discord_api_base)
            status, application = await api.get("/oauth2/applications/@me")
            if status != 200:
                yield Check(False if status == 401 else None, "login", {"address": settings.discord_api_base})
                return
            yield Check(True, "login", {"name": application.get("name", "")})
            yield Check(bool(application.get("flags", 0) & MESSAGE_CONTENT_FLAGS), "intent", {})
            async for item in _permissions(api, watched):
                yield item
    except (aiohttp.ClientError, TimeoutError, ValueError):
        yield Check(None, "login", {"address": settings.discord_api_base})


class _Api:
    """Discord's answers: status and body."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def get(self, path: str) -> tuple[int, Any]:
        async with self._session.get(f"{self._base}{path}") as answer:
            return answer.status, await answer.json()


async def _permissions(api: _Api, watched: list[WatchedChannel] | None) -> AsyncIterator[Check]:
    """Look at each watched channel with the permissions that the bot has there."""
    if not watched:
        yield Check(None, "channels" if watched is None else "no_channels", {})
        return
    of_guild: defaultdict[int, list[int]] = defaultdict(list)
    for one in watched:
        of_guild[one.guild_id].append(one.channel_id)
    _, user = await api.get("/users/@me")
    for guild_id, channel_ids in of_guild.items():
        found, guild = await api.get(f"/guilds/{guild_id}")
        joined, member = await api.get(f"/guilds/{guild_id}/members/{user['id']}")
        listed, channels = await api.get(f"/guilds/{guild_id}/channels")
        if {found, joined, listed} != {200}:
            yield Check(False, "guild", {"guild": str(guild_id)})
            continue
        known = {int(channel["id"]): channel for channel in channels}
        for channel_id in channel_ids:
            yield _channel(guild, member, known.get(channel_id), channel_id)


def _channel(guild: Json, member: Json, channel: Json | None, channel_id: int) -> Check:
    data: dict[str, object] = {"guild": guild.get("name") or guild["id"], "channel": f"#{channel['name']}" if channel else str(channel_id)}
    if channel is None:
        return Check(False, "channel_gone", data)
    language = system_language()
    lacking = [t(language, f"permission.{name}") for name in missing(guild, member, channel)]
    return Check(not lacking, "channel", {**data, "missing": ", ".join(lacking)})


def _told(error: VigieError) -> str:
    return t(system_language(), error.key, **error.data)
