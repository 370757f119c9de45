"""The daily digest of the running program: at the guild's own hour, once, whatever is restarted."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import wording
from bot.model import Language
from bot.sandbox.views import Post
from bot.sandbox.world import Sandbox
from tests.articles import BELLADONE, MIRABELLE
from tests.running import ANSWER_S, bot_on

PROGRAM = ("tests.clocked",)
ZONE = ZoneInfo("America/Montreal")


class Clock:
    """Sets the sandbox and the bot ahead of the real time, together."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self._sandbox, self._path = sandbox, path
        self._write()

    def now(self) -> datetime:
        return self._sandbox.world.store.clock.now()

    def reach(self, at: datetime) -> None:
        self._sandbox.world.store.clock.advance((at - self.now()).total_seconds())
        self._write()

    def _write(self) -> None:
        ahead = self._path.with_suffix(".new")
        ahead.write_text(str(self._sandbox.world.store.clock.elapsed), encoding="utf-8")
        ahead.replace(self._path)


def digests(sandbox: Sandbox) -> list[Post]:
    return [post for post in sandbox.history("veille") if post.author_id == sandbox.bot_id and "Le point du" in post.text]


async def read(sandbox: Sandbox, article: str) -> None:
    """Post an article and wait for its answer: until then the bot has gone its rounds."""
    await sandbox.wait_for_reply(await sandbox.post("news", "alice", article), ANSWER_S)


@pytest.mark.slow
async def test_a_digest_a_day_at_the_hour_of_the_guild_across_restarts(sandbox: Sandbox, tmp_path: Path) -> None:
    clock = Clock(sandbox, tmp_path / "clock")
    due = (clock.now().astimezone(ZONE) + timedelta(hours=2)).replace(second=0, microsecond=0)
    if due.hour == 23:  # half an hour late would be another day
        due += timedelta(hours=1)
    environment = {"CLOCK": str(tmp_path / "clock")}
    async with bot_on(sandbox, tmp_path / "data", environment=environment, command=PROGRAM):
        await sandbox.slash("admin", "news", "vigie settings", locale="fr", timezone=ZONE.key)
        saved = await sandbox.slash("admin", "news", "digest schedule", locale="fr", channel=sandbox.channel("veille"), time=f"{due:%H:%M}")
        assert f"{due:%H:%M}" in saved.text
        clock.reach(due - timedelta(minutes=5))
        await read(sandbox, MIRABELLE)
        assert digests(sandbox) == []
        clock.reach(due)
        await sandbox.wait_for(lambda: len(digests(sandbox)) == 1, ANSWER_S)
        assert f"Le point du {wording.day(Language.FR, due.date())}" in digests(sandbox)[0].text
        assert "Mirabelle" in digests(sandbox)[0].text
    await sandbox.wait_until_gone()
    async with bot_on(sandbox, tmp_path / "data", environment=environment, command=PROGRAM, watched=()):
        await read(sandbox, BELLADONE)
        assert len(digests(sandbox)) == 1
    await sandbox.wait_until_gone()
    clock.reach(due + timedelta(days=1, minutes=30))  # it was away at the hour, and is late
    async with bot_on(sandbox, tmp_path / "data", environment=environment, command=PROGRAM, watched=()):
        await sandbox.wait_for(lambda: len(digests(sandbox)) == 2, ANSWER_S)
        second = digests(sandbox)[1].text
        assert f"Le point du {wording.day(Language.FR, due.date() + timedelta(days=1))}" in second
        assert "Belladone" in second
        assert "Mirabelle" not in second
