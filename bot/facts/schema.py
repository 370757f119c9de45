"""What the learned reader predicts, in the order of its outputs: shared by training and reading."""

from __future__ import annotations

from bot.model import Certainty, Kind

KINDS: tuple[Kind, ...] = tuple(Kind)
CERTAINTIES: tuple[Certainty, ...] = tuple(Certainty)
SLOTS: tuple[str, ...] = ("subject", "object", "people", "role", "place", "amount", "time", "source")
LONGEST: dict[str, int] = {"subject": 16, "object": 20, "people": 12, "role": 20, "place": 14, "amount": 20, "time": 20, "source": 14}
"""Most pieces of a span, by slot."""

ANCHORS: dict[Kind, tuple[str, ...]] = {
    Kind.RESULTS: ("amount", "object", "subject"),
    Kind.METRIC: ("amount", "subject"),
    Kind.FUNDING: ("amount", "subject", "object"),
    Kind.MARKET: ("amount", "subject"),
    Kind.LAYOFFS: ("amount", "subject"),
    Kind.HIRING: ("amount", "subject"),
    Kind.ROLE: ("people", "subject"),
    Kind.DEPARTURE: ("people", "subject"),
    Kind.APPOINTMENT: ("people", "subject"),
    Kind.STATEMENT: ("subject", "people"),
    Kind.SCHEDULED_EVENT: ("subject", "time"),
    Kind.INVESTMENT: ("subject", "object", "amount"),
    Kind.REGULATION: ("subject", "object"),
}
"""The slots that tell facts of one kind in one sentence apart, by preference. A fact's first one that its sentence names is its anchor."""

DEFAULT_ANCHORS: tuple[str, ...] = ("object", "subject", "place", "amount")


def anchors(kind: Kind) -> tuple[str, ...]:
    """The slots that may anchor a fact of this kind, best first."""
    return ANCHORS.get(kind, DEFAULT_ANCHORS)
