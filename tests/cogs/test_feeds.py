"""Followed feeds on the embedded Discord: what is new is posted once and read, whatever dies in between, and nobody else sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

import discord
import pytest
import pytest_asyncio

from bot.feeding import MOST_FEEDS, Feeding
from bot.intake.fetch import Fetcher
from bot.model import Outcome
from bot.sandbox.people import SandboxError
from bot.sandbox.views import Answer, Post
from bot.sandbox.world import Sandbox
from bot.settings import Settings
from bot.store import departures, feeds, guilds, messages
from bot.store.database import Database
from bot.store.feeds import FollowedFeed
from cogs import watch
from cogs.feeds import Feeds
from tests.cogs.guild import NOW
from tests.cogs.live import Bot, permissions_arrive
from tests.intake.server import Request, Server, running
from tests.test_feeding import Inline

HOUR = timedelta(hours=1)


def rss(address: str, *entries: tuple[str, str], title: str = "Le Journal", when: datetime = NOW) -> bytes:
    items = "".join(
        f"<item><title>{escape(words)}</title><link>{address}{path}</link><guid>{path}</guid><pubDate>{format_datetime(when)}</pubDate></item>"
        for path, words in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(title)}</title>{items}</channel></rss>'.encode()


class World:
    """A bot with feeds, a guild whose #news is watched, and the web server that serves one."""

    def __init__(self, bot: Bot, sandbox: Sandbox, server: Server, cog: Feeds) -> None:
        self.bot, self.sandbox, self.server, self.cog = bot, sandbox, server, cog
        self.address = server.url("/rss")

    def serve(self, *entries: tuple[str, str], title: str = "Le Journal") -> None:
        @self.server.route("/rss")
        async def answer(request: Request) -> None:
            await request.answer(rss(self.server.url(""), *entries, title=title, when=self.bot.at), Content_Type="application/rss+xml")

    async def add(self, who: str = "admin", channel: str = "news", into: str | None = None) -> Answer:
        options = {} if into is None else {"channel": self.sandbox.channel(into)}
        return await self.sandbox.slash(who, channel, "vigie feed add", locale="fr", url=self.address, **options)

    async def show_to_members(self) -> None:
        """Lift the default permissions, as a server's settings can."""
        vigie = next(command for command in await self.bot.tree.fetch_commands() if command.name == "vigie")
        alice = self.sandbox._actor(self.sandbox.member("alice"))
        self.sandbox.guild.handle.set_command_permissions(discord.Object(vigie.id), {alice: True})

    async def later(self, by: timedelta = HOUR) -> None:
        self.bot.at += by
        await self.cog.tick()

    def posts(self) -> list[Post]:
        return [post for post in self.sandbox.history("news") if post.author_id == self.sandbox.bot_id and post.content.startswith("📡")]

    async def feed(self) -> FollowedFeed:
        async with self.bot.db.read() as conn:
            return (await feeds.feeds_of(conn, self.sandbox.guild.id))[0]

    async def is_read(self, post: Post) -> bool:
        async with self.bot.db.read() as conn:
            row = await messages.get_message(conn, post.id)
            return row is not None and bool(await messages.message_articles(conn, post.id))

    async def listed(self, locale: str = "fr") -> str:
        return (await self.sandbox.slash("admin", "news", "vigie feed list", locale=locale)).text


@pytest_asyncio.fixture
async def world(bot: Bot, db: Database, sandbox: Sandbox) -> AsyncIterator[World]:
    async with running() as server:
        allow = (f"127.0.0.1:{server.port}",)
        bot.settings = Settings(_env_file=None, discord_api_base=sandbox.api_base, fetch_allow=allow)  # type: ignore[call-arg]
        fetcher = Fetcher(contact="x", allow=allow)
        await fetcher.start()
        bot.feeding = Feeding(db, fetcher, Inline(), bot.clock, allow=allow)  # type: ignore[attr-defined]
        await watch.setup(bot)  # type: ignore[arg-type]
        cog, watching = bot.get_cog("Feeds"), bot.get_cog("Watch")
        assert isinstance(cog, Feeds)
        assert isinstance(watching, watch.Watch)
        bot.accept_own = watching.accept_own  # type: ignore[attr-defined]
        cog.clock.cancel()
        async with db.write() as conn:
            await guilds.watch(conn, sandbox.guild.id, sandbox.channel("news").id, NOW)
        await bot.wait_until_ready()
        world = World(bot, sandbox, server, cog)
        world.serve(("/a", "Ancien"))
        yield world
        await fetcher.close()


