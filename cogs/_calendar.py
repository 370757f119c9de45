"""Events as calendar files, and as scheduled events of the server: previewed, permitted, never automatic and never twice."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import discord
from discord import app_commands

from bot import answers, wording
from bot.errors import VigieError
from bot.i18n import t
from bot.model import Language
from bot.store import guilds
from bot.summary import calendar
from bot.summary.timeline import best_time
from bot.summary.values import CalendarFile, Item
from cogs._actions import as_file
from cogs._errors import reported
from cogs._items import IdButton
from cogs._layout import Layout, check_limits
from cogs._lines import site
from cogs._open import reader_of
from cogs._page import Reader
from cogs._space import space_of
from cogs._text import clean, cut, fit, message_link, safe, timestamp

if TYPE_CHECKING:
    from bot.app import VigieBot

FILE: Final = "vigie.ics"
MOST_NAMED: Final = 8
SOON: Final = timedelta(minutes=10)
"""Discord takes no event that has begun: one of today begins a little later."""
AHEAD: Final = timedelta(days=730)


class ConfirmButton(IdButton, action="schedule", style=discord.ButtonStyle.success):
    """Makes the previewed event a scheduled event of the server."""

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Make the event."""
        await schedule_event(interaction, self.of)


async def send_all(interaction: discord.Interaction[VigieBot], place: int) -> None:
    """Send all events to come as one calendar file to the person alone; `place` is the entity that they name, 0 for any."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    reader, bot = await reader_of(interaction), interaction.client
    name = t(reader.language, "calendar.name", guild=interaction.guild.name if interaction.guild else "Vigie")
    made = await answers.calendar(
        bot.db,
        reader.guild_id,
        reader.language,
        name=name,
        now=bot.clock(),
        first=reader.today,
        last=reader.today + AHEAD,
        place=place or None,
    )
    await _send(interaction, reader, made)


async def send_event(interaction: discord.Interaction[VigieBot], fact_id: int) -> None:
    """Send one event as a calendar file to the person alone."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    reader = await reader_of(interaction)
    item = await _event(interaction, reader, fact_id)
    name = calendar.title(item, reader.language)
    made = calendar.make([item], reader.language, name=name, guild_id=reader.guild_id, now=interaction.client.clock())
    await _send(interaction, reader, made)


async def preview_event(interaction: discord.Interaction[VigieBot], fact_id: int) -> None:
    """Show what the scheduled event would be, to whoever may make one."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    reader = await reader_of(interaction)
    _permitted(interaction)
    item = await _event(interaction, reader, fact_id)
    await interaction.edit_original_response(view=preview(reader, item, *await _span(interaction.client, reader, item)))


def preview(reader: Reader, item: Item, start: datetime, end: datetime) -> Layout:
    """Make the message of what the scheduled event would be."""
    language = reader.language
    layout = Layout()
    layout.add_text(f"## {t(language, 'calendar.preview')}\n**{fit(calendar.title(item, language), 100)}**")
    layout.add_text(
        f"{timestamp(start, 'f')} – {timestamp(end, 'f')}\n{safe(_place(reader, item))}\n> {fit(item.fact.fact.evidence.text, 900)}"
    )
    layout.add_buttons([ConfirmButton(item.fact.id, t(language, "calendar.confirm"))])
    check_limits(layout)
    return layout


async def schedule_event(interaction: discord.Interaction[VigieBot], fact_id: int) -> None:
    """Make the scheduled event, unless the server has it already."""
    await interaction.response.defer(ephemeral=True)
    reader = await reader_of(interaction)
    guild = _permitted(interaction)
    item = await _event(interaction, reader, fact_id)
    start, end = await _span(interaction.client, reader, item)
    name = cut(clean(calendar.title(item, reader.language)), 100)
    known = next((one for one in await guild.fetch_scheduled_events() if one.name == name and one.end_time == end), None)
    made = known or await guild.create_scheduled_event(
        name=name,
        start_time=start,
        end_time=end,
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location=_place(reader, item),
        description=_description(reader, item),
    )
    layout = Layout()
    layout.add_text(t(reader.language, "calendar.known" if known else "calendar.made", link=made.url))
    await interaction.edit_original_response(view=layout)


async def _event(interaction: discord.Interaction[VigieBot], reader: Reader, fact_id: int) -> Item:
    item = await answers.item(interaction.client.db, reader.guild_id, fact_id)
    if item is None:
        raise VigieError("fact.gone")
    if (reason := calendar.why_not(item)) is not None:
        raise VigieError(f"calendar.left_out_{reason}")
    return item


async def _send(interaction: discord.Interaction[VigieBot], reader: Reader, made: CalendarFile) -> None:
    files = [as_file(made.content, FILE)] if made.included else []
    await interaction.edit_original_response(view=contents(reader.language, made), attachments=files)


def contents(language: Language, made: CalendarFile) -> Layout:
    """Make the message that goes with a calendar file: how many events it holds, and which it can't."""
    layout = Layout()
    layout.add_text(t(language, "calendar.holds" if made.included else "calendar.empty", n=len(made.included)))
    lines = [
        f"- {fit(fact.fact.subject, 60)} · {t(language, f'calendar.left_out_{reason}')}" for fact, reason in made.left_out[:MOST_NAMED]
    ]
    if hidden := len(made.left_out) - len(lines):
        lines.append(f"- … {hidden}")
    if lines:
        layout.add_text("\n".join([t(language, "calendar.left_out"), *lines]))
    if made.included:
        layout.add_file(FILE)
    check_limits(layout)
    return layout


def _permitted(interaction: discord.Interaction[VigieBot]) -> discord.Guild:
    """Return the server where both the person and the bot may make events: the one of Discord's permissions, or the older one."""
    guild = interaction.guild
    if guild is None or space_of(interaction) != guild.id:
        raise VigieError("error.guild_only")
    if not (interaction.permissions.create_events or interaction.permissions.manage_events):
        raise app_commands.MissingPermissions(["create_events"])
    if not (interaction.app_permissions.create_events or interaction.app_permissions.manage_events):
        raise app_commands.BotMissingPermissions(["create_events"])
    return guild


async def _span(bot: VigieBot, reader: Reader, item: Item) -> tuple[datetime, datetime]:
    """Return the first and last instant of an event's days in the guild's zone."""
    async with bot.db.read() as conn:
        zone = ZoneInfo((await guilds.guild_settings(conn, reader.guild_id)).timezone)
    when = best_time(item)
    first = (when.start or when.end) if when else None
    last = (when.end or when.start) if when else None
    now = bot.clock()
    if first is None or last is None or (end := datetime.combine(last, time(23, 59), tzinfo=zone)) <= now + SOON:
        raise VigieError("calendar.over")
    return max(datetime.combine(first, time(), tzinfo=zone), now + SOON), end


def _place(reader: Reader, item: Item) -> str:
    return cut(clean(item.fact.fact.place or ""), 100) or t(reader.language, "calendar.no_place")


def _description(reader: Reader, item: Item) -> str:
    fact = item.fact
    lines = [fit(fact.fact.evidence.text, 700), site(reader.language, fact)]
    if fact.article_published is not None:
        lines[1] += f" · {wording.day(reader.language, fact.article_published)}"
    return "\n".join([*lines, message_link(reader.guild_id, fact.channel_id, fact.message_id)])
