"""What a page's head tells whoever fetched it: that the page is elsewhere, or that its text isn't to be mined."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.intake.tags import attributes

_WITHIN = 64 * 1024  # bytes of the page
_AT_ONCE = 5.0  # seconds: a page that goes on later is one to be read
_TELLING = (b"refresh", b"tdm-reservation")
_META = re.compile(r"<meta\s[^<>]{1,2000}>", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d{1,4}(?:\.\d*)?|\.\d+)\s*[;,]?\s*(?:url\s*=\s*)?(.*)", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(noscript|script|template)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Head:
    """What the `<meta>` of a page say.

    Attributes:
        refresh: where `http-equiv="refresh"` leads within 5 s, as written; one for browsers without scripts doesn't count.
        reserved: whether `<meta name="tdm-reservation" content="1">` stands there (TDM Reservation Protocol, 4.3).
    """

    refresh: str | None = None
    reserved: bool = False


def read_head(body: bytes) -> Head:
    """Read the first 64 kB of a page."""
    start = body[:_WITHIN]
    if not any(word in start.lower() for word in _TELLING):
        return Head()
    metas = [attributes(tag) for tag in _META.findall(_UNSEEN.sub("", start.decode("utf-8", "replace")))]
    return Head(refresh=next(filter(None, map(_refresh, metas)), None), reserved=any(map(_reserves, metas)))


def _refresh(meta: dict[str, str]) -> str | None:
    match = _REFRESH.fullmatch(meta.get("content", "")) if meta.get("http-equiv", "").lower() == "refresh" else None
    return match[2].strip().strip("\"'") if match and float(match[1]) <= _AT_ONCE else None


def _reserves(meta: dict[str, str]) -> bool:
    return meta.get("name", "").lower() == "tdm-reservation" and meta.get("content", "").strip() == "1"
