"""What people post that can't be read, each with its clear message, in both languages: the real bot on the embedded Discord."""

import asyncio
import json
import re
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.i18n import t
from bot.model import Language, Outcome
from bot.sandbox.server import samples
from bot.sandbox.views import Post
from bot.sandbox.world import Sandbox
from tests.running import ANSWER_S, bot_on

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]
GERMAN = (
    "Die Bundesregierung hat am Dienstag beschlossen, dass der Bau neuer Kraftwerke künftig schneller genehmigt werden soll. "
    "Der Minister erklärte vor der Presse in Berlin, dass die Unternehmen damit endlich die Sicherheit hätten, die sie für ihre Planung "
    "brauchen. Die Opposition hält den Entwurf für unzureichend und kündigte an, ihn im Bundestag abzulehnen. "
    "Nach den Angaben des Ministeriums sollen bis zum Jahr 2030 zehn Anlagen entstehen, von denen die ersten schon bald gebaut werden."
)
FRENCH = (
    "La société fictive Brunelle Énergie a ouvert mardi une usine de pompes à chaleur à Cholet, a annoncé son président, Marc Ollivon. "
    "Brunelle Énergie y emploiera 310 personnes d'ici la fin de 2027. « Cholet avait les compétences », a déclaré Marc Ollivon. "
    "L'entreprise avait levé 40 millions d'euros en 2024 auprès du fonds Val-de-Brume pour financer ce site, le deuxième en France, "
    "et compte exporter la moitié de sa production vers l'Italie et la Pologne."
)
PDF = b"%PDF-1.7 \xe2\xe3\xcf\xd3"
EMOJIS = "🎉🎉🎉 👏🏽 ❤️‍🔥"


def page(body: str) -> str:
    return f"<html><head><title>Bericht</title></head><body><article>{body}</article></body></html>"


def refused(_: Sandbox) -> str:
    return f"http://127.0.0.1:{CLOSED_PORT}/article.html"


CLOSED = socket.socket()
CLOSED.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused, and nobody else takes the port
CLOSED_PORT = CLOSED.getsockname()[1]
LINKS: dict[str, tuple[Callable[[Sandbox], str], Outcome]] = {
    "a refused connection": (refused, Outcome.UNREACHABLE),
    "an unknown name": (lambda _: "https://www.gazette-qui-n-existe-pas-du-tout.fr/economie/article", Outcome.UNREACHABLE),
    "a 404": (lambda world: f"{world.url}/articles/gone.html", Outcome.NOT_FOUND),
    "a PDF": (lambda world: world.server.add_article("rapport.pdf", PDF, "application/pdf"), Outcome.NOT_HTML),
    "a PDF under another name": (lambda world: world.server.add_article("rapport", PDF, "application/pdf"), Outcome.NOT_HTML),
    "an empty page": (lambda world: world.article("empty.html", page("")), Outcome.EMPTY),
    "a page of 30 MB": (lambda world: world.article("large.html", page("<p>mot </p>" * 2_800_000)), Outcome.TOO_LARGE),
    "a page in German": (lambda world: world.article("de.html", page(f"<p>{GERMAN}</p>" * 2)), Outcome.UNSUPPORTED_LANGUAGE),
    "a German text": (lambda _: GERMAN, Outcome.UNSUPPORTED_LANGUAGE),
}


@dataclass(frozen=True)
class Place:
    """A guild in its language, with whom the tests act there."""

    world: Sandbox
    language: Language
    data_dir: Path

    @property
    def _guild(self):
        return self.world.guild if self.language is Language.FR else self.world.other

    def channel(self, name: str):
        return self.world.channel(name, self._guild)

    @property
    def admin(self):
        return self.world.member("admin" if self.language is Language.FR else "dora", self._guild)

    @property
    def person(self):
        return self.world.member("alice", self._guild)

    async def post(self, text: str, channel: str = "news", **more: object) -> Post:
        return await self.world.post(self.channel(channel), self.person, text, **more)  # type: ignore[arg-type]

    async def command(self, command: str, /, *, as_admin: bool = True, **options: object) -> str:
        who = self.admin if as_admin else self.person
        return (await self.world.slash(who, self.channel("general"), command, locale=self.language.value, **options)).text

    def journal(self, post: Post) -> list[tuple[str, str, str | None]]:
        """(stage, outcome, incident) of a message."""
        with closing(sqlite3.connect(f"file:{self.data_dir / 'vigie.sqlite'}?mode=ro", uri=True)) as database:
            query = "SELECT stage, outcome, incident FROM journal WHERE message_id = ? ORDER BY id"
            return database.execute(query, (post.id,)).fetchall()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def places(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[Language, Place]]:
    """The bot on an embedded Discord: a French guild and an English one, each watching #news."""
    data_dir = tmp_path_factory.mktemp("data")
    async with Sandbox() as world:
        allowed = f"{world.settings_env()['FETCH_ALLOW']},127.0.0.1:{CLOSED_PORT}"
        async with bot_on(world, data_dir, watched=(), environment={"FETCH_ALLOW": allowed}):
            found = {language: Place(world, language, data_dir) for language in Language}
            for language, place in found.items():
                await place.command("vigie settings", language=language.value)
                await place.command("vigie watch", channel=place.channel("news"))
            yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def posts(places: dict[Language, Place]) -> dict[tuple[str, Language], Post]:
    """Every kind of bad input in both guilds, posted together: each site's retries take seconds."""
    return {
        (name, language): await place.post(what(place.world)) for name, (what, _) in LINKS.items() for language, place in places.items()
    }


