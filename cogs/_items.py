"""Buttons that work for ever: what they do is written in their id, and the guild's right to see it is checked at each click."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from bot.i18n import t
from bot.model import Certainty, Language
from bot.store.profiles import KindCount
from cogs._errors import reported
from cogs._page import PAGE_TEMPLATE, Listed, Page, day_of, kind_of
from cogs._text import cut

if TYPE_CHECKING:
    from bot.app import VigieBot

MAX_LABEL = 80
"""Characters on a button (Discord's component reference)."""
EVERY = "-"
KINDS_TEMPLATE = re.compile(r"vigie:kinds:(?P<of>\d{1,19}):(?P<since>\d{8}|-):(?P<certainty>[a-z]{1,16}|-)")


class IdButton(ui.DynamicItem[ui.Button[Any]], template="vigie:never"):
    """A button about one thing that is known by a number; a subclass says its `action` in Discord's id and its `style`."""

    action: ClassVar[str]
    style: ClassVar[discord.ButtonStyle]

    def __init_subclass__(cls, *, action: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> None:
        cls.action, cls.style = action, style
        super().__init_subclass__(template=re.compile(rf"vigie:{action}:(?P<of>\d{{1,19}})"))

    def __init__(self, of: int, label: str = "…", *, emoji: str | None = None) -> None:
        custom_id = f"vigie:{self.action}:{of}"
        super().__init__(ui.Button(label=cut(label, MAX_LABEL) or None, emoji=emoji, style=self.style, custom_id=custom_id))
        self.of = of

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(int(match["of"]))


class EvidenceButton(IdButton, action="src"):
    """Opens the sentence of a fact, for whoever clicks."""

    def __init__(self, of: int, label: str = "") -> None:
        super().__init__(of, label, emoji=None if label else "🔎")

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the sentence."""
        from cogs._open import open_evidence

        await open_evidence(interaction, self.of)


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


class KindSelect(ui.DynamicItem[ui.Select[Any]], template=KINDS_TEMPLATE):
    """Narrows an entity's facts to one kind."""

    def __init__(self, page: Page, options: Sequence[discord.SelectOption] = (), placeholder: str | None = None) -> None:
        since = EVERY if page.since is None else f"{page.since:%Y%m%d}"
        custom_id = f"vigie:kinds:{page.of}:{since}:{page.certainty or EVERY}"
        shown = list(options) or [discord.SelectOption(label=EVERY)]
        super().__init__(ui.Select(custom_id=custom_id, options=shown, placeholder=placeholder))
        self.page = page

    @classmethod
    def offering(cls, language: Language, page: Page, kinds: Sequence[KindCount]) -> Self:
        """Make the menu of the kinds that there are, with how many facts of each."""
        number = sum(one.facts for one in kinds)
        every = discord.SelectOption(label=t(language, "facts.every_kind", n=number), value=EVERY, default=page.kind is None)
        named = [
            discord.SelectOption(label=f"{t(language, f'kind.{one.kind}')} ({one.facts})", value=one.kind, default=one.kind is page.kind)
            for one in kinds
        ]
        return cls(page, [every, *named], t(language, "facts.pick_kind"))

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the menu of a choice."""
        certainty = Certainty(match["certainty"]) if match["certainty"] in set(Certainty) else None
        return cls(Page(Listed.FACTS, int(match["of"]), since=day_of(match["since"]), certainty=certainty))

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the facts of the chosen kind."""
        from cogs._open import open_page

        await open_page(interaction, replace(self.page, kind=kind_of(next(iter(self.item.values), None))))


ITEMS = (EvidenceButton, PageButton, KindSelect)
