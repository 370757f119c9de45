"""Fetch pages that strangers chose, politely and safely: redirects decided one by one, limits on time and size, robots.txt."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from yarl import URL

from bot.errors import IntakeError
from bot.intake.decide import decide, resolve_reference
from bot.intake.head import read_head
from bot.intake.keys import registrable
from bot.intake.quota import Quota
from bot.intake.resolver import Lookup
from bot.intake.robots import MAX_BYTES as MAX_ROBOTS
from bot.intake.robots import Robots
from bot.intake.sites import MAX_PAUSE, PAUSE, Sites, retry_after
from bot.intake.transport import AGENT, Answer, Transport
from bot.model import Outcome, Page

MAX_BYTES = 5_000_000  # of a page, decompressed
MAX_REDIRECTS = 5
MAX_SECONDS = 15.0  # of requests for one page, redirects and robots.txt included; waiting for a site's turn isn't counted
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/xml",
        "text/xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
    }
) | frozenset({"text/html", "text/plain"})  # feeds are served under any of these
FILE_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
_DEFAULT_RETRY = 60.0
SITE_BURST, SITE_SECONDS = 120, 15.0  # pages of one site at once, and in how many seconds one more
_OUTCOMES = {
    401: Outcome.FORBIDDEN, 402: Outcome.PAYWALL, 403: Outcome.FORBIDDEN, 404: Outcome.NOT_FOUND, 410: Outcome.NOT_FOUND,
    429: Outcome.RATE_LIMITED, 451: Outcome.FORBIDDEN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was when it was read before."""

    url: str


