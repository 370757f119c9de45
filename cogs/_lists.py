"""Lists of facts as messages: of a name, of an article, and the events of a guild."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Final

from bot import wording
from bot.errors import VigieError
from bot.i18n import t
from bot.model import Certainty, Language
from bot.store import articles, entities, facts, happenings, profiles
from bot.store.database import Database
from bot.store.records import KnownEntity, StoredFact
from cogs._items import EvidenceButton, KindSelect, PageButton
from cogs._layout import Layout, check_limits
from cogs._lines import fact_lines, origin, stored_lines
from cogs._page import PAGE_SIZE, Listed, Page, Reader
from cogs._text import fit, link

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
        if len(found) > SHORT:
            layout.add_buttons([PageButton(Page(listed, place), t(reader.language, f"events.more_{_word(listed)}"))])
    check_limits(layout)
    return layout


def slices(counts: Sequence[int], start: int, size: int) -> Iterator[tuple[int, int, int]]:
    """Cut `size` items from `start` on out of groups that follow one another.

    Yields:
        (group, offset in it, how many), for each group that the cut touches.
    """
    end = start + size
    for group, count in enumerate(counts):
        first, last = max(start, 0), min(end, count)
        if first < last:
            yield group, first, last - first
        start, end = start - count, end - count


async def _of_name(db: Database, reader: Reader, page: Page) -> Layout:
    wanted = tuple(Certainty) if page.certainty is None else (page.certainty,)  # surest first
    async with db.read() as conn:
        entity = await entities.get_entity(conn, reader.guild_id, page.of)
        if entity is None:
            raise VigieError("fact.gone")
        kinds = await profiles.kinds_of(conn, reader.guild_id, entity.id, certainty=page.certainty, since=page.since)
        counts = [
            await facts.count_facts_of(conn, reader.guild_id, entity.id, kind=page.kind, certainty=certainty, since=page.since)
            for certainty in wanted
        ]
        total = sum(counts)
        if not total:
            raise VigieError("facts.none_like_this" if page.since or page.certainty else "facts.none_of_kind", name=entity.name)
        page, pages = _clamped(page, total)
        found = [
            fact
            for group, offset, limit in slices(counts, page.number * PAGE_SIZE, PAGE_SIZE)
            for fact in await facts.facts_of(
                conn, reader.guild_id, entity.id, kind=page.kind, certainty=wanted[group], since=page.since, limit=limit, offset=offset
            )
        ]
    layout = Layout()
    layout.add_text(f"## {fit(entity.name, 80)}\n-# {' · '.join(_told(reader.language, entity, page, total))}")
    _grouped(layout, reader, found)
    _footer(layout, reader.language, page, pages)
    if len(kinds) > 1 or page.kind is not None:
        layout.add_menu(KindSelect.offering(reader.language, page, kinds))
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
        told = await facts.facts_of_article(conn, reader.guild_id, page.of)
    if article is None or not told:
        raise VigieError("fact.gone")
    page, pages = _clamped(page, len(told))
    layout = Layout()
    title = fit(article.title or t(reader.language, "article.untitled"), 150)
    address = article.url if article.url and len(article.url) < 300 else None
    layout.add_text(f"### {link(title, address)}\n-# {origin(reader.language, told[0])}")
    for stored in told[page.number * PAGE_SIZE : (page.number + 1) * PAGE_SIZE]:
        _section(layout, reader, stored, fact_lines(reader.language, stored.fact, today=reader.today))
    _footer(layout, reader.language, page, pages)
    return layout


async def _events(db: Database, reader: Reader, page: Page) -> Layout:
    found = await _some_events(db, reader, page, PAGE_SIZE + 1, page.number * PAGE_SIZE)
    if not found and page.number:
        raise VigieError("facts.no_such_page")
    layout = Layout()
    _event_title(layout, reader, page.listed, empty=not found)
    add_facts(layout, reader, found[:PAGE_SIZE])
    layout.add_buttons(_turning(reader.language, page, last=len(found) <= PAGE_SIZE))
    return layout


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


def _grouped(layout: Layout, reader: Reader, found: Sequence[StoredFact]) -> None:
    for certainty, group in groupby(found, key=lambda stored: stored.fact.certainty):
        layout.add_text(f"### {t(reader.language, f'certainty_group.{certainty}')}")
        add_facts(layout, reader, list(group), grouped=True)


def add_facts(layout: Layout, reader: Reader, found: Sequence[StoredFact], *, grouped: bool = False) -> None:
    for stored in found:
        _section(layout, reader, stored, stored_lines(reader.language, stored, today=reader.today, grouped=grouped))


def _section(layout: Layout, reader: Reader, stored: StoredFact, text: str) -> None:
    layout.add_section(text, EvidenceButton(stored.id, t(reader.language, "fact.evidence")))


def _clamped(page: Page, total: int) -> tuple[Page, int]:
    pages = -(-total // PAGE_SIZE)
    return page.at(min(page.number, pages - 1)), pages


def _footer(layout: Layout, language: Language, page: Page, pages: int) -> None:
    if pages > 1:
        layout.add_text(f"-# {t(language, 'page.number', page=page.number + 1, pages=pages)}")
        layout.add_buttons(_turning(language, page, last=page.number + 1 == pages))


def _turning(language: Language, page: Page, *, last: bool) -> list[PageButton]:
    back = [PageButton(page.at(page.number - 1), t(language, "page.previous"))] if page.number else []
    return back if last else [*back, PageButton(page.at(page.number + 1), t(language, "page.next"))]
