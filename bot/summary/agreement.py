"""What articles tell together: facts about the same thing are one item with its sources, and items that clash say so.

Pure, and the same whatever the order of the facts. A false merge claims that two newsrooms corroborate each other, so only what is equal
within its precision is merged; a fact that fits two items that differ stays alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Final

from bot.model import Certainty, Kind
from bot.store.records import Telling
from bot.summary import pairs
from bot.summary.account import Account, account
from bot.summary.folding import normal
from bot.summary.rules import RULES
from bot.summary.sources import publisher, sources
from bot.summary.values import Contrast, Item, Progress, Relation, Slot

_SUREST: Final = (Certainty.CONFIRMED, Certainty.REPORTED, Certainty.PLANNED, Certainty.RUMOURED, Certainty.DENIED)
_UNSURE: Final = (Certainty.RUMOURED, Certainty.PLANNED)
_OPPOSITE: Final = {
    Relation.DISAGREES: Relation.DISAGREES,
    Relation.REVISES: Relation.REVISED,
    Relation.DENIES: Relation.DENIED,
}


@dataclass(slots=True)
class _Cluster:
    """Accounts of one thing while they are gathered."""

    accounts: list[Account]

    @property
    def first_told(self) -> date:
        return min(one.told for one in self.accounts)

    @property
    def last_told(self) -> date:
        return max(one.told for one in self.accounts)

    @property
    def denied(self) -> bool:
        return any(one.denied for one in self.accounts)

    @property
    def articles(self) -> frozenset[int]:
        return frozenset(one.stored.article_id for one in self.accounts)


def agree(tellings: Iterable[Telling]) -> tuple[Item, ...]:
    """Put the facts of several articles together.

    Returns:
        One item for each thing that is told, in the order in which the articles told it first.
    """
    accounts = [account(telling) for telling in {telling.stored.id: telling for telling in tellings}.values()]
    items = [item for alike in _comparable(accounts) for item in _items(alike)]
    return tuple(sorted(items, key=lambda item: (min(one.posted_at for one in item.same), item.fact.fact.evidence.start, item.id)))


def _comparable(accounts: Sequence[Account]) -> Iterator[list[Account]]:
    """Split accounts into groups that may have to do with one another: one kind, and subjects that share a name."""
    kinds: dict[Kind, list[Account]] = {}
    for one in accounts:
        kinds.setdefault(one.kind, []).append(one)
    for alike in kinds.values():
        groups: list[tuple[set[str], list[Account]]] = []
        for one in alike:
            keys, members, apart = set(_keys(one)), [one], []
            for other_keys, others in groups:
                if keys & other_keys:
                    keys |= other_keys
                    members = others + members
                else:
                    apart.append((other_keys, others))
            groups = [*apart, (keys, members)]
        yield from (members for _, members in groups)


def _keys(one: Account) -> Iterator[str]:
    yield from one.subject.keys
    if one.subject.entity_id is not None:
        yield f"entity {one.subject.entity_id}"
    if one.subject_thing is not None:
        yield from (f"concept {concept}" for concept in one.subject_thing.concepts)
    if RULES[one.kind].mutual and one.object is not None and one.object.proper is not None:
        yield from one.object.proper.keys


def _items(accounts: list[Account]) -> list[Item]:
    clusters = _clusters(accounts)
    contrasts: list[list[Contrast]] = [[] for _ in clusters]
    items = [_item(cluster) for cluster in clusters]
    for (here, one), (there, other) in combinations(enumerate(clusters), 2):
        found = _relation(one, other)
        if found is None:
            continue
        relation, slot = found
        contrasts[here].append(Contrast(relation, slot, items[there].fact, items[there].count, other.first_told))
        contrasts[there].append(Contrast(_opposite(relation), slot, items[here].fact, items[here].count, one.first_told))
    ordered = (sorted(found, key=lambda one: (one.on, one.relation, one.fact.id)) for found in contrasts)
    return [replace(item, contrasts=tuple(found)) for item, found in zip(items, ordered, strict=True)]


def _clusters(accounts: Iterable[Account]) -> list[_Cluster]:
    """Gather accounts, the fullest first, each into the cluster with which it agrees most."""
    clusters: list[_Cluster] = []
    for one in sorted(accounts, key=_intrinsic):
        home = _home(one, clusters)
        if home is None:
            clusters.append(_Cluster([one]))
        else:
            home.accounts.append(one)
    return clusters


def _home(one: Account, clusters: Iterable[_Cluster]) -> _Cluster | None:
    """The cluster that an account belongs to; None for none, and where it fits clusters that clash: then nothing tells which."""
    ranked = [(agreed, cluster) for cluster in clusters if (agreed := _agreement(one, cluster))]
    most = max((agreed for agreed, _ in ranked), default=0)
    fits = [cluster for agreed, cluster in ranked if agreed == most]
    if any(_clash(first, second) for first, second in combinations(fits, 2)):
        fits = [cluster for cluster in fits if any(_slots(one) == _slots(other) for other in cluster.accounts)]
    return fits[0] if fits else None


def _agreement(one: Account, cluster: _Cluster) -> int:
    """On how many slots an account agrees with a cluster; 0 where it does not belong there.

    An article that tells two facts tells two things, or two sides of one: they stay apart unless they are equal.
    """
    found = [pairs.pair(one, other) for other in cluster.accounts]
    if any(pairs.conflict(pair) for pair in found) or not any(pairs.same(pair) for pair in found):
        return 0
    beside = [other for other in cluster.accounts if other.stored.article_id == one.stored.article_id]
    if any(_slots(one) != _slots(other) for other in beside):
        return 0
    return max(len(pair.agreed) for pair in found)


def _clash(one: _Cluster, other: _Cluster) -> bool:
    return any(pairs.conflict(pairs.pair(first, second)) for first in one.accounts for second in other.accounts)


def _intrinsic(one: Account) -> tuple[object, ...]:
    """An order that does not depend on the one in which articles were read: by what the fact says itself."""
    fact = one.stored.fact
    span = (fact.time.end - fact.time.start).days if fact.time and fact.time.start and fact.time.end else 100_000
    digits = (one.amount.digits or 99) if one.amount else 0
    return (-one.weight, span, -digits, one.told, normal(fact.evidence.text), one.subject.key, one.stored.article_url or "", one.stored.id)


def _slots(one: Account) -> tuple[object, ...]:
    return (one.object, one.place, one.people, one.role, one.amount, _days(one), one.label, one.words)


def _days(one: Account) -> tuple[date | None, date | None] | None:
    return (one.time.start, one.time.end) if one.time else None


def _item(cluster: _Cluster) -> Item:
    told = sorted(cluster.accounts, key=lambda one: (cluster.denied and not one.denied, *_best_first(one)))
    return Item(told[0].stored, tuple(one.stored for one in told), sources(cluster.accounts), (), _progress(cluster))


def _best_first(one: Account) -> tuple[object, ...]:
    return (_SUREST.index(one.certainty), -one.stored.fact.confidence, -one.weight, one.told, one.stored.id)


def _progress(cluster: _Cluster) -> Progress | None:
    """The first day on which a rumour, or a plan, was told as done, where it was told as less before."""
    firm = [one.told for one in cluster.accounts if one.certainty is Certainty.CONFIRMED]
    for before in _UNSURE:
        loose = [one.told for one in cluster.accounts if one.certainty is before]
        later = [day for day in firm if loose and day > min(loose)]
        if later:
            return Progress(before, min(loose), Certainty.CONFIRMED, min(later))
    return None


def _relation(one: _Cluster, other: _Cluster) -> tuple[Relation, Slot | None] | None:
    """How one cluster stands to the other: a denial, a revision, or a disagreement on one slot."""
    if one.articles & other.articles:
        return None  # an article that tells both tells them as two things
    found = [pairs.pair(first, second) for first in one.accounts for second in other.accounts]
    if any(pairs.denial(pair) for pair in found):
        return (Relation.DENIES if one.denied else Relation.DENIED), None
    slots = {slot for pair in found if (slot := pairs.contrast(pair)) is not None}
    if len(slots) != 1 or any(pair.other_thing for pair in found):
        return None
    (slot,) = slots
    if _corrects(one, other):
        return Relation.REVISES, slot
    return (Relation.REVISED if _corrects(other, one) else Relation.DISAGREES), slot


def _corrects(later: _Cluster, earlier: _Cluster) -> bool:
    """Whether all of one was told after the other, by a paper that told the other itself or in words that say that it changes something."""
    if later.first_told <= earlier.last_told:
        return False
    papers = {name for one in earlier.accounts if (name := publisher(one.stored)) is not None}
    told = [one for one in later.accounts if one.told == later.first_told]
    return any(publisher(one.stored) in papers or pairs.says_so(one) for one in told)


def _opposite(relation: Relation) -> Relation:
    return _OPPOSITE.get(relation) or next(one for one, other in _OPPOSITE.items() if other is relation)
