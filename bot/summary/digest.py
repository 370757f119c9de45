"""The digest of a day: of all that was posted, the few facts that matter most, each told once."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from babel.numbers import is_currency

from bot.model import Certainty, Fact, Kind, Outcome
from bot.store.records import JournalEntry, StoredFact

MOST_ITEMS: Final = 9
MOST_OF_A_STORY: Final = 3
"""Items on one subject, so that one long article does not fill the digest."""
FRESH: Final = timedelta(days=7)
"""How far before its article a fact may lie and still be news rather than background."""

_BIG_NEWS: Final = frozenset(
    {Kind.ACQUISITION, Kind.FUNDING, Kind.CLOSURE, Kind.LAYOFFS, Kind.EXPANSION, Kind.REGULATION, Kind.LEGAL, Kind.INCIDENT}
)
_BACKGROUND: Final = frozenset({Kind.STATEMENT, Kind.METRIC, Kind.ROLE, Kind.MARKET})
_SURE: Final = {Certainty.CONFIRMED: 1.0, Certainty.REPORTED: 0.8, Certainty.PLANNED: 0.8, Certainty.DENIED: 0.6, Certainty.RUMOURED: 0.4}

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A fact with all the facts that say the same, itself first; `sources` is how many publishers do."""

    fact: StoredFact
    same: tuple[StoredFact, ...]
    sources: int


@dataclass(frozen=True, slots=True)
class Digest:
    """Items in the order to show them, those of one story together; `more` distinct facts were left out."""

    items: tuple[DigestItem, ...]
    more: int
    unread: tuple[JournalEntry, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell at all."""
        return not self.items and not self.unread


def build(facts: Iterable[StoredFact], unread: Iterable[JournalEntry], *, limit: int = MOST_ITEMS) -> Digest:
    """Choose, merge and order the facts of a day.

    Args:
        facts: everything posted since the last digest.
        unread: what became of the links that could not be read; each address is named once, unless it
            was read at last or never was an article.
        limit: the most items.
    """
    merged: dict[Key, list[StoredFact]] = {}
    read: set[int | None] = set()
    for fact in facts:
        merged.setdefault(key(fact), []).append(fact)
        read.add(fact.article_id)
    ranked = sorted((_item(same) for same in merged.values()), key=lambda item: (-score(item), item.fact.id))
    chosen: list[DigestItem] = []
    stories: dict[str, int] = {}
    for item in ranked:
        story = normal(item.fact.fact.subject)
        if len(chosen) < limit and stories.get(story, 0) < MOST_OF_A_STORY:
            stories[story] = stories.get(story, 0) + 1
            chosen.append(item)
    order = {story: place for place, story in enumerate(stories)}
    chosen.sort(key=lambda item: order[normal(item.fact.fact.subject)])
    links = {_link(entry): entry for entry in unread if entry.article_id not in read and entry.outcome is not Outcome.NOT_AN_ARTICLE}
    return Digest(tuple(chosen), len(ranked) - len(chosen), tuple(links.values()))


def key(stored: StoredFact) -> Key:
    """Return what two facts share only if they say the same: kind, names, place, people, time, amount and whether it is denied."""
    fact = stored.fact
    time = (fact.time.start, fact.time.end) if fact.time else None
    amount = (fact.amount.value, fact.amount.maximum, fact.amount.unit) if fact.amount else None
    people = frozenset(normal(person.name) for person in fact.people)
    told = fact.evidence.text if fact.kind is Kind.STATEMENT else None
    names = (normal(fact.subject), normal(fact.object), normal(fact.place))
    return (fact.kind, *names, people, time, amount, fact.certainty is Certainty.DENIED, normal(told))


def normal(text: str | None) -> str:
    """Fold a name: no case, no accents, nothing but letters and digits."""
    decomposed = unicodedata.normalize("NFKD", (text or "").casefold())
    return " ".join(
        "".join(character if character.isalnum() else " " for character in decomposed if not unicodedata.combining(character)).split()
    )


def score(item: DigestItem) -> float:
    """Rate an item: how many publishers tell it, what it is, how new, how big, how sure."""
    fact = item.fact.fact
    kind = 2.0 if fact.kind in _BIG_NEWS else 0.0 if fact.kind in _BACKGROUND else 1.0
    corroboration = 2.0 * math.log2(item.sources)
    return corroboration + kind + _novelty(item.fact) + _size(fact) + _SURE[fact.certainty] + fact.confidence


def _link(entry: JournalEntry) -> tuple[object, ...]:
    return (entry.url,) if entry.url else (entry.message_id, entry.article_id)


def _item(same: Sequence[StoredFact]) -> DigestItem:
    best = sorted(same, key=lambda stored: (-_SURE[stored.fact.certainty], -stored.fact.confidence, stored.id))
    return DigestItem(best[0], tuple(best), len({_publisher(stored) for stored in same}))


def _publisher(stored: StoredFact) -> str:
    host = urlsplit(stored.article_url).hostname if stored.article_url else None
    return normal(stored.article_site) or host or f"article {stored.article_id}"


def _novelty(stored: StoredFact) -> float:
    told = stored.article_published or stored.posted_at.date()
    last = _last_day(stored.fact)
    return 0.5 if last is None else 1.5 if last >= told - FRESH else -1.0


def _last_day(fact: Fact) -> date | None:
    return None if fact.time is None else fact.time.end or fact.time.start


def _size(fact: Fact) -> float:
    """0 to 2: a sum from a million to a hundred billion, or a count from ten to ten million."""
    if fact.amount is None or fact.amount.value <= 0 or fact.amount.unit == "percent":
        return 0.0
    smallest, span = (6, 5) if is_currency(fact.amount.unit) else (1, 6)
    return 2.0 * min(1.0, max(0.0, (math.log10(fact.amount.value) - smallest) / span))
