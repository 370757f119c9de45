"""Brings the two witnesses together: the learned reader's proposals are the core where there is one, the rules confirm or add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts.merge import alike
from bot.facts.proposal import Proposal

SLOTS = ("object", "amount", "time", "place", "source")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A proposal with how its witnesses stand: both, reader, or rules; `rule` is the pattern that agreed or spoke alone."""

    proposal: Proposal
    witness: str
    rule: str | None


def combine(read: Sequence[Proposal], ruled: Sequence[Proposal], *, with_reader: bool) -> list[Weighed]:
    """Every fact that a witness proposes, once, with who stands for it."""
    left = list(ruled)
    found: list[Weighed] = []
    for one in read:
        partner = next((other for other in left if _agree(one, other)), None)
        if partner is None:
            found.append(Weighed(one, "reader", None))
            continue
        left.remove(partner)
        found.append(Weighed(_completed(one, partner), "both", partner.rule))
    alone = "rules" if with_reader else "only"
    found.extend(Weighed(one, alone, one.rule) for one in left)
    return found


def _agree(one: Proposal, other: Proposal) -> bool:
    """The same kind in the same sentence about the same subject, and not about two different persons."""
    if one.kind is not other.kind or one.sentence != other.sentence or not alike(one.subject, other.subject):
        return False
    return not (one.people and other.people and not {p.name for p in one.people} & {p.name for p in other.people})


def _completed(one: Proposal, other: Proposal) -> Proposal:
    """The reader's fact with what it left open and the rules found; how sure it is the rules tell, who know the verb."""
    gained = {slot: getattr(other, slot) for slot in SLOTS if getattr(one, slot) is None}
    return replace(
        one, rule=f"{one.rule}+{other.rule}", certainty=other.certainty, cue=other.cue, people=one.people or other.people, **gained
    )
