"""Entities edited, files taken out and things forgotten by administrators, and by each person for themself, on the embedded Discord."""

from __future__ import annotations

import json

import aiohttp
import pytest

from bot.model import Entity, EntityKind
from bot.sandbox.people import SandboxError
from bot.sandbox.views import Answer
from bot.sandbox.world import Sandbox
from bot.store import facts, feeds
from tests.cogs.guild import NOW, fact
from tests.cogs.live import Bot, posted, shown


async def content(answer: Answer) -> str:
    async with aiohttp.ClientSession() as session, session.get(shown(answer).files[0].url) as response:
        return await response.text()


async def test_names_are_merged_split_renamed_and_taken_back(bot: Bot, sandbox: Sandbox) -> None:
    two = [Entity("Lumio", EntityKind.COMPANY, ("Lumio Santé",)), Entity("Nacre", EntityKind.COMPANY)]
    await posted(bot, sandbox, "a", [fact(1), fact(2, subject="Nacre")], names=two)

    async def edit(what: str, **options: str) -> str:
        answer = await sandbox.slash("admin", "news", f"vigie entity {what}", locale="fr", **options)
        assert answer.ephemeral
        return answer.text

    with pytest.raises(SandboxError):
        await sandbox.slash("alice", "news", "vigie entity undo")
    assert "rien à reprendre" in await edit("undo")
    assert "pas connue" in await edit("merge", name="Zorglub", into="Lumio")
    assert "déjà les mêmes" in await edit("merge", name="Lumio", into="lumio")
    assert [one.value for one in await sandbox.autocomplete("admin", "news", "vigie entity merge", "into", "nac")] == ["Nacre"]
    assert "Les faits de **Nacre** sont désormais ceux de **Lumio**" in await edit("merge", name="Nacre", into="Lumio")
    assert "2 faits" in (await sandbox.slash("bob", "news", "facts", locale="fr", name="Nacre")).text
    assert "de nouveau deux" in await edit("undo")
    assert "1 fait," in (await sandbox.slash("bob", "news", "facts", locale="fr", name="Nacre")).text
    assert "s'appelle désormais **Lumio SA**" in await edit("rename", name="Lumio", new_name="Lumio SA")
    assert "## Lumio SA" in (await sandbox.slash("bob", "news", "facts", locale="fr", name="Lumio")).text
    assert "retrouve son nom" in await edit("undo")
    spellings = await sandbox.autocomplete("admin", "news", "vigie entity split", "spelling", "sant", locale="fr", name="Lumio")
    assert [one.value for one in spellings] == ["Lumio Santé"]
    assert "**Lumio Santé** n'est plus **Lumio**" in await edit("split", name="Lumio", spelling="Lumio Santé")
    assert "ne convient pas" in await edit("split", name="Lumio", spelling="Nacre")


async def test_every_export_holds_what_was_told(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact(1), fact(2)])

    async def export(form: str) -> str:
        return await content(await sandbox.slash("admin", "news", "vigie export", locale="fr", form=form))

    assert [one["subject"] for one in json.loads(await export("json"))["facts"]] == ["Lumio", "Lumio"]
    assert "usine 2" in (await export("csv")).splitlines()[2]
    assert len(json.loads(await export("jsonld"))["@graph"]) == 2
    assert json.loads(await export("entities"))["entities"][0]["name"] == "Lumio"
    assert (await export("calendar")).startswith("BEGIN:VCALENDAR")
    assert not await export("wrong")


async def test_what_is_forgotten_is_gone_and_counted(bot: Bot, sandbox: Sandbox) -> None:
    articles = [await posted(bot, sandbox, name, [fact(number)]) for number, name in enumerate("abcd")]
    history = sandbox.history("news")

    async def forget(locale: str = "fr", **options: object) -> str:
        return (await sandbox.slash("admin", "news", "vigie forget", locale=locale, **options)).text

    assert "une seule chose" in await forget()
    assert "ne garde rien de ce message" in await forget(message="1")
    assert "pas de ceux que Vigie garde" in await forget(link="https://example.org/z")
    told = await forget(message=f"https://discord.com/channels/{sandbox.guild.id}/{history[0].channel_id}/{history[0].id}")
    assert "- 1 message\n- 1 article\n- 1 fait\n" in told
    assert "Reste ici : 3 messages, 3 articles, 3 faits." in told
    assert "none that Vigie keeps" in await forget("en-US", link="example.org/z")
    assert "Left here: 2 messages" in await forget("en-US", link="example.org/b")
    async with bot.db.read() as conn:
        assert [len(await facts.facts_of_article(conn, sandbox.guild.id, one)) for one in articles] == [0, 0, 1, 1]
    assert "- 0 message" in await forget(user=sandbox.member("bob"))
    assert "nom exact du serveur" in await forget(server="oui")
    assert "Reste ici : 0 message" in await forget(server="Café des nouvelles")


async def test_each_person_erases_what_is_theirs(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()])
    asked = await sandbox.slash("alice", "news", "privacy", locale="en-US")
    sure = await sandbox.click("alice", shown(asked), "Erase what is mine", locale="en-US")
    assert "no way back" in sure.text
    await sandbox.click("alice", shown(sure), "Erase it all", locale="en-US")
    await sandbox.wait_for(lambda: "1 message erased" in sure.text)
    assert "Nothing is known" in (await sandbox.slash("bob", "news", "facts", locale="en-US", name="Lumio")).text


async def test_feeds_are_told_of_when_their_channel_is_no_longer_read(bot: Bot, sandbox: Sandbox) -> None:
    news = sandbox.channel("news")
    await sandbox.slash("admin", "general", "vigie watch", channel=news)
    async with bot.db.write() as conn:
        await feeds.add_feed(
            conn, sandbox.guild.id, news.id, "https://example.org/rss", title="Le Journal", every_minutes=60, by=None, at=NOW
        )
    well = await sandbox.slash("admin", "general", "vigie diagnose", locale="fr")
    assert "✅ **Flux** · 1 flux" in well.text
    gone = await sandbox.slash("admin", "general", "vigie unwatch", locale="fr", channel=news)
    assert "attend" in gone.text
    ill = await sandbox.slash("admin", "general", "vigie diagnose", locale="en-US")
    assert "❌ **Feeds**" in ill.text
