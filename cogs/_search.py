"""The answer to a search, page by page; what is looked for is written into its buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import discord
from discord import ui

from bot import wording
from bot.errors import VigieError
from bot.i18n import t
from bot.store import finding
from bot.store.database import Database
from bot.store.finding import Query
from cogs._errors import reported
from cogs._items import EVERY
from cogs._layout import Layout, check_limits
from cogs._lists import add_facts
from cogs._open import reader_of, turning
from cogs._page import PAGE_SIZE, Reader, day_of, kind_of
from cogs._text import cut, fit

if TYPE_CHECKING:
    from bot.app import VigieBot

MAX_WORDS: Final = 56
"""Characters of the folded words: with the rest of a button's id they stay within 100."""
TEMPLATE: Final = re.compile(r"vigie:find:(?P<number>\d{1,4}):(?P<kind>[a-z_]{1,32}|-):(?P<since>\d{8}|-):(?P<words>[^:]{1,56})")


@dataclass(frozen=True, slots=True)
class Lookup:
    """One page of a search; `number` counts from 0."""

    query: Query
    number: int = 0

    @property
    def custom_id(self) -> str:
        """The id of a button that leads here."""
        query = self.query
        since = EVERY if query.since is None else f"{query.since:%Y%m%d}"
        return f"vigie:find:{self.number}:{query.kind or EVERY}:{since}:{folded(query.words)}"

    @classmethod
    def parse(cls, match: re.Match[str]) -> Lookup:
        """Read an id back."""
        return cls(Query(match["words"], kind_of(match["kind"]), day_of(match["since"])), int(match["number"]))


class HitsButton(ui.DynamicItem[ui.Button[Any]], template=TEMPLATE):
    """Leads to a page of a search."""

    def __init__(self, search: Lookup, label: str) -> None:
        super().__init__(ui.Button(label=cut(label, 80), style=discord.ButtonStyle.secondary, custom_id=search.custom_id))
        self.search = search

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button of a click."""
        return cls(Lookup.parse(match), "…")

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the page."""
        await turning(interaction)
        view = await hits_page(interaction.client.db, await reader_of(interaction), self.search)
        await interaction.edit_original_response(view=view)


def folded(words: str) -> str:
    """Return the words of a search as a button's id keeps them: whole words, as many as it has room for."""
    kept = " ".join(Query(words).terms)
    return kept if len(kept) <= MAX_WORDS else kept[: MAX_WORDS + 1].rpartition(" ")[0] or kept[:MAX_WORDS]


async def hits_page(db: Database, reader: Reader, search: Lookup) -> Layout:
    """Make the message of a page of hits.

    Raises:
        VigieError: nothing is found.
    """
    language, query, number = reader.language, search.query, search.number
    async with db.read() as conn:
        hits = await finding.find(conn, reader.guild_id, query, limit=PAGE_SIZE, offset=number * PAGE_SIZE)
    if not hits.facts:
        raise VigieError("facts.no_such_page" if number else "search.nothing", words=query.words)
    layout = Layout()
    told = [t(language, f"kind.{query.kind}")] if query.kind else []
    told += [t(language, "date.since", day=wording.day(language, query.since))] if query.since else []
    told.append(t(language, "search.many" if hits.more else "facts.count", n=hits.number))
    layout.add_text(f"## {t(language, 'search.title', words=fit(query.words, 60))}\n-# {' · '.join(told)}")
    add_facts(layout, reader, hits.facts)
    back = [HitsButton(Lookup(query, number - 1), t(language, "page.previous"))] if number else []
    last = (number + 1) * PAGE_SIZE >= hits.number
    layout.add_buttons(back if last else [*back, HitsButton(Lookup(query, number + 1), t(language, "page.next"))])
    check_limits(layout)
    return layout
