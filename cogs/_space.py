"""Whose facts an interaction may see: the server's, or, where the bot is installed for a person alone, that person's own."""

from __future__ import annotations

from typing import Any, TypeVar

import discord
from discord import app_commands

T = TypeVar("T")


def everywhere(command: T) -> T:
    """Decorate a command that works in private messages too, and wherever a person has installed the bot for themselves."""
    allowed = app_commands.allowed_installs(guilds=True, users=True)(command)
    return app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(allowed)


def space_of(interaction: discord.Interaction[Any]) -> int:
    """Return the id under which an interaction's articles are kept: the server's where the bot is a member, else the person's own.

    A person's own space holds what they gave the bot in private, and nobody else ever sees it. Discord's ids are unique over servers
    and people, so the two never meet.
    """
    if interaction.guild_id is not None and interaction.is_guild_integration():
        return interaction.guild_id
    return interaction.user.id


def is_private(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether the answer is for the person alone: the bot is no member of the server, or there is none."""
    return space_of(interaction) == interaction.user.id
