"""What a guild's articles tell of one entity, on one page: people and roles, places, products, who appears with it, what is new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import discord
from discord import ui

from bot.errors import VigieError
from bot.i18n import t
from bot.model import EntityKind, Kind, Language
from bot.store import entities, facts, profiles
from bot.store.database import Database
from bot.store.profiles import KindCount, RoleHeld
from bot.store.records import KnownEntity, StoredFact
from bot.summary.activity import activity_png, by_month, first_day
from bot.summary.drawing import Theme
from cogs._actions import as_file
from cogs._errors import reported
from cogs._items import PageButton
from cogs._layout import Layout, check_limits
from cogs._lists import add_facts
from cogs._names import ORGANISATIONS
from cogs._page import Listed, Page, Reader
from cogs._text import clean, cut, fit

if TYPE_CHECKING:
    from bot.app import VigieBot

BACKGROUND: Final = frozenset({Kind.STATEMENT, Kind.METRIC, Kind.ROLE, Kind.MARKET})
"""Kinds that tell less of what is new than what happened does."""
PICTURE: Final = "activity.png"
DRAWN_FROM: Final = 2
"""Facts of the last months from which a picture shows more than the words do."""
LATEST: Final = 40
SHOWN: Final = 5
MOST_KINDS: Final = 4
MOST_SEEN: Final = 12
"""Neighbours offered in the menu."""


@dataclass(frozen=True, slots=True)
class Profile:
    """All of one entity that its page shows."""

    entity: KnownEntity
    kinds: list[KindCount]
    roles: list[RoleHeld]
    places: list[KnownEntity]
    products: list[KnownEntity]
    companions: list[KnownEntity]
    latest: list[StoredFact]


class EntitySelect(ui.DynamicItem[ui.Select[Any]], template=re.compile(r"vigie:see")):
    """Leads to the page of an entity that appears with this one."""

    def __init__(self, options: Sequence[discord.SelectOption] = (), placeholder: str | None = None) -> None:
        shown = list(options) or [discord.SelectOption(label="-")]
        super().__init__(ui.Select(custom_id="vigie:see", options=shown, placeholder=placeholder))

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the menu of a choice."""
        return cls()

    @reported
    async def callback(self, interaction: discord.Interaction[VigieBot]) -> None:
        """Show the chosen entity's page."""
        from cogs._open import reader_of, turning

        await turning(interaction)
        chosen = next(iter(self.item.values), "")
        view, files = await profile_page(interaction.client.db, await reader_of(interaction), int(chosen) if chosen.isdecimal() else 0)
        await interaction.edit_original_response(view=view, attachments=files)


async def profile_page(db: Database, reader: Reader, entity_id: int, theme: Theme = Theme.DARK) -> tuple[Layout, list[discord.File]]:
    """Make the message of an entity's page, and the picture that goes with an organisation's.

    Raises:
        VigieError: the guild's articles do not name it.
    """
    profile = await load(db, reader.guild_id, entity_id)
    files = await _chart(db, reader, entity_id, theme) if profile.entity.kind in ORGANISATIONS else []
    return profile_message(reader, profile, picture=bool(files)), files


async def load(db: Database, guild_id: int, entity_id: int) -> Profile:
    """Read all of an entity that its page shows, from the guild's own articles.

    Raises:
        VigieError: they do not name it.
    """
    async with db.read() as conn:
        entity = await entities.get_entity(conn, guild_id, entity_id)
        if entity is None:
            raise VigieError("fact.gone")
        held = profiles.roles_held if entity.kind is EntityKind.PERSON else profiles.roles_of
        told = await facts.facts_of(conn, guild_id, entity_id, limit=LATEST)
        news = [one for one in told if one.fact.kind not in BACKGROUND]
        return Profile(
            entity,
            await profiles.kinds_of(conn, guild_id, entity_id),
            await held(conn, guild_id, entity_id),
            await profiles.companions(conn, guild_id, entity_id, {EntityKind.PLACE}),
            await profiles.companions(conn, guild_id, entity_id, {EntityKind.PRODUCT, EntityKind.LAW}),
            await profiles.companions(conn, guild_id, entity_id, {*ORGANISATIONS, EntityKind.PERSON}, limit=8),
            (news + [one for one in told if one.fact.kind in BACKGROUND])[:SHOWN],
        )


async def _chart(db: Database, reader: Reader, entity_id: int, theme: Theme) -> list[discord.File]:
    async with db.read() as conn:
        told = await profiles.days_of(conn, reader.guild_id, entity_id, since=first_day(reader.today))
    counts = by_month(told, today=reader.today)
    if sum(month.total() for month in counts.values()) < DRAWN_FROM:
        return []
    return [as_file(await activity_png(counts, reader.language, theme), PICTURE)]


def profile_message(reader: Reader, profile: Profile, *, picture: bool = False) -> Layout:
    """Make the message of an entity's page."""
    language, entity = reader.language, profile.entity
    layout = Layout()
    number = sum(one.facts for one in profile.kinds)
    layout.add_text(
        f"## {fit(entity.name, 80)}\n-# {t(language, f'entity.{entity.kind}')} · {t(language, 'profile.facts', n=number)}"
        f"\n-# {' · '.join(kinds_line(language, profile.kinds))}"
    )
    if told := "\n".join(told_lines(language, profile)):
        layout.add_text(told)
    if picture:
        layout.add_picture(PICTURE, t(language, "profile.chart_alt", name=entity.name))
    if profile.latest:
        layout.add_text(f"### {t(language, 'profile.latest')}")
        add_facts(layout, reader, profile.latest)
    layout.add_buttons([PageButton(Page(Listed.FACTS, entity.id), t(language, "profile.all_facts"), primary=True)])
    seen = {one.id: one for one in (*profile.companions, *profile.places, *profile.products)}
    options = [
        discord.SelectOption(label=cut(clean(one.name), 100) or "?", value=str(one.id), description=t(language, f"entity.{one.kind}"))
        for one in list(seen.values())[:MOST_SEEN]
    ]
    if options:
        layout.add_menu(EntitySelect(options, t(language, "profile.see")))
    check_limits(layout)
    return layout


def kinds_line(language: Language, kinds: Sequence[KindCount]) -> Iterator[str]:
    """Name the most frequent kinds with how many facts there are of each."""
    for one in kinds[:MOST_KINDS]:
        yield f"{t(language, f'kind.{one.kind}')} ({one.facts})"
    if len(kinds) > MOST_KINDS:
        yield "…"


def told_lines(language: Language, profile: Profile, *, most: int = 8) -> Iterator[str]:
    """Write who and what belongs to an entity, a line for each relation that has any, of at most so many each."""
    person = profile.entity.kind is EntityKind.PERSON
    roles = [_role(language, one, person=person) for one in profile.roles]
    lines = {"roles" if person else "people": roles} | {
        name: [f"{fit(one.name, 50)} ({one.facts})" for one in found]
        for name, found in (("places", profile.places), ("products", profile.products), ("companions", profile.companions))
    }
    for name, words in lines.items():
        if words:
            yield f"**{t(language, f'profile.{name}')}** · {', '.join(words[:most])}"


def _role(language: Language, held: RoleHeld, *, person: bool) -> str:
    role = fit(held.role, 60) if held.role else ""
    if person:
        shown = ", ".join(part for part in (role, fit(held.organisation, 50) if held.organisation else "") if part)
    else:
        shown = t(language, "fact.person_role", name=fit(held.name, 50), role=role) if role else fit(held.name, 50)
    return t(language, "profile.left", who=shown) if held.left else shown
