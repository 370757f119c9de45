"""The HTTP server on loopback: API, gateway, files, articles, and whatever pages are added."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable
from importlib.resources import files
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.sandbox.core import World
from bot.sandbox.faults import Faults
from bot.sandbox.gateway import Gateway
from bot.sandbox.rest import Rest

HOST = "127.0.0.1"
MAX_UPLOAD = 30 * 1024 * 1024
INERT = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
TYPES = {"html": "text/html", "txt": "text/plain"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Serves one `World` on 127.0.0.1. Only for requests that name this very address: another site's page gets 403."""

    def __init__(self, world: World, *, shards: int = 1, privileged: Iterable[str] = ("message_content",)) -> None:
        self.token = f"sandbox.{secrets.token_urlsafe(24)}"
        self.faults = Faults()
        self.gateway = Gateway(world.store, self.faults, self.token, shards=shards, privileged=frozenset(privileged))
        self.rest = Rest(world.store, self.faults, self.gateway, self.token, shards)
        self.app = web.Application(client_max_size=MAX_UPLOAD, middlewares=[self._guard])
        self.port = 0
        self.home: Handler | None = None
        self._world = world
        self._runner: web.AppRunner | None = None
        self._articles: dict[str, tuple[str, bytes]] = {}
        self.app.router.add_route("*", "/api/{path:.*}", self.rest.handle)
        self.app.router.add_get("/cdn/{path:.*}", self._file)
        self.app.router.add_get("/articles/{name}", self._article)
        self.app.router.add_get("/", self._root)

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; 0 takes a free port."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        self.gateway.url = f"ws://{HOST}:{self.port}"
        self._world.store.loopback_cdn.base = self.url

    async def stop(self) -> None:
        """Close the sockets and stop listening."""
        await self.gateway.close_sockets(1001)
        if self._runner is not None:
            await self._runner.cleanup()

    def add_article(self, name: str, content: str | bytes, kind: str = "text/html") -> str:
        """Serve a page of a test's own under `/articles/NAME`; return its address."""
        self._articles[name] = (kind, content.encode() if isinstance(content, str) else content)
        return f"{self.url}/articles/{quote(name)}"

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse other names for this address (DNS rebinding) and pages of other origins."""
        names = (f"{HOST}:{self.port}", f"localhost:{self.port}")
        origin = request.headers.get("Origin")
        if request.host not in names or (origin is not None and urlsplit(origin).netloc not in names):
            raise web.HTTPForbidden(text="this server answers its own page and its own bot only")
        return await handler(request)

    async def _root(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self.gateway.handle(request)
        if self.home is None:
            raise web.HTTPNotFound
        return await self.home(request)

    async def _file(self, request: web.Request) -> web.Response:
        data = self._world.store.cdn.get(request.rel_url.raw_path)
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data, content_type=_type(request.path), headers=INERT)

    async def _article(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name in self._articles:
            kind, data = self._articles[name]
            return web.Response(body=data, content_type=kind, charset="utf-8", headers=INERT)
        if name not in samples():
            raise web.HTTPNotFound(text="no such article")
        kind = TYPES[name.rpartition(".")[2]]
        return web.Response(text=sample(name), content_type=kind, charset="utf-8", headers=INERT)


def samples() -> list[str]:
    """The names of the sample articles that come with the sandbox."""
    return sorted(item.name for item in (files("bot.sandbox") / "articles").iterdir() if item.name.rpartition(".")[2] in TYPES)


def sample(name: str) -> str:
    """The text of a sample article."""
    return (files("bot.sandbox") / "articles" / name).read_text(encoding="utf-8")


def _type(path: str) -> str:
    """Files people uploaded never run here: images are shown, the rest is bytes or plain text."""
    ending = path.rpartition(".")[2].lower()
    images = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
    return images.get(ending, "text/plain" if ending in ("txt", "md", "html", "ics", "csv", "json") else "application/octet-stream")
