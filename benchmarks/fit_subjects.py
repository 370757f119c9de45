"""Fits lexicon/subjects.json: which name of an article a fact is about, on the training articles (never those set aside).

A log-linear model (softmax over an article's names and phrases) with a ridge, by gradient; deterministic. `python -m benchmarks.calibrate`
runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.contract import may_tell
from benchmarks.reading import Reading
from benchmarks.tables import frequent, keep, prior_of
from bot.facts.combine import Weighed
from bot.facts.pipeline import as_fact
from bot.facts.presence import Presence
from bot.facts.scene import Scene
from bot.facts.subjects import TOPIC, describe, features, possible
from bot.model import Fact
from training.corpus import Article, GoldFact
from training.measure import same

RIDGE = 0.003
ROUNDS = 400
RATE = 0.05
LEAST_SEEN = 6
LEAST_WEIGHT = 0.01


@dataclass(frozen=True, slots=True)
class Row:
    """The choices of one proposal and which of them gold accepts."""

    choices: list[dict[str, float]]
    right: list[bool]


def fit_subjects(readings: Iterable[Reading], *, further: bool = False) -> None:
    """Fit the table and write it; `further`: starting from the one that ships."""
    rows = [row for reading in readings for weighed in reading.weighed() for row in _labelled(reading.article, reading.scene, weighed)]
    fit_choices(TOPIC, rows, prior_of(TOPIC, further=further))


def fit_choices(topic: str, rows: list[Row], prior: Mapping[str, float]) -> None:
    """Fit the table of a topic, starting from a prior one, and write it."""
    table = fit(rows, frequent((found for row in rows for found in row.choices), LEAST_SEEN, prior), prior)
    keep(topic, table, LEAST_WEIGHT)
    print(f"{topic}: {len(rows)} choices, {len(table)} weights")


def _labelled(article: Article, scene: Scene, weighed: list[Weighed]) -> Iterator[Row]:
    presence = Presence.of(scene)
    for one in weighed:
        accepted = [name for gold in _meant(article, as_fact(scene, one.proposal, 0.5)) for name in gold.subject]
        choices = possible(scene, presence, one)
        right = [same(choice.name, accepted) for choice in choices]
        if any(ok and choice.told for ok, choice in zip(right, choices, strict=True)):
            # gold accepts "groupe" as well: who asks for a name wants it found by its name
            right = [ok and choice.told is not None for ok, choice in zip(right, choices, strict=True)]
        if any(right) and not all(right):
            context = describe(scene, one, choices)
            yield Row([summed(features(presence, one, context, choice)) for choice in choices], right)


def _meant(article: Article, fact: Fact) -> list[GoldFact]:
    """The annotated facts that a proposal may tell, whatever its subject: those of the same person or sum, if there are any."""
    found = [gold for gold in article.facts if may_tell(article, fact, gold)]
    people = [gold for gold in found if any(same(one.name, other.names) for one in fact.people for other in gold.people)]
    sums = [gold for gold in found if fact.amount is not None and gold.amount == fact.amount.value]
    return people or sums or found


def summed(found: Iterator[tuple[str, float]]) -> dict[str, float]:
    """The features of a choice, those of one name added up."""
    total: dict[str, float] = {}
    for name, value in found:
        total[name] = total.get(name, 0.0) + value
    return total


def fit(rows: list[Row], names: list[str], prior: Mapping[str, float]) -> dict[str, float]:
    """Weights that make the right choices likely, near to the prior's: Adam on the whole data, which is small."""
    index = {name: column for column, name in enumerate(names)}
    lines, columns, values, starts, right = [], [], [], [0], []
    for row in rows:
        for found, ok in zip(row.choices, row.right, strict=True):
            for name, value in found.items():
                if name in index:
                    lines.append(len(right))
                    columns.append(index[name])
                    values.append(value)
            right.append(ok)
        starts.append(len(right))
    line, column, value = np.array(lines), np.array(columns), np.array(values)
    begin = np.array(starts[:-1])
    sizes = np.diff(starts)
    owner = np.repeat(np.arange(len(rows)), sizes)
    truth = np.array(right)
    start = np.array([prior.get(name, 0.0) for name in names])
    weight, mean, square = start, np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, ROUNDS + 1):
        totals = np.bincount(line, value * weight[column], minlength=len(truth))
        totals = np.exp(totals - np.maximum.reduceat(totals, begin)[owner])
        share = totals / np.add.reduceat(totals, begin)[owner]
        aim = share * truth
        aim = aim / np.add.reduceat(aim, begin)[owner].clip(1e-12)
        gradient = np.bincount(column, (share - aim)[line] * value, minlength=len(names)) / len(rows) + RIDGE * (weight - start)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weight = weight - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        if step % 100 == 0:
            print(f"{step}: loss {-np.log(np.add.reduceat(share * truth, begin).clip(1e-12)).mean():.4f}")
    return {name: float(weight[index[name]]) for name in names}
