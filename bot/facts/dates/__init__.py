"""Dates in running text, French and English: where they stand, and the first and last day they mean."""

from bot.facts.dates.direction import Direction, clause_direction
from bot.facts.dates.find import find_times

__all__ = ["Direction", "clause_direction", "find_times"]
