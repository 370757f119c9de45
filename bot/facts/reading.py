"""What the learned reader says of an article: the seam between it and the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.model import Certainty, Kind

if TYPE_CHECKING:
    from bot.facts.segment import Sentence


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points of the article's text, with the probability that it is the right one."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One fact that a sentence may hold.

    `sentence` counts the sentences given. Spans are best first, may lie in earlier text, and none means that the slot is empty.
    Several facts of one kind in a sentence come as several candidates, each with its own spans.
    """

    kind: Kind
    score: float
    sentence: int
    subject: tuple[Span, ...]
    object: tuple[Span, ...]
    people: tuple[Span, ...]
    place: tuple[Span, ...]
    amount: tuple[Span, ...]
    time: tuple[Span, ...]
    source: tuple[Span, ...]
    certainty: tuple[tuple[Certainty, float], ...]
    role: tuple[Span, ...] = ()


class Reader(Protocol):
    """Finds candidate facts."""

    def read(self, text: str, sentences: Sequence[Sentence], title: str | None) -> list[Candidate]:
        """Candidates in the order of their sentences; the same for the same input, in any process."""
