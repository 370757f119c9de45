"""Every command and button, by people on the embedded Discord: real discord.py, real gateway, real store."""

from datetime import timedelta

import pytest

from bot.model import Certainty, Kind, Language, Outcome, When
from bot.sandbox.world import Sandbox
from bot.store import guilds, journal, messages
from bot.store.records import JournalEntry
from bot.summary.schedule import next_digest_at
from cogs import digest, events
from cogs._reply import build_reply
from tests.cogs.guild import NOW, fact
from tests.cogs.live import Bot, becomes, permissions_arrive, posted, shown


async def test_facts_their_sentence_and_their_pages(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact(n) for n in range(9)])
    answer = await sandbox.slash("alice", "news", "facts", locale="fr", name="lumio")
    assert not answer.ephemeral
    assert "## Lumio" in answer.text
    assert "9 faits" in answer.text
    opened = await sandbox.click("bob", shown(answer), custom_id=shown(answer).buttons[0].custom_id, locale="en-GB")
    assert opened.ephemeral
    assert "> Lumio ouvre une usine à Brest." in opened.text
    assert "high confidence" in opened.text
    turned = await sandbox.click("alice", shown(answer), "Suivante", locale="fr")
    assert turned.acknowledged
    await becomes(sandbox, "Page 2 sur 2")
    aside = await sandbox.click("bob", sandbox.history("news")[-1], "Précédente", locale="en-US")
    assert aside.ephemeral
    assert "Page 1 of 2" in aside.text
    assert "Page 2 sur 2" in sandbox.history("news")[-1].text
    again = await sandbox.click("bob", shown(aside), "Next", locale="en-US")
    assert again.acknowledged
    await becomes(sandbox, "Page 2 of 2", "bob")


async def test_names_are_suggested_guessed_or_unknown(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact(), fact(1, Kind.LEGAL)])
    suggested = await sandbox.autocomplete("alice", "news", "facts", "name", "lum", locale="fr")
    assert [choice.value for choice in suggested] == ["Lumio"]
    dora = sandbox.other.members["dora"]
    assert await sandbox.autocomplete(dora, sandbox.other.channels["news"], "facts", "name", "lum") == []
    near = await sandbox.slash("alice", "news", "facts", locale="fr", name="Lumia")
    assert near.ephemeral
    assert "Vouliez-vous dire" in near.text
    await sandbox.click("alice", shown(near), "Lumio", locale="fr")
    await becomes(sandbox, "2 faits", "alice")
    unknown = await sandbox.slash("alice", "news", "facts", locale="en-US", name="@everyone")
    assert "Nothing is known of “@\u200beveryone”" in unknown.text
    one = await sandbox.slash("alice", "news", "facts", locale="fr", name="Lumio", kind="legal")
    assert "Justice · 1 fait" in one.text
    none = await sandbox.slash("alice", "news", "facts", locale="fr", name="Lumio", kind="funding")
    assert "Aucun fait de ce genre" in none.text + "".join(post.text for post in none.followups)


async def test_a_reply_opens_all_its_facts_until_its_message_is_gone(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact(n) for n in range(9)])
    post = sandbox.history("news")[-1]
    view = await build_reply(bot.db, post.id, Language.FR)
    assert view is not None
    await bot.get_partial_messageable(post.channel_id).send(view=view)
    reply = sandbox.history("news")[-1]
    everything = await sandbox.click("bob", reply, "Les 9 faits et leurs preuves", locale="fr")
    assert everything.ephemeral
    assert "Page 1 sur 2" in everything.text
    async with bot.db.write() as conn:
        await messages.erase_message(conn, post.id)
    gone = await sandbox.click("bob", reply, "Les 9 faits et leurs preuves", locale="fr")
    assert "Ce fait n'est plus là" in gone.text + "".join(post.text for post in gone.followups)


async def test_events(bot: Bot, sandbox: Sandbox) -> None:
    days = [NOW.date() + timedelta(days=n) for n in (-9, 9)]
    told = [fact(0, Kind.SCHEDULED_EVENT, f"Salon {day}", object=None, time=When(day, day, "")) for day in days]
    await posted(bot, sandbox, "a", told)
    both = await sandbox.slash("alice", "news", "events", locale="fr")
    assert both.text.index("À venir") < both.text.index("3 décembre 2026") < both.text.index("Passés") < both.text.index("15 novembre 2026")
    past = await sandbox.slash("alice", "news", "events", locale="en-US", when="past")
    assert "15 November 2026" in past.text
    assert "December" not in past.text


