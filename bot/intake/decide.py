"""May this address be fetched? Decided from its text, before anything is sent.

The parser is yarl's, the one aiohttp connects by, so that what is checked is what is connected to. This is the first of two
lines: `guard.py` checks the very socket address of every connection.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from yarl import URL

from bot.intake.addresses import is_public

MAX_LENGTH = 2048
PORTS = {"http": 80, "https": 443}
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_DOTTED_QUAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


class Refusal(StrEnum):
    """Why an address isn't fetched."""

    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PORT = "port"
    HOST = "host"
    OWN_NAME = "own_name"
    NOT_PUBLIC = "not_public"


@dataclass(frozen=True, slots=True)
class Decision:
    """`why` is None where the address may be fetched; then `url` is what to fetch. `host` is the host as parsed, if any."""

    url: URL | None
    host: str | None
    why: Refusal | None

    @property
    def allowed(self) -> bool:
        """Whether the address may be fetched."""
        return self.why is None


def decide(url: str, *, allow: Iterable[str] = (), resolves_to: Iterable[str] | None = None, redirects_to: str | None = None) -> Decision:
    """Decide on one address.

    Args:
        url: as written by somebody.
        allow: `host:port` exempt from every check but the scheme (FETCH_ALLOW).
        resolves_to: what a resolver answers for its host; one that isn't public refuses it. None: not known yet.
        redirects_to: where its answer points, decided by the same rules.
    """
    decision = _check(url, frozenset(allow))
    if decision.allowed and any(not is_public(address) for address in resolves_to or ()):
        return Decision(None, decision.host, Refusal.NOT_PUBLIC)
    if decision.allowed and redirects_to is not None:
        onward = _check(resolve_reference(url, redirects_to), frozenset(allow))
        return Decision(decision.url, decision.host, onward.why)
    return decision


def resolve_reference(base: str, reference: str) -> str:
    """Return the address that `reference`, written on or answered by the page `base`, stands for; one that can't be read as it is."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return reference


def endpoint(url: URL) -> str:
    """Return `host:port` of an address, the form of FETCH_ALLOW."""
    return f"[{url.host}]:{url.port}" if ":" in (url.host or "") else f"{url.host}:{url.port}"


def _check(text: str, allow: frozenset[str]) -> Decision:
    if len(text) > MAX_LENGTH:
        return Decision(None, None, Refusal.TOO_LONG)
    if _ODD.search(text):
        return Decision(None, None, Refusal.MALFORMED)
    try:
        url = URL(text)
        host = (url.raw_host or "").lower() if url.host else ""  # `host` decodes punycode: whoever shows it later must be able to
        port = url.port
    except (ValueError, IndexError):  # IndexError: yarl's, of "http://@]/"
        return Decision(None, None, Refusal.MALFORMED)
    if url.scheme not in PORTS:
        return Decision(None, host or None, Refusal.SCHEME)
    if not host:
        return Decision(None, None, Refusal.HOST)
    if endpoint(url) in allow:
        return Decision(url, host, None)
    why = _refuse_authority(url, port) or _refuse_host(host)
    return Decision(None if why else url, host, why)


def _refuse_authority(url: URL, port: int | None) -> Refusal | None:
    if url.raw_user is not None or url.raw_password is not None or "@" in url.raw_authority:
        return Refusal.CREDENTIALS
    return None if port == PORTS[url.scheme] else Refusal.PORT


def _refuse_host(host: str) -> Refusal | None:
    if ":" in host or _DOTTED_QUAD.fullmatch(host):
        return None if is_public(host) else Refusal.NOT_PUBLIC
    labels = host.removesuffix(".").split(".")
    if _own_name(labels):
        return Refusal.OWN_NAME
    dns_name = len(host) <= 253 and len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and _TOP_LEVEL.fullmatch(labels[-1])
    return None if dns_name else Refusal.HOST


def _own_name(labels: list[str]) -> bool:
    suffixes, oneself = _names()
    return labels[-1] in suffixes or any(".".join(labels[start:]) in oneself for start in range(len(labels)))


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    table = tomllib.loads(Path(__file__).with_name("data").joinpath("names.toml").read_text(encoding="utf-8"))
    return frozenset(table["suffixes"]), frozenset(table["oneself"])
