"""A fact before it is decided upon: what a witness (the rules or the learned reader) says a sentence holds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts.reading import Span
from bot.model import Amount, Certainty, Kind, Person, When


@dataclass(frozen=True, slots=True)
class Proposal:
    """`rule` names the witness and what it went by; `how` how the subject was found; `score` what the witness gives it, 0 to 1.

    `sentence` counts the scene's sentences, `at` is the offset in the article of the words that told it. `spans` are the words that the
    reader takes for the subject, best first.
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
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A proposal that became no fact, with the reason (a word that `explain` prints)."""

    proposal: Proposal
    why: str
