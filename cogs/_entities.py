"""`/vigie entity merge`, `split`, `rename` and `undo`: whose facts are whose, as administrators see it. Each can be taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import VigieError
from bot.folding import fold
from bot.i18n import language_of, t
from bot.model import Language
from bot.store import edits
from bot.store.edits import Edit
from cogs._layout import note
from cogs._names import MAX_CHOICE, find, suggested
from cogs._space import space_of
from cogs._text import clean, fit
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot

Chosen = list[app_commands.Choice[str]]
SHOWN = 80


class EntityCommands(commands.Cog):
    """Part of the administrators' group."""

    bot: VigieBot

    entity = app_commands.Group(name=label("command.vigie.entity.name"), description=label("command.vigie.entity.description"))

    @entity.command(name=label("command.vigie.entity.merge.name"), description=label("command.vigie.entity.merge.description"))
    @app_commands.rename(**names("vigie.entity", "name", "into"))
    @app_commands.describe(**descriptions("vigie.entity", "name", "into"))
    async def merge(self, interaction: discord.Interaction[VigieBot], name: str, into: str) -> None:
        """Let one name's facts be another's."""
        await self._edit(interaction, edits.merge, name, await self._entity(space_of(interaction), into))

    @entity.command(name=label("command.vigie.entity.split.name"), description=label("command.vigie.entity.split.description"))
    @app_commands.rename(**names("vigie.entity", "name", "spelling"))
    @app_commands.describe(**descriptions("vigie.entity", "name", "spelling"))
    async def split(self, interaction: discord.Interaction[VigieBot], name: str, spelling: app_commands.Range[str, 1, 300]) -> None:
        """Make one of an entity's spellings an entity of its own."""
        await self._edit(interaction, edits.split, name, spelling)

    @entity.command(name=label("command.vigie.entity.rename.name"), description=label("command.vigie.entity.rename.description"))
    @app_commands.rename(**names("vigie.entity", "name", "new_name"))
    @app_commands.describe(**descriptions("vigie.entity", "name", "new_name"))
    async def rename(self, interaction: discord.Interaction[VigieBot], name: str, new_name: app_commands.Range[str, 1, 100]) -> None:
        """Show an entity under another name."""
        await self._edit(interaction, edits.rename, name, new_name)

    @entity.command(name=label("command.vigie.entity.undo.name"), description=label("command.vigie.entity.undo.description"))
    async def undo(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Take the latest edit back that still holds."""
        async with self.bot.db.write() as conn:
            made = await edits.undo(conn, space_of(interaction))
        if made is None:
            raise VigieError("edit.nothing")
        await _say(interaction, made)

    @merge.autocomplete("name")
    @merge.autocomplete("into")
    @split.autocomplete("name")
    @rename.autocomplete("name")
    async def suggest_entity(self, interaction: discord.Interaction[VigieBot], typed: str) -> Chosen:
        """Suggest names, to those who may change them."""
        if not interaction.permissions.manage_guild:
            return []
        return await suggested(self.bot.db, space_of(interaction), language_of(str(interaction.locale)), typed)

    @split.autocomplete("spelling")
    async def suggest_spelling(self, interaction: discord.Interaction[VigieBot], typed: str) -> Chosen:
        """Suggest the spellings of the entity that was chosen."""
        name, space = getattr(interaction.namespace, "name", None), space_of(interaction)
        if not interaction.permissions.manage_guild or not name:
            return []
        known = (await find(self.bot.db, space, name)).entity
        if known is None:
            return []
        async with self.bot.db.read() as conn:
            spellings = await edits.names_of(conn, space, known.id)
        fitting = [one for one in spellings if fold(typed) in fold(one) and len(one) <= MAX_CHOICE and clean(one) == one]
        return [app_commands.Choice(name=one, value=one) for one in fitting[:25]]

    async def _edit(
        self, interaction: discord.Interaction[VigieBot], edit: Callable[..., Awaitable[Edit]], name: str, value: object
    ) -> None:
        space = space_of(interaction)
        one = await self._entity(space, name)
        async with self.bot.db.write() as conn:
            made = await edit(conn, space, one, value, by=interaction.user.id, now=self.bot.clock())
        await _say(interaction, made)

    async def _entity(self, space: int, name: str) -> int:
        known = (await find(self.bot.db, space, name)).entity
        if known is None:
            raise VigieError("edit.unknown")
        return known.id


async def _say(interaction: discord.Interaction[VigieBot], made: Edit) -> None:
    await interaction.edit_original_response(view=note(told(language_of(str(interaction.locale)), made)))


def told(language: Language, made: Edit) -> str:
    """Say what an edit did."""
    key = f"edit.undone_{made.action}" if made.undone else f"edit.done_{made.action}"
    return t(language, key, shown=fit(made.shown, SHOWN), name=fit(made.name, SHOWN))
