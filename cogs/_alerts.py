"""Followers are told: what they are owed is written with the facts, sent when it is due, and never sent twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import discord
import structlog

from bot import answers
from bot.i18n import t
from bot.model import Language
from bot.store import deliveries, facts, follows, guilds, options
from bot.store.deliveries import Parcel
from bot.store.follows import FollowMode, Match
from bot.store.posted import facts_of_message as posted_facts
from bot.store.records import MessageRow, StoredFact
from bot.summary.schedule import local_date, next_digest_at
from cogs._layout import Layout, check_limits, marked
from cogs._lines import posted, stored_lines
from cogs._page import Reader
from cogs._text import fit

if TYPE_CHECKING:
    from bot.app import VigieBot

log = structlog.get_logger(__name__)
MOST_FACTS: Final = 6
"""Facts in one message to a follower; more come in the next."""
LOOK_BACK: Final = 50


async def owe_alerts(bot: VigieBot, message: MessageRow) -> int:
    """Note who is to be told of what a message's articles tell, and when; the number of facts. Calling it again notes nothing twice."""
    now, guild_id = bot.clock(), message.guild_id
    async with bot.db.read() as conn:
        ids = await posted_facts(conn, guild_id, message.message_id)
        wanted = _in_person(await follows.matching(conn, guild_id, ids))
        settings = await guilds.guild_settings(conn, guild_id)
        quiet = (await options.guild_options_of(conn, guild_id)).quiet_end(now, ZoneInfo(settings.timezone))
    if not wanted:
        return 0
    due = {FollowMode.AT_ONCE: quiet or now, FollowMode.DIGEST_DM: next_digest_at(settings, now)}
    items = await answers.of_facts(bot.db, guild_id, sorted({one.fact_id for one in wanted}))
    same = {fact.id: [fact.id, *(other.id for other in item.same if other.id != fact.id)] for item in items for fact in item.same}
    async with bot.db.write() as conn:  # asked again: who stopped following meanwhile is owed nothing
        matches = _in_person(await follows.matching(conn, guild_id, ids))
        owed = [await deliveries.owe(conn, one.follow, same.get(one.fact_id, [one.fact_id]), due[one.follow.mode]) for one in matches]
    return sum(owed)


def _in_person(found: Sequence[Match]) -> list[Match]:
    """Those who are told by a message of their own; the digest tells the others."""
    return [one for one in found if one.follow.mode is not FollowMode.DIGEST_CHANNEL]


async def deliver(bot: VigieBot) -> int:
    """Send all that is due; the number of messages sent."""
    async with bot.db.read() as conn:
        if not await deliveries.any_due(conn, bot.clock()):
            return 0
    async with bot.db.write() as conn:
        parcels = await deliveries.claim(conn, bot.clock(), most=MOST_FACTS)
    return sum([await _deliver(bot, parcel) for parcel in parcels])


async def _deliver(bot: VigieBot, parcel: Parcel) -> bool:
    async with bot.db.read() as conn:
        found = await facts.load(conn, parcel.guild_id, list(parcel.fact_ids))
        settings = await guilds.guild_settings(conn, parcel.guild_id)
    sent = refused = False
    try:
        if found:
            guild = bot.get_guild(parcel.guild_id)
            reader = Reader(parcel.guild_id, settings.language, local_date(settings, bot.clock()))
            sent = await _send(bot, parcel, alert(reader, found, guild.name if guild else "?", parcel.ids[0]))
    except (discord.Forbidden, discord.NotFound):
        refused = True
        log.info("a follower takes no messages", guild_id=parcel.guild_id)
    except discord.HTTPException:  # Discord's trouble: another try is made once the claim is over, and looks for this one first
        log.exception("follower not told", guild_id=parcel.guild_id)
        return False
    async with bot.db.write() as conn:
        await deliveries.settle(conn, parcel, bot.clock(), refused=refused)
    return sent


async def _send(bot: VigieBot, parcel: Parcel, view: Layout) -> bool:
    """Send once: an earlier try is found by its marker, and one of the last minutes by Discord itself through the nonce."""
    channel = await bot.create_dm(discord.Object(parcel.user_id))
    if parcel.tried:
        async for message in channel.history(limit=LOOK_BACK):
            if bot.user and message.author.id == bot.user.id and marked(message, parcel.ids[0]):
                return False
    await channel.send(view=view, nonce=f"f{parcel.ids[0]}")
    return True


def alert(reader: Reader, found: list[StoredFact], guild: str, marker: int) -> Layout:
    """Make the message that tells a follower of new facts."""
    language: Language = reader.language
    layout = Layout(marker=marker)
    layout.add_text(f"## {t(language, 'follow.alert', guild=fit(guild, 80))}")
    for stored in found:
        layout.add_text(f"{stored_lines(language, stored, today=reader.today)}\n-# {posted(language, stored, reader.guild_id)}")
    layout.add_text(f"-# {t(language, 'follow.alert_foot')}")
    check_limits(layout)
    return layout
