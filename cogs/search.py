"""`/search` and `/article`: facts by their words, articles by their link or title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import VigieError
from bot.i18n import t
from bot.intake.links import typed_link
from bot.model import Kind, Language
from bot.store import articles, posted
from bot.store.finding import Query
from bot.store.posted import PostedArticle
from cogs._lists import list_page
from cogs._names import BY_ID, MAX_CHOICE, by_id
from cogs._open import reader_of
from cogs._page import Listed, Page
from cogs._search import HitsButton, Lookup, hits_page
from cogs._since import since as day_since
from cogs._since import suggested_since
from cogs._space import everywhere, is_private
from cogs._text import clean, cut
from cogs._translator import descriptions, label, names

if TYPE_CHECKING:
    from bot.app import VigieBot


class Search(commands.Cog):
    """Finds facts and articles."""

    def __init__(self, bot: VigieBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Let the buttons of every message that we ever sent work."""
        self.bot.add_dynamic_items(HitsButton)

    @app_commands.command(name=label("command.search.name"), description=label("command.search.description"))
    @app_commands.rename(**names("search", "words", "kind", "since"))
    @app_commands.describe(**descriptions("search", "words", "kind", "since"))
    @app_commands.choices(kind=[app_commands.Choice(name=label(f"kind.{kind}"), value=kind.value) for kind in Kind])
    @everywhere
    async def search(
        self,
        interaction: discord.Interaction[VigieBot],
        words: app_commands.Range[str, 1, 100],
        kind: str | None = None,
        since: str | None = None,
    ) -> None:
        """Show the facts that hold all the words."""
        reader = await reader_of(interaction)
        day = None if since is None else day_since(since, today=reader.today)
        view = await hits_page(self.bot.db, reader, Lookup(Query(words, Kind(kind) if kind else None, day)))
        await interaction.response.send_message(view=view, ephemeral=is_private(interaction))

    @search.autocomplete("since")
    async def suggest_since(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest days to look back to."""
        reader = await reader_of(interaction)
        return suggested_since(reader.language, typed, today=reader.today)

    @app_commands.command(name=label("command.article.name"), description=label("command.article.description"))
    @app_commands.rename(**names("article", "link"))
    @app_commands.describe(**descriptions("article", "link"))
    @everywhere
    async def article(self, interaction: discord.Interaction[VigieBot], link: str) -> None:
        """Show the facts of an article that was posted here."""
        reader = await reader_of(interaction)
        article_id = await self._article(reader.guild_id, link)
        async with self.bot.db.read() as conn:
            row = await articles.get_article(conn, article_id)
            article_id = await articles.original_of(conn, article_id) or article_id
            told = row is not None and bool(await posted.has_facts(conn, reader.guild_id, article_id))
        if not told:
            raise VigieError(f"outcome.{row.outcome or 'pending'}" if row else "fact.gone")
        await interaction.response.defer(thinking=True, ephemeral=is_private(interaction))
        view = await list_page(self.bot.db, reader, Page(Listed.ARTICLE, article_id))
        await interaction.edit_original_response(view=view)

    async def _article(self, guild_id: int, link: str) -> int:
        async with self.bot.db.read() as conn:
            if (chosen := by_id(link)) is not None and await posted.is_posted(conn, guild_id, chosen):
                return chosen
            found = typed_link(link, allow=self.bot.settings.fetch_allow)
            if found is not None and (known := await posted.article_of_key(conn, guild_id, found.key)) is not None:
                return known
            by_title = await posted.titled(conn, guild_id, link, limit=1) if chosen is None else []
        if not by_title:
            raise VigieError("article.not_posted", link=link)
        return by_title[0].id

    @article.autocomplete("link")
    async def suggest_article(self, interaction: discord.Interaction[VigieBot], typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the newest articles posted here."""
        reader = await reader_of(interaction)
        async with self.bot.db.read() as conn:
            found = await posted.titled(conn, reader.guild_id, typed)
        return [_choice(reader.language, one) for one in found]


def _choice(language: Language, article: PostedArticle) -> app_commands.Choice[str]:
    name = clean(article.title or article.file_name or article.url or "") or t(language, "article.pasted")
    return app_commands.Choice(name=cut(name, MAX_CHOICE), value=f"{BY_ID}{article.id}")


async def setup(bot: VigieBot) -> None:
    """Called by discord.py's `load_extension`."""
    await bot.add_cog(Search(bot))
