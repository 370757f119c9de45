"""Fits lexicon/filling.json: which value of a sentence fills a slot of a fact, on the training articles (never those set aside).

Only facts that match an annotated one teach: what fills the slots of a wrong fact is nobody's truth. `python -m benchmarks.calibrate`
runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from benchmarks.contract import matches, right
from benchmarks.fit_subjects import Row, fit_choices, summed
from benchmarks.reading import Reading
from benchmarks.tables import prior_of
from bot.facts.combine import Weighed
from bot.facts.filling import SLOTS, TOPIC, features, possible
from bot.facts.pipeline import as_fact
from bot.facts.scene import Scene
from bot.model import Fact
from training.corpus import Article


def fit_filling(readings: Iterable[Reading], *, further: bool = False) -> None:
    """Fit the table and write it; `further`: starting from the one that ships."""
    rows = [row for one in readings for weighed in one.settled() for row in _labelled(one.article, one.scene, weighed)]
    fit_choices(TOPIC, rows, prior_of(TOPIC, further=further))


def _labelled(article: Article, scene: Scene, weighed: list[Weighed]) -> Iterator[Row]:
    facts = [as_fact(scene, one.proposal, 0.5) for one in weighed]
    for number, told in matches(article, facts).items():
        one, gold = weighed[number], article.facts[told]
        for slot in SLOTS:
            fillers = possible(scene, one, slot)
            ok = [right(_with(facts[number], slot, filler.value), gold, slot) for filler in fillers]
            if not any(ok):
                ok[0] = True  # none is better than a wrong one
            if len(fillers) > 1:
                yield Row([summed(features(scene, one, slot, filler, fillers)) for filler in fillers], ok)


def _with(fact: Fact, slot: str, value: Any) -> Fact:
    return replace(fact, **{slot: value})
