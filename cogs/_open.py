"""What a click on a button opens."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord

from bot import answers, wording
from bot.errors import VigieError
from bot.i18n import language_of, t
from bot.store import guilds
from bot.summary.values import Item
from cogs._actions import actions
from cogs._agreed import contrasts, source_lines, sources
from cogs._layout import Layout, check_limits
from cogs._lines import fact_lines, posted, site
from cogs._lists import list_page
from cogs._page import Page, Reader
from cogs._space import is_private, space_of
from cogs._text import fit, link

if TYPE_CHECKING:
    from bot.app import VigieBot

MAX_ADDRESS = 600
"""Characters of an address that a message has room for; a longer one is left out, the message's own link stays."""


async def reader_of(interaction: discord.Interaction[VigieBot]) -> Reader:
    """Tell for whom an answer is made: whose facts they see, their language, and what day it is in the guild's zone."""
    bot, space = interaction.client, space_of(interaction)
    async with bot.db.read() as conn:
        settings = await guilds.guild_settings(conn, space)
    today = bot.clock().astimezone(ZoneInfo(settings.timezone)).date()
    return Reader(space, language_of(str(interaction.locale)), today, private=is_private(interaction))


async def open_evidence(interaction: discord.Interaction[VigieBot], fact_id: int) -> None:
    """Show the sentence of a fact to the person who clicked."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    reader = await reader_of(interaction)
    item = await answers.item(interaction.client.db, reader.guild_id, fact_id)
    if item is None:
        raise VigieError("fact.gone")
    await interaction.edit_original_response(view=evidence(reader, item, fact_id))


async def open_page(interaction: discord.Interaction[VigieBot], page: Page) -> None:
    """Turn the page of a list that is the person's own; of anybody else's message, open the page for that person alone."""
    await turning(interaction)
    view = await list_page(interaction.client.db, await reader_of(interaction), page)
    await interaction.edit_original_response(view=view)


async def turning(interaction: discord.Interaction[VigieBot]) -> None:
    """Begin the answer to a click: what the person's own message becomes, or a message to them alone where it is another's."""
    if _is_own(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


def evidence(reader: Reader, item: Item, fact_id: int) -> Layout:
    """Make the message of a fact's sentence, with all that tells how far to trust it: sources, what others say, who found it."""
    language = reader.language
    stored = next((one for one in item.same if one.id == fact_id), item.fact)
    guild_id = None if reader.private else reader.guild_id
    layout = Layout(reserve=100)
    layout.add_text(fact_lines(language, stored.fact, today=reader.today))
    layout.add_text(f"> {fit(stored.fact.evidence.text, 1800)}")
    title = fit(stored.article_title or t(language, "article.untitled"), 200)
    address = stored.article_url if stored.article_url and len(stored.article_url) <= MAX_ADDRESS else None
    told = [link(title, address), site(language, stored)]
    if stored.article_published is not None:
        told.append(t(language, "fact.published", day=wording.day(language, stored.article_published)))
    layout.add_text(" · ".join(told))
    if item.count > 1:
        layout.add_text("\n".join([sources(language, item), *source_lines(language, item, guild_id)]))
    if against := list(contrasts(language, item, reader.today)):
        layout.add_text("\n".join(against))
    layout.release()
    layout.add_text(f"-# {posted(language, stored, guild_id)}\n-# {wording.witnesses(language, stored.fact)}")
    layout.add_buttons(actions(language, stored, private=reader.private))
    check_limits(layout)
    return layout


def _is_own(interaction: discord.Interaction[VigieBot]) -> bool:
    message = interaction.message
    if message is None:
        return False
    asked = message.interaction_metadata
    return message.flags.ephemeral or (asked is not None and asked.user.id == interaction.user.id)
