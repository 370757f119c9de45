"""`/follow`, `/unfollow` and `/follows`: who wants to hear of what, and the clock that tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import structlog
from discord import app_commands

from bot import wording
from bot.errors import VigieError
from bot.i18n import language_of, t
from bot.model import Kind, Language
from bot.store import deliveries, follows
from bot.store.follows import Follow as Followed
from bot.store.follows import FollowMode
from cogs._alerts import deliver
from cogs._clock import Clocked
from cogs._layout import Layout, note
from cogs._names import BY_ID, MAX_CHOICE, by_id, suggested
from cogs._open import reader_of
from cogs._page import Listed, Page
from cogs._space import space_of
from cogs._text import clean, cut, fit
from cogs._threshold import amount_of, threshold
from cogs._translator import descriptions, label, names
from cogs.facts import named

if TYPE_CHECKING:
    from bot.app import VigieBot

log = structlog.get_logger(__name__)
MOST_FOLLOWS = 50
OPTIONS = ("name", "kind", "min_amount", "mode")


class Follow(Clocked):
    """What people follow, each for themselves."""

    EVERY_SECONDS = 15
    TROUBLE = "followers not told"

    async def tick(self) -> None:
        """Send what followers are owed."""
        await deliver(self.bot)

    @app_commands.command(name=label("command.follow.name"), description=label("command.follow.description"))
    @app_commands.rename(**names("follow", *OPTIONS))
    @app_commands.describe(**descriptions("follow", *OPTIONS))
    @app_commands.choices(
        kind=[app_commands.Choice(name=label(f"kind.{kind}"), value=kind.value) for kind in Kind],
        mode=[app_commands.Choice(name=label(f"choice.follow.{mode}"), value=mode.value) for mode in FollowMode],
    )
    @app_commands.guild_only()
    async def follow(
        self,
        interaction: discord.Interaction[VigieBot],
        name: str,
        kind: str | None = None,
        min_amount: app_commands.Range[str, 1, 40] | None = None,
        mode: str | None = None,
    ) -> None:
        """Follow a name, or change how."""
        reader = await reader_of(interaction)
        least = None if min_amount is None else threshold(min_amount)
        entity = await named(interaction, reader, name, Page(Listed.FACTS))
        if entity is None:
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        wanted = Followed(
            reader.guild_id, interaction.user.id, entity.id, entity.name, Kind(kind) if kind else None, least,
            FollowMode(mode) if mode else FollowMode.AT_ONCE,
        )  # fmt: skip
        async with self.bot.db.write() as conn:
            mine = await follows.of_user(conn, reader.guild_id, interaction.user.id)
            if len(mine) >= MOST_FOLLOWS and all(one.entity_id != wanted.entity_id for one in mine):
                raise VigieError("follow.too_many", n=MOST_FOLLOWS)
            await follows.follow(conn, wanted)
        await interaction.edit_original_response(view=note(f"{t(reader.language, 'follow.done')}\n{line(reader.language, wanted)}"))

    @follow.autocomplete("name")
    async def suggest(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest names that the guild's articles tell of."""
        return await suggested(self.bot.db, space_of(interaction), language_of(str(interaction.locale)), typed)

    @app_commands.command(name=label("command.unfollow.name"), description=label("command.unfollow.description"))
    @app_commands.rename(**names("unfollow", "name"))
    @app_commands.describe(**descriptions("unfollow", "name"))
    @app_commands.guild_only()
    async def unfollow(self, interaction: discord.Interaction[VigieBot], name: str) -> None:
        """No longer follow a name."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        language, chosen = language_of(str(interaction.locale)), by_id(name)
        async with self.bot.db.write() as conn:
            mine = await follows.of_user(conn, space_of(interaction), interaction.user.id)
            known = next((one for one in mine if chosen == one.id or clean(one.name).casefold() == clean(name).casefold()), None)
            if known is None or known.id is None:
                raise VigieError("follow.not_followed", name=name)
            await follows.unfollow(conn, known.guild_id, known.user_id, known.id)
        await interaction.edit_original_response(view=note(t(language, "follow.undone", name=fit(known.name, 80))))

    @unfollow.autocomplete("name")
    async def suggest_followed(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest what the person follows."""
        async with self.bot.db.read() as conn:
            mine = await follows.of_user(conn, space_of(interaction), interaction.user.id)
        fitting = [one for one in mine if typed.casefold() in one.name.casefold()][:25]
        return [app_commands.Choice(name=cut(clean(one.name), MAX_CHOICE) or "…", value=f"{BY_ID}{one.id}") for one in fitting]

    @app_commands.command(name=label("command.follows.name"), description=label("command.follows.description"))
    @app_commands.guild_only()
    async def follows(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show what the person follows here."""
        language, space = language_of(str(interaction.locale)), space_of(interaction)
        async with self.bot.db.read() as conn:
            mine = await follows.of_user(conn, space, interaction.user.id)
            refused = await deliveries.is_refused(conn, space, interaction.user.id)
        layout = Layout(reserve=400)
        layout.add_text(f"## {t(language, 'follow.title')}\n{t(language, 'follow.many' if mine else 'follow.none', n=len(mine))}")
        for one in mine:
            if not layout.add_text(line(language, one)):
                break
        layout.release()
        if refused:
            layout.add_text(t(language, "follow.refused"))
        await interaction.response.send_message(view=layout, ephemeral=True)


def line(language: Language, followed: Followed) -> str:
    """Write a follow in a line: what, which kind, from which amount on, and how one is told."""
    told = [f"**{fit(followed.name, 80)}**", *([t(language, f"kind.{followed.kind}")] if followed.kind else [])]
    if followed.threshold is not None:
        told.append(t(language, "follow.from", amount=fit(wording.amount(language, amount_of(followed.threshold)), 40)))
    return " · ".join([*told, t(language, f"choice.follow.{followed.mode}")])


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Follow(bot))
