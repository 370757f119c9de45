"""The reader's heads in numpy: from the encoder's states of a sentence to candidate facts.

The same computation as `training.network.Heads`, which learned the parameters; tests hold the two together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.facts.reading import Candidate, Span
from bot.facts.schema import CERTAINTIES, KINDS, LONGEST, SLOTS
from bot.facts.windows import OUTSIDE, Window

Floats = NDArray[np.float32]

POINTER_SLOTS = len(SLOTS)
# Below this a kind is not worth the look at its arguments. Looking down to 0.12 the press was read at P .75 R .59, to 0.2 at P .76 R .58.
LEAST_KIND = 0.2
# From this probability on a piece anchors a fact of its own, beside the best one.
ANOTHER_ANCHOR = 0.6
# Below this the best anchor is no anchor.
LEAST_ANCHOR = 0.12
LEAST_SPAN = 0.08
MOST_SPANS = 3
EMPTY = 0.5
# Of the ends after a start, the first that is this likely beside the likeliest: farther ones end the names of other facts.
NEAR_ENOUGH = 0.5
STARTS_TRIED = 6


@dataclass(frozen=True, slots=True)
class _Pair:
    """A kind, and its probability in the sentence."""

    kind: int
    probability: float
    pooled: Floats


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A fact to ask arguments for; `share` lowers the score of a second fact of the kind in its sentence."""

    pair: _Pair
    base: Floats
    anchor: int
    share: float


def softmax(logits: Floats, axis: int = -1) -> Floats:
    """Probabilities along an axis."""
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    result: Floats = powers / powers.sum(axis=axis, keepdims=True)
    return result


def sigmoid(logits: Floats) -> Floats:
    """Probabilities, without overflow."""
    result: Floats = 0.5 * (1 + np.tanh(0.5 * logits))
    return result