class Fetcher:
    """Fetches pages, feeds and Discord's attachments. One per process: it remembers the sites' patience and rules."""

    def __init__(
        self, *, contact: str, allow: tuple[str, ...] = (), clock: Callable[[], float] = time.monotonic, lookup: Lookup = socket.getaddrinfo
    ) -> None:
        """Make a fetcher; `start` opens it.

        Args:
            contact: an address where a site's owner reaches the bot's owner, shown in User-Agent.
            allow: `host:port` exempt from address checks and pauses (FETCH_ALLOW).
            clock: seconds that never go back.
            lookup: the resolver's question, as socket.getaddrinfo.
        """
        self._allow = allow
        self._transport = Transport(allow=allow, contact=contact, lookup=lookup)
        self._sites = Sites(clock)
        self._quota = Quota(clock, burst=SITE_BURST, seconds=SITE_SECONDS)
        self._robots = Robots(AGENT, self._rules, clock)

    async def start(self) -> None:
        """Open the session."""
        await self._transport.start()

    async def close(self) -> None:
        """Close the session."""
        await self._transport.close()

    async def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, types: frozenset[str] = HTML_TYPES
    ) -> Page | NotModified:
        """Fetch a page.

        Args:
            url: as found; it is decided upon here, and each redirect too.
            etag: of the page read before: NotModified is answered where it is still the same.
            last_modified: likewise.
            types: media types to accept (HTML_TYPES or FEED_TYPES).

        Raises:
            IntakeError: the outcome, with its data: `host`, and `status`, `limit`, `retry_after` (seconds), `content_type` or `why`.
        """
        budget = _Budget(MAX_SECONDS)
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {"Accept": _accept(types), **{name: value for name, value in conditions.items() if value}}
        target = self._checked(url)
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._visit(target, headers, types, budget)
            head = read_head(answer.body)
            onward = _onward(target, answer.location or (head.refresh if types is HTML_TYPES else None))
            if onward is None or (answer.location is None and onward == str(target)):
                return self._result(answer, reserved=head.reserved)
            target = self._checked(onward)
            headers = {"Accept": headers["Accept"]}
        raise IntakeError(Outcome.TOO_MANY_REDIRECTS, host=target.host, limit=MAX_REDIRECTS)

    async def fetch_file(self, url: str, *, limit: int) -> bytes:
        """Fetch a file attached to a Discord message, `limit` bytes at most.

        Raises:
            IntakeError: REFUSED_ADDRESS for any other host, TOO_LARGE, or what went wrong on the way.
        """
        target = self._checked(url)
        if target.host not in FILE_HOSTS and not self._transport.exempt(target):
            raise IntakeError(Outcome.REFUSED_ADDRESS, host=target.host, why="not_discord")
        async with _Budget(MAX_SECONDS).spend(target):
            answer = await self._transport.get(target, headers={}, limit=limit)
        if answer.status != 200:
            raise self._refused(answer)
        return answer.body

    async def _visit(self, url: URL, headers: dict[str, str], types: frozenset[str], budget: _Budget) -> Answer:
        """Send one request when its site's turn has come, if the site's rules allow it."""
        site, pause = self._site(url)
        async with self._sites.turn(site) as turn:
            closed = self._sites.closed_for(site) or (0.0 if self._transport.exempt(url) else self._quota.take(site))
            if closed > 0:
                raise IntakeError(Outcome.RATE_LIMITED, host=url.host, retry_after=closed)
            turn.pause = pause
            async with budget.spend(url):
                turn.pause = min(max(pause, await self._robots.delay(url)), MAX_PAUSE)
                answer = await self._transport.get(url, headers=headers, limit=MAX_BYTES, types=types)
            if answer.location is not None:
                turn.pause = 0.0  # the redirect's next step belongs to the same visit
        return answer

    async def _rules(self, url: URL) -> tuple[int, bytes]:
        """Fetch a robots.txt: (status, body), redirects followed (RFC 9309, 2.3.1.2)."""
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._transport.get(url, headers={"Accept": "text/plain, */*;q=0.1"}, limit=MAX_ROBOTS, truncate=True)
            onward = _onward(url, answer.location)
            if onward is None:
                return answer.status, answer.body
            url = self._checked(onward)
        return 404, b""  # no more than five redirects: as if there were none

    def _result(self, answer: Answer, *, reserved: bool) -> Page | NotModified:
        if answer.status == 304:
            return NotModified(str(answer.url))
        if answer.status != 200:
            raise self._refused(answer)
        if not answer.content_type and not answer.body.lstrip()[:1] == b"<":
            raise IntakeError(Outcome.NOT_HTML, content_type="?", host=answer.url.host)
        if answer.headers.get("TDM-Reservation", "").strip() == "1" or reserved:  # docs/decisions/0012-reserved-texts.md
            raise IntakeError(Outcome.ROBOTS, host=answer.url.host)
        return Page(
            url=str(answer.url),
            body=answer.body,
            content_type=answer.content_type or "text/html",
            charset=answer.charset,
            etag=answer.headers.get("ETag"),
            last_modified=answer.headers.get("Last-Modified"),
        )

    def _refused(self, answer: Answer) -> IntakeError:
        """Return the outcome of an answer that brings no page; the site's Retry-After is remembered."""
        outcome = _OUTCOMES.get(answer.status) or (Outcome.SERVER_ERROR if answer.status >= 500 else Outcome.UNREACHABLE)
        data: dict[str, object] = {"host": answer.url.host, "status": answer.status}
        seconds = retry_after(answer.headers.get("Retry-After"))
        if outcome is Outcome.RATE_LIMITED and seconds is None:
            seconds = _DEFAULT_RETRY
        if seconds is not None and (outcome is Outcome.RATE_LIMITED or answer.status == 503):
            self._sites.close_for(self._site(answer.url)[0], seconds)
            data["retry_after"] = seconds
        return IntakeError(outcome, **data)

    def _site(self, url: URL) -> tuple[str, float]:
        """Return whom a request bothers, and the pause in seconds after it."""
        if self._transport.exempt(url):
            return f"{url.host}:{url.port}", 0.0
        return registrable(url.host or ""), PAUSE

    def _checked(self, url: str) -> URL:
        decision = decide(url, allow=self._allow)
        if decision.url is None:
            raise IntakeError(Outcome.REFUSED_ADDRESS, host=decision.host, why=str(decision.why))
        return decision.url


class _Budget:
    """The seconds that requests for one page may take together."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def spend(self, url: URL) -> AsyncIterator[None]:
        start = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError:
            raise IntakeError(Outcome.TIMEOUT, host=url.host, limit=MAX_SECONDS) from None
        finally:
            self._left -= time.monotonic() - start


def _onward(url: URL, location: str | None) -> str | None:
    """Return where a redirect leads, if anywhere. Spaces and bytes that are no UTF-8 occur in the wild and are escaped as browsers do."""
    if not location:
        return None
    text = location.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    return resolve_reference(str(url), text.replace(" ", "%20"))


def _accept(types: frozenset[str]) -> str:
    return ", ".join(sorted(types)) + ", */*;q=0.1"
