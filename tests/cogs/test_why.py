"""Nothing is passed over in silence: what became of links and messages, and what is missing."""

from datetime import timedelta

from bot.model import Outcome
from bot.sandbox.world import Sandbox
from bot.store import articles, guilds, journal, messages
from bot.store.records import JournalEntry, NewMessage
from tests.cogs.guild import NOW, fact, page
from tests.cogs.live import Bot, permissions_arrive, posted, shown


async def noted(bot: Bot, sandbox: Sandbox, article: int | None, outcome: Outcome, *, stage: str = "read", message: int = 5) -> None:
    news = sandbox.channel("news")
    entry = JournalEntry(NOW, sandbox.guild.id, news.id, message, article, "https://example.org/a", stage, outcome, "K7", 1234)
    async with bot.db.write() as conn:
        await journal.record(conn, entry)


async def test_what_became_of_a_link(bot: Bot, sandbox: Sandbox) -> None:
    article = await posted(bot, sandbox, "a", [fact()])
    last = sandbox.history("news")[-1]
    await noted(bot, sandbox, article, Outcome.READ, message=last.id)
    story = await sandbox.slash("alice", "news", "why", locale="fr", link="example.org/a?utm_medium=mail")
    assert story.ephemeral
    assert "**Lu.**" in story.text
    assert f"/{last.id})" in story.text
    assert "1,23 s" in story.text
    opened = await sandbox.click("alice", shown(story), "Ses faits", locale="fr")
    assert opened.acknowledged
    async with bot.db.write() as conn:
        await articles.save_outcome(conn, article, Outcome.PAYWALL, read_at=NOW)
    refused = await sandbox.slash("alice", "news", "why", locale="en-US", link="https://example.org/a")
    assert "For subscribers" in refused.text
    offered = await sandbox.autocomplete("alice", "news", "why", "link", "brest", locale="fr")
    assert [choice.value for choice in offered] == ["https://example.org/a"]


async def test_a_link_never_seen_names_what_may_keep_it_out(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()])
    other = await sandbox.slash("dora", sandbox.other.channels["news"], "why", locale="fr", link="https://example.org/a")
    assert "n'a pas vu ce lien" in other.text
    assert "n'est pas lu" in other.text
    private = await sandbox.slash("alice", "news", "why", locale="fr", link="http://192.168.1.4/x")
    assert "n'est pas publique" in private.text
    none = await sandbox.slash("alice", "news", "why", locale="en-US", link="x y")
    assert "is no link" in none.text


async def test_why_a_message_got_no_answer(bot: Bot, sandbox: Sandbox) -> None:
    chat = await sandbox.post("news", "alice", "bonjour à tous")
    asked = await sandbox.message_command("bob", chat, "Why nothing?", locale="fr")
    assert asked.ephemeral
    assert "moins de 400 caractères" in asked.text
    assert "`/vigie surveiller`" in asked.text
    async with bot.db.write() as conn:
        await guilds.watch(conn, sandbox.guild.id, sandbox.channel("news").id, NOW + timedelta(days=400))
    early = await sandbox.post("news", "alice", "https://example.org/early")
    told = await sandbox.message_command("bob", early, "Why nothing?", locale="en-US")
    assert "before this channel was read" in told.text
    await posted(bot, sandbox, "a", [fact()])
    last = sandbox.history("news")[-1]
    reading = await sandbox.message_command("bob", last, "Why nothing?", locale="fr")
    assert "en cours de lecture" in reading.text
    async with bot.db.write() as conn:
        await messages.set_answered(conn, last.id, 77)
    answered = await sandbox.message_command("bob", last, "Why nothing?", locale="fr")
    assert "a reçu sa réponse" in answered.text
    await bot.get_partial_messageable(sandbox.channel("news").id).send("https://example.org/b")
    mine = await sandbox.message_command("bob", sandbox.history("news")[-1], "Why nothing?", locale="fr")
    assert "Un bot ou un webhook" in mine.text


async def test_each_check_has_its_remedy(bot: Bot, sandbox: Sandbox) -> None:
    nothing = await sandbox.slash("admin", "general", "vigie diagnose", locale="fr")
    assert nothing.ephemeral
    assert "❌ **Salons lus** · aucun\n-# → Choisissez-en un" in nothing.text
    assert "Europe/Paris : il est 10:00" in nothing.text
    news = sandbox.channel("news")
    async with bot.db.write() as conn:
        await guilds.watch(conn, sandbox.guild.id, news.id, NOW)
        await guilds.watch(conn, sandbox.guild.id, 123456789, NOW)
        await messages.accept(conn, NewMessage(99, sandbox.guild.id, news.id, 7, NOW - timedelta(hours=2)), [page("slow")])
    sandbox.forbid("news", "send_messages", "view_channel")
    await permissions_arrive(bot, sandbox, "news", "send_messages")
    state = await sandbox.slash("admin", "general", "vigie diagnose", locale="en-US")
    assert "missing: View Channel, Send Messages" in state.text
    assert "not found, or hidden" in state.text
    assert "❌ **Messages waiting** · 1, since <t:" in state.text
    assert state.text.index("❌") < state.text.index("✅")


async def test_the_log_shows_what_came_last(bot: Bot, sandbox: Sandbox) -> None:
    empty = await sandbox.slash("admin", "general", "vigie log", locale="fr")
    assert "Rien n'est encore enregistré" in empty.text
    article = await posted(bot, sandbox, "a", [fact()])
    last = sandbox.history("news")[-1]
    await noted(bot, sandbox, article, Outcome.READ, message=last.id)
    await noted(bot, sandbox, article, Outcome.PAYWALL, message=last.id)
    everything = await sandbox.slash("admin", "general", "vigie log", locale="en-US")
    assert everything.text.count("example.org") == 4  # name and address of each
    unread = await sandbox.slash("admin", "general", "vigie log", locale="en-US", unread_only=True)
    assert "For subscribers" in unread.text
    assert "Read." not in unread.text
