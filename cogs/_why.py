"""What became of a link or a message, stage by stage, with the way to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import discord

from bot.i18n import number, t
from bot.intake.links import Link
from bot.model import Language, Outcome
from bot.posting import PASTE_LENGTH
from bot.store import articles, guilds, journal, messages, posted
from bot.store.records import ArticleRow, JournalEntry, MessageRow, MessageState, WatchedChannel
from cogs import _checks
from cogs._checks import Check
from cogs._items import PageButton
from cogs._layout import Layout, check_limits
from cogs._messages import posted_by
from cogs._page import Listed, Page
from cogs._text import fit, link, message_link, timestamp

if TYPE_CHECKING:
    from bot.app import VigieBot

STAGES: Final = frozenset({"accept", "fetch", "read", "extract", "reply", "digest"})
MOST_STAGES: Final = 8
MOST_ARTICLES: Final = 5


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where: the guild, the channel and the language of the answer."""

    guild: discord.Guild
    channel_id: int
    language: Language


async def why_link(bot: VigieBot, asker: Asker, asked: Link) -> Layout:
    """Make the answer to what became of a link."""
    language, guild_id = asker.language, asker.guild.id
    async with bot.db.read() as conn:
        article_id = await posted.article_of_key(conn, guild_id, asked.key)
        entries = await journal.for_url(conn, guild_id, asked.key)
        article = None if article_id is None else await articles.get_article(conn, article_id)
        postings = [] if article_id is None else await posted.postings_of(conn, guild_id, article_id)
        seen = article_id is not None and await posted.has_facts(conn, guild_id, await articles.original_of(conn, article_id) or article_id)
    title = t(language, "why.title", link=fit(_short(asked.url), 100))
    if article is None and not entries:
        if asked.outcome is not None:
            return _note(title, t(language, f"outcome.{asked.outcome}"))
        checks = await _never_seen(bot, asker)
        return _checks.checks_message(title, checks, t(language, "why.never"))
    layout = Layout()
    outcome = outcome_of(article) if article else Outcome.ERASED
    layout.add_text(f"## {title}\n**{t(language, f'outcome.{outcome}')}**")
    if postings:
        where = [t(language, "why.posted", when=timestamp(one.posted_at, "f"), channel=f"<#{one.channel_id}>",
                   link=message_link(guild_id, one.channel_id, one.message_id)) for one in postings]  # fmt: skip
        layout.add_text("\n".join(where))
    layout.add_text("\n".join(_stages(language, entries)) or t(language, "why.no_stage"))
    if seen and article is not None:
        layout.add_buttons([PageButton(Page(Listed.ARTICLE, article.id), t(language, "why.facts"), primary=True)])
    check_limits(layout)
    return layout


async def why_message(bot: VigieBot, asker: Asker, message: discord.Message) -> Layout:
    """Make the answer to why a message got the answer that it got, or none."""
    language = asker.language
    async with bot.db.read() as conn:
        row = await messages.get_message(conn, message.id)
        rows = await messages.message_articles(conn, message.id)
        entries = await journal.for_message(conn, message.id)
        watched = await guilds.watched(conn, asker.guild.id)
    title = t(language, "why.message_title")
    if row is None or row.guild_id != asker.guild.id:
        checks = [*_of_message(bot, asker, message, watched), _checks.intent(language, granted=bot.intents.message_content)]
        return _checks.checks_message(title, checks, t(language, "why.ask_extract"))
    layout = Layout(reserve=300)
    layout.add_text(f"## {title}\n{_state(language, row, await _place_of_answer(bot, row))}")
    for article in rows[:MOST_ARTICLES]:
        name = fit(article.title or article.file_name or _short(article.url or "") or t(language, "article.pasted"), 100)
        layout.add_text(f"**{link(name, article.url)}**\n{t(language, f'outcome.{outcome_of(article)}')}")
    layout.release()
    layout.add_text("\n".join(_stages(language, entries)) or t(language, "why.no_stage"))
    check_limits(layout)
    return layout


