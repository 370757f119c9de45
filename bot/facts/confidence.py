"""How often facts like this one were right: a logistic table fitted by benchmarks/calibrate.py on the training articles."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from bot.facts.around import around
from bot.facts.combine import Weighed
from bot.facts.loglinear import total, weights
from bot.facts.scene import Scene

TOPIC = "confidence"
LEAST = 0.45
"""The confidence below which a proposal is no fact: where precision is that of before and recall higher (docs/decisions/0018)."""
_SURE = 0.999


def features(scene: Scene, one: Weighed, beside: Sequence[Weighed]) -> Iterator[tuple[str, float]]:
    """What the confidence of a settled proposal hangs on, each a name and a value; `beside`: all of its sentence."""
    yield from _own(one)
    yield from around(scene, one, beside)


def _own(one: Weighed) -> Iterator[tuple[str, float]]:
    proposal, witness = one.proposal, one.witness
    seen = "read" if witness in ("both", "reader") else "ruled"
    yield witness, 1.0
    yield f"{witness}.{proposal.kind}", 1.0
    yield f"{witness}.how.{proposal.how}", 1.0
    sure = min(max(one.sure, 0.01), 0.99)
    yield f"{witness}.subject", math.log(sure / (1 - sure))
    yield f"{seen}.{proposal.certainty}", 1.0
    if witness in ("both", "reader"):
        score = min(max(proposal.score, 1 - _SURE), _SURE)
        yield f"{witness}.score", math.log(score / (1 - score))
    if one.rule is not None:
        yield f"{'alone' if witness in ('rules', 'only') else 'with'}.{one.rule}", 1.0
    for slot in ("object", "amount", "time"):
        yield f"{seen}.{proposal.kind}.{slot}.{getattr(proposal, slot) is not None}", 1.0


def confidence(scene: Scene, one: Weighed, beside: Sequence[Weighed]) -> float:
    """The chance that one of a sentence's settled proposals is right, 0 to 1; without a table what its witness gives it."""
    table = weights(TOPIC)
    if not table:
        return round(one.proposal.score, 3)
    logit = total(table, features(scene, one, beside))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 3)
