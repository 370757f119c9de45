"""Start and stop of the whole program: `python -m bot run`."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress

import discord
import structlog

from bot import logs
from bot.app import VigieBot, connect_to
from bot.errors import SettingsError, VigieError
from bot.i18n import system_language, t
from bot.settings import Settings, load

log = structlog.get_logger(__name__)


def main() -> int:
    """Run the bot until it is told to stop. Returns the exit status: 0 after a stop, 1 with a printed reason otherwise."""
    language = system_language()
    try:
        settings = load()
    except SettingsError as error:
        for variable, problem, remedy in error.problems:
            complain(t(language, "settings.problem", variable=variable, problem=problem, remedy=remedy))
        return 1
    if settings.discord_token is None:
        complain(t(language, "settings.no_token"))
        return 1
    logs.configure(settings.log_level.value, settings.data_dir)
    try:
        asyncio.run(serve(settings))
    except discord.LoginFailure:
        complain(t(language, "settings.bad_token"))
    except VigieError as error:
        complain(t(language, error.key, **error.data))
    except Exception:  # whatever it is, a person reads a sentence and finds the trace in the log
        number = logs.incident()
        log.exception("stopped by an error", incident=number)
        complain(t(language, "error.stopped", incident=number, path=settings.data_dir / "vigie.log"))
    else:
        return 0
    return 1


async def serve(settings: Settings) -> None:
    """Keep the bot on Discord until SIGTERM or SIGINT; without the message content intent it runs with less, and says so."""
    connect_to(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    try:
        await _until(stop, settings, message_content=True)
    except discord.PrivilegedIntentsRequired:
        log.warning("the message content intent is off: links in messages are not seen; commands, menus and mentions work")
        complain(t(system_language(), "settings.no_intent"))
        await _until(stop, settings, message_content=False)


async def _until(stop: asyncio.Event, settings: Settings, *, message_content: bool) -> None:
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    async with VigieBot(settings, message_content=message_content) as bot:
        running = asyncio.create_task(bot.start(token))
        stopped = asyncio.create_task(stop.wait())
        done, pending = await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if running in done:
            running.result()


def complain(text: str) -> None:
    """Tell the person at the terminal what is wrong."""
    sys.stderr.write(text + "\n")
