"""A page of a list, written into a button's id: buttons work after a restart, and no page outlives its facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from bot.model import Kind, Language

PAGE_TEMPLATE: Final = re.compile(r"vigie:page:(?P<list>[fapu]):(?P<of>\d{1,19}):(?P<kind>[a-z_]{1,32}|-):(?P<number>\d{1,6})")
PAGE_SIZE: Final = 8
"""Facts on a page: each takes three components, and with its headings the page stays within 40."""


class Listed(StrEnum):
    """What is listed; the values stand in ids of messages long posted, so they never change."""

    FACTS = "f"
    ARTICLE = "a"
    PAST = "p"
    UPCOMING = "u"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: of the facts of an entity or an article (`of` is its id), or of the guild's events (`of` 0). `number` counts from 0."""

    listed: Listed
    of: int = 0
    kind: Kind | None = None
    number: int = 0

    @property
    def custom_id(self) -> str:
        """The id of a button that leads here, at most 100 characters."""
        return f"vigie:page:{self.listed}:{self.of}:{self.kind or '-'}:{self.number}"

    @classmethod
    def parse(cls, match: re.Match[str]) -> Page:
        """Read an id back; a kind that is no more lists every kind."""
        kind = Kind(match["kind"]) if match["kind"] in set(Kind) else None
        return cls(Listed(match["list"]), int(match["of"]), kind, int(match["number"]))

    def at(self, number: int) -> Page:
        """The same list at another page."""
        return replace(self, number=number)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a page is made for: the guild whose facts they may see, their language, and the day that it is for them."""

    guild_id: int
    language: Language
    today: date
