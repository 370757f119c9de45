"""Whether two amounts, or two times, are one within the precision in which they are told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import floor, isclose, log10
from typing import Final

from babel.numbers import is_currency

from bot.model import Amount, When
from bot.summary import lexicon
from bot.summary.folding import normal
from bot.summary.likeness import Likeness

EXACT_DAYS: Final = 31
"""A time known to the month at least: two that agree are one occasion, not one year."""
VAGUE_DAYS: Final = 366
"""A span longer than a year tells nothing about a day within it."""
_FEWEST_DIGITS: Final = 2
_CUE_TOLERANCE: Final = 0.08
_BEFORE, _AFTER = 60, 26
_REACH: Final = 4
"""Words that may stand between a sum and what it is a sum of."""
_NEAR_PAR: Final = frozenset({"EUR", "USD", "GBP", "CHF"})
"""Currencies of about one value: sums in two of them that are far apart are two sums (no rate is known offline)."""
_FURTHEST_RATE: Final = 1.7
_DIGIT: Final = re.compile(r"\d")
_NUMERAL: Final = re.compile(r"\d[\d\s.,'’\u00a0\u202f]*")


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount to compare: `digits` that its wording gives (None: exact), the cue that loosens it, and what it is a sum of."""

    low: float
    high: float
    unit: str
    digits: int | None
    cue: str | None
    aspect: str | None


def read_amount(amount: Amount, sentence: str, *, counts: str | None = None) -> Sum:
    """Read an amount with what its sentence says around it: "plus de", "valued at".

    `counts` is the unit of whatever is counted, where only one thing can be: engineers hired are jobs.
    """
    at = sentence.find(amount.text) if amount.text else -1
    before = normal(_DIGIT.split(sentence[max(0, at - _BEFORE) : at])[-1]) if at >= 0 else ""
    after = normal(_DIGIT.split(sentence[at + len(amount.text) : at + len(amount.text) + _AFTER])[0]) if at >= 0 else ""
    unit = lexicon.spellings("words", "units").get(normal(amount.unit), amount.unit)
    if counts is not None and unit != "percent" and not is_currency(unit):
        unit = counts
    cue = _ending("approximation", before)
    aspect = _ending("aspects", before, _REACH) or _beginning("aspects", after)
    high = amount.value if amount.maximum is None else amount.maximum
    return Sum(amount.value, high, unit, _digits(amount), cue, aspect)


def compare_amounts(one: Sum, other: Sum) -> Likeness:
    """Compare two amounts. Units that can't be turned into one another are UNKNOWN, and so is a value within a range."""
    if one.aspect != other.aspect:
        return Likeness.UNKNOWN
    if one.unit != other.unit:
        return _compare_currencies(one, other)
    if isclose(one.low, other.low, rel_tol=1e-9) and isclose(one.high, other.high, rel_tol=1e-9):
        return Likeness.SAME
    if one.low != one.high or other.low != other.high:
        return Likeness.UNKNOWN if max(one.low, other.low) <= min(one.high, other.high) else Likeness.DIFFERENT
    return Likeness.SAME if _rounds(one, other) or _rounds(other, one) or _within(one, other) or _within(other, one) else Likeness.DIFFERENT


def compare_times(one: When, other: When) -> Likeness:
    """Compare two times: a day within a month that is told is one with it; two that only overlap are UNKNOWN."""
    if (one.start, one.end) == (other.start, other.end):
        return Likeness.SAME
    if one.start is None or one.end is None or other.start is None or other.end is None:
        if began(one, other):
            return Likeness.SAME
        return Likeness.DIFFERENT if _apart(one, other) else Likeness.UNKNOWN
    if _apart(one, other):
        return Likeness.DIFFERENT
    if max(_days(one.start, one.end), _days(other.start, other.end)) > VAGUE_DAYS:
        return Likeness.UNKNOWN
    inside = one.start >= other.start and one.end <= other.end
    around = other.start >= one.start and other.end <= one.end
    return Likeness.SAME if inside or around else Likeness.UNKNOWN


def exact(when: When) -> bool:
    """Whether a time is known to the month."""
    return when.start is not None and when.end is not None and _days(when.start, when.end) <= EXACT_DAYS


def began(one: When, other: When) -> bool:
    """Whether two times begin on one day, of which one lasts since: "since 2 August", "on 2 August"."""
    since = one.end is None or other.end is None
    return since and one.start is not None and one.start == other.start and all(when.end is None or exact(when) for when in (one, other))


def _apart(one: When, other: When) -> bool:
    """Whether one is over before the other begins."""
    return bool((one.end and other.start and one.end < other.start) or (other.end and one.start and other.end < one.start))


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _compare_currencies(one: Sum, other: Sum) -> Likeness:
    if {one.unit, other.unit} <= _NEAR_PAR and one.low > 0 and other.low > 0:
        rate = max(one.low, other.low) / min(one.low, other.low)
        return Likeness.DIFFERENT if rate > _FURTHEST_RATE else Likeness.UNKNOWN
    return Likeness.UNKNOWN


def _digits(amount: Amount) -> int | None:
    """How many digits the wording gives of a number that it scales: 2 in "6,6 milliards"; None for one written out in full."""
    found = _NUMERAL.search(amount.text)
    digits = re.sub(r"\D", "", found.group()).lstrip("0") if found else ""
    whole = str(abs(round(amount.value)))
    scaled = len(whole) > len(digits) and whole.startswith(digits) and not whole[len(digits) :].strip("0")
    return len(digits) if digits and scaled else None


def _rounds(coarse: Sum, fine: Sum) -> bool:
    """Whether the coarser number is the finer one rounded, either way, to the digits it gives; of money only, people are counted."""
    if coarse.digits is None or coarse.digits < _FEWEST_DIGITS or not is_currency(coarse.unit) or coarse.low <= 0:
        return False
    if fine.digits is not None and fine.digits <= coarse.digits:
        return False
    step = 10.0 ** (floor(log10(coarse.low)) - coarse.digits + 1)
    return abs(coarse.low - fine.low) <= step / 2 * (1 + 1e-9)


def _within(vague: Sum, told: Sum) -> bool:
    """Whether the other number is what "about" or "more than" leaves room for."""
    if vague.cue is None or vague.low <= 0:
        return False
    ratio = told.low / vague.low
    return 1.0 <= ratio <= 1 + _CUE_TOLERANCE if vague.cue == "over" else abs(ratio - 1) <= _CUE_TOLERANCE


def _ending(table: str, words: str, reach: int = 0) -> str | None:
    """What the words end in, or speak of shortly before they end."""
    listed = words.split()
    near = [found for found in lexicon.find(listed, "concepts", table) if found.at + found.length + reach >= len(listed)]
    return near[-1].key if near else None


def _beginning(table: str, words: str) -> str | None:
    near = [found for found in lexicon.find(words.split(), "concepts", table) if found.at <= 1]
    return near[0].key if near else None
