"""Fits lexicon/confidence.json: how often each rule, kind and witness is right on the training articles (never those set aside).

    python -m benchmarks.calibrate

A logistic model with a ridge; deterministic. The rules learn from every training article, the reader's weights from those that
its own training left out. Proposals that match a minor gold fact are neither right nor wrong.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.quality import as_document, load
from benchmarks.scoring import corpus, scorer
from bot.facts.combine import Weighed, combine
from bot.facts.confidence import TABLE, features
from bot.facts.pipeline import Extractor, as_fact
from bot.facts.printing import fact_json
from bot.facts.scene import Scene
from bot.model import Kind
from training.corpus import is_validation

RIDGE = 1.5
ROUNDS = 12
LEAST_SEEN = 4


def main() -> None:
    extractor = load()
    rows = list(_rows(extractor))
    names = [name for name, count in Counter(name for found, _, _ in rows for name in found).items() if count >= LEAST_SEEN]
    table = fit(rows, names)
    TABLE.write_text(
        json.dumps({name: round(value, 3) for name, value in sorted(table.items()) if abs(value) >= 0.005}, ensure_ascii=False, indent=0)
        + "\n"
    )
    print(f"{len(rows)} proposals, {len(table)} weights, {sum(label for _, label, _ in rows) / len(rows):.3f} right")


def _rows(extractor: Extractor) -> Iterator[tuple[dict[str, float], float, float]]:
    score = scorer()
    if score is None:
        sys.exit("the scorer is needed: ../shared/facts/score.py")
    for article in corpus(aside=False):
        scene = extractor.scene(as_document(article))
        read, ruled = extractor.proposals(scene)
        yield from _labelled(score, article, scene, combine([], ruled, with_reader=False))
        if extractor.reader is not None and is_validation(article["id"]):
            yield from _labelled(score, article, scene, combine(read, ruled, with_reader=True))


def _labelled(
    score: ModuleType, article: dict[str, Any], scene: Scene, weighed: list[Weighed]
) -> Iterator[tuple[dict[str, float], float, float]]:
    predicted = [fact_json(as_fact(scene, one.proposal, 0.5)) for one in weighed]
    matched = dict(score.match(predicted, article["facts"], article["text"]))
    for number, one in enumerate(weighed):
        gold = article["facts"][matched[number]] if number in matched else None
        if gold is None or gold.get("key", True) or one.proposal.kind is Kind.ROLE:  # roles are minor in nearly all of the corpus
            yield dict(features(one)), float(gold is not None), 1.0


def fit(rows: list[tuple[dict[str, float], float, float]], names: list[str]) -> dict[str, float]:
    """Newton's method for a ridge logistic regression."""
    index = {name: column for column, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for row, (found, _, _) in enumerate(rows):
        for name, value in found.items():
            if name in index:
                x[row, index[name]] = value
    y = np.array([label for _, label, _ in rows])
    w = np.zeros(len(names))
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (y - p) - RIDGE * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(names))
        w = w + np.linalg.solve(hessian, gradient)
    return {name: float(w[index[name]]) for name in names}


if __name__ == "__main__":
    main()
