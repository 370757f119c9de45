"""Brings the two witnesses together: the learned reader's proposals are the core where there is one, the rules confirm or add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts.presence import Told
from bot.facts.proposal import Proposal

SLOTS = ("object", "amount", "time", "place", "source")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A proposal with how its witnesses stand.

    `witness` is both, reader, rules (which a reader did not confirm) or only (there is no reader); `ruled` what the rules propose, if they
    do; `sure` how likely the subject is and `told` the name that it is, if it is one, once settled.
    """

    proposal: Proposal
    witness: str
    ruled: Proposal | None = None
    sure: float = 1.0
    told: Told | None = None

    @property
    def rule(self) -> str | None:
        """The pattern that agreed or spoke alone."""
        return self.ruled.rule if self.ruled is not None else None

    @property
    def rival(self) -> str | None:
        """The subject that the rules give."""
        return self.ruled.subject if self.ruled is not None else None

    @property
    def how(self) -> str:
        """How the rules found their subject."""
        return self.ruled.how if self.ruled is not None else "none"


def combine(read: Sequence[Proposal], ruled: Sequence[Proposal], *, with_reader: bool) -> list[Weighed]:
    """Every fact that a witness proposes, once, with who stands for it."""
    left = list(ruled)
    found: list[Weighed] = []
    for one in read:
        partner = max((other for other in left if _agree(one, other)), key=lambda other: _shared(one, other), default=None)
        if partner is None:
            found.append(Weighed(one, "reader"))
            continue
        left.remove(partner)
        found.append(Weighed(_completed(one, partner), "both", partner))
    alone = "rules" if with_reader else "only"
    found.extend(Weighed(one, alone, one) for one in left)
    return found


def _agree(one: Proposal, other: Proposal) -> bool:
    """The same kind in the same sentence, and not about two different persons or sums."""
    if one.kind is not other.kind or one.sentence != other.sentence:
        return False
    if one.amount and other.amount and one.amount.value != other.amount.value:
        return False
    return not (one.people and other.people and not {p.name for p in one.people} & {p.name for p in other.people})


def _shared(one: Proposal, other: Proposal) -> int:
    """How many slots tell the same."""
    return sum(getattr(one, slot) is not None and getattr(one, slot) == getattr(other, slot) for slot in SLOTS)


def _completed(one: Proposal, other: Proposal) -> Proposal:
    """The reader's fact with what it left open and the rules found; how sure it is the rules tell, who know the verb."""
    gained = {slot: getattr(other, slot) for slot in SLOTS if getattr(one, slot) is None}
    return replace(
        one, rule=f"{one.rule}+{other.rule}", certainty=other.certainty, cue=other.cue, people=one.people or other.people, **gained
    )
