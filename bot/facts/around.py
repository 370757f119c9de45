"""What stands around a proposal and tells how likely it is: its place in the article, its rivals in the sentence, the name it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.facts.combine import Weighed
from bot.facts.governing import clause_kind, tense
from bot.facts.proposal import Proposal
from bot.facts.scene import Scene

_SLOTS = ("subject", "object", "people", "amount", "time", "source")
_CROWD = 6
_RANK = 4
_THIRDS = (1 / 3, 2 / 3)
_LENGTHS = (60, 120, 220)


def by_sentence(weighed: Sequence[Weighed]) -> dict[int, list[Weighed]]:
    """An article's proposals by the number of their sentence."""
    found: defaultdict[int, list[Weighed]] = defaultdict(list)
    for one in weighed:
        found[one.proposal.sentence].append(one)
    return found


def around(scene: Scene, one: Weighed, beside: Sequence[Weighed]) -> Iterator[tuple[str, float]]:
    """Features of a settled proposal, each a name and a value; `beside`: all of its sentence, itself among them."""
    proposal = one.proposal
    seen = "read" if proposal.read is not None else one.witness
    sentence = scene.sentences[proposal.sentence]
    peers = [other for other in beside if other is not one]
    yield f"{seen}.at.{_part(proposal.sentence, len(scene.sentences))}", 1.0
    yield f"{seen}.length.{sum(sentence.end - sentence.start >= edge for edge in _LENGTHS)}", 1.0
    yield f"{seen}.language.{scene.language}", 1.0
    yield f"{seen}.crowd.{min(len(peers) + 1, _CROWD)}", 1.0
    yield f"{seen}.in.{clause_kind(scene, proposal.at, sentence.start)}", 1.0
    yield f"{seen}.tense.{tense(scene, proposal.at, sentence.start)}", 1.0
    yield f"{seen}.{proposal.kind}.quoted.{scene.is_quoted(proposal.at)}", 1.0
    yield from _rivals(one, seen, peers)
    yield from _pointed(proposal, seen)
    if one.told is not None:
        yield f"{seen}.rank.{min(one.told.rank, _RANK)}", 1.0
        yield f"{seen}.title.{one.told.in_title}", 1.0
        yield f"{seen}.type.{one.told.kind}", 1.0
        yield f"{proposal.kind}.type.{one.told.kind}", 1.0
    for slot in ("people", "place", "source"):
        yield f"{seen}.{proposal.kind}.{slot}.{bool(getattr(proposal, slot))}", 1.0


def _pointed(proposal: Proposal, seen: str) -> Iterator[tuple[str, float]]:
    """How surely the reader points at the words of each slot."""
    for slot in _SLOTS:
        spans = proposal.pointed(slot)
        if spans:
            yield f"{seen}.pointed.{slot}", 1.0
            yield f"{seen}.pointed.{slot}.sure", spans[0].score
    if proposal.read is not None and proposal.read.certainty:
        yield f"{seen}.certain", proposal.read.certainty[0][1]


def _part(number: int, sentences: int) -> str:
    """Where a sentence stands: the first two count most in the press."""
    return str(number) if number < 2 else "+" + str(sum(number >= edge * sentences for edge in _THIRDS))


def _rivals(one: Weighed, seen: str, peers: Sequence[Weighed]) -> Iterator[tuple[str, float]]:
    """Other facts that the sentence may tell instead."""
    kind, read = one.proposal.kind, one.proposal.read
    twins = [other for other in peers if other.proposal.kind is kind]
    others = {other.proposal.kind: other.proposal.read.score for other in peers if other.proposal.read is not None and other not in twins}
    if read is None:
        yield f"{seen}.beside.{bool(others)}.{any(twin.proposal.read is not None for twin in twins)}", 1.0
        return
    yield f"{seen}.twins.{bool(twins)}.{all(twin.proposal.score <= one.proposal.score for twin in twins)}", 1.0
    rival = max(others, key=lambda other: (others[other], other), default=None)
    yield f"{one.witness}.margin", read.score - (others[rival] if rival is not None else 0.0)
    if rival is not None:
        yield f"{kind}.rival.{rival}.{others[rival] > read.score}", 1.0
