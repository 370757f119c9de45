"""A feed followed by the running program: what is new comes into the channel once and is answered with its facts, across a kill."""

import asyncio
from datetime import timedelta
from html import escape
from pathlib import Path

import pytest

from bot.sandbox.views import Post
from bot.sandbox.world import Sandbox
from tests.articles import BELLADONE, MIRABELLE
from tests.cogs.test_feeds import rss
from tests.running import ANSWER_S, bot_on
from tests.test_daily_digest import PROGRAM, Clock


def serve(sandbox: Sandbox, clock: Clock, *articles: tuple[str, str]) -> str:
    """Serve a feed of these articles and the articles themselves; return the feed's address."""
    for name, words in articles:
        page = f"<!doctype html><html lang=fr><title>{name}</title><article><h1>{name}</h1><p>{escape(words)}</p></article></html>"
        sandbox.article(f"{name}.html", page)
    entries = [(f"/articles/{name}.html", name) for name, _ in articles]
    return sandbox.server.add_article("feed.xml", rss(sandbox.url, *entries, when=clock.now()), "application/rss+xml")


def brought(sandbox: Sandbox) -> list[Post]:
    return [post for post in sandbox.history("news") if post.author_id == sandbox.bot_id and post.content.startswith("📡")]


async def why(sandbox: Sandbox, post: Post) -> str:
    return (await sandbox.message_command("alice", post, "Why nothing?", locale="fr")).text


@pytest.mark.slow
async def test_a_feed_is_followed_across_a_kill(sandbox: Sandbox, tmp_path: Path) -> None:
    clock = Clock(sandbox, tmp_path / "clock")
    environment = {"CLOCK": str(tmp_path / "clock")}
    address = serve(sandbox, clock, ("ancien", BELLADONE))
    async with bot_on(sandbox, tmp_path / "data", environment=environment, command=PROGRAM) as bot:
        added = await sandbox.slash("admin", "news", "vigie feed add", locale="fr", url=address)
        assert "Le Journal est suivi" in added.text
        clock.reach(clock.now() + timedelta(minutes=20))
        serve(sandbox, clock, ("nouveau", MIRABELLE), ("ancien", BELLADONE))
        await sandbox.wait_for(lambda: len(brought(sandbox)) == 1, ANSWER_S)
        reply = await sandbox.wait_for_reply(brought(sandbox)[0], ANSWER_S)
        assert "Mirabelle" in reply.text
        assert "Épinal" in reply.text
        await bot.kill()
    await sandbox.wait_until_gone()
    clock.reach(clock.now() + timedelta(minutes=20))
    serve(sandbox, clock, ("dernier", BELLADONE), ("nouveau", MIRABELLE))
    async with bot_on(sandbox, tmp_path / "data", environment=environment, command=PROGRAM, watched=()):
        await sandbox.wait_for(lambda: len(brought(sandbox)) == 2, ANSWER_S)
        reply = await sandbox.wait_for_reply(brought(sandbox)[1], ANSWER_S)
        assert "Belladone" in reply.text
        assert ["nouveau" in post.content for post in brought(sandbox)] == [True, False]
        assert len(sandbox.replies(brought(sandbox)[0])) == 1


@pytest.mark.slow
async def test_a_process_without_models_follows_feeds_for_others_to_read(sandbox: Sandbox, tmp_path: Path, postgres_url: str) -> None:
    clock = Clock(sandbox, tmp_path / "clock")
    environment = {"CLOCK": str(tmp_path / "clock"), "ROLE": "bot", "DATABASE_URL": postgres_url}
    address = serve(sandbox, clock, ("ancien", BELLADONE))
    async with bot_on(sandbox, tmp_path / "data", environment=environment, command=PROGRAM):
        await sandbox.slash("admin", "news", "vigie feed add", locale="fr", url=address)
        clock.reach(clock.now() + timedelta(minutes=20))
        serve(sandbox, clock, ("nouveau", MIRABELLE), ("ancien", BELLADONE))
        await sandbox.wait_for(lambda: len(brought(sandbox)) == 1, ANSWER_S)
        async with asyncio.timeout(ANSWER_S):  # it is seen a moment before it is accepted
            while "en cours de lecture" not in await why(sandbox, brought(sandbox)[0]):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
