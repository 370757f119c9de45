"""A bot to which Discord does not grant the contents of messages: it starts all the same, and says what works."""

from pathlib import Path

import pytest

from bot.sandbox.world import Sandbox
from tests.articles import BELLADONE, MIRABELLE
from tests.running import ANSWER_S, bot_on


@pytest.mark.slow
async def test_it_starts_says_what_works_and_that_works(tmp_path: Path) -> None:
    async with Sandbox(privileged=()) as sandbox, bot_on(sandbox, tmp_path, environment={"LANG": "fr_FR.UTF-8", "LC_ALL": ""}) as bot:
        told = " ".join(bot.log.read_text(encoding="utf-8").split())
        assert "« Message Content Intent » est désactivé" in told
        assert "Les commandes, les menus et les mentions fonctionnent" in told
        status = await sandbox.slash("admin", "news", "vigie status", locale="fr")
        assert "Message Content Intent" in status.text
        unseen = await sandbox.post("news", "alice", MIRABELLE)
        asked = await sandbox.message_command("bob", unseen, "Extract the facts", locale="fr")
        assert asked.ephemeral
        assert "Mirabelle" in asked.text
        called = await sandbox.post("news", "alice", f"<@{sandbox.bot_id}> {BELLADONE}")
        assert "Belladone" in (await sandbox.wait_for_reply(called, ANSWER_S)).text
        assert sandbox.replies(unseen) == []
        assert "error" not in bot.log.read_text(encoding="utf-8").casefold()
