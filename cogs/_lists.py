"""Lists of facts as messages: of a name, of an article, and the events of a guild."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Final

from bot import answers, wording
from bot.errors import VigieError
from bot.i18n import t
from bot.model import Certainty, Language
from bot.store import articles, entities, happenings
from bot.store.database import Database
from bot.store.profiles import KindCount
from bot.store.records import KnownEntity, StoredFact
from bot.summary.values import Item
from cogs._actions import CalendarOfAllButton
from cogs._agreed import item_lines
from cogs._items import EvidenceButton, KindSelect, PageButton
from cogs._layout import Layout, check_limits
from cogs._lines import origin, stored_lines
from cogs._page import PAGE_SIZE, Listed, Page, Reader
from cogs._paging import clamped, footer, turning
from cogs._text import fit, link

SUREST: Final = tuple(Certainty)
AHEAD: Final = {Listed.WEEK: 7, Listed.MONTH: 30}
"""Days, today included, of the lists that look a little ahead."""
SHORT: Final = 4
"""Events of each kind when both kinds are shown."""


async def list_page(db: Database, reader: Reader, page: Page) -> Layout:
    """Make the message of a page; one past the end shows the last.

    Raises:
        VigieError: the guild sees nothing that this page could show.
    """
    match page.listed:
        case Listed.FACTS:
            layout = await _of_name(db, reader, page)
        case Listed.ARTICLE:
            layout = await _of_article(db, reader, page)
        case Listed.PAST | Listed.UPCOMING | Listed.WEEK | Listed.MONTH:
            layout = await _events(db, reader, page)
    check_limits(layout)
    return layout


async def both_events(db: Database, reader: Reader, place: int = 0) -> Layout:
    """Make the message of the next events and the last ones; `place` is the entity that they name, 0 for any."""
    layout = Layout()
    for number, listed in enumerate((Listed.UPCOMING, Listed.PAST)):
        found = await _some_events(db, reader, Page(listed, place), SHORT + 1, 0)
        if number:
            layout.add_line()
        _event_title(layout, reader, listed, empty=not found)
        add_facts(layout, reader, found[:SHORT])
        more = [PageButton(Page(listed, place), t(reader.language, f"events.more_{_word(listed)}"))] if len(found) > SHORT else []
        layout.add_buttons([*more, *_calendar(reader, listed, place, found)])
    check_limits(layout)
    return layout


async def _of_name(db: Database, reader: Reader, page: Page) -> Layout:
    async with db.read() as conn:
        entity = await entities.get_entity(conn, reader.guild_id, page.of)
    if entity is None:
        raise VigieError("fact.gone")
    every = await answers.facts(db, reader.guild_id, entity.id, certainty=page.certainty, since=page.since)
    kinds = Counter(item.fact.fact.kind for item in every)
    items = [item for item in every if page.kind in (None, item.fact.fact.kind)]
    if not items:
        raise VigieError("facts.none_like_this" if page.since or page.certainty else "facts.none_of_kind", name=entity.name)
    page, pages = clamped(page, len(items))
    surest_first = sorted(items, key=lambda item: SUREST.index(item.fact.fact.certainty))
    layout = Layout()
    layout.add_text(f"## {fit(entity.name, 80)}\n-# {' · '.join(_told(reader.language, entity, page, len(items)))}")
    shown = surest_first[page.number * PAGE_SIZE : (page.number + 1) * PAGE_SIZE]
    for certainty, group in groupby(shown, key=lambda item: item.fact.fact.certainty):
        layout.add_text(f"### {t(reader.language, f'certainty_group.{certainty}')}")
        add_items(layout, reader, list(group), grouped=True)
    footer(layout, reader.language, page, pages)
    if len(kinds) > 1 or page.kind is not None:
        counts = [KindCount(kind, number) for kind, number in kinds.most_common()]
        layout.add_menu(KindSelect.offering(reader.language, page, counts))
    return layout


def _told(language: Language, entity: KnownEntity, page: Page, total: int) -> Iterator[str]:
    yield t(language, f"entity.{entity.kind}")
    if page.kind is not None:
        yield t(language, f"kind.{page.kind}")
    if page.certainty is not None:
        yield t(language, f"certainty_group.{page.certainty}")
    if page.since is not None:
        yield t(language, "date.since", day=wording.day(language, page.since))
    yield t(language, "facts.count", n=total)


async def _of_article(db: Database, reader: Reader, page: Page) -> Layout:
    async with db.read() as conn:
        article = await articles.get_article(conn, page.of)
    items = await answers.of_article(db, reader.guild_id, page.of)
    if article is None or not items:
        raise VigieError("fact.gone")
    page, pages = clamped(page, len(items))
    layout = Layout()
    title = fit(article.title or t(reader.language, "article.untitled"), 150)
    address = article.url if article.url and len(article.url) < 300 else None
    own = next((one for item in items for one in item.same if one.article_id == page.of), items[0].fact)
    layout.add_text(f"### {link(title, address)}\n-# {origin(reader.language, own)}")
    add_items(layout, reader, items[page.number * PAGE_SIZE : (page.number + 1) * PAGE_SIZE])
    footer(layout, reader.language, page, pages)
    return layout


async def _events(db: Database, reader: Reader, page: Page) -> Layout:
    found = await _some_events(db, reader, page, PAGE_SIZE + 1, page.number * PAGE_SIZE)
    if not found and page.number:
        raise VigieError("facts.no_such_page")
    layout = Layout()
    _event_title(layout, reader, page.listed, empty=not found)
    add_facts(layout, reader, found[:PAGE_SIZE])
    turns = turning(reader.language, page, last=len(found) <= PAGE_SIZE)
    layout.add_buttons([*turns, *_calendar(reader, page.listed, page.of, found)])
    return layout


def _calendar(reader: Reader, listed: Listed, place: int, found: Sequence[StoredFact]) -> list[CalendarOfAllButton]:
    """The button that gives the events to come as a file, where there are any."""
    return [CalendarOfAllButton(place, t(reader.language, "calendar.all"))] if found and listed is not Listed.PAST else []


async def _some_events(db: Database, reader: Reader, page: Page, limit: int, offset: int) -> list[StoredFact]:
    place = page.of or None
    last = reader.today + timedelta(days=AHEAD[page.listed] - 1) if page.listed in AHEAD else None
    async with db.read() as conn:
        if page.listed is Listed.PAST:
            return await happenings.past(conn, reader.guild_id, before=reader.today, place=place, limit=limit, offset=offset)
        return await happenings.upcoming(conn, reader.guild_id, first=reader.today, last=last, place=place, limit=limit, offset=offset)


def _event_title(layout: Layout, reader: Reader, listed: Listed, *, empty: bool) -> None:
    title = f"## {t(reader.language, f'events.{_word(listed)}')}"
    layout.add_text(f"{title}\n{t(reader.language, f'events.no_{_word(listed)}')}" if empty else title)


def _word(listed: Listed) -> str:
    return listed.name.lower()


def add_facts(layout: Layout, reader: Reader, found: Sequence[StoredFact]) -> None:
    """Add facts, each with the button that opens its sentence."""
    for stored in found:
        _section(layout, reader, stored, stored_lines(reader.language, stored, today=reader.today))


def add_items(layout: Layout, reader: Reader, items: Sequence[Item], *, grouped: bool = False) -> None:
    """Add items, each with its sources, what contradicts it, and the button that opens its sentence."""
    for item in items:
        _section(layout, reader, item.fact, item_lines(reader.language, item, today=reader.today, grouped=grouped))


def _section(layout: Layout, reader: Reader, stored: StoredFact, text: str) -> None:
    layout.add_section(text, EvidenceButton(stored.id, t(reader.language, "fact.evidence")))
