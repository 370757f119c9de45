"""A web site on loopback whose pages are well, hang, drip, fail at first, or change."""

from __future__ import annotations

import asyncio
from collections import Counter
from html import escape

from aiohttp import web

PAGE = (
    "<!doctype html><html lang=fr><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
)
HELD_S, DRIP_S = 120.0, 0.2


class Site:
    """Serves `/KIND/NUMBER`; kinds are well, hangs, drips, fails, changes and gone."""

    def __init__(self) -> None:
        self.port = 0
        self._texts: dict[str, str] = {}
        self._asked: Counter[str] = Counter()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_get("/robots.txt", self._robots)
        app.router.add_get("/{kind}/{number}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    def add(self, kind: str, number: int, text: str) -> str:
        """Put a page up; its address."""
        self._texts[f"/{kind}/{number}"] = text
        return f"http://127.0.0.1:{self.port}/{kind}/{number}"

    async def _robots(self, _request: web.Request) -> web.Response:
        return web.Response(status=404)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path, kind = request.path, request.match_info["kind"]
        self._asked[path] += 1
        if kind == "gone" or path not in self._texts:
            raise web.HTTPNotFound
        if kind == "hangs":
            await asyncio.sleep(HELD_S)
        if kind == "fails" and self._asked[path] == 1:
            raise web.HTTPServiceUnavailable
        text = self._texts[path]
        if kind == "changes":
            text = f"{text} Version {self._asked[path]}."
        body = PAGE.format(title=f"Nouvelle {request.match_info['number']}", text=escape(text)).encode()
        if kind != "drips":
            return web.Response(body=body, content_type="text/html", charset="utf-8")
        response = web.StreamResponse(headers={"Content-Type": "text/html; charset=utf-8"})
        await response.prepare(request)
        for byte in body:
            await response.write(bytes([byte]))
            await asyncio.sleep(DRIP_S)
        return response
