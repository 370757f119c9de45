"""The canonical key of an address: two addresses of one page give one key, those of two pages never do.

w3lib orders the query and evens out the escapes; the tables in `data/tracking.toml` and the rules below do what no library
does (the best merges 37 of 51 pairs that belong together, and some merge pages that don't).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tld import get_fld, is_tld
from w3lib.url import canonicalize_url

_OTHER_FORM = re.compile(r"^(?:(?:www\d?|m|mobile|mobi|amp|touch|wap)\.)+")
_MOBILE_BRANCH = re.compile(r"^([a-z]{2,3})\.(?:m|mobile)\.")  # fr.m.wikipedia.org
_AMP_PATH = re.compile(r"/amp(?:\.html?)?(?=/|$)|\.amp(?=\.html?$|$)|(?<=\.)amp\.(?=html?$)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_HASHBANG = "!"
_ESCAPED = str.maketrans({"[": "%5B", "]": "%5D", "|": "%7C"})  # w3lib does so behind the last semicolon only


@dataclass(frozen=True, slots=True)
class _Tracking:
    names: frozenset[str]
    prefixes: tuple[str, ...]
    sites: dict[str, frozenset[str]]
    forms: dict[str, frozenset[str]]


def registrable(host: str) -> str:
    """Return the domain that an owner registers (`lemonde.fr` of `www.lemonde.fr`), or the host itself where there is none."""
    host = host.rstrip(".").lower()
    found = get_fld(f"https://{_spelt(host)}", fail_silently=True, search_private=False)  # by the list in the package: no request
    return ".".join(host.split(".")[-found.count(".") - 1 :]) if found else host


def _spelt(host: str) -> str:
    """A host in its own letters, as the public suffix list has them."""
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host


def canonical_key(url: str) -> str:
    """Return the key under which a page is known, itself an https address.

    Scheme, `www.`, mobile and AMP forms, tracking parameters, the order of the query, the fragment (but for `#!`), default ports, the name
    of an index page and a last slash don't count. An address that can't be parsed is its own key.
    """
    try:
        parts = urlsplit(canonicalize_url(url, keep_fragments=True))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if host == "youtu.be" and len(parts.path) > 1:
        return f"https://youtube.com/watch?{urlencode({'v': parts.path[1:]}, errors='surrogateescape')}"
    netloc = (f"[{host}]" if ":" in host else _main_host(host)) + (f":{port}" if port not in (None, 80, 443) else "")
    fragment = parts.fragment if parts.fragment.startswith(_HASHBANG) else ""
    return urlunsplit(("https", netloc, _main_path(parts.path), _main_query(parts.query, host), fragment))


def own_canonical(page: str, stated: str) -> str | None:
    """Return the address a page gives itself, where it may be believed.

    Another site's isn't (a copy would take the original's place, or a hostile page somebody else's), nor is a home page stated by a
    page below it, a common mistake of templates.
    """
    try:
        target = urljoin(page, stated.strip())
        here, there = urlsplit(page), urlsplit(target)
    except ValueError:
        return None
    if there.scheme not in ("http", "https") or not there.hostname or not here.hostname:
        return None
    if registrable(there.hostname) != registrable(here.hostname):
        return None
    if there.path in ("", "/") and not there.query and here.path not in ("", "/"):
        return None
    return target


def _main_host(host: str) -> str:
    shorter = _MOBILE_BRANCH.sub(r"\1.", _OTHER_FORM.sub("", host))
    return shorter if "." in shorter and not is_tld(_spelt(shorter), search_private=False) else host


def _main_path(path: str) -> str:
    return _INDEX.sub("", _AMP_PATH.sub("", path)).rstrip("/;").translate(_ESCAPED) or "/"


def _main_query(query: str, host: str) -> str:
    table = _tracking()
    own = frozenset().union(*(names for site, names in table.sites.items() if host == site or host.endswith("." + site)))
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        if not _tracks(name.lower(), value.lower(), own, table)
    ]
    return urlencode(kept, errors="surrogateescape")


def _tracks(name: str, value: str, own: frozenset[str], table: _Tracking) -> bool:
    if name in table.names or name in own or name.startswith(table.prefixes):
        return True
    values = table.forms.get(name, frozenset())
    return "*" in values or value in values


@cache
def _tracking() -> _Tracking:
    raw = tomllib.loads(Path(__file__).with_name("data").joinpath("tracking.toml").read_text(encoding="utf-8"))
    return _Tracking(
        names=frozenset(raw["names"]),
        prefixes=tuple(raw["prefixes"]),
        sites={site: frozenset(name.lower() for name in names) for site, names in raw["sites"].items()},
        forms={name: frozenset(values) for name, values in raw["forms"].items()}
        | {name: frozenset(raw["origins"]["values"]) for name in raw["origins"]["names"]},
    )
