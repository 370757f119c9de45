"""What the facts of several articles make together: items with their sources, timelines, calendars. Frozen, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.model import Certainty
from bot.store.records import JournalEntry, StoredFact


class Slot(StrEnum):
    """What two accounts of one thing may differ in."""

    AMOUNT = "amount"
    TIME = "time"
    PLACE = "place"


class Relation(StrEnum):
    """How an item stands to another about the same thing."""

    DISAGREES = "disagrees"
    """The other gives another value, and nothing tells which is right."""
    REVISES = "revises"
    """This one came later and corrects the other."""
    REVISED = "revised"
    """The other came later and corrects this one."""
    DENIES = "denies"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Source:
    """One independent source of an item: its name, and every fact that goes back to it, copies included. Name None: a pasted text."""

    name: str | None
    facts: tuple[StoredFact, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """The other side of a contrast: its best fact, how many sources tell it, and the day on which it was first told."""

    relation: Relation
    slot: Slot | None
    fact: StoredFact
    sources: int
    on: date


@dataclass(frozen=True, slots=True)
class Progress:
    """A rumour or a plan of `since` that an article of `on` confirmed."""

    before: Certainty
    since: date
    after: Certainty
    on: date


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that one or several articles tell: the best fact to show, and all that say the same, that one first."""

    fact: StoredFact
    same: tuple[StoredFact, ...]
    sources: tuple[Source, ...]
    contrasts: tuple[Contrast, ...] = ()
    progress: Progress | None = None

    @property
    def id(self) -> int:
        """The id of the fact to show."""
        return self.fact.id

    @property
    def count(self) -> int:
        """How many independent sources tell it."""
        return len(self.sources)


class Precision(StrEnum):
    """How exactly the day of an event is known."""

    DAY = "day"
    DAYS = "days"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item on a timeline: first and last day (None: open), and whether it lies ahead of today."""

    item: Item
    first: date | None
    last: date | None
    precision: Precision
    certainty: Certainty
    coming: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Days, both inclusive, of which nothing is told."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated items, oldest first, the long silences between them, and the items of which no article gives the day."""

    entries: tuple[Entry, ...]
    gaps: tuple[Gap, ...]
    undated: tuple[Item, ...]


class LeftOut(StrEnum):
    """Why a fact can't be put into a calendar: there is no day to put it on, or it will not take place."""

    NO_DAY = "no_day"
    MONTH_ONLY = "month_only"
    YEAR_ONLY = "year_only"
    OPEN = "open"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """An iCalendar file (RFC 5545, UTF-8) with the facts that are in it and those that could not be."""

    content: bytes
    included: tuple[StoredFact, ...]
    left_out: tuple[tuple[StoredFact, LeftOut], ...]


@dataclass(frozen=True, slots=True)
class DigestItem:
    """An item of a digest: `fact` was posted since the last one; items of one story have its number and stand together.

    Stories that somebody follows stand first.
    """

    item: Item
    story: int
    followed: bool

    @property
    def fact(self) -> StoredFact:
        """The fact to show."""
        return self.item.fact

    @property
    def same(self) -> tuple[StoredFact, ...]:
        """All facts that say the same, the one to show first."""
        return self.item.same

    @property
    def sources(self) -> int:
        """How many independent sources tell it."""
        return self.item.count


@dataclass(frozen=True, slots=True)
class Digest:
    """Items in the order to show them; `more` others were left out. `unread` could not be read, `coming` are the week's events."""

    items: tuple[DigestItem, ...]
    more: int
    unread: tuple[JournalEntry, ...]
    coming: tuple[Item, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing new to tell: events to come alone were told before."""
        return not self.items and not self.unread
