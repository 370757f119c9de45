"""How loud the bot is: replies, threads, reactions, silence, quiet hours, limits."""

from datetime import time, timedelta

import pytest

from bot.errors import VigieError
from bot.model import Outcome
from bot.sandbox.views import Channel, Post
from bot.sandbox.world import Sandbox
from bot.store import guilds, journal, messages, options
from bot.store.options import GuildOptions, ReplyMode
from bot.store.records import NewMessage
from cogs._times import hours_of
from cogs.answer import Answer
from tests.cogs.guild import NOW, fact, page, read
from tests.cogs.live import Bot, permissions_arrive, posted


async def answered(bot: Bot, post: Post) -> None:
    """What the engine's step does once a message's articles are read."""
    cog = bot.get_cog("Answer")
    assert isinstance(cog, Answer)
    await cog.send_reply(post.id)


async def set_to(bot: Bot, sandbox: Sandbox, **values: object) -> None:
    async with bot.db.write() as conn:
        await options.save_options(conn, GuildOptions(sandbox.guild.id, **values))  # type: ignore[arg-type]


def reactions(sandbox: Sandbox, post: Post) -> list[str]:
    message = sandbox.world.store.get_message(post.channel_id, post.id)
    return [str(reaction.get("emoji", {}).get("name")) if isinstance(reaction, dict) else str(reaction) for reaction in message.reactions]


async def test_a_reply_once_and_brought_up_to_date(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()])
    post = sandbox.history("news")[-1]
    await answered(bot, post)
    await answered(bot, post)
    assert len(sandbox.replies(post)) == 1
    async with bot.db.write() as conn:
        await messages.set_answered(conn, post.id, None)  # as after a crash between posting and noting
    await answered(bot, post)
    assert len(sandbox.replies(post)) == 1


async def test_in_a_thread_which_the_answer_is_deleted_from(bot: Bot, sandbox: Sandbox) -> None:
    await set_to(bot, sandbox, reply_mode=ReplyMode.THREAD)
    await posted(bot, sandbox, "a", [fact()])
    post = sandbox.history("news")[-1]
    await answered(bot, post)
    await answered(bot, post)
    thread = Channel(post.id, "", sandbox.guild.id)
    (answer,) = [one for one in sandbox.history(thread) if one.author_id == sandbox.bot_id]
    assert "Lumio" in answer.text
    assert sandbox.replies(post) == []
    why = await sandbox.message_command("bob", post, "Why nothing?", locale="fr")
    assert f"/{sandbox.guild.id}/{thread.id}/{answer.id}" in why.text
    cog = bot.get_cog("Answer")
    assert isinstance(cog, Answer)
    async with bot.db.write() as conn:
        await guilds.forget_guild(conn, sandbox.guild.id)  # as `/vigie forget` does before the deletion's turn comes
    await cog.delete_reply(post.channel_id, post.id, answer.id)
    assert sandbox.read(answer) is None


async def test_a_reaction_or_nothing(bot: Bot, sandbox: Sandbox) -> None:
    await set_to(bot, sandbox, reply_mode=ReplyMode.REACTION)
    await posted(bot, sandbox, "a", [fact()])
    post = sandbox.history("news")[-1]
    await answered(bot, post)
    assert len(reactions(sandbox, post)) == 1
    await set_to(bot, sandbox, reply_mode=ReplyMode.SILENT)
    await posted(bot, sandbox, "b", [fact(1)])
    silent = sandbox.history("news")[-1]
    await answered(bot, silent)
    assert reactions(sandbox, silent) == []
    assert sandbox.replies(silent) == []


async def test_quiet_hours_leave_a_reaction(bot: Bot, sandbox: Sandbox) -> None:
    await set_to(bot, sandbox, quiet_from=time(9), quiet_until=time(11))
    await posted(bot, sandbox, "a", [fact()])
    post = sandbox.history("news")[-1]
    await answered(bot, post)
    assert len(reactions(sandbox, post)) == 1
    assert sandbox.replies(post) == []
    bot.at = NOW + timedelta(hours=3)
    await posted(bot, sandbox, "b", [fact(1)])
    await answered(bot, sandbox.history("news")[-1])
    assert len(sandbox.replies(sandbox.history("news")[-2])) == 1


