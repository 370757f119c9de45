"""Addresses that lead to another one (search results, share buttons, AMP caches): the target, without a request."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from bot.intake.keys import registrable

_DEPTH = 4  # wrappers in wrappers


@dataclass(frozen=True, slots=True)
class _Wrapper:
    host: str
    path: re.Pattern[str]
    parameters: tuple[str, ...]
    group: int | None
    secure: int | None

    def target(self, url: str) -> str | None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        match = self.path.fullmatch(parts.path) if self._serves(host) else None
        if match is None:
            return None
        if self.group is None:
            query = parse_qs(parts.query)
            found = next((query[name][0] for name in self.parameters if name in query), "")
            return found if re.match(r"https?://", found, re.IGNORECASE) else None
        found = unquote(match[self.group])
        if re.match(r"https?:/", found, re.IGNORECASE):
            return re.sub(r":/{1,2}", "://", found, count=1)
        scheme = "https" if self.secure is not None and match[self.secure] else "http"
        return f"{scheme}://{found}" + (f"?{parts.query}" if parts.query else "")

    def _serves(self, host: str) -> bool:
        if self.host.endswith(".*"):
            return registrable(host).startswith(self.host[:-1])
        return host == self.host or host.endswith("." + self.host)


def unwrap(url: str) -> str:
    """Return the address that `url` leads to as far as it says so itself; `url` where it doesn't."""
    for _ in range(_DEPTH):
        try:
            target = next(filter(None, (wrapper.target(url) for wrapper in _wrappers())), None)
        except ValueError:
            return url
        if target is None:
            return url
        url = target
    return url


@cache
def _wrappers() -> tuple[_Wrapper, ...]:
    raw = tomllib.loads(Path(__file__).with_name("data").joinpath("wrappers.toml").read_text(encoding="utf-8"))
    return tuple(
        _Wrapper(
            host=entry["host"],
            path=re.compile(entry["path"]),
            parameters=tuple(entry.get("parameter", ())),
            group=entry.get("group"),
            secure=entry.get("secure"),
        )
        for entry in raw["wrapper"]
    )
