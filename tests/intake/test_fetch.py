"""The fetcher against a real server on loopback that tries each attack."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import aiohttp
import brotli
import pytest
from backports import zstd

from bot.errors import IntakeError
from bot.intake import fetch as module
from bot.intake import resolver
from bot.intake.fetch import FEED_TYPES, Fetcher, NotModified
from bot.intake.guard import Guard, RefusedAddressError
from bot.intake.quota import Quota
from bot.intake.resolver import Resolver
from bot.intake.sites import Sites, retry_after
from bot.model import Outcome, Page
from tests.intake.server import PAGE, Request, Server, running

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as server:
        yield server


@pytest.fixture
async def fetcher(server: Server) -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(contact="https://vigie.example/contact", allow=(f"127.0.0.1:{server.port}",))
    await fetcher.start()
    yield fetcher
    await fetcher.close()


async def outcome_of(fetcher: Fetcher, url: str) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        await fetcher.fetch(url)
    return caught.value


async def test_a_page_is_fetched_under_our_name(fetcher: Fetcher, server: Server) -> None:
    page = await fetcher.fetch(server.url("/page"))
    assert isinstance(page, Page)
    assert (page.body, page.content_type, page.etag) == (PAGE, "text/html", '"1"')
    headers = server.requests[-1].headers
    assert headers["user-agent"].startswith("Vigie/")
    assert "(+https://vigie.example/contact)" in headers["user-agent"]
    assert "referer" not in headers
    assert "cookie" not in headers


async def test_nothing_comes_from_the_environment(fetcher: Fetcher, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert isinstance(await fetcher.fetch(server.url("/page")), Page)


async def test_cookies_are_not_kept(fetcher: Fetcher, server: Server) -> None:
    @server.route("/cookie")
    async def cookie(request: Request) -> None:
        await request.answer(Set_Cookie="who=me")

    await fetcher.fetch(server.url("/cookie"))
    await fetcher.fetch(server.url("/page"))
    assert "cookie" not in server.requests[-1].headers


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://①②⑦.⓪.⓪.①/",
        "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
        "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "//127.0.0.1/", "http://user@news.example.com/", "http://10.0.0.1:80/",
        "http://[::1", "//[", "http://ⅰ／x/",
    ],
)  # fmt: skip
async def test_a_redirect_inside_is_refused(fetcher: Fetcher, server: Server, target: str) -> None:
    async with running() as inside:
        for place in (target, inside.url("/page"), inside.url("/page").replace("127.0.0.1", "localhost")):
            error = await outcome_of(fetcher, server.url("/location?" + place))
            assert error.outcome is Outcome.REFUSED_ADDRESS
        assert inside.connections == 0


async def test_redirects_are_followed_and_counted(fetcher: Fetcher, server: Server) -> None:
    page = await fetcher.fetch(server.url("/location?/location?/page"))
    assert isinstance(page, Page)
    assert page.url == server.url("/page")
    server.routes |= {"/loop" + "a" * n: server.routes["/loop"] for n in range(10)}
    assert (await outcome_of(fetcher, server.url("/loop"))).outcome is Outcome.TOO_MANY_REDIRECTS


async def test_x_gzip_is_gzip(fetcher: Fetcher, server: Server) -> None:
    page = await fetcher.fetch(server.url("/x-gzip"))
    assert isinstance(page, Page)
    assert page.body == PAGE


async def test_a_refresh_is_a_redirect(fetcher: Fetcher, server: Server) -> None:
    page = await fetcher.fetch(server.url("/refresh?/refresh?/page"))
    assert isinstance(page, Page)
    assert page.url == server.url("/page")
    server.routes |= {"/again" + "a" * n: server.routes["/refresh"] for n in range(10)}
    error = await outcome_of(fetcher, server.url("/again?" + "?".join("/again" + "a" * n for n in range(8))))
    assert error.outcome is Outcome.TOO_MANY_REDIRECTS
    async with running() as inside:
        for place in ("http://127.0.0.1/", "file:///etc/passwd", inside.url("/page")):
            assert (await outcome_of(fetcher, server.url("/refresh?" + place))).outcome is Outcome.REFUSED_ADDRESS
        assert inside.connections == 0


@pytest.mark.parametrize("name", ["rebind.news-site.fr", "news-site.fr"])
async def test_names_that_resolve_inside_are_refused(name: str) -> None:
    async with running() as inside:
        fetcher = Fetcher(contact="x", lookup=lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))])
        await fetcher.start()
        error = await outcome_of(fetcher, f"http://{name}/")
        await fetcher.close()
        assert error.outcome is Outcome.REFUSED_ADDRESS
        assert inside.connections == 0


async def test_one_bad_answer_among_good_ones_refuses_the_name() -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80)) for host in ("93.184.216.34", "10.0.0.1")]
    with pytest.raises(RefusedAddressError):
        await Resolver(Guard(), lambda *_, **__: answers).resolve("news-site.fr", 80)


async def test_a_name_that_changes_after_the_check_connects_nowhere() -> None:
    """The resolver has passed, and now the name means loopback: the socket itself refuses."""

    class Lying(Resolver):
        async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
            return [self._result(host, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)))]

    async with running() as inside:
        guard = Guard()
        connector = aiohttp.TCPConnector(socket_factory=guard.socket, resolver=Lying(guard))
        async with aiohttp.ClientSession(connector=connector) as session:
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(f"http://news-site.fr:{inside.port}/page")
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(inside.url("/page"))
        assert inside.connections == 0


async def test_name_servers_that_never_answer_block_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "PATIENCE", 0.3)
    release = threading.Event()

    def tar_pit(host: str, port: int, **_: object) -> list:
        release.wait(20)
        return []

    fetcher = Fetcher(contact="x", lookup=tar_pit)
    await fetcher.start()
    hung = [asyncio.create_task(outcome_of(fetcher, f"http://tar-pit{n}.fr/")) for n in range(20)]
    await asyncio.sleep(0)
    started = time.monotonic()
    await asyncio.to_thread(lambda: None)  # the program's own threads are free
    assert time.monotonic() - started < 5
    assert {error.outcome for error in await asyncio.gather(*hung)} == {Outcome.UNREACHABLE}
    release.set()
    await fetcher.close()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/drip", {Outcome.TIMEOUT}),
        ("/drip-headers", {Outcome.TIMEOUT}),
        ("/silent", {Outcome.TIMEOUT}),
        ("/interim-flood", {Outcome.TIMEOUT, Outcome.UNREACHABLE}),
        ("/chunk-extensions", {Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.TOO_LARGE}),
        ("/endless-headers", {Outcome.UNREACHABLE}),
        ("/long-header", {Outcome.UNREACHABLE}),
        ("/too-short", {Outcome.UNREACHABLE}),
        ("/half-closed", {Outcome.UNREACHABLE}),
        ("/garbage", {Outcome.UNREACHABLE}),
        ("/http09", {Outcome.UNREACHABLE}),
        ("/endless", {Outcome.TOO_LARGE}),
        ("/lying-length", {Outcome.TOO_LARGE}),
        ("/broken-gzip", {Outcome.UNREACHABLE}),
        ("/stacked", {Outcome.NOT_HTML}),
        ("/x-gzip-cut", {Outcome.UNREACHABLE}),
        ("/reserved", {Outcome.ROBOTS}),
        ("/broken-zstd", {Outcome.UNREACHABLE}),
        ("/empty-members", {Outcome.TIMEOUT, Outcome.UNREACHABLE}),
        ("/half-closed-body", {Outcome.UNREACHABLE}),
        ("/cut-chunks", {Outcome.UNREACHABLE}),
        ("/reset", {Outcome.UNREACHABLE}),
        ("/two-lengths", {Outcome.UNREACHABLE}),
        ("/length-and-chunks", {Outcome.UNREACHABLE}),
        ("/negative-length", {Outcome.UNREACHABLE}),
        ("/huge-chunk", {Outcome.TOO_LARGE, Outcome.UNREACHABLE}),
        ("/endless-trailers", {Outcome.TIMEOUT, Outcome.UNREACHABLE}),
        ("/one-byte-chunks", {Outcome.TIMEOUT, Outcome.TOO_LARGE}),
        ("/switch", {Outcome.UNREACHABLE}),
        ("/nothing", {Outcome.NOT_FOUND}),
    ],
)
async def test_attacks_end(fetcher: Fetcher, server: Server, monkeypatch: pytest.MonkeyPatch, path: str, expected: set[Outcome]) -> None:
    monkeypatch.setattr(module, "MAX_SECONDS", 1.5)
    started = time.monotonic()
    error = await outcome_of(fetcher, server.url(path))
    assert error.outcome in expected
    assert time.monotonic() - started < 10
    assert isinstance(await fetcher.fetch(server.url("/page")), Page)  # and the fetcher still works


@pytest.mark.parametrize(
    "path", ["/gzip-bomb", "/x-gzip-bomb", "/deflate-bomb", "/br-bomb", "/zstd-bomb", "/zstd-wide-window", "/gzip-members", "/zstd-frames"]
)
async def test_bombs_stop_at_the_limit_in_memory_too(path: str) -> None:
    """The server runs in this process too and makes 200 MB: what the fetcher adds is measured in a process of its own."""
    program = (
        "import asyncio, resource, sys\n"
        "from bot.errors import IntakeError\nfrom bot.intake.fetch import Fetcher\n"
        "async def main(url, allow):\n"
        "    fetcher = Fetcher(contact='x', allow=(allow,)); await fetcher.start()\n"
        "    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    try:\n        await fetcher.fetch(url)\n    except IntakeError as error:\n        print(error.outcome)\n"
        "    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
        "    await fetcher.close()\n"
        "asyncio.run(main(*sys.argv[1:]))\n"
    )
    async with running() as server:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, server.url(path), f"127.0.0.1:{server.port}", cwd=ROOT, stdout=subprocess.PIPE
        )
        output, _ = await child.communicate()
    outcome, megabytes = output.decode().split()
    assert outcome == Outcome.TOO_LARGE
    assert int(megabytes) < 60


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate), ("br", brotli.compress),
        ("zstd", zstd.compress), ("identity", bytes), ("GZIP", gzip.compress),
    ],
)  # fmt: skip
async def test_compressed_pages_are_read(fetcher: Fetcher, server: Server, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = PAGE * 400

    @server.route("/packed")
    async def packed(request: Request) -> None:
        assert encoding.lower() in request.headers["accept-encoding"] or encoding == "identity"
        await request.answer(pack(body), Content_Encoding=encoding)

    page = await fetcher.fetch(server.url("/packed"))
    assert isinstance(page, Page)
    assert page.body == body


async def test_types_are_checked(fetcher: Fetcher, server: Server) -> None:
    @server.route("/pdf")
    async def pdf(request: Request) -> None:
        await request.answer(b"%PDF-1.7", Content_Type="application/pdf")

    @server.route("/feed")
    async def feed(request: Request) -> None:
        await request.answer(b"<rss/>", Content_Type="application/rss+xml; charset=iso-8859-15")

    error = await outcome_of(fetcher, server.url("/pdf"))
    assert (error.outcome, error.data["content_type"]) == (Outcome.NOT_HTML, "application/pdf")
    page = await fetcher.fetch(server.url("/feed"), types=FEED_TYPES)
    assert isinstance(page, Page)
    assert page.charset == "iso-8859-15"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("401 Unauthorized", Outcome.FORBIDDEN),
        ("402 Payment Required", Outcome.PAYWALL),
        ("403 Forbidden", Outcome.FORBIDDEN),
        ("410 Gone", Outcome.NOT_FOUND),
        ("418 Teapot", Outcome.UNREACHABLE),
        ("500 Oops", Outcome.SERVER_ERROR),
        ("204 No Content", Outcome.UNREACHABLE),
        ("302 Found", Outcome.UNREACHABLE),
    ],
)
async def test_statuses_have_outcomes(fetcher: Fetcher, server: Server, status: str, outcome: Outcome) -> None:
    @server.route("/status")
    async def answer(request: Request) -> None:
        await request.answer(b"", status)

    assert (await outcome_of(fetcher, server.url("/status"))).outcome is outcome


async def test_retry_after_is_obeyed(fetcher: Fetcher, server: Server) -> None:
    @server.route("/busy")
    async def busy(request: Request) -> None:
        await request.answer(b"", "429 Too Many Requests", Retry_After="120")

    error = await outcome_of(fetcher, server.url("/busy"))
    assert (error.outcome, error.data["retry_after"]) == (Outcome.RATE_LIMITED, 120.0)
    error = await outcome_of(fetcher, server.url("/page"))
    assert error.outcome is Outcome.RATE_LIMITED
    assert server.asked["/page"] == 0


async def test_a_page_read_before_is_asked_for_conditionally(fetcher: Fetcher, server: Server) -> None:
    @server.route("/same")
    async def same(request: Request) -> None:
        await request.answer(b"", "304 Not Modified" if request.headers.get("if-none-match") == '"1"' else "200 OK")

    assert isinstance(await fetcher.fetch(server.url("/same"), etag='"1"', last_modified="Tue, 24 Nov 2026 08:00:00 GMT"), NotModified)
    assert server.requests[-1].headers["if-modified-since"] == "Tue, 24 Nov 2026 08:00:00 GMT"
    await fetcher.fetch(server.url("/location?/page"), etag='"1"')
    assert "if-none-match" not in server.requests[-1].headers


async def test_robots_are_obeyed_and_asked_once(fetcher: Fetcher, server: Server) -> None:
    @server.route("/robots.txt")
    async def robots(request: Request) -> None:
        await request.answer(b"User-agent: *\nDisallow: /private\n", Content_Type="text/plain")

    assert (await outcome_of(fetcher, server.url("/private/page"))).outcome is Outcome.ROBOTS
    await fetcher.fetch(server.url("/page"))
    assert server.asked["/robots.txt"] == 1
    assert server.asked["/private/page"] == 0


@pytest.mark.parametrize(("status", "readable"), [("404 Not Found", True), ("403 Forbidden", True), ("503 Busy", False)])
async def test_robots_that_cannot_be_had(fetcher: Fetcher, server: Server, status: str, readable: bool) -> None:
    @server.route("/robots.txt")
    async def robots(request: Request) -> None:
        await request.answer(b"", status)

    if readable:
        assert isinstance(await fetcher.fetch(server.url("/page")), Page)
    else:
        assert (await outcome_of(fetcher, server.url("/page"))).outcome is Outcome.SERVER_ERROR


async def test_one_request_at_a_time_a_site(fetcher: Fetcher, server: Server) -> None:
    @server.route("/slow")
    async def slow(request: Request) -> None:
        await asyncio.sleep(0.05)
        await request.answer()

    await asyncio.gather(*(fetcher.fetch(server.url(f"/slow?{n}")) for n in range(4)))
    assert server.most_at_once == 1


async def test_a_site_is_asked_for_so_many_pages_and_no_more() -> None:
    """Its name means nothing here: what counts is that no request is even tried."""
    asked = []

    def nowhere(host: str, port: int, **_: object) -> list:
        asked.append(host)
        raise OSError("no such name")

    fetcher = Fetcher(contact="x", lookup=nowhere, clock=lambda: 0.0)
    await fetcher.start()
    for _ in range(module.SITE_BURST):
        fetcher._quota.take("news-site.fr")
    error = await outcome_of(fetcher, "https://www.news-site.fr/a")
    assert (error.outcome, error.data["retry_after"]) == (Outcome.RATE_LIMITED, module.SITE_SECONDS)
    assert (await outcome_of(fetcher, "https://other-site.fr/a")).outcome is Outcome.UNREACHABLE
    await fetcher.close()
    assert set(asked) == {"other-site.fr"}


def test_a_quota_fills_up_again() -> None:
    now = [0.0]
    quota = Quota(lambda: now[0], burst=2, seconds=10)
    assert [quota.take("a"), quota.take("a"), quota.take("a"), quota.take("b")] == [0, 0, 10, 0]
    now[0] = 10
    assert [quota.take("a"), quota.take("a")] == [0, 10]
    now[0] = 1000
    assert [quota.take("a"), quota.take("a"), quota.take("a")] == [0, 0, 10]


async def test_a_name_whose_meaning_changes_connects_nowhere() -> None:
    """Each look-up answers otherwise: public first, then loopback. Whatever is answered when, nothing inside is reached."""
    async with running() as inside:
        answers = iter(["192.0.2.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"] * 5)

        def changing(host: str, port: int, **_: object) -> list:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

        fetcher = Fetcher(contact="x", lookup=changing)
        await fetcher.start()
        for path in ("a", "b", "c"):
            assert (await outcome_of(fetcher, f"http://rebinding{path}.fr/")).outcome is Outcome.REFUSED_ADDRESS
        await fetcher.close()
        assert inside.connections == 0


async def test_robots_that_lead_inside_are_not_followed(fetcher: Fetcher, server: Server) -> None:
    async with running() as inside:

        @server.route("/robots.txt")
        async def robots(request: Request) -> None:
            await request.answer(b"", "302 Found", Location=inside.url("/page"))

        assert (await outcome_of(fetcher, server.url("/page"))).outcome is Outcome.REFUSED_ADDRESS
        assert inside.connections == 0


async def test_the_pause_between_two_turns() -> None:
    now = [0.0]
    sites = Sites(lambda: now[0])
    async with sites.turn("a.fr") as turn:
        turn.pause = 0.2
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05), sites.turn("a.fr"):
            pass
    async with asyncio.timeout(5), sites.turn("b.fr"):  # another site isn't waited for
        pass
    now[0] = 0.3
    async with asyncio.timeout(0.05), sites.turn("a.fr"):
        pass


def test_retry_after_forms() -> None:
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert retry_after("120") == 120
    assert retry_after(format_datetime(now + timedelta(minutes=1), usegmt=True), now) == 60
    assert retry_after("9" * 400) == 24 * 3600
    assert retry_after("soon") is None
    assert retry_after(None) is None


async def test_files_come_from_discord_only(fetcher: Fetcher, server: Server) -> None:
    assert await fetcher.fetch_file(server.url("/page"), limit=1000) == PAGE
    with pytest.raises(IntakeError) as caught:
        await fetcher.fetch_file(server.url("/page"), limit=10)
    assert caught.value.outcome is Outcome.TOO_LARGE
    with pytest.raises(IntakeError) as caught:
        await fetcher.fetch_file("https://www.lemonde.fr/a.txt", limit=10)
    assert caught.value.outcome is Outcome.REFUSED_ADDRESS


def certificate(folder: Path, name: str, *extra: str) -> ssl.SSLContext:
    key, made = folder / f"{name}.key", folder / f"{name}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", *extra]
    subprocess.run([*command, "-keyout", key, "-out", made], check=True, capture_output=True)  # noqa: S603
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command to make a certificate")
@pytest.mark.parametrize("name", ["127.0.0.1", "autre-site.fr"])
async def test_certificates_are_checked(tmp_path: Path, name: str) -> None:
    async with running(certificate(tmp_path, name)) as server:
        fetcher = Fetcher(contact="x", allow=(f"127.0.0.1:{server.port}",))
        await fetcher.start()
        error = await outcome_of(fetcher, f"https://127.0.0.1:{server.port}/page")
        await fetcher.close()
    assert error.outcome is Outcome.TLS
    assert not server.asked


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command to make a certificate")
async def test_a_certificate_of_another_name_is_refused_even_from_a_trusted_issuer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = certificate(tmp_path, "autre-site.fr", "-addext", "subjectAltName=DNS:autre-site.fr")
    trusted = ssl.create_default_context(cafile=tmp_path / "autre-site.fr.pem")
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", trusted)
    async with running(context) as server:
        fetcher = Fetcher(contact="x", allow=(f"127.0.0.1:{server.port}",))
        await fetcher.start()
        error = await outcome_of(fetcher, f"https://127.0.0.1:{server.port}/page")
        await fetcher.close()
    assert error.outcome is Outcome.TLS
    assert not server.asked


@asynccontextmanager
async def speaking(words: bytes) -> AsyncIterator[int]:
    """A server that says these words to whoever connects, and listens no further."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield listener.sockets[0].getsockname()[1]
    listener.close()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {Outcome.TLS, Outcome.UNREACHABLE}),
        (b"\x15\x03\x01\x00\x02\x02\x28", {Outcome.TLS, Outcome.UNREACHABLE}),
        (b"", {Outcome.TIMEOUT}),
    ],
)
async def test_what_speaks_no_tls_is_told(monkeypatch: pytest.MonkeyPatch, words: bytes, expected: set[Outcome]) -> None:
    monkeypatch.setattr(module, "MAX_SECONDS", 1.0)
    async with speaking(words) as port:
        fetcher = Fetcher(contact="x", allow=(f"127.0.0.1:{port}",))
        await fetcher.start()
        error = await outcome_of(fetcher, f"https://127.0.0.1:{port}/page")
        await fetcher.close()
    assert error.outcome in expected


async def test_no_referrer_and_no_cookie_go_along_a_redirect(fetcher: Fetcher, server: Server) -> None:
    @server.route("/first")
    async def first(request: Request) -> None:
        await request.answer(b"", "302 Found", Location="/page", Set_Cookie="who=me; Path=/")

    await fetcher.fetch(server.url("/first"))
    assert not {"referer", "cookie", "authorization"} & set(server.requests[-1].headers)


async def test_a_netrc_of_the_environment_is_not_used(
    fetcher: Fetcher, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    await fetcher.fetch(server.url("/page"))
    assert "authorization" not in server.requests[-1].headers
