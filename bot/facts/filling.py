"""What fills the slots of a fact: of the values that its sentence holds, the likeliest, or none.

A witness points at words, and takes the wrong ones where a sentence tells several things. A log-linear model weighs for each slot all the
values at hand, and "none", by what the reader gives them, what the rules take, where they stand and what they are. Its weights are
lexicon/filling.json, fitted by `python -m benchmarks.calibrate` on the training articles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spacy.tokens import Token

from bot.facts.combine import Weighed
from bot.facts.governing import governing, in_clause
from bot.facts.loglinear import shares, weights
from bot.facts.merge import Value, alike, same_value
from bot.facts.proposal import Proposal
from bot.facts.readings import named
from bot.facts.scene import Scene
from bot.facts.slots import SHARES, as_amount, as_when, is_money, shape, thing
from bot.model import Quantity, Time, When

TOPIC = "filling"
SLOTS = ("object", "amount", "time")
LIKELY = 0.35
"""The chance from which on a value is told (docs/decisions/0011): F is highest at half of itself, some .7 on facts that are kept."""
_LEAST = 0.02
_SURE = (0.1, 0.3, 0.6, 0.9)
_NEAR = (0, 20, 60, 120)
_WORDS = frozenset({"ADP", "CCONJ", "SCONJ", "PUNCT"})
_BACK = 4


@dataclass(frozen=True, slots=True)
class Filler:
    """A value that may fill a slot, or none, with what it is and where it stands.

    `read`: what the reader gives the words, 0 to 1; `best`: it gives none more; `ruled`: the rules take it; `taken`: so does the proposal.
    """

    value: Value | None
    what: str = "none"
    start: int = 0
    end: int = 0
    read: float = 0.0
    best: bool = False
    ruled: bool = False
    taken: bool = False


def fill(scene: Scene, one: Weighed) -> Proposal:
    """A settled proposal with its slots filled; as it was without the table."""
    table = weights(TOPIC)
    if not table:
        return one.proposal
    told: dict[str, Any] = {}
    for slot in SLOTS:
        fillers = possible(scene, one, slot)
        likely = shares(table, (features(scene, one, slot, filler, fillers) for filler in fillers))
        best = max(range(1, len(fillers)), key=lambda n: (likely[n], -n), default=0)
        told[slot] = fillers[best].value if likely[best] >= LIKELY else None
    return replace(one.proposal, **told)


def possible(scene: Scene, one: Weighed, slot: str) -> list[Filler]:
    """The values at hand for a slot, each once; the first is none."""
    taken, ruled = getattr(one.proposal, slot), getattr(one.ruled, slot, None)
    found: list[Filler] = []
    for filler in _values(scene, one.proposal, slot):
        known = next((n for n, other in enumerate(found) if same_value(other.value, filler.value)), None)
        if known is None:
            found.append(replace(filler, taken=same_value(taken, filler.value), ruled=same_value(ruled, filler.value)))
        elif filler.read > found[known].read:
            found[known] = replace(found[known], read=filler.read, best=filler.best)
    at = one.proposal.at
    for value in (taken, ruled):
        if value is not None and not any(same_value(filler.value, value) for filler in found):
            found.append(Filler(value, "phrase", at, at, taken=same_value(taken, value), ruled=same_value(ruled, value)))
    return [Filler(None, ruled=ruled is None, taken=taken is None), *found]


def _values(scene: Scene, one: Proposal, slot: str) -> Iterator[Filler]:
    if slot == "amount":
        yield from _told(scene, one, slot, scene.amounts)
    elif slot == "time":
        yield from _told(scene, one, slot, scene.times)
    else:
        own = one.subject.casefold()
        yield from (filler for filler in _named(scene, one, slot) if str(filler.value).casefold() != own)


def _told(scene: Scene, one: Proposal, slot: str, values: Sequence[Quantity] | Sequence[Time]) -> Iterator[Filler]:
    """The amounts or times of the sentence."""
    sentence, spans = scene.sentences[one.sentence], one.pointed(slot)
    for value in values:
        if sentence.start <= value.start and value.end <= sentence.end:
            touching = [span for span in spans if span.start < value.end and value.start < span.end]
            score = max((span.score for span in touching), default=0.0)
            made: Value = as_amount(value) if isinstance(value, Quantity) else as_when(value)
            what = _unit(value) if isinstance(value, Quantity) else shape(value)
            yield Filler(made, what, value.start, value.end, score, bool(touching) and touching[0] is spans[0])


def _named(scene: Scene, one: Proposal, slot: str) -> Iterator[Filler]:
    """What the reader points at, and the names of the sentence."""
    sentence, spans = scene.sentences[one.sentence], one.pointed(slot)
    for span in spans:
        name = named(scene, span)
        text = name.canonical if name is not None else thing(scene, span.start, span.end)
        if text:
            yield Filler(text, str(name.kind) if name is not None else "phrase", span.start, span.end, span.score, span is spans[0])
    for other in scene.names.within(sentence.start, sentence.end):
        yield Filler(other.canonical, str(other.kind), other.start, other.end)


def _unit(value: Quantity) -> str:
    return "money" if is_money(value) else "share" if value.unit in SHARES else "count"


def features(scene: Scene, one: Weighed, slot: str, filler: Filler, fillers: Sequence[Filler]) -> Iterator[tuple[str, float]]:
    """What speaks for a value, each a name and a number."""
    proposal, empty = one.proposal, filler.value is None
    seen = f"{slot}.{'r' if proposal.read is not None else 'o'}"
    kind = f"{slot}.{proposal.kind}"
    yield f"{seen}.{filler.what}", 1.0
    yield f"{kind}.{filler.what}", 1.0
    yield f"{seen}.taken.{filler.taken}.{empty}", 1.0
    yield f"{kind}.taken.{filler.taken}.{empty}", 1.0
    yield f"{seen}.ruled.{filler.ruled}.{one.witness}.{empty}", 1.0
    if filler.value is None:
        spans = proposal.pointed(slot)
        yield f"{seen}.unread.{not spans}", 1.0
        yield f"{seen}.left", 1 - sum(span.score for span in spans)
        yield f"{slot}.many", math.log(len(fillers))
        yield f"{kind}.{proposal.certainty}", 1.0
        return
    if filler.read > _LEAST:
        yield f"{seen}.read", math.log(filler.read / _LEAST)
        yield f"{kind}.read", math.log(filler.read / _LEAST)
        yield f"{seen}.best.{filler.best}.{filler.what}", 1.0
        yield f"{seen}.sure.{sum(filler.read > edge for edge in _SURE)}", 1.0
    else:
        yield f"{seen}.unseen.{filler.what}", 1.0
    yield from ((f"{slot}.{name}", 1.0) for name in _place(scene, proposal, filler))
    if isinstance(filler.value, str):
        for other in ("subject", "place", "source", "object"):
            value = getattr(proposal, other)
            if other != slot and isinstance(value, str) and alike(value, filler.value):
                yield f"{slot}.is.{other}", 1.0
        if any(alike(person.name, filler.value) for person in proposal.people):
            yield f"{slot}.is.person", 1.0
    elif isinstance(filler.value, When):
        day = filler.value.start or filler.value.end
        yield f"{slot}.{proposal.certainty}.{'later' if day and day > scene.published else 'past'}", 1.0


def _place(scene: Scene, one: Proposal, filler: Filler) -> Iterator[str]:
    """Where a value stands, seen from the words that told the fact."""
    sentence = scene.sentences[one.sentence]
    verb = governing(scene, one.at, sentence.start)
    yield f"verb.{verb is not None and governing(scene, filler.start, sentence.start) == verb}"
    yield f"clause.{in_clause(scene, sentence, one.at, filler)}"
    after = filler.start >= one.at
    gap = filler.start - one.at if after else one.at - filler.end
    yield f"{'after' if after else 'before'}.{sum(gap > edge for edge in _NEAR)}"
    token = scene.token_at(filler.start)
    if token is not None:
        yield f"left.{_left(token, sentence.start)}"
        yield f"dep.{token.dep_}"
    yield f"quoted.{scene.is_quoted(filler.start)}"


def _left(token: Token, first: int) -> str:
    """The word before a value and its articles: itself where it is a small word, else its part of speech."""
    before = reversed(token.doc[max(0, token.i - _BACK) : token.i])
    left = next((other for other in before if other.pos_ != "DET"), None)
    if left is None or left.idx < first:
        return "start"
    return left.lower_ if left.pos_ in _WORDS else left.pos_
