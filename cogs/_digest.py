"""A digest as a message."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlsplit

from bot import wording
from bot.i18n import t
from bot.model import Language
from bot.store.records import JournalEntry
from bot.summary.values import Digest, DigestItem
from cogs._items import EvidenceButton
from cogs._layout import Layout, check_limits
from cogs._lines import fact_lines, joined, site
from cogs._page import Reader
from cogs._text import fit, link, message_link

FOOT: Final = 500
"""Characters kept for the links that could not be read: they are named even on the fullest day."""
MOST_UNREAD: Final = 5
MAX_ADDRESS: Final = 200


def marker(local_date: date) -> int:
    """Return the number by which a day's digest can be known again among our messages."""
    return local_date.year * 10_000 + local_date.month * 100 + local_date.day


def digest_message(reader: Reader, digest: Digest, day: date | None) -> Layout:
    """Make the message of a digest: a day's, or what came since the last one (`day` None)."""
    language = reader.language
    layout = Layout(reserve=FOOT if digest.unread else 0, marker=None if day is None else marker(day))
    title = t(language, "digest.now") if day is None else t(language, "digest.title", day=wording.day(language, day))
    layout.add_text(f"## {title}")
    label, shown = t(language, "fact.evidence"), 0
    for item in digest.items:
        shown += layout.add_section(_item(reader, item), EvidenceButton(item.fact.id, label))
    if hidden := digest.more + len(digest.items) - shown:
        layout.add_text(f"-# {t(language, 'digest.more', n=hidden)}")
    if not digest.items:
        layout.add_text(t(language, "digest.nothing"))
    layout.release()
    if digest.unread:
        _unread(layout, language, digest.unread)
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
    language, fact = reader.language, item.fact
    source = link(site(language, fact), message_link(reader.guild_id, fact.channel_id, fact.message_id))
    sources = t(language, "digest.corroborated", n=item.sources) if item.sources > 1 else ""
    return joined([fact_lines(language, fact.fact, today=reader.today), sources, source], 560)


def _unread(layout: Layout, language: Language, unread: tuple[JournalEntry, ...]) -> None:
    lines = [f"### {t(language, 'digest.unread')}"]
    for entry in unread[:MOST_UNREAD]:
        line = unread_line(language, entry)
        if sum(map(len, lines)) + len(line) + 80 > layout.room:
            break
        lines.append(line)
    if hidden := len(unread) - len(lines) + 1:
        lines.append(f"-# {t(language, 'digest.more_unread', n=hidden)}")
    layout.add_text("\n".join(lines))
