"""The feeds that a page names in its head: somebody may give a site's address for its feed's."""

from __future__ import annotations

import re

from bot.intake.decide import decide, resolve_reference
from bot.intake.tags import attributes

MAX_HEAD = 200_000  # characters of a page in which its feeds are looked for
FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "application/rdf+xml"})
_LINK = re.compile(r"<link\s[^<>]{1,1000}>", re.IGNORECASE)


def feeds_of_page(html: str, url: str, *, allow: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the addresses of the feeds that a page names, in its order; `allow` is FETCH_ALLOW."""
    found = [
        resolve_reference(url, named["href"])
        for named in map(attributes, _LINK.findall(html[:MAX_HEAD]))
        if "alternate" in named.get("rel", "").lower().split() and named.get("type", "").lower() in FEEDS and named.get("href")
    ]
    return tuple(dict.fromkeys(address for address in found if decide(address, allow=allow).allowed))
