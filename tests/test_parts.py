"""What a process opens to read the web."""

from __future__ import annotations

from pathlib import Path

from bot.parts import Web
from bot.pipeline import now
from bot.settings import Settings
from bot.store.database import Database
from tests.intake.server import Request, running
from tests.test_feeding import rss


async def test_a_process_that_only_talks_to_discord_reads_feeds_in_a_child_that_starts_with_the_first(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/v.db", data_dir=tmp_path)
    async with running() as server:

        @server.route("/rss")
        async def answer(request: Request) -> None:
            await request.answer(rss("a"), Content_Type="application/rss+xml")

        allow = (f"127.0.0.1:{server.port}",)
        web = Web(Settings(_env_file=None, discord_api_base="http://127.0.0.1:1", fetch_allow=allow))  # type: ignore[call-arg]
        await web.start()
        await web.warm()
        assert web.worker_pids == ()
        _, feed = await web.feeding(db, now).find(server.url("/rss"))
        assert [entry.title for entry in feed.entries] == ["Titre a"]
        assert len(web.worker_pids) == 1
        await web.close()
    await db.close()