async def test_what_is_new_is_posted_once_and_read_and_nothing_that_was_there_before(world: World) -> None:
    added = await world.add()
    assert added.ephemeral
    assert "Le Journal est suivi" in added.text
    await world.later()
    assert world.posts() == []
    world.serve(("/b", "Lumio à Brest"), ("/a", "Ancien"))
    await world.later()
    (post,) = world.posts()
    assert post.content == f"📡 **Lumio à Brest** · Le Journal\n<{world.server.url('/b')}>"
    assert await world.is_read(post)
    told = await world.sandbox.slash("alice", "news", "facts", locale="fr", name="Lumio")
    assert "usine" in told.text
    await world.later()
    await world.later()
    assert len(world.posts()) == 1


async def test_a_message_of_ours_hides_none_that_a_member_wrote_before_it(world: World) -> None:
    await world.add()
    world.serve(("/b", "Nouveau"))
    await world.later()
    assert len(world.posts()) == 1
    async with world.bot.db.read() as conn:
        assert (await guilds.watched(conn, world.sandbox.guild.id))[0].last_message_id is None


async def test_what_is_new_between_adding_and_the_first_check_is_news(world: World) -> None:
    await world.add()
    world.serve(("/b", "Nouveau"), ("/a", "Ancien"))
    await world.later()
    assert ["Nouveau" in post.content for post in world.posts()] == [True]