@pytest.mark.parametrize(("limits", "answers"), [({"pause": 60}, 1), ({"hourly": 2}, 2), ({}, 3)])
async def test_limits(bot: Bot, sandbox: Sandbox, limits: dict[str, int], answers: int) -> None:
    await set_to(bot, sandbox, **limits)
    posts = [await sandbox.post("news", "alice", f"https://example.org/{number}") for number in range(3)]
    for number, post in enumerate(posts):
        async with bot.db.write() as conn:
            await messages.accept(conn, NewMessage(post.id, sandbox.guild.id, post.channel_id, post.author_id, NOW), [page(str(number))])
            article = (await messages.message_articles(conn, post.id))[0].id
        await read(bot.db, article, [fact(number)], guild_id=sandbox.guild.id)
        await answered(bot, post)
    assert sum(len(sandbox.replies(post)) for post in posts) == answers
    assert sum(len(reactions(sandbox, post)) for post in posts) == 3 - answers


async def test_no_permission_is_recorded_said_once_where_it_can_be_and_breaks_nothing(bot: Bot, sandbox: Sandbox) -> None:
    await set_to(bot, sandbox, reply_mode=ReplyMode.REACTION)
    await posted(bot, sandbox, "a", [fact()])
    post = sandbox.history("news")[-1]
    sandbox.forbid("news", "add_reactions", "send_messages")
    await permissions_arrive(bot, sandbox, "news", "send_messages")
    async with bot.db.write() as conn:
        for name in ("news", "veille"):
            await guilds.watch(conn, sandbox.guild.id, sandbox.channel(name).id, NOW)
    await answered(bot, post)
    (said,) = sandbox.history("veille")
    assert f"ne peut plus écrire dans <#{post.channel_id}>. Il lui manque : Envoyer des messages, " in said.text
    await posted(bot, sandbox, "b", [fact(2)])
    await answered(bot, sandbox.history("news")[-1])
    assert sandbox.history("veille") == [said]
    async with bot.db.read() as conn:
        latest = await journal.latest(conn, sandbox.guild.id, 5)
    assert [one.outcome for one in latest] == [Outcome.CANNOT_REPLY] * 2
    why = await sandbox.slash("alice", "general", "why", locale="fr", link="https://example.org/a")
    assert reactions(sandbox, post) == []
    assert why.ephemeral


async def test_settings_say_what_they_do(bot: Bot, sandbox: Sandbox) -> None:
    given = {"answers": "thread", "quiet_hours": "22h à 7h", "pause": 30, "hourly": 5}
    saved = await sandbox.slash("admin", "general", "vigie settings", locale="fr", **given)
    assert "Réponses : dans un fil" in saved.text
    assert "Heures calmes : 22:00–07:00" in saved.text
    assert "Pause : 30 s" in saved.text
    assert "5 réponses par heure" in saved.text
    again = await sandbox.slash("admin", "general", "vigie settings", locale="en-US", quiet_hours="none", pause=0)
    assert "Quiet hours" not in again.text
    assert "Pause" not in again.text
    assert "plage d'heures" in (await sandbox.slash("admin", "general", "vigie settings", locale="fr", quiet_hours="22h")).text
    async with bot.db.write() as conn:
        await guilds.forget_guild(conn, sandbox.guild.id)
        assert await options.guild_options_of(conn, sandbox.guild.id) == GuildOptions(sandbox.guild.id)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-07:00", (time(22), time(7))),
        ("22h – 7h30", (time(22), time(7, 30))),
        ("22 to 7", (time(22), time(7))),
        ("aucune", None),
        ("none", None),
    ],
)
def test_hours(typed: str, hours: tuple[time, time] | None) -> None:
    assert hours_of(typed) == hours


@pytest.mark.parametrize("typed", ["22", "22-25", "la nuit", "1-2-3"])
def test_no_hours(typed: str) -> None:
    with pytest.raises(VigieError):
        hours_of(typed)
