"""Turns annotated articles into windows with targets for each of the reader's heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.facts.schema import CERTAINTIES, KINDS, SLOTS, anchors
from bot.facts.tokenizer import Tokenizer
from bot.facts.windows import Stretch, Window, cut
from training.corpus import Article, GoldFact
from training.mentions import Extent, find_names
from training.values import ValueSpans

# An accepted alternative of a fact's kind is neither right nor wrong.
ALTERNATIVE = 0.3
KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
CERTAINTY_NUMBERS = {certainty: number for number, certainty in enumerate(CERTAINTIES)}


@dataclass(frozen=True, slots=True)
class Pieces:
    """First and last pieces of the accepted spans of a slot. Empty: the slot is known to be empty."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """One fact of a sentence; a slot that training leaves out is None; `anchor` -1 is none."""

    kind: int
    anchor: int
    slots: tuple[Pieces | None, ...]
    certainties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence; `kinds` holds the wanted probabilities, `weights` 0 for the kinds that are left out."""

    article: Article
    window: Window
    kinds: NDArray[np.float32]
    weights: NDArray[np.float32]
    targets: list[Target] = field(default_factory=list)


class Maker:
    """Makes the examples of articles."""

    def __init__(self, tokenizer: Tokenizer, values: ValueSpans) -> None:
        self._tokenizer = tokenizer
        self._values = values

    def make(self, article: Article, sentences: Sequence[Stretch]) -> list[Example]:
        """Examples of one article, one a sentence."""
        examples = {
            window.sentence: Example(article, window, np.zeros(len(KINDS), np.float32), np.ones(len(KINDS), np.float32))
            for window in cut(self._tokenizer, article.text, sentences)
        }
        extents = [Extent(sentence.start, sentence.end) for sentence in sentences]
        for fact in article.facts:
            for evidence in (fact.sentence, *fact.also):
                begin = article.text.find(evidence)
                if begin >= 0:
                    self._add(examples, fact, Extent(begin, begin + len(evidence)), extents)
        return list(examples.values())

    def _add(self, examples: dict[int, Example], fact: GoldFact, evidence: Extent, extents: list[Extent]) -> None:
        """Label the sentence that shares most with the evidence; others that the evidence covers are left out for its kinds."""
        shared = [extent.common(evidence) for extent in extents]
        best = max(range(len(extents)), key=shared.__getitem__)
        for number, example in examples.items():
            if number != best and shared[number] * 2 > extents[number].end - extents[number].start:
                for kind in fact.kinds:
                    if example.kinds[KIND_NUMBERS[kind]] < 1:
                        example.weights[KIND_NUMBERS[kind]] = 0
        if not shared[best] or best not in examples:
            return
        example = examples[best]
        for kind in fact.kinds[1:]:
            number = KIND_NUMBERS[kind]
            example.kinds[number] = max(example.kinds[number], ALTERNATIVE)
        main = KIND_NUMBERS[fact.kinds[0]]
        example.kinds[main] = example.weights[main] = 1
        example.targets.append(self._target(example, fact, extents[best]))

    def _target(self, example: Example, fact: GoldFact, sentence: Extent) -> Target:
        slots = {
            slot: None if extents is None else _pieces(example.window, extents)
            for slot, extents in self._extents(example.article, fact, sentence).items()
        }
        return Target(
            kind=KIND_NUMBERS[fact.kinds[0]],
            anchor=_anchor(fact, slots),
            slots=tuple(slots[slot] for slot in SLOTS),
            certainties=tuple(CERTAINTY_NUMBERS[certainty] for certainty in fact.certainty),
        )

    def _extents(self, article: Article, fact: GoldFact, sentence: Extent) -> dict[str, list[Extent] | None]:
        """Accepted spans by slot: [] where the sentence does not name it, None where it may, in words that can't be found."""

        def named(names: tuple[str, ...]) -> list[Extent]:
            return find_names(article.text, sentence, names)

        people = tuple(name for person in fact.people for name in person.names)
        roles = tuple(role for person in fact.people for role in person.roles)
        return {
            "subject": named(fact.subject),
            "object": named(fact.object),
            "people": named(people),
            "role": named(roles),
            "place": named(fact.place),
            "amount": self._values.amounts(article, sentence, fact.amount) if fact.amount is not None else [],
            "time": self._values.times(article, sentence, fact.time) if fact.time else [],
            "source": named(fact.source),
        }


def _pieces(window: Window, extents: list[Extent]) -> Pieces:
    """First and last pieces of the extents; those beyond the window's end are not there."""
    firsts: list[int] = []
    lasts: list[int] = []
    for extent in extents:
        covered = [
            piece
            for piece, (start, end) in enumerate(zip(window.starts, window.ends, strict=True))
            if start < extent.end and end > extent.start and end > start >= 0
        ]
        if covered:
            firsts.append(covered[0])
            lasts.append(covered[-1])
    return Pieces(tuple(firsts), tuple(lasts))


def _anchor(fact: GoldFact, slots: dict[str, Pieces | None]) -> int:
    for slot in anchors(fact.kinds[0]):
        pieces = slots[slot]
        if pieces and pieces.firsts:
            return pieces.firsts[0]
    return -1
