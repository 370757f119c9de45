"""What can be done with a fact: report it as wrong, take an event into one's calendar, propose it to the server."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.i18n import t
from bot.model import Certainty, Language
from bot.store.happenings import TO_COME
from bot.store.records import StoredFact
from cogs._errors import reported
from cogs._text import cut

if TYPE_CHECKING:
    from bot.app import VigieBot


class ReportButton(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"vigie:wrong:(?P<fact>\d{1,19})")):
    """Reports a fact as wrong."""

    def __init__(self, fact_id: int, label: str = "…") -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=cut(label, 80), style=style, custom_id=f"vigie:wrong:{fact_id}"))
        self.fact_id = fact_id

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(int(match["fact"]))

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Ask what is wrong."""
        from cogs._reports import open_report

        await open_report(interaction, self.fact_id)


class CalendarButton(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"vigie:ics:(?P<fact>\d{1,19})")):
    """Gives an event as a calendar file."""

    def __init__(self, fact_id: int, label: str = "…") -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=cut(label, 80), style=style, custom_id=f"vigie:ics:{fact_id}"))
        self.fact_id = fact_id

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(int(match["fact"]))

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Send the file to the person alone."""
        from cogs._calendar import send_event

        await send_event(interaction, self.fact_id)


class ProposeButton(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"vigie:propose:(?P<fact>\d{1,19})")):
    """Proposes an event to the server: a preview first."""

    def __init__(self, fact_id: int, label: str = "…") -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=cut(label, 80), style=style, custom_id=f"vigie:propose:{fact_id}"))
        self.fact_id = fact_id

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(int(match["fact"]))

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the preview."""
        from cogs._calendar import preview_event

        await preview_event(interaction, self.fact_id)


class CalendarOfAllButton(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"vigie:calendar:(?P<place>\d{1,19})")):
    """Gives all events to come as one calendar file."""

    def __init__(self, place: int, label: str = "…") -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=cut(label, 80), style=style, custom_id=f"vigie:calendar:{place}"))
        self.place = place

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(int(match["place"]))

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Send the file to the person alone."""
        from cogs._calendar import send_all

        await send_all(interaction, self.place)


def actions(language: Language, stored: StoredFact) -> list[ui.Item[Any]]:
    """Make the buttons of what can be done with a fact."""
    found: list[ui.Item[Any]] = []
    fact = stored.fact
    if fact.kind in TO_COME and fact.time is not None and fact.certainty is not Certainty.DENIED:
        found += [CalendarButton(stored.id, t(language, "calendar.file")), ProposeButton(stored.id, t(language, "calendar.propose"))]
    return [*found, ReportButton(stored.id, t(language, "report.button"))]


def as_file(content: bytes, name: str) -> discord.File:
    """Wrap bytes as a file to send."""
    return discord.File(io.BytesIO(content), filename=name)
