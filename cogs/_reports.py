"""Reports of wrong facts: a member says what is wrong, an administrator decides, and the guild sees the fact no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import app_commands, ui

from bot.errors import VigieError
from bot.i18n import language_of, t
from bot.model import Language
from bot.store import facts, reports
from bot.store.reports import Report
from cogs._errors import report as tell
from cogs._errors import reported
from cogs._layout import Layout, check_limits, note
from cogs._space import space_of
from cogs._text import fit, timestamp

if TYPE_CHECKING:
    from bot.app import VigieBot

SHOWN = 4
LONGEST_NOTE = 500


class ReportModal(ui.Modal):
    """Asks what is wrong with a fact; saying nothing is fine."""

    def __init__(self, language: Language, fact_id: int) -> None:
        super().__init__(title=t(language, "report.title"), timeout=900)
        self._fact_id = fact_id
        self.note: ui.TextInput[ReportModal] = ui.TextInput(
            style=discord.TextStyle.paragraph, custom_id="note", required=False, max_length=LONGEST_NOTE
        )
        self.add_item(ui.Label(text=t(language, "report.what"), description=t(language, "report.hint"), component=self.note))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Keep the report."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        bot: VigieBot = interaction.client
        async with bot.db.write() as conn:
            made = await reports.report(
                conn, space_of(interaction), self._fact_id, by=interaction.user.id, note=self.note.value or None, now=bot.clock()
            )
        if made is None:
            raise VigieError("fact.gone")
        await interaction.edit_original_response(view=note(t(language_of(str(interaction.locale)), "report.thanks")))

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:  # type: ignore[override]
        """Tell the person what happened."""
        await tell(interaction, error)


class JudgeButton(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"vigie:judge:(?P<report>\d{1,19}):(?P<verdict>[yn])")):
    """Agrees that a fact is wrong, or finds that it is right."""

    def __init__(self, report_id: int, *, wrong: bool, label: str = "…") -> None:
        style = discord.ButtonStyle.danger if wrong else discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=label, style=style, custom_id=f"vigie:judge:{report_id}:{'y' if wrong else 'n'}"))
        self.report_id = report_id
        self.wrong = wrong

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(int(match["report"]), wrong=match["verdict"] == "y")

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Decide, and show what is left to decide."""
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        await interaction.response.defer()
        bot, space = interaction.client, space_of(interaction)
        decide = reports.agree if self.wrong else reports.reject
        async with bot.db.write() as conn:
            if await decide(conn, space, self.report_id, by=interaction.user.id, now=bot.clock()) is None:
                raise VigieError("fact.gone")
            left = await reports.pending(conn, space, limit=SHOWN)
            number = await reports.count_pending(conn, space)
        await interaction.edit_original_response(view=reports_message(language_of(str(interaction.locale)), left, number))


async def open_report(interaction: discord.Interaction[VigieBot], fact_id: int) -> None:
    """Ask a member what is wrong with a fact that they see."""
    async with interaction.client.db.read() as conn:
        if await facts.get_fact(conn, space_of(interaction), fact_id) is None:
            raise VigieError("fact.gone")
    await interaction.response.send_modal(ReportModal(language_of(str(interaction.locale)), fact_id))


def reports_message(language: Language, pending: Sequence[Report], number: int) -> Layout:
    """Make the message of reports that wait for a decision."""
    layout = Layout()
    layout.add_text(f"## {t(language, 'report.list')}\n{t(language, 'report.many' if number else 'report.none', n=number)}")
    for one in pending:
        told = [f"**{t(language, f'kind.{one.kind}')}** · {fit(one.subject, 80)}", f"> {fit(one.evidence, 400)}"]
        told += [f"-# {timestamp(one.at)}{f' · {fit(one.note, 200)}' if one.note else ''}"]
        layout.add_text("\n".join(told))
        wrong, right = t(language, "report.wrong"), t(language, "report.right")
        layout.add_buttons([JudgeButton(one.id, wrong=True, label=wrong), JudgeButton(one.id, wrong=False, label=right)])
    check_limits(layout)
    return layout