async def test_settings_are_for_administrators_and_mended_by_what_they_say(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(Exception, match="vigie"):
        await sandbox.slash("alice", "news", "vigie status")
    news = sandbox.channel("news")
    watched = await sandbox.slash("admin", "general", "vigie watch", locale="fr", channel=news)
    assert watched.ephemeral
    assert "Vigie lit désormais" in watched.text
    assert "déjà" in (await sandbox.slash("admin", "general", "vigie watch", locale="fr", channel=news)).text
    sandbox.forbid("veille", "send_messages", "read_message_history")
    await permissions_arrive(bot, sandbox, "veille", "send_messages")
    refused = await sandbox.slash("admin", "general", "vigie watch", locale="fr", channel=sandbox.channel("veille"))
    assert "Envoyer des messages, Voir les anciens messages" in refused.text
    async with bot.db.write() as conn:
        assert [one.channel_id for one in await guilds.watched(conn, sandbox.guild.id)] == [news.id]
        entry = JournalEntry(NOW, sandbox.guild.id, news.id, 5, None, "https://payant.example/x", "read", Outcome.PAYWALL, None, None)
        await journal.record(conn, entry)
    sandbox.forbid("news", "send_messages")
    await permissions_arrive(bot, sandbox, "news", "send_messages")
    state = await sandbox.slash("admin", "general", "vigie status", locale="fr")
    assert "il manque Envoyer des messages" in state.text
    assert "payant.example" in state.text
    gone = await sandbox.slash("admin", "general", "vigie unwatch", locale="fr", channel=news)
    assert "ne lit plus" in gone.text
    assert "Aucun salon" in (await sandbox.slash("admin", "general", "vigie status", locale="fr")).text


async def test_the_digest_is_set_posted_once_and_never_twice(bot: Bot, sandbox: Sandbox) -> None:
    news = sandbox.channel("news")
    zones = await sandbox.autocomplete("admin", "general", "vigie settings", "timezone", "toky", locale="fr")
    assert [choice.value for choice in zones] == ["Asia/Tokyo"]
    bad = await sandbox.slash("admin", "general", "vigie settings", locale="fr", timezone="Mars/Base")
    assert "n'est pas un fuseau" in bad.text
    assert "n'est pas une heure" in (await sandbox.slash("admin", "general", "digest schedule", locale="fr", time="25:00")).text
    await sandbox.slash("admin", "general", "vigie settings", locale="fr", timezone="asia/tokyo", language="en")
    nowhere = await sandbox.slash("admin", "general", "digest schedule", locale="fr", time="18h30")
    assert "Choisissez aussi un salon" in nowhere.text
    options = {"channel": news, "time": "18h30", "empty": "line", "days": "workdays"}
    saved = await sandbox.slash("admin", "general", "digest schedule", locale="fr", **options)
    assert "du lundi au vendredi" in saved.text
    assert "Point quotidien" in saved.text
    async with bot.db.read() as conn:
        settings = await guilds.guild_settings(conn, sandbox.guild.id)
    assert settings.next_digest_at == next_digest_at(settings, NOW)
    await posted(bot, sandbox, "a", [fact(certainty=Certainty.PLANNED, cue="prévoit")])
    now = await sandbox.slash("bob", "general", "digest now", locale="fr")
    assert "Depuis le dernier point" in now.text
    assert "Lumio" in now.text
    refused = await sandbox.slash("bob", "general", "digest preview", locale="fr")
    assert "Gérer le serveur" in refused.text
    preview = await sandbox.slash("admin", "general", "digest preview", locale="fr")
    assert preview.ephemeral
    assert "Digest of 24 November 2026" in preview.text
    day = NOW.date()
    cog = bot.get_cog("Digest")
    assert isinstance(cog, digest.Digest)
    await cog.send_digest(sandbox.guild.id, day)  # not announced: nothing happens
    async with bot.db.write() as conn:
        assert await guilds.record_digest(conn, sandbox.guild.id, day, NOW - timedelta(days=1), NOW + timedelta(seconds=1))
    before = len(sandbox.history("news"))
    await cog.send_digest(sandbox.guild.id, day)
    await cog.send_digest(sandbox.guild.id, day)
    new = sandbox.history("news")[before:]
    assert len(new) == 1
    assert "Digest of 24 November 2026" in new[0].text
    async with bot.db.write() as conn:
        await guilds.digest_sent(conn, sandbox.guild.id, day, None)  # type: ignore[arg-type]  as after a crash between posting and noting
    await cog.send_digest(sandbox.guild.id, day)
    assert len(sandbox.history("news")) == before + 1
    async with bot.db.read() as conn:
        recorded = await guilds.get_digest(conn, sandbox.guild.id, day)
    assert recorded is not None
    assert recorded.message_id == new[0].id
    off = await sandbox.slash("admin", "general", "digest off", locale="fr")
    assert "aucun" in off.text


async def test_help_and_privacy_are_for_one(bot: Bot, sandbox: Sandbox) -> None:
    helped = await sandbox.slash("alice", "news", "help", locale="fr")
    assert helped.ephemeral
    assert "Publiez un lien" in helped.text
    private = await sandbox.slash("alice", "news", "privacy", locale="en-US")
    assert private.ephemeral
    assert "What Vigie keeps" in private.text


async def test_a_fault_of_ours_is_told_with_its_number_and_no_name(bot: Bot, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr(events, "both_events", broken)
    answer = await sandbox.slash("alice", "news", "events", locale="fr")
    text = answer.text + "".join(post.text for post in answer.followups)
    assert "Une erreur s'est produite" in text
    assert "KeyError" not in text
    assert "secret" not in text
