"""Waiting for a database that is away for a while: restarted, failed over, out of room."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import StoreError
from bot.store.database import Database

T = TypeVar("T")
log = structlog.get_logger(__name__)
OUTAGES: Final = (OperationalError, InterfaceError, PoolTimeout)
"""What SQLAlchemy raises for a lost or refused connection, a full disk, a lock held too long."""
PATIENCE_S: Final = 300.0
LONGEST_PAUSE_S: Final = 5.0
START_PATIENCE_S: Final = 60.0
"""How long a start waits: a server beside it may come up later; a wrong address or password is to be told within a minute."""


async def through_outages(function: Callable[..., Awaitable[T]], *args: object, patience: float = PATIENCE_S) -> T:
    """Call `function(*args)` until the database answers, for `patience` seconds at most; then raise what it raised.

    The function must be one that may be called again: its transaction was rolled back, or was committed unnoticed.
    """
    until, pause = time.monotonic() + patience, 0.25
    while True:
        try:
            return await function(*args)
        except OUTAGES as error:
            if time.monotonic() + pause > until:
                raise
            log.warning("the database is away: waiting for it", error=type(error).__name__, seconds=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_S)


async def open_when_there(url: str, *, data_dir: Path) -> Database:
    """Open the database, waiting for its server for a while.

    Raises:
        StoreError: as `Database.open`, and store.away where there is no server, or none that lets us in.
    """
    try:
        return await through_outages(partial(Database.open, url, data_dir=data_dir), patience=START_PATIENCE_S)
    except OUTAGES as error:
        parsed = make_url(url)
        raise StoreError("store.away", address=f"{parsed.host or ''}/{parsed.database or ''}") from error
