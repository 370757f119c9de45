"""Gives facts whose sentence names no subject ("la société a levé…", "it said") the subject that the article was speaking of.

Every subject read so far has a weight: what the reader gives it, halved every few sentences. Speakers and those they speak for
are kept apart, because "elle a ajouté" and "elle a levé" rarely mean the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts.reading import Candidate, Span
from bot.model import Kind

# What a weight keeps from one sentence to the next.
KEEP = 0.85
# A name that was the subject of the other sort of facts counts for less.
OTHER_SORT = 0.4
LEAST_SUBJECT = 0.4
LEAST_FACT = 0.3
# How often the most salient name is the right one: measured on the validation articles.
TRUST = 0.5
MOST = 2


@dataclass
class _Name:
    """A subject with its last mention and its weight among speakers and among all others."""

    span: Span
    speaking: float = 0.0
    acting: float = 0.0

    def weight(self, speaks: bool) -> float:
        own, other = (self.speaking, self.acting) if speaks else (self.acting, self.speaking)
        return own + OTHER_SORT * other


def resolve(text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, in order; those without a subject get the most salient earlier ones, if any."""
    names: dict[str, _Name] = {}
    resolved: list[Candidate] = []
    sentence = -1
    for candidate in candidates:
        for _ in range(candidate.sentence - sentence if sentence >= 0 else 0):
            for name in names.values():
                name.speaking *= KEEP
                name.acting *= KEEP
        sentence = candidate.sentence
        if candidate.subject:
            _remember(text, candidate, names)
            resolved.append(candidate)
        else:
            resolved.append(replace(candidate, subject=_salient(names, candidate.kind is Kind.STATEMENT)))
    return resolved


def _remember(text: str, candidate: Candidate, names: dict[str, _Name]) -> None:
    best = candidate.subject[0]
    if best.score < LEAST_SUBJECT or candidate.score < LEAST_FACT:
        return
    name = names.setdefault(text[best.start : best.end].casefold(), _Name(best))
    name.span = best
    if candidate.kind is Kind.STATEMENT:
        name.speaking += best.score * candidate.score
    else:
        name.acting += best.score * candidate.score


def _salient(names: dict[str, _Name], speaks: bool) -> tuple[Span, ...]:
    order = sorted(names.values(), key=lambda name: (-name.weight(speaks), name.span.start))[:MOST]
    total = sum(name.weight(speaks) for name in names.values())
    return tuple(Span(name.span.start, name.span.end, TRUST * name.weight(speaks) / total) for name in order if total > 0)
