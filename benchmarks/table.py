"""What benchmarks print: a line a figure, with its limit, measured in the same run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A figure. `limit` None: there is none; `least`: the figure must reach it instead of staying under it."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    least: bool = False
    how: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.least else self.value <= self.limit


def percentile(values: Collection[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values stay under or at, the upper one of two; there must be one at least."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def markdown(title: str, lines: list[Line]) -> str:
    """A table of them."""
    told = [f"### {title}", "", "| | measured | limit | |", "| --- | --- | --- | --- |"]
    for line in lines:
        sign = "≥" if line.least else "≤"
        limit = "" if line.limit is None else f"{sign} {line.limit:g} {line.unit}"
        verdict = "" if line.limit is None else "kept" if line.kept else "**broken**"
        told.append(f"| {line.what}{f' ({line.how})' if line.how else ''} | {line.value:.3g} {line.unit} | {limit} | {verdict} |")
    return "\n".join([*told, ""])
