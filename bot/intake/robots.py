"""robots.txt (RFC 9309), kept for a day: whether an address may be read, and the pause its site asks for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego
from yarl import URL

from bot.errors import IntakeError
from bot.model import Outcome

KEPT = 24 * 3600.0  # RFC 9309, 2.4: no longer than a day
KEPT_FAILED = 600.0
MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least this much is read
_REMEMBERED = 2_000

Fetch = Callable[[URL], Awaitable[tuple[int, bytes]]]


@dataclass(frozen=True, slots=True)
class _Rules:
    parsed: Protego | None  # None: everything is allowed
    until: float


class Robots:
    """`fetch` brings (status, body) of an address, or raises IntakeError; `agent` is the name that rules are looked up under."""

    def __init__(self, agent: str, fetch: Fetch, clock: Callable[[], float]) -> None:
        self._agent = agent
        self._fetch = fetch
        self._clock = clock
        self._rules: OrderedDict[URL, _Rules] = OrderedDict()

    async def delay(self, url: URL) -> float:
        """Return the pause in seconds that the site asks for (0: none).

        Raises:
            IntakeError: ROBOTS where the rules forbid the address; what the fetch of the rules raised where they can't be had.
        """
        parsed = (await self._of(url)).parsed
        if parsed is None:
            return 0.0
        if not parsed.can_fetch(str(url), self._agent):
            raise IntakeError(Outcome.ROBOTS, host=url.host)
        return float(parsed.crawl_delay(self._agent) or 0.0)

    async def _of(self, url: URL) -> _Rules:
        origin = url.origin()
        known = self._rules.get(origin)
        if known is None or known.until < self._clock():
            known = await self._read(origin)
            self._rules[origin] = known
            self._rules.move_to_end(origin)
            if len(self._rules) > _REMEMBERED:
                self._rules.popitem(last=False)
        return known

    async def _read(self, origin: URL) -> _Rules:
        status, body = await self._fetch(origin / "robots.txt")
        if status >= 500:  # RFC 9309, 2.3.1.4: unreachable rules forbid everything; the page is tried again later
            raise IntakeError(Outcome.SERVER_ERROR, status=status, host=origin.host)
        if status != 200:  # 2.3.1.3: unavailable rules forbid nothing
            return _Rules(None, self._clock() + (KEPT if status in (404, 410) else KEPT_FAILED))
        return _Rules(Protego.parse(body[:MAX_BYTES].decode("utf-8", "replace")), self._clock() + KEPT)
