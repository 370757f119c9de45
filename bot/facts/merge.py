"""One fact told twice in an article is one: the first clear sentence is the evidence, the fullest slots are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz.fuzz import token_set_ratio

from bot.facts.proposal import Dropped, Proposal
from bot.model import Amount, Kind, When

ALIKE = 85.0
SPOKEN = frozenset({Kind.STATEMENT})
SLOTS = ("object", "place", "amount", "time", "source")
Value = str | Amount | When


def merge(proposals: Iterable[Proposal]) -> tuple[list[Proposal], list[Dropped]]:
    """The different facts among proposals, in order, and what was taken for a repetition of another."""
    kept: list[Proposal] = []
    dropped: list[Dropped] = []
    for one in sorted(proposals, key=lambda p: (p.sentence, p.at, p.kind, p.subject, -p.score)):
        for number, other in enumerate(kept):
            if same_fact(other, one):
                kept[number] = fullest(other, one)
                dropped.append(Dropped(one, "repeated"))
                break
        else:
            kept.append(one)
    return kept, dropped


def same_fact(a: Proposal, b: Proposal) -> bool:
    """Whether two proposals tell one fact: nothing that both tell may differ."""
    if a.kind is not b.kind or not alike(a.subject, b.subject):
        return False
    if a.kind in SPOKEN:
        return a.sentence == b.sentence
    if a.kind is Kind.ROLE:
        return bool(a.people and b.people) and a.people[0].name == b.people[0].name
    if a.sentence != b.sentence and not _told_again(a, b):
        return False
    return not any(_differ(getattr(a, slot), getattr(b, slot)) for slot in ("object", "amount", "time", "place")) and not _others(a, b)


def _told_again(a: Proposal, b: Proposal) -> bool:
    """In two sentences, at least one telling slot has to be the same."""
    if a.people and b.people and a.people[0].name == b.people[0].name:
        return True
    if a.amount and b.amount and (a.amount.value, a.amount.unit) == (b.amount.value, b.amount.unit):
        return True
    return bool(a.object and b.object) and alike(a.object or "", b.object or "")


def _others(a: Proposal, b: Proposal) -> bool:
    """Different people make different facts."""
    return bool(a.people and b.people) and not {p.name for p in a.people} & {p.name for p in b.people}


def _differ(a: Value | None, b: Value | None) -> bool:
    return a is not None and b is not None and not same_value(a, b)


def same_value(a: Value | None, b: Value | None) -> bool:
    """Whether two values of a slot tell the same, whatever their words; nothing tells nothing."""
    match a, b:
        case str(), str():
            return alike(a, b)
        case Amount(), Amount():
            return (a.value, a.unit) == (b.value, b.unit)
        case When(), When():
            return (a.start, a.end) == (b.start, b.end)
    return False


def alike(a: str, b: str) -> bool:
    """Equal names or phrases, or one's words all among the other's."""
    return a.casefold() == b.casefold() or token_set_ratio(a.casefold(), b.casefold()) >= ALIKE


def fullest(first: Proposal, other: Proposal) -> Proposal:
    """The first proposal with what only the other tells, if that stands in the same sentence: slots belong to the evidence."""
    if first.sentence != other.sentence:
        return replace(first, people=first.people or other.people, score=max(first.score, other.score))
    gained = {slot: getattr(other, slot) for slot in SLOTS if getattr(first, slot) is None and getattr(other, slot) is not None}
    people = first.people or other.people
    return replace(first, people=people, score=max(first.score, other.score), **gained)
