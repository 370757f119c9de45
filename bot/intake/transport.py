"""One GET, safely: guarded sockets, a limit on what is read, and every failure told as an outcome."""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from bot import __version__
from bot.errors import IntakeError
from bot.intake.decide import endpoint
from bot.intake.guard import Guard, RefusedAddressError
from bot.intake.resolver import Lookup, Resolver
from bot.model import Outcome

AGENT = "Vigie"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_X_GZIP = "x-gzip"  # the same as gzip (RFC 9110, 8.4.1.3), which aiohttp leaves as it is
_ENCODINGS = frozenset({"", "identity", "gzip", _X_GZIP, "deflate", "br", "zstd"})
_TIMEOUTS = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=8)  # the whole has its limit in fetch.py
_MAX_LINE = 16 * 1024  # bytes of a status line, or of an address in it
_MAX_HEADER = 32 * 1024  # bytes of one header: content security policies of real papers are long
_MAX_HEADERS = 256


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `body` is decompressed, and empty unless it was asked for; `location` is set on redirects."""

    url: URL
    status: int
    headers: CIMultiDictProxy[str]
    content_type: str
    charset: str | None
    body: bytes = b""
    location: str | None = None


class Transport:
    """An aiohttp session that can reach public addresses only, and the endpoints (`host:port`) in `allow`."""

    def __init__(self, *, allow: Iterable[str], contact: str, lookup: Lookup = socket.getaddrinfo) -> None:
        self._allow = tuple(allow)
        self._contact = contact
        self._lookup = lookup
        self._guard = Guard()
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the session, and look up the exempt endpoints."""
        for exempt in self._allow:
            host, _, port = exempt.rpartition(":")
            answers = await asyncio.to_thread(socket.getaddrinfo, host.strip("[]"), int(port), type=socket.SOCK_STREAM)
            self._guard.allowed.update((str(answer[4][0]), int(port)) for answer in answers)
        connector = aiohttp.TCPConnector(
            socket_factory=self._guard.socket, resolver=Resolver(self._guard, self._lookup), limit=32, limit_per_host=2, ttl_dns_cache=30
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            timeout=_TIMEOUTS,
            headers={
                "User-Agent": f"{AGENT}/{__version__} (+{self._contact})",
                "Accept-Language": "fr, en;q=0.8, *;q=0.5",
                "Accept-Encoding": "gzip, deflate, br, zstd",
            },
            max_line_size=_MAX_LINE,
            max_field_size=_MAX_HEADER,
            max_headers=_MAX_HEADERS,
        )

    async def close(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def exempt(self, url: URL) -> bool:
        """Tell whether FETCH_ALLOW names this address's endpoint."""
        return endpoint(url) in self._allow

    async def get(
        self, url: URL, *, headers: Mapping[str, str], limit: int, types: frozenset[str] | None = None, truncate: bool = False
    ) -> Answer:
        """Send one GET; no redirect is followed. The body is read where the status is 200 and the type one of `types` (None: any).

        Args:
            url: already decided to be allowed.
            headers: sent besides our own.
            limit: bytes of the body once decompressed.
            types: media types to read; with another one the answer is NOT_HTML.
            truncate: stop at `limit` instead of failing.

        Raises:
            IntakeError: with the outcome of what went wrong on the way.
        """
        if self._session is None:
            raise RuntimeError("start() the fetcher first")
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                answer = _head(response, url)
                if answer.status != 200:
                    return answer
                _refuse_encoding(response)
                if types is not None and answer.content_type and answer.content_type not in types:
                    raise IntakeError(Outcome.NOT_HTML, content_type=answer.content_type, host=url.host)
                body = await _read(response, limit, truncate=truncate)
                if response.headers.get("Content-Encoding", "").strip().lower() == _X_GZIP:
                    body = _unzip(body, limit, url, truncate=truncate)
        except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            raise _failure(error, url) from error
        return Answer(url, answer.status, answer.headers, answer.content_type, answer.charset, body)


def _head(response: aiohttp.ClientResponse, url: URL) -> Answer:
    headers = response.headers
    stated = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        charset = response.charset
    except (ValueError, LookupError):
        charset = None
    location = headers.get("Location") if response.status in _REDIRECTS else None
    return Answer(url, response.status, headers, stated, charset, location=location)


def _refuse_encoding(response: aiohttp.ClientResponse) -> None:
    """Stacked or unknown encodings would reach us as they are, undecoded."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _ENCODINGS or len(response.headers.getall("Content-Encoding", ())) > 1:
        raise IntakeError(Outcome.NOT_HTML, content_type=f"{response.content_type} ({encoding[:40]})", host=response.url.host)


async def _read(response: aiohttp.ClientResponse, limit: int, *, truncate: bool) -> bytes:
    stated = response.content_length
    if stated is not None and stated > limit and not truncate:
        raise IntakeError(Outcome.TOO_LARGE, limit=limit, host=response.url.host)
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            if truncate:
                break
            raise IntakeError(Outcome.TOO_LARGE, limit=limit, host=response.url.host)
    return bytes(body[:limit])


def _unzip(body: bytes, limit: int, url: URL, *, truncate: bool) -> bytes:
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    made = unzip.decompress(body, limit + 1)
    if len(made) > limit and not truncate:
        raise IntakeError(Outcome.TOO_LARGE, limit=limit, host=url.host)
    if not unzip.eof and len(made) <= limit:
        raise zlib.error("cut short")
    return made[:limit]


def _failure(error: Exception, url: URL) -> IntakeError:
    """Return the outcome of a failed request."""
    refusal = next((cause for cause in _causes(error) if isinstance(cause, RefusedAddressError)), None)
    if refusal is not None or isinstance(error, aiohttp.InvalidURL):
        return IntakeError(Outcome.REFUSED_ADDRESS, host=url.host, why=str(refusal or error))
    if isinstance(error, aiohttp.ClientSSLError):
        return IntakeError(Outcome.TLS, host=url.host, why=type(error).__name__)
    if isinstance(error, TimeoutError):
        return IntakeError(Outcome.TIMEOUT, host=url.host)
    return IntakeError(Outcome.UNREACHABLE, host=url.host, why=type(error).__name__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "os_error", None)]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
