"""Politeness: one request at a time a site, a pause between two, and no request before the site's own Retry-After."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

PAUSE = 2.0  # seconds between two requests to a site
MAX_PAUSE = 30.0  # the longest pause a robots.txt may ask for
MAX_RETRY_AFTER = 24 * 3600.0
_REMEMBERED = 10_000


@dataclass(slots=True)
class _Site:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    closed_until: float = 0.0
    users: int = 0


@dataclass(slots=True)
class Turn:
    """A site's turn: `pause` is how many seconds it is left alone for afterwards."""

    pause: float = 0.0


class Sites:
    """What is known of each site's patience. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    def closed_for(self, site: str) -> float:
        """Return for how many seconds the site asked to be left alone (0: it doesn't)."""
        known = self._sites.get(site)
        return max(0.0, known.closed_until - self._clock()) if known else 0.0

    def close_for(self, site: str, seconds: float) -> None:
        """Remember that the site asked to be left alone."""
        self._site(site).closed_until = self._clock() + min(seconds, MAX_RETRY_AFTER)

    @asynccontextmanager
    async def turn(self, site: str) -> AsyncIterator[Turn]:
        """Wait for this site's turn, and keep it for the time of one request."""
        known = self._site(site)
        known.users += 1
        try:
            async with known.lock:
                if (wait := known.free_at - self._clock()) > 0:
                    await asyncio.sleep(wait)
                turn = Turn()
                try:
                    yield turn
                finally:
                    known.free_at = self._clock() + turn.pause
        finally:
            known.users -= 1

    def _site(self, site: str) -> _Site:
        known = self._sites.setdefault(site, _Site())
        self._sites.move_to_end(site)
        for name in list(self._sites)[: max(0, len(self._sites) - _REMEMBERED)]:
            if self._sites[name].users == 0:
                del self._sites[name]
        return known


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Read a Retry-After header, a number of seconds or a date (RFC 9110, 10.2.3): seconds from now, or None."""
    if not value:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return min(float(value), MAX_RETRY_AFTER)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return min(max(0.0, (then - (now or datetime.now(UTC))).total_seconds()), MAX_RETRY_AFTER)
