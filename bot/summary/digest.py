"""The digest of a day: of all that was posted, the few things that matter most, each told once."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from babel.numbers import is_currency

from bot.model import Certainty, Fact, Kind, Outcome
from bot.store.records import JournalEntry, StoredFact
from bot.summary.account import told_on
from bot.summary.names import key_of
from bot.summary.values import Digest, DigestItem, Item

MOST_ITEMS: Final = 9
MOST_OF_A_STORY: Final = 3
"""Items on one subject, so that one long article does not fill the digest."""
MOST_COMING: Final = 5
FRESH: Final = timedelta(days=7)
"""How far before its article a fact may lie and still be news rather than background."""
WEEK: Final = timedelta(days=6)

_BIG_NEWS: Final = frozenset(
    {Kind.ACQUISITION, Kind.FUNDING, Kind.CLOSURE, Kind.LAYOFFS, Kind.EXPANSION, Kind.REGULATION, Kind.LEGAL, Kind.INCIDENT}
)
_BACKGROUND: Final = frozenset({Kind.STATEMENT, Kind.METRIC, Kind.ROLE, Kind.MARKET})
_SURE: Final = {Certainty.CONFIRMED: 1.0, Certainty.REPORTED: 0.8, Certainty.PLANNED: 0.8, Certainty.DENIED: 0.6, Certainty.RUMOURED: 0.4}
_FOLLOWED: Final = 3.0
_CONTESTED: Final = 1.0
_TOLD_BEFORE: Final = -3.0


def week_from(today: date) -> date:
    """Return the last day of the week that a digest looks ahead to."""
    return today + WEEK


def build(
    items: Iterable[Item], unread: Iterable[JournalEntry], *, new: Collection[int] | None = None, followed: Collection[int] = (),
    coming: Sequence[Item] = (), limit: int = MOST_ITEMS,
) -> Digest:  # fmt: skip
    """Choose and order what a guild is told.

    Args:
        items: what the guild's articles tell, those of earlier days too where they tell the same.
        unread: what became of the links that could not be read; each address is named once, unless it was read at last or never was an
            article.
        new: ids of the facts posted since the last digest; None: all. An item with none of them is not told again.
        followed: ids of facts that somebody follows.
        coming: events of the days ahead, soonest first.
        limit: the most items.
    """
    told = [item for one in items if (item := _news(one, new)) is not None]
    ranked = sorted(told, key=lambda item: (-score(item, new=new, followed=followed), item.id))
    chosen, folded = _choose(ranked, limit)
    chosen.sort(key=lambda item: not _is_followed(item, followed))
    stories = {story: number for number, story in enumerate(dict.fromkeys(map(_story, chosen)))}
    chosen.sort(key=lambda item: stories[_story(item)])
    shown = {one.id for item in chosen for one in item.same}
    ahead = [item for item in coming if item.fact.fact.certainty is not Certainty.DENIED and item.id not in shown]
    return Digest(
        items=tuple(DigestItem(item, stories[_story(item)], _is_followed(item, followed)) for item in chosen),
        more=len(ranked) - len(chosen) - folded,
        unread=_unread(unread, {one.article_id for item in told for one in item.same}),
        coming=tuple(ahead[:MOST_COMING]),
    )


def score(item: Item, *, new: Collection[int] | None = None, followed: Collection[int] = ()) -> float:
    """Rate an item: how many sources tell it, what it is, who follows it, how new, how contested, how big, how sure."""
    fact = item.fact.fact
    kind = 2.0 if fact.kind in _BIG_NEWS else 0.0 if fact.kind in _BACKGROUND else 1.0
    known = new is not None and any(one.id not in new for one in item.same) and item.progress is None
    extra = (
        (_FOLLOWED if _is_followed(item, followed) else 0.0) + (_CONTESTED if item.contrasts else 0.0) + (_TOLD_BEFORE if known else 0.0)
    )
    return 2.0 * math.log2(item.count) + kind + extra + _novelty(item.fact) + _size(fact) + _SURE[fact.certainty] + fact.confidence


def _news(item: Item, new: Collection[int] | None) -> Item | None:
    """The item by the best of its new facts; None where none is new."""
    if new is None:
        return item
    fresh = [one for one in item.same if one.id in new]
    if not fresh:
        return None
    return replace(item, fact=fresh[0], same=(fresh[0], *(one for one in item.same if one is not fresh[0])))


def _choose(ranked: Sequence[Item], limit: int) -> tuple[list[Item], int]:
    """The items to tell, and how many others are told beside them, as what they disagree with, correct or deny."""
    chosen: list[Item] = []
    beside: set[int] = set()
    stories: dict[str, int] = {}
    folded = 0
    for item in ranked:
        if any(one.id in beside for one in item.same):
            folded += 1
        elif len(chosen) < limit and stories.get(_story(item), 0) < MOST_OF_A_STORY:
            stories[_story(item)] = stories.get(_story(item), 0) + 1
            beside |= {contrast.fact.id for contrast in item.contrasts}
            chosen.append(item)
    return chosen, folded


def _unread(unread: Iterable[JournalEntry], read: Collection[int | None]) -> tuple[JournalEntry, ...]:
    links = {_link(entry): entry for entry in unread if entry.article_id not in read and entry.outcome is not Outcome.NOT_AN_ARTICLE}
    return tuple(links.values())


def _link(entry: JournalEntry) -> tuple[object, ...]:
    return (entry.url,) if entry.url else (entry.message_id, entry.article_id)


def _story(item: Item) -> str:
    return key_of(item.fact.fact.subject)


def _is_followed(item: Item, followed: Collection[int]) -> bool:
    return any(one.id in followed for one in item.same)


def _novelty(stored: StoredFact) -> float:
    last = _last_day(stored.fact)
    return 0.5 if last is None else 1.5 if last >= told_on(stored) - FRESH else -1.0


def _last_day(fact: Fact) -> date | None:
    return None if fact.time is None else fact.time.end or fact.time.start


def _size(fact: Fact) -> float:
    """0 to 2: a sum from a million to a hundred billion, or a count from ten to ten million."""
    if fact.amount is None or fact.amount.value <= 0 or fact.amount.unit == "percent":
        return 0.0
    smallest, span = (6, 5) if is_currency(fact.amount.unit) else (1, 6)
    return 2.0 * min(1.0, max(0.0, (math.log10(fact.amount.value) - smallest) / span))