@pytest.mark.parametrize("method", ["accept_own", "posted"])
async def test_who_dies_before_it_is_noted_posts_nothing_twice(world: World, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.add()
    world.serve(("/b", "Un"), ("/c", "Deux"))
    owner = world.bot if method == "accept_own" else world.bot.feeding  # type: ignore[attr-defined]

    async def dies(*_: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(owner, method, dies)
        await world.later()
    assert len(world.posts()) == 1
    world.sandbox.server.rest._nonces.clear()  # Discord forgets them within minutes
    await world.later(timedelta(minutes=5))  # it is due again before long
    assert sorted("Deux" in post.content for post in world.posts()) == [False, True]
    assert [await world.is_read(post) for post in world.posts()] == [True, True]
    await world.later()
    assert len(world.posts()) == 2


async def test_no_flood(world: World) -> None:
    await world.add()
    world.serve(*((f"/{n}", f"Titre {n}") for n in range(60)))
    await world.later()
    assert len(world.posts()) == 5
    await world.later()
    assert len(world.posts()) == 5


async def test_what_a_member_posted_here_is_not_posted_again(world: World) -> None:
    await world.add()
    post = await world.sandbox.post("news", "alice", world.server.url("/b"))
    async with asyncio.timeout(10):
        while not await world.is_read(post):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    world.serve(("/b", "Nouveau"))
    await world.later()
    assert world.posts() == []


async def test_foreign_titles_ping_nobody_and_forge_nothing(world: World) -> None:
    world.serve(title="@everyone [x](https://evil.example)")
    await world.add()
    world.serve(("/b", "<@1> **gras** https://evil.example/x @here\n# titre"), title="@everyone [x](https://evil.example)")
    await world.later()
    (post,) = world.posts()
    head = post.content.partition("\n")[0]
    for forged in ("@everyone", "@here", "<@1>", "https://", "[x](", "\n#"):
        assert forged not in head
    async with world.bot.db.read() as conn:
        assert [row.url for row in await messages.message_articles(conn, post.id)] == [world.server.url("/b")]
    assert "@everyone" not in await world.listed()


async def test_a_channel_that_is_not_watched_is_refused_and_members_are_too(world: World) -> None:
    refused = await world.add(channel="general")
    assert "#general n'est pas un salon lu" in refused.text
    assert "/vigie surveiller" in refused.text
    with pytest.raises(SandboxError, match="not visible"):
        await world.add(who="alice")
    await world.show_to_members()
    assert "Gérer le serveur" in (await world.add(who="alice")).text
    assert "Aucun" in await world.listed()
    assert "est suivi" in (await world.add(channel="general", into="news")).text


async def test_what_is_followed_already_or_no_feed_or_one_too_many_says_so(world: World) -> None:
    await world.add()
    assert "Ce flux est déjà suivi" in (await world.add()).text
    world.address = world.server.url("/page")
    assert "pas de flux RSS" in (await world.add()).text
    world.address = "http://10.0.0.1/rss"
    assert "n'est pas publique" in (await world.add()).text
    async with world.bot.db.write() as conn:
        for number in range(MOST_FEEDS - 1):
            place = world.sandbox.channel("news").id
            made = await feeds.add_feed(
                conn, world.sandbox.guild.id, place, f"https://a.fr/{number}", title="x" * 300, every_minutes=15, by=1, at=NOW + 99 * HOUR
            )
            assert made is not None
    world.address = world.server.url("/rss?more")
    world.server.routes["/rss?more"] = world.server.routes["/rss"]
    assert f"suit {MOST_FEEDS} flux" in (await world.add()).text
    assert "xxx" in await world.listed()


async def test_a_trial_shows_what_would_be_read_and_posts_nothing(world: World) -> None:
    world.serve(("/b", "Nouveau"), ("/a", "Ancien"))
    shown = await world.sandbox.slash("admin", "news", "vigie feed test", locale="en-US", url=world.address)
    assert shown.ephemeral
    assert "Le Journal" in shown.text
    assert "Nouveau" in shown.text
    assert "Nothing is posted" in shown.text
    await world.later()
    assert world.posts() == []
    assert "None." in await world.listed("en-US")


async def test_a_feed_that_can_go_nowhere_waits_and_the_list_says_why(world: World) -> None:
    await world.add()
    channel = world.sandbox.channel("news")
    async with world.bot.db.write() as conn:
        await guilds.unwatch(conn, world.sandbox.guild.id, channel.id)
    world.serve(("/b", "Nouveau"))
    await world.later()
    assert world.posts() == []
    assert "le salon n'est plus lu" in await world.listed()
    async with world.bot.db.write() as conn:
        await guilds.watch(conn, world.sandbox.guild.id, channel.id, NOW)
    fault = world.sandbox.faults.fail("POST", r"/channels/\d+/messages", status=403)
    await world.later()
    assert fault.fired
    assert "Accordez-lui « Envoyer des messages »" in await world.listed()
    await world.later()
    assert len(world.posts()) == 1
    assert "✗" not in await world.listed()
    world.sandbox.forbid("news", "send_messages")
    await permissions_arrive(world.bot, world.sandbox, "news", "send_messages")
    world.serve(("/c", "Encore"))
    await world.later()
    assert len(world.posts()) == 1
    assert "Envoyer des messages" in await world.listed()


async def test_a_site_that_is_down_is_said_in_words(world: World) -> None:
    await world.add()

    @world.server.route("/rss")
    async def answer(request: Request) -> None:
        await request.answer(b"", "500 Oops")

    await world.later()
    assert (await world.feed()).outcome is Outcome.SERVER_ERROR
    assert "Le site est en panne" in await world.listed()


async def test_another_guild_sees_nothing_of_it(world: World) -> None:
    await world.add()
    there = world.sandbox.channel("news", world.sandbox.other)
    dora = world.sandbox.member("dora", world.sandbox.other)
    mine = await world.sandbox.autocomplete("admin", "news", "vigie feed remove", "feed", "jour", locale="fr")
    assert [choice.name for choice in mine] == ["Le Journal · #news"]
    assert await world.sandbox.autocomplete(dora, there, "vigie feed remove", "feed", "", locale="fr") == []
    await world.show_to_members()
    assert await world.sandbox.autocomplete("alice", "news", "vigie feed remove", "feed", "", locale="fr") == []
    assert "Aucun" in (await world.sandbox.slash(dora, there, "vigie feed list", locale="fr")).text
    stolen = await world.sandbox.slash(dora, there, "vigie feed remove", locale="fr", feed=mine[0].value)
    assert "Aucun flux suivi ici" in stolen.text
    gone = await world.sandbox.slash("admin", "news", "vigie feed remove", locale="fr", feed=mine[0].value)
    assert "Le Journal n'est plus suivi" in gone.text
    world.serve(("/b", "Nouveau"))
    await world.later()
    assert world.posts() == []


async def test_a_guild_that_vigie_left_is_not_checked_and_its_feeds_go_with_it(world: World) -> None:
    await world.add()
    guild_id = world.sandbox.guild.id
    async with world.bot.db.write() as conn:
        await departures.leave(conn, guild_id, NOW)
    world.serve(("/b", "Nouveau"))
    await world.later()
    assert world.posts() == []
    assert await departures.forget_departed(world.bot.db, NOW + HOUR) == [guild_id]
    async with world.bot.db.read() as conn:
        assert await feeds.feeds_of(conn, guild_id) == []