class Heads:
    """The parameters by the names of `training.network.Heads`, and what is computed with them."""

    def __init__(self, parameters: Mapping[str, Floats]) -> None:
        self._values = {name: np.asarray(value, np.float32) for name, value in parameters.items()}
        self._pointer = self._values["anchor_token"].shape[1]

    def candidates(self, text: str, window: Window, states: Floats) -> list[Candidate]:
        """Candidates of one sentence; `states` is (pieces, hidden)."""
        values = self._values
        states = (states - values["mean"]) / values["deviation"]
        facts = [fact for pair in self._pairs(states) for fact in self._anchored(states, pair)]
        if not facts:
            return []
        query = self._query(states, facts)
        spans = self._spans(states, query)
        certainty = softmax(query @ values["certainty_weight"] + values["certainty_bias"])
        return [self._candidate(text, window, fact, spans[n], certainty[n]) for n, fact in enumerate(facts)]

    def kinds(self, states: Floats) -> tuple[Floats, Floats]:
        """Kind logits (kinds) of standardised states, and the attended vectors (kinds, hidden)."""
        values = self._values
        inside = states[1:-1]
        pooled = softmax(inside @ values["attend"], axis=0).T @ inside
        return (pooled * values["kind_weight"]).sum(1) + states[0] @ values["kind_sentence"] + values["kind_bias"], pooled

    def _pairs(self, states: Floats) -> list[_Pair]:
        logits, pooled = self.kinds(states)
        if "calibration_slope" in self._values:
            logits = logits * self._values["calibration_slope"] + self._values["calibration_shift"]
        probabilities = sigmoid(logits)
        return [_Pair(int(kind), float(probabilities[kind]), pooled[kind]) for kind in np.nonzero(probabilities >= LEAST_KIND)[0]]

    def _anchored(self, states: Floats, pair: _Pair) -> list[_Anchored]:
        """The facts of a pair: one at each anchor, or a single one without."""
        values = self._values
        base = pair.pooled @ values["query_pooled"] + values["query_kind"][pair.kind]
        query = np.maximum(base, 0) @ values["anchor_query"]
        keys = states[1:-1] @ values["anchor_token"]
        probabilities = sigmoid(keys @ query / math.sqrt(self._pointer) + values["anchor_bias"][pair.kind])
        best = int(probabilities.argmax())
        if probabilities[best] < LEAST_ANCHOR:
            return [_Anchored(pair, base, OUTSIDE, 1.0)]
        pieces = {best: 1.0} | {int(n): float(probabilities[n]) for n in np.nonzero(probabilities >= ANOTHER_ANCHOR)[0] if n != best}
        return [_Anchored(pair, base, 1 + piece, share) for piece, share in sorted(pieces.items())]

    def _query(self, states: Floats, facts: list[_Anchored]) -> Floats:
        values = self._values
        anchored = np.stack(
            [states[fact.anchor] @ values["query_anchor"] if fact.anchor >= 0 else values["query_alone"] for fact in facts],
        )
        hidden = np.maximum(np.stack([fact.base for fact in facts]) + anchored, 0)
        result: Floats = hidden + np.maximum(hidden @ values["query_inner"] + values["query_bias"], 0)
        return result

    def _spans(self, states: Floats, query: Floats) -> list[list[tuple[Floats, Floats]]]:
        """By fact and slot: probabilities of starts (the last entry: of none) and of ends, over the sentence's pieces."""
        values = self._values
        keys = (states @ values["span_token"]).reshape(len(states), POINTER_SLOTS * 2, self._pointer).transpose(1, 2, 0)
        queries = (query @ values["span_query"]).reshape(len(query), POINTER_SLOTS * 2, self._pointer).transpose(1, 0, 2)
        logits: Floats = ((queries @ keys) / math.sqrt(self._pointer)).astype(np.float32, copy=False)
        logits[:, :, [0, -1]] = -1e4
        none = query @ values["none_weight"] + values["none_bias"]
        result: list[list[tuple[Floats, Floats]]] = []
        for number in range(len(query)):
            own = logits[:, number].reshape(POINTER_SLOTS, 2, -1)
            starts = softmax(np.concatenate([own[:, 0], none[number][:, None]], axis=1).astype(np.float32, copy=False))
            ends = softmax(own[:, 1])
            result.append([(starts[slot], ends[slot]) for slot in range(POINTER_SLOTS)])
        return result

    def _candidate(self, text: str, window: Window, fact: _Anchored, spans: list[tuple[Floats, Floats]], certainty: Floats) -> Candidate:
        found = {slot: _best_spans(text, window, *spans[number], LONGEST[slot]) for number, slot in enumerate(SLOTS)}
        order = np.argsort(-certainty, kind="stable")
        return Candidate(
            kind=KINDS[fact.pair.kind],
            score=fact.pair.probability * fact.share,
            sentence=window.sentence,
            certainty=tuple((CERTAINTIES[n], float(certainty[n])) for n in order),
            **found,
        )


def _best_spans(text: str, window: Window, starts: Floats, ends: Floats, longest: int) -> tuple[Span, ...]:
    """Spans by falling probability, none overlapping a better one; equal words lend each other their probability.

    None where "no span" is likelier than all spans together.
    """
    if starts[-1] > EMPTY:
        return ()
    spans = list(_likely(window, starts, ends, longest))
    words = [text[span.start : span.end].casefold() for span in spans]
    total = {word: sum(span.score for span, other in zip(spans, words, strict=True) if other == word) for word in words}
    kept: list[Span] = []
    for span, word in sorted(zip(spans, words, strict=True), key=lambda pair: (-pair[0].score, pair[0].start)):
        free = all(span.end <= other.start or other.end <= span.start for other in kept)
        if free and total[word] >= LEAST_SPAN and all(text[other.start : other.end].casefold() != word for other in kept):
            kept.append(Span(span.start, span.end, min(1.0, total[word])))
    return tuple(sorted(kept, key=lambda span: (-span.score, span.start))[:MOST_SPANS])


def _likely(window: Window, starts: Floats, ends: Floats, longest: int) -> Iterable[Span]:
    """The likeliest starts, each with its likeliest end."""
    for first in np.argsort(-starts[:-1], kind="stable")[:STARTS_TRIED]:
        if starts[first] < LEAST_SPAN / 4:
            return
        reach = ends[first : min(len(ends) - 1, first + longest)]
        last = first + int((reach >= NEAR_ENOUGH * reach.max()).argmax())
        score = float(starts[first] * ends[last] / max(float(reach.sum()), 1e-9))
        if window.ends[last] > window.starts[first]:
            yield Span(window.starts[first], window.ends[last], score)
