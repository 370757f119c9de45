"""What can be done with a fact: report it as wrong, take an event into one's calendar, propose it to the server."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.i18n import t
from bot.model import Certainty, Language
from bot.store.happenings import TO_COME
from bot.store.records import StoredFact
from cogs._errors import reported
from cogs._items import IdButton

if TYPE_CHECKING:
    from bot.app import VigieBot


class ReportButton(IdButton, action="wrong"):
    """Reports a fact as wrong."""

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Ask what is wrong."""
        from cogs._reports import open_report

        await open_report(interaction, self.of)


class CalendarButton(IdButton, action="ics"):
    """Gives an event as a calendar file."""

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Send the file to the person alone."""
        from cogs._calendar import send_event

        await send_event(interaction, self.of)


class ProposeButton(IdButton, action="propose"):
    """Proposes an event to the server: a preview first."""

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the preview."""
        from cogs._calendar import preview_event

        await preview_event(interaction, self.of)


class CalendarOfAllButton(IdButton, action="calendar"):
    """Gives all events to come at a place, 0 for any, as one calendar file."""

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Send the file to the person alone."""
        from cogs._calendar import send_all

        await send_all(interaction, self.of)


def actions(language: Language, stored: StoredFact, *, private: bool = False) -> list[ui.Item[Any]]:
    """Make the buttons of what can be done with a fact; in private there is no server to propose an event to."""
    found: list[ui.Item[Any]] = []
    fact = stored.fact
    if fact.kind in TO_COME and fact.time is not None and fact.certainty is not Certainty.DENIED:
        found.append(CalendarButton(stored.id, t(language, "calendar.file")))
        if not private:
            found.append(ProposeButton(stored.id, t(language, "calendar.propose")))
    return [*found, ReportButton(stored.id, t(language, "report.button"))]


def as_file(content: bytes, name: str) -> discord.File:
    """Wrap bytes as a file to send."""
    return discord.File(io.BytesIO(content), filename=name)
