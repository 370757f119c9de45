"""What a page's head tells whoever fetched it: that the page is elsewhere, or that its text isn't to be mined."""

from __future__ import annotations

import re
from html import unescape

_WITHIN = 64 * 1024  # bytes of the page
_AT_ONCE = 5.0  # seconds: a page that goes on later is one to be read
_META = re.compile(r"<meta\s[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]{1,30})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d{1,4}(?:\.\d*)?|\.\d+)\s*[;,]?\s*(?:url\s*=\s*)?(.*)", re.IGNORECASE | re.DOTALL)
_UNSEEN = (("<!--", "-->"), ("<noscript", "</noscript"), ("<script", "</script"), ("<template", "</template"))


def refresh_of(body: bytes) -> str | None:
    """Return where `<meta http-equiv="refresh">` leads within 5 s; one for browsers without scripts doesn't count."""
    for meta in _metas(body):
        match = _REFRESH.fullmatch(meta.get("content", "")) if meta.get("http-equiv", "").lower() == "refresh" else None
        if match and float(match[1]) <= _AT_ONCE and (target := match[2].strip().strip("\"'")):
            return target
    return None


def reserved(body: bytes) -> bool:
    """Tell whether `<meta name="tdm-reservation" content="1">` stands there (TDM Reservation Protocol, 4.3)."""
    return any(meta.get("name", "").lower() == "tdm-reservation" and meta.get("content", "").strip() == "1" for meta in _metas(body))


def _metas(body: bytes) -> list[dict[str, str]]:
    start = body[:_WITHIN]
    if b"refresh" not in start.lower() and b"tdm-reservation" not in start.lower():
        return []
    text = _without_unseen(start.decode("utf-8", "replace"))
    return [
        {name.lower(): unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(tag)}
        for tag in _META.findall(text)
    ]


def _without_unseen(text: str) -> str:
    for opened, closed in _UNSEEN:
        kept, position, lower = [], 0, text.lower()
        while (start := lower.find(opened, position)) >= 0:
            kept.append(text[position:start])
            end = lower.find(closed, start)
            position = end + len(closed) if end >= 0 else len(text)
        text = "".join((*kept, text[position:]))
    return text
