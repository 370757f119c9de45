"""What goes wrong in a command or a button, told to the person in their language; the log has the trace under the same incident id."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import discord
import structlog
from discord import app_commands, ui

from bot.errors import VigieError
from bot.i18n import language_of, t, texts
from bot.logs import incident
from bot.model import Language
from cogs._text import fit

I = TypeVar("I", bound=ui.Item[Any])  # noqa: E741  an item
log = structlog.get_logger(__name__)
MUTE = (discord.NotFound, discord.InteractionResponded)
"""Errors after which nobody can be told anything: the interaction is over."""


class Tree(app_commands.CommandTree[Any]):
    """The command tree, with the last word on every error of a command."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Tell the person what happened."""
        await report(interaction, error)


def reported(
    callback: Callable[[I, discord.Interaction[Any]], Coroutine[Any, Any, None]],
) -> Callable[[I, discord.Interaction[Any]], Coroutine[Any, Any, None]]:
    """Decorate the callback of a dynamic item: discord.py only logs what such a callback raises."""

    async def guarded(self: I, interaction: discord.Interaction[Any]) -> None:
        try:
            await callback(self, interaction)
        except Exception as error:  # noqa: BLE001  the last stop before discord.py's own
            await report(interaction, error)

    return guarded


async def report(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Say what went wrong to the person alone, whatever was answered before; what nobody foresaw gets an incident id."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    language = language_of(str(interaction.locale))
    text = explain(language, cause)
    if text is None:
        number = incident()
        text = t(language, "error.unexpected", incident=number)
        command = (
            interaction.command.qualified_name if interaction.command else (interaction.data and dict(interaction.data).get("custom_id"))
        )
        log.error("interaction failed", incident=number, command=command, guild_id=interaction.guild_id, exc_info=cause)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except MUTE:
        log.warning("interaction is over", guild_id=interaction.guild_id)


def explain(language: Language, error: BaseException) -> str | None:
    """Return the text for an error that is foreseen, None for any other."""
    match error:
        case VigieError() if error.key in texts(language):
            return t(language, error.key, **{name: _shown(value) for name, value in error.data.items()})
        case app_commands.NoPrivateMessage():
            return t(language, "error.guild_only")
        case app_commands.MissingPermissions():
            return t(language, "error.missing_permissions", missing=permissions(language, error.missing_permissions))
        case app_commands.BotMissingPermissions():
            return t(language, "error.bot_missing_permissions", missing=permissions(language, error.missing_permissions))
        case app_commands.CommandOnCooldown():
            return t(language, "error.cooldown", seconds=max(1, round(error.retry_after)))
        case app_commands.CommandSignatureMismatch() | app_commands.CommandNotFound():
            return t(language, "error.outdated")
        case app_commands.TransformerError():
            return t(language, "error.bad_option")
        case app_commands.CheckFailure():
            return t(language, "error.refused")
        case discord.Forbidden():
            return t(language, "error.bot_missing_permissions", missing=permissions(language, ["view_channel", "send_messages"]))
    return None


def permissions(language: Language, names: list[str]) -> str:
    """Name permissions as Discord's own settings name them in the language."""
    known = texts(language)
    return ", ".join(t(language, key) if (key := f"permission.{name}") in known else name.replace("_", " ") for name in names)


def _shown(value: object) -> object:
    return fit(value, 200) if isinstance(value, str) else value
