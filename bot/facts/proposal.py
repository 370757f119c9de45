"""A fact before it is decided upon: what a witness (the rules or the learned reader) says a sentence holds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts.reading import Candidate, Span
from bot.model import Amount, Certainty, Kind, Person, When


@dataclass(frozen=True, slots=True)
class Proposal:
    """`rule` names the witness and what it went by; `how` how the subject was found; `score` what the witness gives it, 0 to 1.

    `sentence` counts the scene's sentences, `at` is the offset in the article of the words that told it. `read`: what the reader
    points at.
    """

    kind: Kind
    sentence: int
    at: int
    subject: str
    rule: str
    how: str
    score: float
    certainty: Certainty
    cue: str | None = None
    object: str | None = None
    people: tuple[Person, ...] = ()
    place: str | None = None
    amount: Amount | None = None
    time: When | None = None
    source: str | None = None
    read: Candidate | None = None

    def pointed(self, slot: str) -> tuple[Span, ...]:
        """The words that the reader takes for a slot, or the subject, best first."""
        found: tuple[Span, ...] = getattr(self.read, slot) if self.read is not None else ()
        return found


@dataclass(frozen=True, slots=True)
class Dropped:
    """A proposal that became no fact, with the reason (a word that `explain` prints)."""

    proposal: Proposal
    why: str
