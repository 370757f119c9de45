"""RSS, Atom and JSON feeds, from bytes that our fetcher brought."""

from __future__ import annotations

import io
import json
from calendar import timegm
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time

import feedparser

from bot.errors import IntakeError
from bot.intake.decide import decide, resolve_reference
from bot.intake.headline import printed_day
from bot.intake.limits import refuse_attributes
from bot.intake.published import parse_instant
from bot.model import Outcome

MAX_ENTRIES = 500
MAX_TAGS = 60_000  # feedparser takes 10 s for 20 MB, and over 40 s for 100,000 attributes: the child is killed then


@dataclass(frozen=True, slots=True)
class Entry:
    """One item: `key` is what the feed calls it by (its id, or its link), `published` aware or None."""

    key: str
    url: str
    title: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its entries in the feed's order."""

    title: str
    entries: tuple[Entry, ...]


def read_feed(body: bytes, url: str, *, allow: tuple[str, ...] = ()) -> Feed:
    """Read a feed; entries whose link may not be fetched (another scheme, an inner address) are left out.

    Args:
        body: as fetched.
        url: its address, for links that are relative.
        allow: FETCH_ALLOW.

    Raises:
        IntakeError: NOT_HTML where it is no feed, HOSTILE_PAGE where it has too many tags, or attributes in one.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body, url, allow)
    if body.count(b"<") > MAX_TAGS:
        raise IntakeError(Outcome.HOSTILE_PAGE, why="tags", limit=MAX_TAGS)
    refuse_attributes(body.decode("latin-1"))
    # BytesIO, always: given bytes that look like a path, feedparser opens that file; given an address, it fetches it
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url})
    except Exception as error:  # feedparser fails in any way on bytes that are no feed
        raise IntakeError(Outcome.NOT_HTML, content_type="feed") from error
    if not parsed.get("version"):
        raise IntakeError(Outcome.NOT_HTML, content_type="feed")
    entries = (
        _entry(url, _link(item), item.get("id"), item.get("title"), _published(item), allow) for item in parsed.entries[:MAX_ENTRIES]
    )
    return Feed(title=_line(parsed.feed.get("title")), entries=_kept(entries))


def _link(item: feedparser.FeedParserDict) -> str:
    """Return the link of an Atom or RSS item: the alternate one, not the feed's own nor an enclosure."""
    links = [link for link in item.get("links", ()) if link.get("rel", "alternate") == "alternate" and link.get("href")]
    return str(links[0]["href"] if links else item.get("link") or "")


def _json_feed(body: bytes, url: str, allow: tuple[str, ...]) -> Feed:
    try:
        raw = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise IntakeError(Outcome.NOT_HTML, content_type="feed") from None
    if not isinstance(raw, dict) or "jsonfeed.org" not in str(raw.get("version")) or not isinstance(raw.get("items"), list):
        raise IntakeError(Outcome.NOT_HTML, content_type="feed")
    entries = (
        _entry(
            url,
            str(item.get("url") or item.get("external_url") or ""),
            item.get("id"),
            item.get("title"),
            parse_instant(str(item.get("date_published") or item.get("date_modified") or "")),
            allow,
        )
        for item in raw["items"][:MAX_ENTRIES]
        if isinstance(item, dict)
    )
    return Feed(title=_line(raw.get("title")), entries=_kept(entries))


def _entry(base: str, link: str, key: object, title: object, published: datetime | None, allow: tuple[str, ...]) -> Entry | None:
    target = resolve_reference(base, link)
    if not link.strip() or not decide(target, allow=allow).allowed:
        return None
    return Entry(key=str(key or target)[:500], url=target, title=_line(title), published=published)


def _kept(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    return tuple({entry.key: entry for entry in entries if entry is not None}.values())


def _published(item: feedparser.FeedParserDict) -> datetime | None:
    """Return an item's instant; a day in French, which feedparser can't read, as a day in UTC."""
    for name in ("published", "updated"):
        parsed: struct_time | None = item.get(f"{name}_parsed")
        if parsed:
            try:
                return datetime.fromtimestamp(timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
        if day := printed_day(str(item.get(name) or "")):
            return day
    return None


def _line(value: object) -> str:
    return " ".join(str(value or "").split())[:500]
