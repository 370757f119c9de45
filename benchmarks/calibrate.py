"""Fits lexicon/subjects.json, filling.json and confidence.json: who, what, and how often each witness is right, on the training articles.

    python -m benchmarks.calibrate [FOLD0_MODEL FOLD1_MODEL]
    python -m benchmarks.calibrate MODEL --new BATCH…

A logistic model with a ridge; deterministic. The articles set aside are never read. With the models of two folds each article is read by
the one that did not learn from it; without, the reader's weights come from the articles that its own training left out. With `--new` the
tables that ship are fitted further, on what a model reads of batches that came to the corpus after it learned. Proposals that match a
minor gold fact are neither right nor wrong.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from benchmarks.contract import matches
from benchmarks.fit_filling import fit_filling
from benchmarks.fit_subjects import fit_subjects
from benchmarks.reading import Reading, readings
from benchmarks.tables import frequent, keep, prior_of
from bot.facts.around import by_sentence
from bot.facts.combine import Weighed
from bot.facts.confidence import TOPIC, features
from bot.facts.pipeline import as_fact
from bot.facts.scene import Scene
from bot.model import Kind
from training.corpus import Article

RIDGE, RIDGE_FURTHER = 10.0, 30.0
ROUNDS = 12
LEAST_SEEN = 4
LEAST_WEIGHT = 0.005


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibrate", description="Fit who, what and how sure.")
    parser.add_argument("models", nargs="*", help="of fold 0, then of fold 1; with --new, the one that reads")
    parser.add_argument("--new", nargs="+", default=[], help="batches of training/corpus that the model did not learn from: own-fr-i …")
    arguments = parser.parse_args()
    found = list(readings(arguments.models, arguments.new))
    further = bool(arguments.new)
    fit_subjects(found, further=further)
    fit_filling(found, further=further)
    calibrate(found, further=further)


def calibrate(found: Iterable[Reading], *, further: bool = False) -> None:
    """Fit the table of confidences on settled proposals and write it; `further`: starting from the one that ships."""
    prior = prior_of(TOPIC, further=further)
    rows = [row for one in found for weighed in one.settled() for row in _labelled(one.article, one.scene, weighed)]
    names = frequent((features for features, _ in rows), LEAST_SEEN, prior)
    table = fit(rows, names, prior, RIDGE_FURTHER if further else RIDGE)
    keep(TOPIC, table, LEAST_WEIGHT)
    print(f"{len(rows)} proposals, {len(table)} weights, {sum(label for _, label in rows) / len(rows):.3f} right")


def _labelled(article: Article, scene: Scene, weighed: list[Weighed]) -> Iterator[tuple[dict[str, float], float]]:
    matched = matches(article, [as_fact(scene, one.proposal, 0.5) for one in weighed])
    beside = by_sentence(weighed)
    for number, one in enumerate(weighed):
        gold = article.facts[matched[number]] if number in matched else None
        if gold is None or gold.key or one.proposal.kind is Kind.ROLE:  # roles are minor in nearly all of the corpus
            yield dict(features(scene, one, beside[one.proposal.sentence])), float(gold is not None)


def fit(rows: list[tuple[dict[str, float], float]], names: list[str], prior: Mapping[str, float], ridge: float) -> dict[str, float]:
    """Newton's method for a logistic regression; the ridge pulls each weight to the prior's."""
    index = {name: column for column, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for row, (found, _) in enumerate(rows):
        for name, value in found.items():
            if name in index:
                x[row, index[name]] = value
    y = np.array([label for _, label in rows])
    start = np.array([prior.get(name, 0.0) for name in names])
    w = start
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (y - p) - ridge * (w - start)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(names))
        w = w + np.linalg.solve(hessian, gradient)
    return {name: float(w[index[name]]) for name in names}


if __name__ == "__main__":
    main()
