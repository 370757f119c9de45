"""Articles read over time: against a real database and a real web server on loopback; only the clock is ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.intake.article import read_page
from bot.model import Amount, Certainty, Evidence, Fact, Kind, Language, Outcome, Page
from bot.reading import GUILD_BURST
from bot.store import articles, changes, messages, pages
from bot.store.changes import Change
from cogs._reply import build_reply
from tests.cogs.test_lists import texts
from tests.intake.pages import LONG, STORY, page
from tests.world import World, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as world:
        yield world


def told(text: str, evidence: str, amount: float, kind: Kind = Kind.HIRING) -> Fact:
    start = text.index(evidence)
    return Fact(
        kind,
        "Brumaire",
        Evidence(evidence, start, start + len(evidence)),
        Certainty.CONFIRMED,
        "r",
        0.9,
        amount=Amount(amount, "jobs", "x"),
    )


async def test_a_page_is_read_once_and_asked_again_after_an_hour(world: World) -> None:
    world.serve("/a", page(LONG), etag='"1"')
    article_id = await world.post("/a")
    assert await world.read(article_id) is Outcome.READ
    assert await world.read(article_id) is Outcome.NO_FACTS
    assert world.server.asked["/a"] == 1
    world.now += timedelta(hours=2)
    assert await world.read(article_id) is Outcome.NO_FACTS
    assert world.server.requests[-1].headers["if-none-match"] == '"1"'
    world.now += timedelta(minutes=30)
    assert await world.read(article_id) is Outcome.NO_FACTS
    assert world.server.asked["/a"] == 2
    async with world.db.read() as conn:
        assert (await pages.state(conn, article_id)).version == 1


async def test_a_page_posted_in_two_guilds_is_fetched_once(world: World) -> None:
    world.serve("/a", page(LONG))
    url = world.server.url("/a")
    first, second = await world.link(url, guild_id=1), await world.link(url, guild_id=2)
    assert first == second
    assert [await world.read(one) for one in (first, second)] == [Outcome.READ, Outcome.NO_FACTS]
    assert await world.link(f"{url}?utm_source=x", guild_id=3) == first
    assert await world.read(first) is Outcome.NO_FACTS
    assert [request.path for request in world.server.requests if request.path.startswith("/a")] == ["/a"]
    async with world.db.read() as conn:
        assert set(await articles.article_guilds(conn, first)) == {1, 2, 3}


async def test_an_updated_page_is_a_new_version_and_its_changed_facts_say_so(world: World) -> None:
    first, second = (
        [*LONG, "Brumaire recrutera cinquante personnes."],
        [*LONG, "Brumaire recrutera soixante personnes.", "Elle fermera Brest."],
    )
    world.serve("/a", page(first))
    article_id = await world.post("/a")
    text = read_page(Page(world.server.url("/a"), page(first).encode(), "text/html", None)).text
    await world.read(article_id, told(text, first[-1], 50), told(text, STORY[0], 200, Kind.LAYOFFS))
    world.serve("/a", page(second))
    world.now += timedelta(hours=2)
    text = read_page(Page(world.server.url("/a"), page(second).encode(), "text/html", None)).text
    assert await world.read(article_id, told(text, second[-2], 60), told(text, second[-1], 1, Kind.CLOSURE)) is Outcome.READ
    async with world.db.read() as conn:
        found = await changes.changes_of(conn, article_id)
        assert [version.version for version in await pages.versions(conn, article_id)] == [1, 2]
    assert {(one.change, one.kind, one.before, one.after) for one in found} == {
        (Change.CHANGED, Kind.HIRING, first[-1], second[-2]),
        (Change.ADDED, Kind.CLOSURE, None, second[-1]),
        (Change.WITHDRAWN, Kind.LAYOFFS, STORY[0], None),
    }
    assert all((one.fact_id is None) == (one.change is Change.WITHDRAWN) for one in found)
    await world.post("/a")
    for language, words in (
        (Language.FR, ("a changé depuis", "au lieu de", "retiré")),
        (Language.EN, ("has changed since", "in place of", "withdrawn")),
    ):
        view = await build_reply(world.db, world.messages, language)
        assert view is not None
        assert all(word in texts(view) for word in (*words, first[-1], second[-2]))
    async with world.db.write() as conn:  # and nothing of it outlives the article
        for message_id in range(1, world.messages + 1):
            await messages.erase_message(conn, message_id)
        assert await changes.changes_of(conn, article_id) == []
        assert await pages.versions(conn, article_id) == []


async def test_an_equal_text_is_no_new_version(world: World) -> None:
    world.serve("/a", page(LONG))
    article_id = await world.post("/a")
    await world.read(article_id)
    world.serve("/a", page(LONG, after="<!-- another advertisement -->"))
    world.now += timedelta(hours=2)
    assert await world.read(article_id) is Outcome.NO_FACTS
    async with world.db.read() as conn:
        assert len(await pages.versions(conn, article_id)) == 1


async def test_what_was_read_survives_a_page_that_is_gone(world: World) -> None:
    world.serve("/a", page(LONG))
    article_id = await world.post("/a")
    await world.read(article_id)
    world.fail("/a", "404 Not Found")
    world.now += timedelta(hours=2)
    assert await world.read(article_id) is Outcome.NO_FACTS
    async with world.db.read() as conn:
        row = await articles.get_article(conn, article_id)
    assert row is not None
    assert row.text


async def test_a_link_that_failed_is_left_alone_longer_and_longer(world: World) -> None:
    world.fail("/gone", "404 Not Found")
    article_id = await world.post("/gone")
    asked = []
    for minutes in (0, 5, 6, 30, 40, 300, 120):
        world.now += timedelta(minutes=minutes)
        assert await world.read(article_id) is Outcome.NOT_FOUND
        asked.append(world.server.asked["/gone"])
    assert asked == [1, 1, 2, 2, 3, 3, 4]


async def test_a_passing_failure_is_tried_again_within_seconds_at_first(world: World) -> None:
    world.fail("/busy", "500 Oops")
    article_id = await world.post("/busy")
    asked = []
    for seconds in (0, 2, 8, 8, 600):
        world.now += timedelta(seconds=seconds)
        assert await world.read(article_id) is Outcome.SERVER_ERROR
        asked.append(world.server.asked["/busy"])
    assert asked == [1, 2, 3, 3, 4]
    world.serve("/busy", page(LONG))
    world.now += timedelta(hours=2)
    assert await world.read(article_id) is Outcome.READ


async def test_the_sites_own_pause_is_kept(world: World) -> None:
    world.fail("/busy", "429 Too Many Requests", Retry_After="3600")
    article_id = await world.post("/busy")
    await world.read(article_id)
    world.now += timedelta(minutes=50)
    assert await world.read(article_id) is Outcome.RATE_LIMITED
    assert world.server.asked["/busy"] == 1


async def test_copies_of_an_agency_under_two_links_are_one(world: World) -> None:
    world.serve("/one", page(LONG))
    world.serve("/two", page([*LONG[:5], "Avec agences, pour notre rédaction de Brest.", *LONG[5:]], title="Un autre titre"))
    world.serve(
        "/other", page([f"Le club de la ville numéro {n} a gagné son match de dimanche devant {n * 7} spectateurs." for n in range(30)])
    )
    first, second, other = [await world.post(path) for path in ("/one", "/two", "/other")]
    assert [await world.read(one) for one in (first, second, other)] == [Outcome.READ, Outcome.DUPLICATE, Outcome.READ]
    assert await world.original(second) == first


async def test_a_story_told_further_is_read_and_known_as_one_story(world: World) -> None:
    more = [f"Le syndicat numéro {n} demande au groupe des garanties sur les emplois du site de la ville {n * 3}." for n in range(18)]
    world.serve("/brief", page(STORY))
    world.serve("/full", page([*STORY, *more]))
    brief, full = await world.post("/brief"), await world.post("/full")
    assert [await world.read(one) for one in (brief, full)] == [Outcome.READ, Outcome.READ]
    async with world.db.read() as conn:
        assert (await pages.state(conn, full)).story_id == brief


async def test_a_copy_that_another_guild_has_is_not_pointed_at(world: World) -> None:
    world.serve("/one", page(LONG))
    world.serve("/two", page(LONG[1:]))
    first, second = await world.post("/one", guild_id=1), await world.post("/two", guild_id=2)
    assert [await world.read(one) for one in (first, second)] == [Outcome.READ, Outcome.READ]


async def test_a_pasted_copy_points_to_the_first(world: World) -> None:
    world.serve("/one", page(LONG))
    first = await world.post("/one")
    pasted = await world.paste("> " + "\n> ".join(LONG[:9]))
    assert [await world.read(one) for one in (first, pasted)] == [Outcome.READ, Outcome.DUPLICATE]
    assert await world.original(pasted) == first


async def test_the_address_a_page_gives_itself_makes_it_a_duplicate(world: World) -> None:
    stated = f'<link rel="canonical" href="{world.server.url("/article")}">'
    world.serve("/lire", page(LONG[:4], head=stated))
    world.serve("/print", page(LONG[6:], head=stated))
    first, second = await world.post("/lire"), await world.post("/print")
    assert [await world.read(one) for one in (first, second)] == [Outcome.READ, Outcome.DUPLICATE]


async def test_a_guild_cannot_have_the_web_hammered(world: World) -> None:
    world.fail("/x", "404 Not Found")
    article_id = await world.post("/x")
    for _ in range(GUILD_BURST):
        world.reading._affordable([1])
    assert await world.read(article_id) is Outcome.QUOTA
    assert world.server.asked["/x"] == 0
    other = await world.post("/y", guild_id=2)
    assert await world.read(other) is Outcome.NOT_FOUND
    world.now += timedelta(hours=1)
    assert await world.read(article_id) is Outcome.NOT_FOUND
