"""The answer to a message: what its articles tell, or why one could not be read and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import wording
from bot.i18n import t
from bot.model import Language, Outcome, PublishedFrom
from bot.store import articles, changes, facts, journal, messages, pages
from bot.store.changes import FactChange
from bot.store.database import Database
from bot.store.records import ArticleRow, ArticleSource, MessageRow, MessageState, StoredFact
from cogs._items import PageButton
from cogs._layout import Layout, check_limits
from cogs._lines import fact_lines
from cogs._page import Listed, Page
from cogs._text import fit, link, message_link, timestamp

BEST = 5
"""Facts shown of a message's only article; several articles share the room."""
MOST_CHANGES = 3
"""Changes shown of a page that was read before."""
READABLE = (Outcome.READ, Outcome.DUPLICATE)
FULL = 3900
LINED = 6
"""Articles that dividing lines still leave room for."""


@dataclass(frozen=True, slots=True)
class Updated:
    """A new version of a page that the guild has had an answer about, and what it changed."""

    at: datetime
    changes: list[FactChange]


@dataclass(frozen=True, slots=True)
class Told:
    """An article with what it tells the guild, its earlier posting there, what changed since, and the incident if it failed."""

    article: ArticleRow
    facts: list[StoredFact]
    earlier: tuple[int, int, str] | None = None
    updated: Updated | None = None
    incident: str | None = None


async def build_reply(db: Database, message_id: int, language: Language) -> Layout | None:
    """Make the answer to an accepted message, in a guild's or a person's language.

    Returns:
        None where there is nothing to answer: the message is gone, or posts nothing that could be an article.
    """
    async with db.read() as conn:
        message = await messages.get_message(conn, message_id)
        if message is None or message.state is MessageState.ERASED:
            return None
        rows = await messages.message_articles(conn, message_id)
    if not message.private and all(row.outcome is Outcome.NOT_AN_ARTICLE for row in rows):
        return None
    some = [row for row in rows if row.outcome is not Outcome.NOT_AN_ARTICLE] or rows
    return reply(message, [await _told(db, message, row) for row in some], language)


def reply(message: MessageRow, told: list[Told], language: Language) -> Layout:
    """Make the answer of what a message's articles tell: a part for each, with an equal share of the room."""
    layout = Layout()
    for place, article in enumerate(told):
        if place and len(told) <= LINED:
            layout.add_line()
        _article(layout, message, article, language, share=FULL // len(told), best=max(1, BEST // len(told)))
    check_limits(layout)
    return layout


async def _told(db: Database, message: MessageRow, row: ArticleRow) -> Told:
    async with db.read() as conn:
        original = await articles.original_of(conn, row.id) if row.outcome is Outcome.DUPLICATE else None
        known = (await articles.get_article(conn, original) if original else None) or row
        found = await facts.facts_of_article(conn, message.guild_id, known.id)
        first = await messages.first_posting(conn, message.guild_id, known.id)
        if known.outcome is Outcome.FAILED:
            noted = await journal.for_message(conn, message.message_id)
            return Told(known, found, incident=next((one.incident for one in reversed(noted) if one.outcome is Outcome.FAILED), None))
    if first is None or first[1] == message.message_id or first[2] > message.posted_at or known.outcome not in READABLE:
        return Told(known, found)
    return Told(known, found, (first[0], first[1], timestamp(first[2])), await _updated(db, known.id, first[2]))


async def _updated(db: Database, article_id: int, since: datetime) -> Updated | None:
    async with db.read() as conn:
        newest = (await pages.versions(conn, article_id))[-1:]
        found = await changes.changes_of(conn, article_id)
    return Updated(newest[0].read_at, found) if newest and newest[0].version > 1 and newest[0].read_at > since and found else None


def _article(layout: Layout, message: MessageRow, told: Told, language: Language, *, share: int, best: int) -> None:
    lines = [_title(told.article, language, share // 3)]
    if told.earlier is not None:
        channel_id, message_id, day = told.earlier
        lines.append(t(language, "article.already_read", day=day, link=message_link(message.guild_id, channel_id, message_id)))
        lines += _changed(told.updated, language, share // 2) if told.updated else []
    elif not told.facts:
        lines.append(t(language, f"outcome.{_outcome(told.article)}"))
        if told.incident is not None:
            lines.append(f"-# {t(language, 'article.incident', incident=told.incident)}")
    else:
        lines += _best(told, message, language, share - len(lines[0]), best)
    layout.add_text("\n".join(lines))
    if told.facts:
        label = t(language, "article.all_facts", n=len(told.facts))
        layout.add_buttons([PageButton(Page(Listed.ARTICLE, told.article.id), label, primary=True)])


def _changed(updated: Updated, language: Language, room: int) -> list[str]:
    """Say what a page says otherwise than it did: each changed fact with its sentence of then and now."""
    lines = [t(language, "article.updated", day=timestamp(updated.at, "f"))]
    words = room // (2 * MOST_CHANGES)
    for one in updated.changes[:MOST_CHANGES]:
        before, after = fit(one.before or "", words), fit(one.after or "", words)
        lines.append(f"- {t(language, f'change.{one.change}', kind=t(language, f'kind.{one.kind}'), before=before, after=after)}")
    if hidden := len(updated.changes) - MOST_CHANGES:
        lines += [f"-# {t(language, 'article.more_changes', n=hidden)}"] if hidden > 0 else []
    return lines


def _best(told: Told, message: MessageRow, language: Language, room: int, best: int) -> list[str]:
    lines: list[str] = []
    for stored in told.facts[:best]:
        line = fact_lines(language, stored.fact, today=message.posted_at.date())
        if len(line) + 30 > room:
            break
        lines.append(line)
        room -= len(line) + 1
    if hidden := len(told.facts) - len(lines):
        lines.append(f"-# {t(language, 'article.more', n=hidden)}")
    return lines


def _outcome(article: ArticleRow) -> Outcome:
    if article.outcome is None or (article.outcome in READABLE and article.extracted_at is None):
        return Outcome.PENDING
    return Outcome.NO_FACTS if article.outcome in READABLE else article.outcome


def _title(article: ArticleRow, language: Language, limit: int) -> str:
    address = article.url if article.source is ArticleSource.PAGE and len(article.url or "") <= limit else None
    name = article.title or article.file_name or (article.url if article.source is ArticleSource.PAGE else None)
    title = link(fit(name or t(language, "article.pasted"), max(20, min(limit - len(address or ""), 200))), address)
    told = [fit(origin, 40)] if (origin := _origin(article, language)) else []
    if article.published_day is not None and article.published_from is not PublishedFrom.POSTED:
        told.append(wording.day(language, article.published_day))
        if article.published_from is PublishedFrom.INFERRED:
            told.append(t(language, "article.date_inferred"))
    return f"### {title}\n-# {' · '.join(told)}" if told else f"### {title}"


def _origin(article: ArticleRow, language: Language) -> str | None:
    """Where an article comes from, if its title does not say so."""
    if article.site or article.title is None:
        return article.site
    return t(language, "article.pasted") if article.source is ArticleSource.TEXT else article.file_name
