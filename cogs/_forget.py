"""Forgetting on request: `/vigie forget` for administrators, and a button for what is one's own. What is gone is counted and told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import VigieError
from bot.i18n import language_of, t
from bot.intake.links import typed_link
from bot.model import Language
from bot.store import follows, forgetting, guilds, messages, reports
from bot.store.forgetting import Held
from cogs._errors import reported
from cogs._items import IdButton
from cogs._layout import Layout, note
from cogs._space import space_of
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot

OPTIONS: Final = ("message", "link", "user", "server")
MESSAGE: Final = re.compile(r"(?:.*/)?(\d{15,20})/?\s*")
ASK, SURE = 0, 1


class Forget(commands.Cog):
    """Part of the administrators' group."""

    bot: VigieBot

    @app_commands.command(name=label("command.vigie.forget.name"), description=label("command.vigie.forget.description"))
    @app_commands.rename(**names("vigie", *OPTIONS))
    @app_commands.describe(**descriptions("vigie", *OPTIONS))
    async def forget(
        self,
        interaction: discord.Interaction[VigieBot],
        message: str | None = None,
        link: str | None = None,
        user: discord.User | None = None,
        server: str | None = None,
    ) -> None:
        """Forget what a message, a link, a member or the whole server brought, and say how much that was."""
        if sum(one is not None for one in (message, link, user, server)) != 1:
            raise VigieError("forget.one")
        guild, space = interaction.guild, space_of(interaction)
        if server is not None and (guild is None or server.strip() != guild.name):
            raise VigieError("forget.server_name", server=guild.name if guild else "?")
        before = await _held(self.bot, space)
        followed = 0
        if message is not None:
            await _erase(self.bot, await self._message(space, message))
        elif link is not None:
            await _erase(self.bot, await self._link(space, link))
        elif user is not None:
            _, followed = await _forget_member(self.bot, user.id, space)
        else:
            async with self.bot.db.read() as conn:
                ids = await forgetting.messages_of(conn, space, None)
            await _erase(self.bot, ids)
            async with self.bot.db.write() as conn:
                await guilds.forget_guild(conn, space)
        language = language_of(str(interaction.locale))
        gone, left = before.without(after := await _held(self.bot, space)), after
        await interaction.edit_original_response(view=note(proof(language, gone, left, followed)))

    async def _message(self, space: int, typed: str) -> list[int]:
        found = MESSAGE.fullmatch(typed)
        async with self.bot.db.read() as conn:
            number = int(found[1]) if found else 0
            row = await messages.get_message(conn, await messages.answered_by(conn, number) or number)
        if row is None or row.guild_id != space:
            raise VigieError("forget.no_message")
        return [row.message_id]

    async def _link(self, space: int, typed: str) -> list[int]:
        found = typed_link(typed, allow=self.bot.settings.fetch_allow)
        async with self.bot.db.read() as conn:
            ids = await forgetting.messages_with(conn, space, found.key) if found else []
        if not ids:
            raise VigieError("forget.no_link")
        return ids


class MineButton(IdButton, action="mine", style=discord.ButtonStyle.danger):
    """Erases what the person who clicks brought, everywhere, once they are sure."""

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Ask whether they are sure, then do it."""
        language, bot, user = language_of(str(interaction.locale)), interaction.client, interaction.user.id
        if self.of != SURE:
            layout = Layout()
            layout.add_text(t(language, "forget.sure"))
            layout.add_buttons([MineButton(SURE, t(language, "forget.mine_now"))])
            await interaction.response.send_message(view=layout, ephemeral=True)
            return
        await interaction.response.defer()
        erased, followed = await _forget_member(bot, user, None)
        text = f"{t(language, 'forget.mine_gone', n=erased)}\n{t(language, 'forget.follows', n=followed)}"
        await interaction.edit_original_response(view=note(text))


async def _forget_member(bot: VigieBot, user_id: int, space: int | None) -> tuple[int, int]:
    """Forget what somebody brought, in a server or anywhere: how many messages, and how many entities they followed."""
    async with bot.db.read() as conn:
        ids = await forgetting.messages_of(conn, space, user_id)
    await _erase(bot, ids)
    async with bot.db.write() as conn:
        followed = await follows.forget_user(conn, user_id, space)
        await reports.forget_user(conn, user_id, space)
    return len(ids), followed


async def _erase(bot: VigieBot, message_ids: Sequence[int]) -> None:
    for one in message_ids:
        await bot.engine.erase(one)


def proof(language: Language, gone: Held, left: Held, followed: int) -> str:
    """Say what is gone and what there still is."""
    told = [
        f"### {t(language, 'forget.done')}",
        *(f"- {t(language, f'forget.{name}', n=getattr(gone, name))}" for name in ("messages", "articles", "facts")),
        f"- {t(language, 'forget.follows', n=followed)}",
    ]
    counts = ", ".join(t(language, f"forget.{name}", n=getattr(left, name)) for name in ("messages", "articles", "facts"))
    return "\n".join([*told, f"-# {t(language, 'forget.left', counts=counts)}"])


async def _held(bot: VigieBot, space: int) -> Held:
    async with bot.db.read() as conn:
        return await forgetting.held(conn, space)
