"""Start and stop of the whole program: `python -m bot run`."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot import logs
from bot.errors import StoreError, VigieError
from bot.facts.models import require_models
from bot.i18n import system_language, t
from bot.settings import Role, Settings, load
from bot.terminal import complain, explain

if TYPE_CHECKING:
    from bot.app import VigieBot

STOP_SECONDS = 9.0
"""How long a stop may take: service managers wait ten seconds at least. Whatever is still under way then is durable."""
log = structlog.get_logger(__name__)


def main() -> int:
    """Run the bot until it is told to stop. Returns the exit status: 0 after a stop, 1 with a printed reason otherwise."""
    try:
        settings = load()
    except VigieError as error:
        explain(error)
        return 1
    if settings.discord_token is None and settings.role is not Role.WORKER:
        complain(t(system_language(), "settings.no_token"))
        return 1
    try:
        logs.configure(settings.log_level.value, settings.data_dir, hide=settings.secrets())
    except OSError:
        explain(StoreError("store.unwritable", path=settings.data_dir))
        return 1
    try:
        if settings.role is not Role.BOT:
            require_models()
        asyncio.run(serve(settings))
    except VigieError as error:
        log.error("not running", incident=logs.incident(), reason=str(error))
        explain(error)
        return 1
    except Exception:  # whatever it is, a person reads a sentence and finds the trace in the log
        number = logs.incident()
        log.exception("stopped by an error", incident=number)
        complain(t(system_language(), "error.stopped", incident=number, path=settings.data_dir / "vigie.log"))
        return 1
    return 0


async def serve(settings: Settings) -> None:
    """Keep the bot on Discord until SIGTERM or SIGINT; without the message content intent it runs with less, and says so.

    Raises:
        VigieError: it can't run, and why.
    """
    stop = _stop_signal()
    if settings.role is Role.WORKER:
        from bot.worker import work

        await work(settings, stop)
        return

    import aiohttp  # here, so that settings that can't be used are told at once
    import discord

    from bot.app import VigieBot, connect_to

    connect_to(settings)
    try:
        try:
            await _until(stop, settings, VigieBot(settings))
        except discord.PrivilegedIntentsRequired:
            log.warning("the message content intent is off: links in messages are not seen; commands, menus and mentions work")
            complain(t(system_language(), "settings.no_intent"))
            await _until(stop, settings, VigieBot(settings, message_content=False))
    except discord.LoginFailure as error:
        raise VigieError("settings.bad_token") from error
    except (aiohttp.ClientConnectionError, discord.DiscordServerError, TimeoutError) as error:
        raise VigieError("error.discord_away", address=settings.discord_api_base) from error


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def begin() -> None:
        stop.set()
        insist = threading.Timer(STOP_SECONDS, _insist)
        insist.daemon = True
        insist.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, begin)
    return stop


def _insist() -> None:
    """End although something (a look-up of a name, a slow disk) won't: the children end with this process."""
    log.warning("stopped before everything had ended", seconds=STOP_SECONDS)
    os._exit(0)


async def _until(stop: asyncio.Event, settings: Settings, bot: VigieBot) -> None:
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    async with bot:
        running = asyncio.create_task(bot.start(token))
        working = asyncio.create_task(bot.works())
        stopped = asyncio.create_task(stop.wait())
        done, pending = await asyncio.wait({running, working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for task in done - {stopped}:
            task.result()
