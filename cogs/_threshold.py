"""The least amount of a follow, as people write it: "10 M€", "500 jobs", "1,5 milliard"."""

from __future__ import annotations

import re
from typing import Final

from bot.errors import VigieError
from bot.facts.amounts import find_amounts
from bot.model import Amount, Language
from bot.store.follows import Threshold

_PLAIN: Final = re.compile(r"[\d\s.,\u00a0\u202f]+")
_MONEY: Final = (" €", " d'euros", " euros")
"""What a number without a unit is tried with: most thresholds are sums."""


def threshold(typed: str) -> Threshold:
    """Read an amount in either language; a bare number is euros.

    Raises:
        VigieError: it is none.
    """
    for ending in ("", *_MONEY):
        for language in Language:
            for found in find_amounts(typed + ending, language):
                if found.value > 0:
                    return Threshold(found.value, found.unit)
    digits = re.sub(r"\D", "", typed)
    if not _PLAIN.fullmatch(typed) or not digits or len(digits) > 15 or int(digits) == 0:
        raise VigieError("follow.bad_amount", amount=typed)
    return Threshold(float(digits), "EUR")


def amount_of(least: Threshold) -> Amount:
    """Return a threshold as an amount, to be written like one."""
    return Amount(least.value, least.unit, f"{least.value:g} {least.unit}")
