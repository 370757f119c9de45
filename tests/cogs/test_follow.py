"""Following names: told at once or once a day, once per fact, whatever dies in between."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import VigieError
from bot.model import Amount, Kind
from bot.sandbox.views import Post, post_of
from bot.sandbox.world import Sandbox
from bot.store import deliveries, messages, options
from bot.store.follows import Threshold
from bot.store.options import GuildOptions
from cogs._alerts import deliver, owe_alerts
from cogs._threshold import threshold
from tests.cogs.guild import NOW, fact
from tests.cogs.live import Bot, posted


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("10 M€", 10e6, "EUR"),
        ("$5bn", 5e9, "USD"),
        ("1,5 milliard", 1.5e9, "EUR"),
        ("500 emplois", 500, "jobs"),
        ("10 000 000", 1e7, "EUR"),
        ("250000", 250_000, "EUR"),
    ],
)
def test_amounts_as_people_write_them(typed: str, value: float, unit: str) -> None:
    assert threshold(typed) == Threshold(value, unit)


@pytest.mark.parametrize("typed", ["", "beaucoup", "0", "-", "@everyone", "9" * 40])
def test_what_is_no_amount(typed: str) -> None:
    with pytest.raises(VigieError, match="bad_amount"):
        threshold(typed)


def inbox(sandbox: Sandbox, who: str) -> list[Post]:
    channel = sandbox.world.store.get_dm_channel(sandbox.member(who).id)
    return [post_of(sandbox.world, one) for one in sandbox.world.store.messages.get(channel.id, {}).values()]


async def told(bot: Bot, sandbox: Sandbox) -> int:
    """What the engine's step does after a message's articles are read."""
    async with bot.db.read() as conn:
        row = await messages.get_message(conn, sandbox.history("news")[-1].id)
    assert row is not None
    return await owe_alerts(bot, row)  # type: ignore[arg-type]


async def sent(bot: Bot) -> int:
    return await deliver(bot)  # type: ignore[arg-type]


async def test_a_follower_is_told_once_per_fact(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()])
    done = await sandbox.slash("alice", "news", "follow", locale="fr", name="lumio", kind="funding", min_amount="10 M€")
    assert done.ephemeral
    assert "**Lumio** · Levée de fonds · à partir de 10\xa0M\xa0€ · aussitôt, en message privé" in done.text
    big = fact(1, Kind.FUNDING, amount=Amount(12e6, "EUR", "12 M€"))
    small = fact(2, Kind.FUNDING, amount=Amount(2e6, "EUR", "2 M€"))
    await posted(bot, sandbox, "b", [big, small, fact(3)])
    assert await told(bot, sandbox) == 1
    assert await told(bot, sandbox) == 0
    assert await sent(bot) == 1
    assert await sent(bot) == 0
    (message,) = inbox(sandbox, "alice")
    assert "usine 1" in message.text
    assert "usine 2" not in message.text
    assert sandbox.guild.name in message.text
    await posted(bot, sandbox, "c", [big], title="Le même fait, ailleurs")
    assert await told(bot, sandbox) == 0
    assert inbox(sandbox, "bob") == []


async def test_a_crash_between_sending_and_noting_sends_nothing_twice(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()])
    await sandbox.slash("alice", "news", "follow", locale="fr", name="lumio")
    await posted(bot, sandbox, "b", [fact(1)])
    assert await told(bot, sandbox) == 1
    fault = sandbox.faults.fail("POST", r"/channels/\d+/messages", status=400, after=True)
    assert await sent(bot) == 0
    assert fault.fired
    assert len(inbox(sandbox, "alice")) == 1
    assert await sent(bot) == 0  # it is this process's for a while
    bot.at += timedelta(minutes=6)
    assert await sent(bot) == 0
    bot.at += timedelta(minutes=6)
    assert await sent(bot) == 0
    assert len(inbox(sandbox, "alice")) == 1


async def test_a_person_who_takes_no_messages_is_told_so_where_they_look(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()])
    await sandbox.slash("alice", "news", "follow", locale="fr", name="lumio")
    await posted(bot, sandbox, "b", [fact(1)])
    await told(bot, sandbox)
    sandbox.faults.fail("POST", r"/channels/\d+/messages", status=403)
    assert await sent(bot) == 0
    mine = await sandbox.slash("alice", "news", "follows", locale="fr")
    assert "autorisez les messages privés" in mine.text
    assert await sent(bot) == 0


async def test_once_a_day_and_after_quiet_hours(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()])
    await sandbox.slash("alice", "news", "follow", locale="fr", name="lumio", mode="digest_dm")
    await sandbox.slash("bob", "news", "follow", locale="fr", name="lumio", mode="digest_channel")
    await sandbox.slash("admin", "news", "follow", locale="fr", name="lumio")
    async with bot.db.write() as conn:
        await options.save_options(conn, GuildOptions(sandbox.guild.id, quiet_from=time(9), quiet_until=time(12)))
    await posted(bot, sandbox, "b", [fact(1)])
    assert await told(bot, sandbox) == 2
    assert await sent(bot) == 0
    bot.at = NOW + timedelta(hours=2, minutes=1)
    assert await sent(bot) == 1
    assert len(inbox(sandbox, "admin")) == 1
    bot.at = NOW + timedelta(days=1)
    assert await sent(bot) == 1
    assert len(inbox(sandbox, "alice")) == 1
    assert inbox(sandbox, "bob") == []


@pytest.mark.parametrize(
    ("start", "end", "at", "over"),
    [
        (9, 12, 10, 12),
        (9, 12, 12, None),
        (9, 12, 8, None),
        (22, 7, 23, 31),
        (22, 7, 6, 7),
        (22, 7, 7, None),
        (8, 8, 8, None),
    ],
)
def test_quiet_hours(start: int, end: int, at: int, over: int | None) -> None:
    zone = ZoneInfo("Europe/Paris")
    day = NOW.astimezone(zone).replace(hour=0)
    quiet = GuildOptions(1, quiet_from=time(start), quiet_until=time(end))
    wanted = None if over is None else day + timedelta(hours=over)
    assert quiet.quiet_end((day + timedelta(hours=at)).astimezone(NOW.tzinfo), zone) == wanted


async def test_what_is_followed_is_ones_own_and_dropped(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact(), fact(1, subject="Novax")])
    for name in ("Lumio", "Novax"):
        await sandbox.slash("alice", "news", "follow", locale="fr", name=name)
    assert "Vouliez-vous dire" in (await sandbox.slash("alice", "news", "follow", locale="fr", name="Lumia")).text
    assert "n'est pas un montant" in (await sandbox.slash("alice", "news", "follow", locale="fr", name="Lumio", min_amount="x")).text
    mine = await sandbox.slash("alice", "news", "follows", locale="en-US")
    assert mine.ephemeral
    assert "2 names" in mine.text
    assert "Nothing yet" in (await sandbox.slash("bob", "news", "follows", locale="en-US")).text
    assert "Nothing yet" in (await sandbox.slash("dora", sandbox.other.channels["news"], "follows", locale="en-US")).text
    offered = await sandbox.autocomplete("alice", "news", "unfollow", "name", "nov", locale="fr")
    assert [choice.name for choice in offered] == ["Novax"]
    assert await sandbox.autocomplete("bob", "news", "unfollow", "name", "", locale="fr") == []
    gone = await sandbox.slash("alice", "news", "unfollow", locale="fr", name=offered[0].value)
    assert "n'est plus suivi" in gone.text
    await posted(bot, sandbox, "b", [fact(5)])
    await told(bot, sandbox)
    await sandbox.slash("alice", "news", "unfollow", locale="fr", name="lumio")
    assert await sent(bot) == 0  # what was owed went with it
    never = await sandbox.slash("bob", "news", "unfollow", locale="fr", name="Lumio")
    assert "Vous ne suivez pas" in never.text
    async with bot.db.read() as conn:
        assert not await deliveries.any_due(conn, NOW + timedelta(days=9))
