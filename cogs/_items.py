"""Buttons that work for ever: what they do is written in their id, and the guild's right to see it is checked at each click."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from cogs._errors import reported
from cogs._page import PAGE_TEMPLATE, Page
from cogs._text import cut

if TYPE_CHECKING:
    from bot.app import VigieBot

MAX_LABEL = 80
"""Characters on a button (Discord's component reference)."""


class EvidenceButton(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"vigie:src:(?P<fact>\d{1,19})")):
    """Opens the sentence of a fact, for whoever clicks."""

    def __init__(self, fact_id: int, label: str = "") -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(
            ui.Button(label=cut(label, MAX_LABEL) or None, emoji=None if label else "🔎", style=style, custom_id=f"vigie:src:{fact_id}")
        )
        self.fact_id = fact_id

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(int(match["fact"]))

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the sentence."""
        from cogs._open import open_evidence

        await open_evidence(interaction, self.fact_id)


class PageButton(ui.DynamicItem[ui.Button[Any]], template=PAGE_TEMPLATE):
    """Leads to a page of a list."""

    def __init__(self, page: Page, label: str, *, primary: bool = False) -> None:
        style = discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=cut(label, MAX_LABEL), style=style, custom_id=page.custom_id))
        self.page = page

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(Page.parse(match), "…")

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the page."""
        from cogs._open import open_page

        await open_page(interaction, self.page)


ITEMS = (EvidenceButton, PageButton)