def outcome_of(article: ArticleRow) -> Outcome:
    """What became of an article in the end; pending until its facts are looked for."""
    if article.outcome is None or (article.outcome is Outcome.READ and article.extracted_at is None):
        return Outcome.PENDING
    return article.outcome


async def _place_of_answer(bot: VigieBot, row: MessageRow) -> int:
    """The channel of the answer, or the thread that hangs on the message and has its id."""
    if row.reply_id is not None:
        try:
            await bot.get_partial_messageable(row.message_id, guild_id=row.guild_id).fetch_message(row.reply_id)
        except discord.HTTPException:  # no thread, or not in it
            return row.channel_id
        return row.message_id
    return row.channel_id


def _state(language: Language, row: MessageRow, place: int) -> str:
    key = "private" if row.private else str(row.state)
    if row.state is MessageState.ANSWERED and not row.private and row.reply_id is None:
        key = "unanswered"
    reply = message_link(row.guild_id, place, row.reply_id) if row.reply_id else ""
    return t(language, f"why.state_{key}", link=reply)


def _stages(language: Language, entries: Sequence[JournalEntry]) -> Iterator[str]:
    for entry in entries[-MOST_STAGES:]:
        stage = t(language, f"stage.{entry.stage}") if entry.stage in STAGES else fit(entry.stage, 20)
        told = [timestamp(entry.at, "f"), stage, t(language, f"outcome.{entry.outcome}")]
        if entry.milliseconds is not None:
            told.append(t(language, "why.seconds", seconds=number(language, entry.milliseconds / 1000)))
        if entry.incident:
            told.append(t(language, "why.incident", incident=fit(entry.incident, 40)))
        yield f"-# {' · '.join(told)}"


async def _never_seen(bot: VigieBot, asker: Asker) -> list[Check]:
    async with bot.db.read() as conn:
        watched = await guilds.watched(conn, asker.guild.id)
    checks = [_checks.intent(asker.language, granted=bot.intents.message_content), _watching(asker, watched)]
    return [*checks, *(_checks.watched_channel(asker.language, asker.guild, one) for one in watched)]


def _of_message(bot: VigieBot, asker: Asker, message: discord.Message, watched: Sequence[WatchedChannel]) -> Iterator[Check]:
    language = asker.language
    if message.author.bot:
        yield _failed(language, "bot")
        return
    found = posted_by(message, asker.guild.id, allow=bot.settings.fetch_allow)
    if not found:
        yield _failed(language, "nothing", n=PASTE_LENGTH)
    for article in [one for one in found if one.outcome is not None][:MOST_ARTICLES]:
        yield Check(False, fit(_short(article.url or ""), 80), t(language, f"outcome.{article.outcome}"))
    yield _watching(asker, watched)
    here = next((one for one in watched if one.channel_id == asker.channel_id), None)
    if here is not None:
        yield _checks.watched_channel(language, asker.guild, here)
        if message.created_at < here.watched_since:
            yield _failed(language, "before", when=timestamp(here.watched_since, "f"))


def _watching(asker: Asker, watched: Sequence[WatchedChannel]) -> Check:
    label = t(asker.language, "why.watched.label")
    if any(one.channel_id == asker.channel_id for one in watched):
        return Check(True, label, t(asker.language, "why.watched.ok", channel=f"<#{asker.channel_id}>"))
    others = ", ".join(f"<#{one.channel_id}>" for one in watched[:8]) or t(asker.language, "why.watched.none")
    result = t(asker.language, "why.watched.failed", channel=f"<#{asker.channel_id}>", others=others)
    return Check(False, label, result, t(asker.language, "why.watched.remedy"))


def _failed(language: Language, key: str, **data: object) -> Check:
    return Check(False, t(language, f"why.{key}.label"), t(language, f"why.{key}.failed", **data), t(language, f"why.{key}.remedy"))


def _note(title: str, text: str) -> Layout:
    layout = Layout()
    layout.add_text(f"## {title}\n{text}")
    return layout


def _short(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{parts.path}"
