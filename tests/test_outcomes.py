"""Every outcome brought about for real, and what the person who posted the link then reads, in both languages."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.facts.language import detect
from bot.i18n import t
from bot.intake import fetch
from bot.intake.fetch import Fetcher
from bot.model import Certainty, Evidence, Fact, Kind, Language, Outcome
from bot.reading import GUILD_BURST, Reading
from bot.store import articles, messages
from bot.store.records import MessageState
from cogs._reply import build_reply
from tests.cogs.test_lists import texts
from tests.intake.hostile import HOSTILE
from tests.intake.pages import LONG, VERDICTS, page
from tests.intake.server import Request, running
from tests.intake.test_fetch import certificate
from tests.world import Inline, World, opened

Situation = Callable[[World], Awaitable[int]]
SITUATIONS: dict[Outcome, Situation] = {}


def brings(outcome: Outcome) -> Callable[[Situation], Situation]:
    def keep(situation: Situation) -> Situation:
        SITUATIONS[outcome] = situation
        return situation

    return keep


def answers(outcome: Outcome, status: str, **headers: str) -> None:
    async def situation(world: World) -> int:
        world.fail("/x", status, **headers)
        return await world.post("/x")

    SITUATIONS[outcome] = situation


def serves(outcome: Outcome, html: str, path: str = "/eco/article-12.html") -> None:
    async def situation(world: World) -> int:
        world.serve(path, html)
        return await world.post(path)

    SITUATIONS[outcome] = situation


def attacks(outcome: Outcome, path: str) -> None:
    async def situation(world: World) -> int:
        return await world.post(path)

    SITUATIONS[outcome] = situation


def links_to(outcome: Outcome, url: str) -> None:
    async def situation(world: World) -> int:
        return await world.link(url)

    SITUATIONS[outcome] = situation


links_to(Outcome.REFUSED_ADDRESS, "http://169.254.169.254/latest/meta-data/")
links_to(Outcome.MEDIA_PAGE, "https://www.youtube.com/watch?v=x")
attacks(Outcome.UNREACHABLE, "/garbage")
attacks(Outcome.TIMEOUT, "/silent")
attacks(Outcome.TOO_LARGE, "/lying-length")
answers(Outcome.NOT_FOUND, "404 Not Found")
answers(Outcome.FORBIDDEN, "403 Forbidden")
answers(Outcome.RATE_LIMITED, "429 Too Many Requests", Retry_After="60")
answers(Outcome.SERVER_ERROR, "503 Busy")
answers(Outcome.NOT_HTML, "200 OK", Content_Type="application/pdf")
answers(Outcome.EMPTY, "200 OK")
serves(Outcome.NO_FACTS, page(LONG))
serves(Outcome.HOSTILE_PAGE, HOSTILE["tiny paragraphs"]())
for name, outcome in (
    ("teaser", Outcome.PAYWALL), ("consent by didomi", Outcome.CONSENT_WALL), ("scripts only", Outcome.SCRIPT_ONLY),
    ("soft 404", Outcome.SOFT_NOT_FOUND), ("live", Outcome.LIVE_BLOG), ("short", Outcome.TOO_SHORT),
):  # fmt: skip
    serves(outcome, VERDICTS[name][1])
serves(Outcome.LISTING, VERDICTS["section"][1], "/economie")


@brings(Outcome.TOO_MANY_REDIRECTS)
async def loop(world: World) -> int:
    world.server.routes |= {"/loop" + "a" * n: world.server.routes["/loop"] for n in range(10)}
    return await world.post("/loop")


@brings(Outcome.ROBOTS)
async def robots(world: World) -> int:
    @world.server.route("/robots.txt")
    async def rules(request: Request) -> None:
        await request.answer(b"User-agent: *\nDisallow: /\n", Content_Type="text/plain")

    return await world.post("/x")


@brings(Outcome.QUOTA)
async def quota(world: World) -> int:
    for _ in range(GUILD_BURST):
        world.reading._affordable([1])
    return await world.post("/x")


@brings(Outcome.UNREADABLE_FILE)
async def pdf(world: World) -> int:
    world.serve("/a.txt", "%PDF-1.7 1 0 obj")
    return await world.attach("/a.txt", "a.txt")


@brings(Outcome.UNSUPPORTED_LANGUAGE)
async def german(world: World) -> int:
    text = "Die Firma hat am Freitag in Lyon ein neues Werk eröffnet, in dem fünfzig Menschen arbeiten sollen. " * 8
    assert detect(text) is None
    article_id = await world.paste(text)
    await world.reading.read(article_id)
    async with world.db.write() as conn:  # as the pipeline keeps it once facts are asked for
        await articles.save_outcome(conn, article_id, Outcome.UNSUPPORTED_LANGUAGE, read_at=world.now)
    return article_id


@brings(Outcome.FAILED)
async def failed(world: World) -> int:
    article_id = await world.paste("Un texte dont la lecture échoue par un défaut de notre programme, quel que soit son contenu exact.")
    async with world.db.write() as conn:
        await articles.save_outcome(conn, article_id, Outcome.FAILED, read_at=world.now)
    return article_id


@brings(Outcome.PENDING)
async def pending(world: World) -> int:
    return await world.post("/x")


SETTLED = {Outcome.PENDING, Outcome.FAILED, Outcome.UNSUPPORTED_LANGUAGE}
"""Not outcomes of reading: nothing is to be read."""

ELSEWHERE = {
    Outcome.READ,  # shows facts
    Outcome.DUPLICATE,  # shows those of the first copy, and where it was posted: below
    Outcome.NOT_AN_ARTICLE,  # gets no answer in a channel: below
    Outcome.ERASED,  # its answer is deleted
    Outcome.CANNOT_REPLY,  # is told to administrators
    Outcome.TLS,  # needs a certificate: below
}


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(fetch, "MAX_SECONDS", 1.5)
    async with opened(tmp_path) as world:
        yield world


def test_every_outcome_is_brought_about() -> None:
    assert set(SITUATIONS) | ELSEWHERE == set(Outcome)


async def told(world: World, language: Language, message_id: int = 0) -> str:
    view = await build_reply(world.db, message_id or world.messages, language)
    assert view is not None
    return texts(view)


@pytest.mark.parametrize("outcome", SITUATIONS, ids=str)
async def test_what_a_person_reads(world: World, outcome: Outcome) -> None:
    article_id = await SITUATIONS[outcome](world)
    if outcome not in SETTLED:
        await world.read(article_id)
    french, english = [await told(world, language) for language in (Language.FR, Language.EN)]
    assert t(Language.FR, f"outcome.{outcome}") in french
    assert t(Language.EN, f"outcome.{outcome}") in english
    assert french != english


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command to make a certificate")
async def test_a_certificate_that_is_not_valid(world: World, tmp_path: Path) -> None:
    context = await asyncio.to_thread(certificate, tmp_path, "127.0.0.1")
    async with running(context) as secure:
        fetcher = Fetcher(contact="x", allow=(f"127.0.0.1:{secure.port}",))
        await fetcher.start()
        world.reading = Reading(world.db, fetcher, Inline(), lambda: world.now)
        world.server = secure
        article_id = await world.post("/page")
        async with world.db.write() as conn:
            await conn.exec_driver_sql("UPDATE articles SET url = replace(url, 'http:', 'https:')")
        await world.read(article_id)
        await fetcher.close()
    assert t(Language.FR, "outcome.tls") in await told(world, Language.FR)
    assert t(Language.EN, "outcome.tls") in await told(world, Language.EN)


async def test_a_copy_leads_to_the_first(world: World) -> None:
    world.serve("/one", page(LONG))
    world.serve("/two", page(LONG[1:]))
    fact = Fact(Kind.EXPANSION, "Brumaire", Evidence(LONG[0], 0, len(LONG[0])), Certainty.CONFIRMED, "r", 0.9)
    for path in ("/one", "/two"):
        await world.read(await world.post(path), fact)
    assert "Déjà lu" in await told(world, Language.FR)
    assert "lready" in await told(world, Language.EN)


async def test_no_article_gets_no_answer_in_a_channel(world: World) -> None:
    await world.link("https://cdn.discordapp.com/attachments/1/2/a.png")
    assert await build_reply(world.db, world.messages, Language.FR) is None


async def test_an_erased_message_gets_none(world: World) -> None:
    await world.post("/x")
    async with world.db.write() as conn:
        await messages.erase_message(conn, world.messages)
        row = await messages.get_message(conn, world.messages)
    assert row is not None
    assert row.state is MessageState.ERASED
    assert await build_reply(world.db, world.messages, Language.FR) is None
