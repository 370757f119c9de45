"""Addresses that lead to another one (search results, share buttons, AMP caches): the target, without a request."""

from __future__ import annotations

import base64
import binascii
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from bot.intake.keys import registrable

_DEPTH = 4  # wrappers in wrappers
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_ESCAPED = re.compile(r"https?%3A", re.IGNORECASE)
_IN_BYTES = re.compile(rb"https?://[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class _Wrapper:
    host: str
    path: re.Pattern[str]
    parameters: tuple[str, ...]
    group: int | None
    secure: int | None
    code: str

    def target(self, url: str) -> str | None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        held = parts.path + (f"?{parts.query}" if parts.query and self.group is not None else "")
        match = self.path.fullmatch(held) if self._serves(host) else None
        if match is None:
            return None
        if self.group is None:
            found = self._parameter(parts.query)
            return _onto_another_site(host, found) if self.host == "*" else found
        written = match[self.group]
        found = _CODES[self.code](unquote(written) if _ESCAPED.match(written) else written)
        if re.match(r"https?:/", found, re.IGNORECASE):
            return re.sub(r":/{1,2}", "://", found, count=1)
        if self.secure is None or "://" in found.partition("?")[0]:
            return None
        return f"{'https' if match[self.secure] else 'http'}://{found}"

    def _parameter(self, query: str) -> str | None:
        """Return the address in the first parameter that holds one; without names, the query itself may be it."""
        values = parse_qs(query)
        held = [values[name][0] for name in self.parameters if name in values] if self.parameters else [unquote(query)]
        for value in held:
            if match := _ADDRESS.search(_CODES[self.code](value)):
                found = _CODES[self.code](value)
                if match.start() == 0:
                    return found
                if self.code == "text":
                    return found[match.start() :].split()[0]
        return None

    def _serves(self, host: str) -> bool:
        if self.host == "*":
            return True
        if self.host.endswith(".*"):
            return registrable(host).startswith(self.host[:-1])
        return host == self.host or host.endswith("." + self.host)


def unwrap(url: str) -> str:
    """Return the address that `url` leads to as far as it says so itself; `url` where it doesn't."""
    for _ in range(_DEPTH):
        try:
            target = _translated(url) or next(filter(None, (wrapper.target(url) for wrapper in _wrappers())), None)
        except ValueError:
            return url
        if target is None:
            return url
        url = target
    return url


def _translated(url: str) -> str | None:
    """Undo Google's translating host: `www-lemonde-fr.translate.goog` stands for `www.lemonde.fr`, `--` for a hyphen."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().removesuffix(".translate.goog")
    if host == (parts.hostname or "").lower() or not host:
        return None
    name = host.replace("--", "\0").replace("-", ".").replace("\0", "-")
    query = "&".join(part for part in parts.query.split("&") if part and not part.startswith("_x_tr_"))
    return f"https://{name}{parts.path}" + (f"?{query}" if query else "")


def _onto_another_site(host: str, found: str | None) -> str | None:
    target = urlsplit(found or "").hostname or ""
    return found if "." in target and registrable(target) != registrable(host) else None


def _base64(text: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = _IN_BYTES.search(raw)
    return found[0].decode("ascii") if found else ""


def _proofpoint(text: str) -> str:
    """Undo version 2 of Proofpoint's encoding: `-3A` for `%3A`, `_` for `/`."""
    return unquote(re.sub(r"-([0-9A-Fa-f]{2})", r"%\1", text.replace("_", "/")))


_CODES: dict[str, Callable[[str], str]] = {
    "": str,
    "text": str,
    "base64": _base64,
    "bing": lambda text: _base64(text[2:]) if text.startswith("a1") else "",
    "proofpoint": _proofpoint,
}


@cache
def _wrappers() -> tuple[_Wrapper, ...]:
    raw = tomllib.loads(Path(__file__).with_name("data").joinpath("wrappers.toml").read_text(encoding="utf-8"))
    return tuple(
        _Wrapper(
            host=entry["host"],
            path=re.compile(entry["path"], re.IGNORECASE),
            parameters=tuple(entry.get("parameter", ())),
            group=entry.get("group"),
            secure=entry.get("secure"),
            code=entry.get("code", ""),
        )
        for entry in raw["wrapper"]
    )
