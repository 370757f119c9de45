"""Fitted tables of weights, and what they make of features: a log-linear model for each choice that is weighed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from bot.facts.data import ROOT

Features = Iterable[tuple[str, float]]
"""Each a name and a value; of one name there may be several."""


def path(topic: str) -> Path:
    """Where the table of a topic lies."""
    return ROOT / f"{topic}.json"


@cache
def weights(topic: str) -> dict[str, float]:
    """The fitted weights of a topic by the names of features; empty without the file."""
    if not path(topic).exists():
        return {}
    found: dict[str, float] = json.loads(path(topic).read_text(encoding="utf-8"))
    return found


def total(table: dict[str, float], features: Features) -> float:
    """The sum of the weighted features, a logit."""
    return sum(table.get(name, 0.0) * value for name, value in features)


def shares(table: dict[str, float], choices: Iterable[Features]) -> list[float]:
    """How likely each of some choices is, at least one; they sum up to 1."""
    totals = [total(table, features) for features in choices]
    top = max(totals)
    powers = [math.exp(one - top) for one in totals]
    return [power / sum(powers) for power in powers]
