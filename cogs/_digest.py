"""A digest as a message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from bot import wording
from bot.i18n import t
from bot.model import Language
from bot.store.records import JournalEntry, StoredFact
from bot.summary.values import Digest, DigestItem, Item
from cogs._agreed import contrasts, sources
from cogs._items import EvidenceButton
from cogs._layout import Layout, check_limits
from cogs._lines import fact_lines, joined, site
from cogs._page import Reader
from cogs._text import fit, link, message_link, width

FOOT: Final = 500
"""Characters kept for the links that could not be read, and as many for the events to come: both are told even on the fullest day."""
MOST_UNREAD: Final = 5
MAX_ADDRESS: Final = 200


def marker(local_date: date) -> int:
    """Return the number by which a day's digest can be known again among our messages."""
    return local_date.year * 10_000 + local_date.month * 100 + local_date.day


def digest_message(reader: Reader, digest: Digest, day: date | None) -> Layout:
    """Make the message of a digest: a day's, or what came since the last one (`day` None)."""
    language = reader.language
    layout = Layout(reserve=FOOT * (bool(digest.unread) + bool(digest.coming)), marker=None if day is None else marker(day))
    title = t(language, "digest.now") if day is None else t(language, "digest.title", day=wording.day(language, day))
    layout.add_text(f"## {title}")
    label, shown = t(language, "fact.evidence"), 0
    stories = [list(group) for _, group in groupby(digest.items, key=lambda item: item.story)]
    for number, story in enumerate(stories):
        if number and len(stories) < len(digest.items):
            layout.add_line()
        for item in story:
            shown += layout.add_section(_item(reader, item), EvidenceButton(item.fact.id, label))
    if hidden := digest.more + len(digest.items) - shown:
        layout.add_text(f"-# {t(language, 'digest.more', n=hidden)}")
    if not digest.items:
        layout.add_text(t(language, "digest.nothing"))
    layout.release()
    if digest.coming:
        lines = [_coming(reader, item) for item in digest.coming]
        _foot(layout, t(language, "digest.coming"), lines, FOOT if digest.unread else 0)
    if digest.unread:
        unread = [unread_line(language, entry) for entry in digest.unread]
        hidden = _foot(layout, t(language, "digest.unread"), unread[:MOST_UNREAD], 80) + len(unread[MOST_UNREAD:])
        if hidden:
            layout.add_text(f"-# {t(language, 'digest.more_unread', n=hidden)}")
    check_limits(layout)
    return layout


def unread_line(language: Language, entry: JournalEntry) -> str:
    """Write what became of a link, with a way to it: its address, or the message that posted it."""
    parts = urlsplit(entry.url or "")
    named = f"{parts.hostname or ''}{parts.path.rstrip('/')}" or t(language, "digest.message")
    short = entry.url if entry.url and len(entry.url) <= MAX_ADDRESS else None
    shown = link(fit(named, 60), short or message_link(entry.guild_id, entry.channel_id, entry.message_id))
    return t(language, "digest.unread_line", link=shown, outcome=t(language, f"outcome.{entry.outcome}"))


def _item(reader: Reader, item: DigestItem) -> str:
    language = reader.language
    followed = t(language, "digest.followed") if item.followed else ""
    told = [fact_lines(language, item.fact.fact, today=reader.today), followed, sources(language, item.item)]
    against = [f"-# {line}" for line in contrasts(language, item.item, reader.today)]
    return "\n".join([joined([*told, _source(reader, item.fact)], 700), *against])


def _source(reader: Reader, fact: StoredFact) -> str:
    """Name the publisher, with a way to the article, where it has an address, and one to the message."""
    name, message = site(reader.language, fact), message_link(reader.guild_id, fact.channel_id, fact.message_id)
    if fact.article_url is None or len(fact.article_url) > MAX_ADDRESS:
        return link(name, message)
    return f"{link(name, fact.article_url)} · {link(t(reader.language, 'digest.message'), message)}"


def _coming(reader: Reader, item: Item) -> str:
    fact = item.fact
    what, _, _ = fact_lines(reader.language, fact.fact, today=reader.today).partition("\n")
    message = message_link(reader.guild_id, fact.channel_id, fact.message_id)
    return f"- {what} · {link(t(reader.language, 'digest.message'), message)}"


def _foot(layout: Layout, title: str, lines: Sequence[str], kept: int) -> int:
    """Add a heading and the lines that there is room for, if some characters are kept; return how many there was none for."""
    shown = [f"### {title}"]
    for line in lines:
        if sum(map(width, shown)) + len(shown) + width(line) + kept > layout.room:
            break
        shown.append(line)
    if len(shown) > 1:
        layout.add_text("\n".join(shown))
    return len(lines) - len(shown) + 1
