"""A loopback web server that misbehaves: each path is an attack, written to the socket byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
import struct
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import brotli
from backports import zstd

PAGE = b"<!doctype html><html lang=fr><title>Une page</title><p>Bonjour.</p></html>"
Handler = Callable[["Request"], Awaitable[None]]


class Request:
    def __init__(self, path: str, headers: dict[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
        self.path, self.headers, self.reader, self.writer, self.port = path, headers, reader, writer, port

    async def send(self, *parts: bytes) -> None:
        for part in parts:
            self.writer.write(part)
        await self.writer.drain()

    async def answer(self, body: bytes = PAGE, status: str = "200 OK", **headers: str) -> None:
        fields = {"Content-Type": "text/html", "Content-Length": str(len(body)), "Connection": "close"}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        await self.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode(), body)


class Server:
    """Counts the connections it gets and the paths it is asked for."""

    def __init__(self) -> None:
        self.connections = 0
        self.asked: Counter[str] = Counter()
        self.requests: list[Request] = []
        self.routes: dict[str, Handler] = {}
        self.under_way = 0
        self.most_at_once = 0
        self.port = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def route(self, path: str) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            self.routes[path] = handler
            return handler

        return keep

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            self.asked[path] += 1
            request = Request(path, headers, reader, writer, self.port)
            self.requests.append(request)
            await self.routes.get(path.partition("?")[0], _not_found)(request)
        self.under_way -= 1
        writer.close()


async def _not_found(request: Request) -> None:
    await request.answer(b"", "404 Not Found")


@asynccontextmanager
async def running(tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    attacks(server)
    try:
        yield server
    finally:
        listener.close()


def attacks(server: Server) -> None:
    @server.route("/page")
    async def page(request: Request) -> None:
        await request.answer(ETag='"1"')

    @server.route("/drip")
    async def drip(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
        while True:
            await request.send(b"a")
            await asyncio.sleep(0.02)

    @server.route("/drip-headers")
    async def drip_headers(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            await request.send(b"a")
            await asyncio.sleep(0.02)

    @server.route("/silent")
    async def silent(request: Request) -> None:
        await asyncio.sleep(60)

    @server.route("/endless")
    async def endless(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
        while True:
            await request.send(b"<p>encore</p>" * 10_000)

    @server.route("/endless-headers")
    async def endless_headers(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            await request.send(b"X-More: of the same\r\n" * 1000)

    @server.route("/long-header")
    async def long_header(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            await request.send(b"a" * 65536)

    @server.route("/interim-flood")
    async def interim_flood(request: Request) -> None:
        while True:
            await request.send(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)

    @server.route("/chunk-extensions")
    async def chunk_extensions(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            await request.send(b"1;" + b"x" * 4000 + b"\r\na\r\n")

    @server.route("/too-short")
    async def too_short(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>half")

    @server.route("/lying-length")
    async def lying_length(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000000000\r\n\r\n" + PAGE)

    @server.route("/half-closed-body")
    async def half_closed_body(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>half")
        request.writer.write_eof()
        await asyncio.sleep(1)

    @server.route("/cut-chunks")
    async def cut_chunks(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ha\r\n")

    @server.route("/reset")
    async def reset(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>half")
        request.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    @server.route("/two-lengths")
    async def two_lengths(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nContent-Length: 900\r\n\r\n" + PAGE)

    @server.route("/length-and-chunks")
    async def length_and_chunks(request: Request) -> None:
        await request.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n0\r\n\r\n"
        )

    @server.route("/negative-length")
    async def negative_length(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -5\r\n\r\n" + PAGE)

    @server.route("/huge-chunk")
    async def huge_chunk(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")
        while True:
            await request.send(b"a" * 65536)

    @server.route("/endless-trailers")
    async def endless_trailers(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n0\r\n")
        while True:
            await request.send(b"X-More: of the same\r\n" * 1000)

    @server.route("/one-byte-chunks")
    async def one_byte_chunks(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            await request.send(b"1\r\na\r\n" * 2000)

    @server.route("/switch")
    async def switch(request: Request) -> None:
        await request.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + PAGE)

    @server.route("/half-closed")
    async def half_closed(request: Request) -> None:
        request.writer.write_eof()
        await asyncio.sleep(1)

    @server.route("/garbage")
    async def garbage(request: Request) -> None:
        await request.send(b"\x00\x01\x02 not http at all\r\n\r\n")

    @server.route("/http09")
    async def http09(request: Request) -> None:
        await request.send(PAGE)

    @server.route("/location")
    async def location(request: Request) -> None:
        await request.answer(b"", "302 Found", Location=request.path.partition("?")[2])

    @server.route("/loop")
    async def loop(request: Request) -> None:
        await request.answer(b"", "302 Found", Location=request.path + "a")

    async def bomb(request: Request, encoding: str, chunks: list[bytes]) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\nConnection: close\r\n\r\n"
        await request.send(head.encode())
        for chunk in chunks:
            await request.send(chunk)

    @server.route("/gzip-bomb")
    async def gzip_bomb(request: Request) -> None:
        await bomb(request, "gzip", [gzip.compress(b"a" * 200_000_000)])

    @server.route("/deflate-bomb")
    async def deflate_bomb(request: Request) -> None:
        await bomb(request, "deflate", [zlib.compress(b"a" * 200_000_000)])

    @server.route("/br-bomb")
    async def br_bomb(request: Request) -> None:
        await bomb(request, "br", [brotli.compress(b"a" * 200_000_000, quality=5)])

    @server.route("/zstd-bomb")
    async def zstd_bomb(request: Request) -> None:
        await bomb(request, "zstd", [zstd.compress(b"a" * 200_000_000)])

    @server.route("/zstd-wide-window")
    async def zstd_wide_window(request: Request) -> None:
        made = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.content_size_flag: 0})
        await bomb(request, "zstd", [*(made.compress(b"a" * 20_000_000) for _ in range(10)), made.flush()])

    @server.route("/zstd-frames")
    async def zstd_frames(request: Request) -> None:
        await bomb(request, "zstd", [zstd.compress(b"a" * 1_000_000)] * 200)

    @server.route("/empty-members")
    async def empty_members(request: Request) -> None:
        while True:
            await bomb(request, "gzip", [gzip.compress(b"") * 3000] * 100)

    @server.route("/broken-zstd")
    async def broken_zstd(request: Request) -> None:
        await bomb(request, "zstd", [b"\x28\xb5\x2f\xfd\xa4" + b"\xff" * 4 + b"\x53\x00\x00\x10aa\x01\x00" * 1000])

    @server.route("/zip-in-zip")
    async def nested(request: Request) -> None:
        await bomb(request, "gzip", [gzip.compress(gzip.compress(b"a" * 100_000_000))])

    @server.route("/gzip-members")
    async def gzip_members(request: Request) -> None:
        await bomb(request, "gzip", [gzip.compress(b"a" * 1_000_000)] * 200)

    @server.route("/x-gzip")
    async def x_gzip(request: Request) -> None:
        await bomb(request, "x-gzip", [gzip.compress(PAGE)])

    @server.route("/x-gzip-bomb")
    async def x_gzip_bomb(request: Request) -> None:
        await bomb(request, "x-gzip", [gzip.compress(b"a" * 200_000_000)])

    @server.route("/x-gzip-cut")
    async def x_gzip_cut(request: Request) -> None:
        await bomb(request, "x-gzip", [gzip.compress(PAGE)[:-9]])

    @server.route("/refresh")
    async def refresh(request: Request) -> None:
        target = request.path.partition("?")[2]
        await request.answer(f'<meta http-equiv="refresh" content="0; url={target}">'.encode())

    @server.route("/reserved")
    async def reserved(request: Request) -> None:
        await request.answer(TDM_Reservation="1")

    @server.route("/stacked")
    async def stacked(request: Request) -> None:
        await bomb(request, "gzip, gzip", [gzip.compress(gzip.compress(PAGE))])

    @server.route("/broken-gzip")
    async def broken_gzip(request: Request) -> None:
        await bomb(request, "gzip", [b"\x1f\x8b\x08\x00 broken" * 50])
