"""The pieces that benchmarks of the whole share: pages on loopback, the real parts, an outbox that only notes when it was called."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

from aiohttp import web

from bot.engine import Engine
from bot.intake.keys import canonical_key
from bot.parts import Parts
from bot.pipeline import now
from bot.settings import Settings
from bot.store import messages
from bot.store.database import Database
from bot.store.records import ArticleSource, NewArticle, NewMessage

HOLDER = "<!doctype html><html lang=fr><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
GUILD, CHANNEL = 901_000_000_000_000_001, 903_000_000_000_000_003
TEXTS = (
    "La société fictive Ancolie a ouvert le 3 mars 2025 un centre de recherche à Nantes, a annoncé sa présidente, Lise Morvan. ",
    "Elle y investira {n} millions d'euros d'ici 2027 et recrutera 80 ingénieurs. « Nantes s'imposait », a déclaré Lise Morvan. ",
    "Selon Les Echos, le groupe serait en discussion avec le fabricant allemand Rotwerk pour racheter son usine de Brême. ",
    "Le chiffre d'affaires d'Ancolie {n} a progressé de 14 % en 2024, à 310 millions d'euros. Le syndicat dénonce une décision hâtive. ",
    "Le tribunal de commerce de Lyon a prononcé mardi le redressement de Corvelle {n}, qui emploie 240 personnes dans le Rhône. ",
    "Belladone {n} et l'université de Rennes ont signé un partenariat de cinq ans dans les batteries, selon un communiqué. ",
    "Un incendie a détruit l'entrepôt de Fenmont {n} à Dunkerque dans la nuit de lundi à mardi, sans faire de blessé. ",
    "La ministre présentera le 12 juin 2026 le décret sur les loyers, attendu depuis l'automne par les associations de locataires. ",
)


def article(number: int) -> str:
    """An article of eight paragraphs, unlike the others in its names and numbers."""
    order = [TEXTS[(number + step * (1 + number % 3)) % len(TEXTS)] for step in range(len(TEXTS))]
    return "\n".join(
        f"{text.format(n=number)}Dossier {number}-{place}, suivi par la rédaction n° {number * 7 + place}."
        for place, text in enumerate(order)
    )


class Pages:
    """Serves articles at `/N`."""

    def __init__(self) -> None:
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{number:\\d+}", self._serve)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        text = "".join(f"<p>{escape(part)}</p>" for part in article(number).split("\n"))
        return web.Response(text=HOLDER.format(title=f"Dossier {number}", text=text), content_type="text/html")


class Outbox:
    """Notes when each message is answered."""

    def __init__(self) -> None:
        self.db: Database
        self.at: dict[int, float] = {}

    async def send_reply(self, message_id: int) -> None:
        async with self.db.write() as conn:
            await messages.set_answered(conn, message_id, message_id + 1)
        self.at.setdefault(message_id, time.perf_counter())

    async def delete_reply(self, channel_id: int, message_id: int, reply_id: int) -> None:
        return None

    async def send_digest(self, guild_id: int, local_date: date) -> None:
        return None


class World:
    """A bot without Discord: what is posted is fetched, read, extracted, stored and answered."""

    def __init__(self, folder: Path, *, children: int, url: str | None = None) -> None:
        self.pages = Pages()
        self.outbox = Outbox()
        self._folder, self._children, self._url = folder, children, url
        self.engine: Engine

    async def start(self) -> None:
        await self.pages.start()
        allow = f"127.0.0.1:{self.pages.port}"
        settings = Settings(
            _env_file=None, data_dir=self._folder, database_url=self._url, pool_size=self._children, fetch_allow=allow,  # type: ignore[call-arg]
            discord_api_base="http://127.0.0.1:1/",
        )  # fmt: skip
        self.db = self.outbox.db = await Database.open(settings.url, data_dir=self._folder)
        self.parts = Parts(settings)
        self.pipeline = await self.parts.open(self.db, now)
        await self.parts.warm()
        self.engine = Engine(settings, self.db, self.pipeline, self.outbox)
        await self.engine.start()

    async def stop(self) -> None:
        await self.engine.stop()
        await self.parts.close()
        await self.db.close()
        await self.pages.stop()

    async def post(self, number: int) -> float:
        """Post the link of an article; when."""
        url = f"http://127.0.0.1:{self.pages.port}/{number}"
        new = NewArticle(canonical_key(url), ArticleSource.PAGE, url=url)
        started = time.perf_counter()
        await self.engine.accept(NewMessage(number, GUILD + (number % 8) * (1 << 22), CHANNEL, 7, datetime.now(UTC)), [new])
        return started

    async def answered(self, numbers: range) -> None:
        """Wait until all of them are."""
        while not all(number in self.outbox.at for number in numbers):  # noqa: ASYNC110 - measured from outside
            await asyncio.sleep(0.02)


@asynccontextmanager
async def world(folder: Path, *, children: int = 1, url: str | None = None) -> AsyncIterator[World]:
    """A world that is up."""
    running = World(folder, children=children, url=url)
    await running.start()
    try:
        yield running
    finally:
        await running.stop()
