"""How often facts like this one were right: a logistic table fitted by benchmarks/calibrate.py on the training articles."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from bot.facts.around import around
from bot.facts.combine import Weighed
from bot.facts.scene import Scene

TABLE = Path(__file__).with_name("lexicon") / "confidence.json"
LEAST = 0.5
"""The confidence below which a proposal is no fact."""
_SURE = 0.999


@cache
def weights() -> dict[str, float]:
    """The fitted weights; without the file every proposal keeps its witness's score."""
    if not TABLE.exists():
        return {}
    found: dict[str, float] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def features(scene: Scene, one: Weighed, all_: Sequence[Weighed]) -> Iterator[tuple[str, float]]:
    """What the confidence of one of an article's settled proposals hangs on, each a name and a value."""
    yield from _own(one)
    yield from around(scene, one, all_)


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


def confidence(scene: Scene, one: Weighed, all_: Sequence[Weighed]) -> float:
    """The chance that one of an article's settled proposals is right, 0 to 1."""
    table = weights()
    if not table:
        return round(one.proposal.score, 3)
    total = sum(table.get(name, 0.0) * value for name, value in features(scene, one, all_))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)
