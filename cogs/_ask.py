"""Private answers: an article that somebody asks about is read, and told to that person alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import discord
from discord import ui

from bot.errors import IntakeError, VigieError
from bot.i18n import language_of, t
from bot.model import Outcome
from bot.store import messages
from bot.store.records import MessageState, NewArticle, NewMessage
from cogs._errors import reported
from cogs._layout import note
from cogs._reply import build_reply
from cogs._space import space_of

if TYPE_CHECKING:
    from bot.app import VigieBot

ANSWER_SECONDS: Final = 14 * 60
"""How long a private answer is waited for: an interaction's token lives 15 minutes."""
STEP_SECONDS: Final = 0.5


class EraseButton(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"vigie:erase:(?P<message>\d{1,19}):(?P<by>\d{1,19})")):
    """Erases what a person gave the bot, for that person alone."""

    def __init__(self, message_id: int, by: int, label: str = "") -> None:
        custom_id = f"vigie:erase:{message_id}:{by}"
        super().__init__(ui.Button(label=label or "…", style=discord.ButtonStyle.danger, custom_id=custom_id))
        self.message_id = message_id
        self.by = by

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(int(match["message"]), int(match["by"]))

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Erase it, if it is theirs."""
        await interaction.response.defer()
        async with interaction.client.db.read() as conn:
            row = await messages.get_message(conn, self.message_id)
        if self.by != interaction.user.id or row is None or row.guild_id != space_of(interaction):
            raise VigieError("paste.not_yours")
        await interaction.client.engine.erase(self.message_id)
        await interaction.edit_original_response(view=note(t(language_of(str(interaction.locale)), "paste.erased")))


async def answer_privately(
    bot: VigieBot, interaction: discord.Interaction[Any], message: NewMessage, articles: Sequence[NewArticle], *, erasable: bool = False
) -> None:
    """Have articles read and show what they tell to the person who asks; the interaction must be deferred already.

    Args:
        bot: the bot.
        interaction: whoever asks.
        message: what holds the articles; it gets no public answer.
        articles: what is to be read.
        erasable: whether the answer has a button that erases it: nobody can delete a message that is none.

    Raises:
        IntakeError: there is nothing to read.
    """
    if not any(character.isalnum() for article in articles for character in article.text or article.url or ""):
        raise IntakeError(Outcome.EMPTY)
    language = language_of(str(interaction.locale))
    await bot.engine.accept(message, articles, advance=False)
    if not await _answered(bot, message.message_id):
        await interaction.edit_original_response(view=note(t(language, "watch.still_reading")))
        return
    view = await build_reply(bot.db, message.message_id, language)
    if view is None:
        raise IntakeError(Outcome.NO_FACTS)
    if erasable:
        view.add_buttons([EraseButton(message.message_id, interaction.user.id, t(language, "paste.erase"))])
    await interaction.edit_original_response(view=view)


async def _answered(bot: VigieBot, message_id: int) -> bool:
    for _ in range(round(ANSWER_SECONDS / STEP_SECONDS)):
        async with bot.db.read() as conn:
            row = await messages.get_message(conn, message_id)
        if row is None or row.state is not MessageState.ACCEPTED:
            return True
        await asyncio.sleep(STEP_SECONDS)
    return False
