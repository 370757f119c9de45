"""The feeds that a page names in its head: somebody may give a site's address for its feed's."""

from __future__ import annotations

import re
from html import unescape

from bot.intake.decide import decide, resolve_reference

MAX_HEAD = 200_000  # characters of a page in which its feeds are looked for
FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "application/rdf+xml"})
_LINK_TAG = re.compile(r"<link\b([^<>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def feeds_of_page(html: str, url: str, *, allow: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the addresses of the feeds that a page names, in its order; `allow` is FETCH_ALLOW."""
    found = []
    for tag in _LINK_TAG.findall(html[:MAX_HEAD]):
        named = {name.lower(): unescape(one or two or three) for name, one, two, three in _ATTRIBUTE.findall(tag)}
        if "alternate" in named.get("rel", "").lower().split() and named.get("type", "").lower() in FEEDS and named.get("href"):
            found.append(resolve_reference(url, named["href"]))
    return tuple(dict.fromkeys(address for address in found if decide(address, allow=allow).allowed))