@pytest.fixture(params=Language, ids=lambda language: language.value)
def place(request: pytest.FixtureRequest, places: dict[Language, Place]) -> Place:
    return places[request.param]


def assert_clear(text: str) -> None:
    """No words of the program's inside."""
    assert not re.search(r"Traceback|Error\b|Exception|None\b|\bbot\.|outcome\.|\{\w+\}", text), text


@pytest.mark.parametrize("name", LINKS)
async def test_what_gives_no_article_is_answered_with_why_and_what_to_do(
    name: str, place: Place, posts: dict[tuple[str, Language], Post]
) -> None:
    post, outcome = posts[name, place.language], LINKS[name][1]
    reply = await place.world.wait_for_reply(post, ANSWER_S)
    assert t(place.language, f"outcome.{outcome}") in reply.text
    assert_clear(reply.text)
    assert len(place.world.replies(post)) == 1
    assert outcome.value in {found for _, found, _ in place.journal(post)}


async def test_an_attached_pdf_is_answered_too(place: Place) -> None:
    reply = await place.world.wait_for_reply(await place.post("Le rapport", files=[("rapport.pdf", PDF)]), ANSWER_S)
    assert t(place.language, "outcome.unreadable_file") in reply.text
    assert "rapport.pdf" in reply.text


async def test_emojis_are_left_alone_unless_somebody_asks(place: Place) -> None:
    post = await place.post(EMOJIS)
    answer = await place.world.message_command(place.person, post, "Extract the facts", locale=place.language.value)
    assert answer.text == t(place.language, "outcome.empty")
    assert answer.ephemeral
    marker = await place.post(f"{place.world.url}/articles/gone.html")
    await place.world.wait_for_reply(marker, ANSWER_S)
    assert place.world.replies(post) == []


async def test_a_channel_where_the_bot_may_not_write_loses_nothing(place: Place) -> None:
    world, channel = place.world, place.channel("news")
    world.forbid(channel, "send_messages", "embed_links")
    try:
        post = await place.post(FRENCH)
        await until(lambda: ("reply", "cannot_reply") in {entry[:2] for entry in place.journal(post)})
        assert world.replies(post) == []
        (incident,) = {number for stage, _, number in place.journal(post) if stage == "reply"}
        assert incident in log_of(place, "answer not allowed")
        status = await place.command("vigie status")
        assert t(place.language, "outcome.cannot_reply") in status
        wanted = [t(place.language, f"permission.{name}") for name in ("send_messages", "embed_links")]
        assert all(name in status for name in wanted)
        refusal = await place.command("vigie watch", channel=channel)
        assert all(name in refusal for name in wanted)
        assert_clear(status + refusal)
        assert "Cholet" in await place.command("facts", as_admin=False, name="Brunelle Énergie")
    finally:
        world.forbid(channel)
    assert await world.wait_for_reply(await place.post(f"{world.url}/articles/gone.html"), ANSWER_S)


async def test_a_channel_that_the_bot_cannot_see_is_told_apart(place: Place) -> None:
    hidden = place.world.add_channel(f"hidden-{place.language}", place._guild)
    place.world.forbid(hidden, "view_channel")
    refusal = await place.command("vigie watch", channel=hidden)
    assert t(place.language, "permission.view_channel") in refusal


async def test_after_all_that_articles_are_read(place: Place) -> None:
    article = next(name for name in samples() if name.endswith(".html"))
    assert (await place.world.wait_for_reply(await place.post(place.world.article(article)), ANSWER_S)).buttons


def log_of(place: Place, event: str) -> set[str]:
    """The incident ids of the log's lines of an event."""
    lines = (place.data_dir / "vigie.log").read_text(encoding="utf-8").splitlines()
    return {row["incident"] for row in map(json.loads, lines) if row["event"] == event}


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(ANSWER_S):
        while not holds():  # noqa: ASYNC110  what it waits for is in another process
            await asyncio.sleep(0.2)
