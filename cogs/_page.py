"""A page of a list, written into a button's id: buttons work after a restart, and no page outlives its facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from bot.model import Certainty, Kind, Language

PAGE_TEMPLATE: Final = re.compile(
    r"vigie:page:(?P<list>[fapuwm]):(?P<of>\d{1,19}):(?P<kind>[a-z_]{1,32}|-):(?P<number>\d{1,6})"
    r"(?::(?P<since>\d{8}|-):(?P<certainty>[a-z]{1,16}|-))?"
)
PAGE_SIZE: Final = 8
"""Facts on a page: each takes three components, and with its headings the page stays within 40."""


class Listed(StrEnum):
    """What is listed; the values stand in ids of messages long posted, so they never change."""

    FACTS = "f"
    ARTICLE = "a"
    PAST = "p"
    UPCOMING = "u"
    WEEK = "w"
    MONTH = "m"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: of the facts of an entity or an article (`of` is its id), or of the guild's events (`of` a place's id, or 0).

    `number` counts from 0; `since` and `certainty` narrow an entity's facts.
    """

    listed: Listed
    of: int = 0
    kind: Kind | None = None
    number: int = 0
    since: date | None = None
    certainty: Certainty | None = None

    @property
    def custom_id(self) -> str:
        """The id of a button that leads here, at most 100 characters."""
        whole = f"vigie:page:{self.listed}:{self.of}:{self.kind or '-'}:{self.number}"
        if self.since is None and self.certainty is None:
            return whole
        return f"{whole}:{'-' if self.since is None else f'{self.since:%Y%m%d}'}:{self.certainty or '-'}"

    @classmethod
    def parse(cls, match: re.Match[str]) -> Page:
        """Read an id back; a kind that is no more lists every kind."""
        certainty = Certainty(match["certainty"]) if match["certainty"] in set(Certainty) else None
        return cls(Listed(match["list"]), int(match["of"]), kind_of(match["kind"]), int(match["number"]), day_of(match["since"]), certainty)

    def about(self, of: int) -> Page:
        """The same list of another entity or article."""
        return replace(self, of=of)

    def at(self, number: int) -> Page:
        """The same list at another page."""
        return replace(self, number=number)


def kind_of(written: str | None) -> Kind | None:
    """Read a kind of an id; None for one that is no more."""
    return Kind(written) if written in set(Kind) else None


def day_of(written: str | None) -> date | None:
    """Read a day of an id (`20260131`); None for any other text, and for a day that no calendar has."""
    try:
        return None if written is None else date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a page is made for: the guild whose facts they may see, or the person of a `private` space, their language, and their day."""

    guild_id: int
    language: Language
    today: date
    private: bool = False
