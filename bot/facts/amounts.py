"""Amounts in running text: money in ISO 4217 codes, `percent`, `points`, and counted things as plural English nouns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bot.facts import units
from bot.facts.data import table
from bot.facts.numbers import Number, find_numbers
from bot.facts.units import Unit
from bot.model import Language, Quantity

_YEARS = range(1900, 2100)
_LONGEST_BACK = 60
_LEAST_IMPLIED = 1e6
_ENDINGS = ("", *'.,;:!?)(»”"')
_BARE_DOLLAR = re.compile(r"^\$(?!US)|(?<![A-Za-z])\$$|\d ?[kM]?\$$|(?<!\w)(?:de |d')?(?:dollars?|bucks)$", re.IGNORECASE)
_GAP = r"[ \u00a0\u202f]"


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    value: float
    unit: str
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class _Ranges:
    between: re.Pattern[str]
    bridge_and: re.Pattern[str]
    bridge_to: re.Pattern[str]
    from_: re.Pattern[str]
    changes: re.Pattern[str]
    joiner: re.Pattern[str]


def find_amounts(text: str, language: Language, currency: str | None = None) -> list[Quantity]:
    """Return the amounts of `text` in order, not overlapping; values are never negative (a fall of 3 % is 3 percent).

    `currency` is that of the article: millions of nothing are in it where the text itself names no money.
    """
    numbers = find_numbers(text, language)
    money = _reach(text, numbers, language)
    distant = currency if money is None else None
    found: list[_Found] = []
    at = 0
    while at < len(numbers):
        step, one = _read(text, numbers, at, language, money)
        if one is not None and (not found or one.start >= found[-1].end):
            found.append(one)
        elif one is None:
            implied = _implied(text, numbers[at], found, language, money or distant, apart=distant is not None)
            found.extend([implied] if implied else [])
        at += step
    dollar = units.dollar(text) if any(one.unit == "USD" for one in found) else "USD"
    return [_quantity(text, one, dollar) for one in found]


def _quantity(text: str, one: _Found, dollar: str) -> Quantity:
    value = abs(one.value)
    maximum = abs(one.maximum) if one.maximum is not None else None
    if maximum is not None and maximum <= value:
        value, maximum = (maximum, value) if maximum < value else (value, None)
    written = text[one.start : one.end]
    unit = dollar if one.unit == "USD" and _BARE_DOLLAR.search(written) else one.unit
    return Quantity(one.start, one.end, written, _tidy(value), unit, _tidy(maximum) if maximum is not None else None)


def _implied(text: str, number: Number, found: list[_Found], language: Language, money: str | None, *, apart: bool) -> _Found | None:
    """ "801 millions d'euros, contre 141 millions": millions of nothing are in the currency of the text.

    Where that stands in another sentence (`apart`), "3 millions de" something is not money.
    """
    if number.scale < _LEAST_IMPLIED or money is None or (found and number.start < found[-1].end):
        return None
    after = re.match(r"\W*(\w*)", text[number.end : number.end + _LONGEST_BACK])
    ends = text[number.end : number.end + 2].strip()[:1] in _ENDINGS
    follows = "" if ends or after is None else after[1].casefold()
    if follows and (follows not in units.ordinary(language) or (apart and follows in table(language, "amounts")["partitive"])):
        return None
    return _Found(number.start, number.end, number.value, money)


def main_currency(amounts: Iterable[Quantity]) -> str | None:
    """The currency that most of an article's amounts are in, the first of equals; None where it names no money."""
    counts = Counter(one.unit for one in amounts if len(one.unit) == 3 and one.unit.isupper())
    return counts.most_common(1)[0][0] if counts else None


def _tidy(value: float) -> float:
    """Undo the dust of binary fractions: 8.2 million is 8200000."""
    return float(f"{value:.15g}")


def _reach(text: str, numbers: list[Number], language: Language) -> str | None:
    """Return the currency that the text names most often, None where it names none: its cents and bare millions are in it."""
    known = units.currencies(language)
    counts: dict[str, int] = {}
    for number in numbers:
        unit = units.before(text, number.start, language) or units.after(text, number.end, number.value, language)
        if unit is not None and unit.name in known and unit.name != "pence":
            counts[unit.name] = counts.get(unit.name, 0) + 1
    return max(counts, key=lambda name: counts[name], default=None)


def _read(text: str, numbers: list[Number], at: int, language: Language, money: str | None) -> tuple[int, _Found | None]:
    """Read the amount that number `at` begins; returns how many numbers it took."""
    number = numbers[at]
    ranged = _range(text, numbers, at, language)
    if ranged is not None:
        return 2, ranged
    cents = units.cents(text, number.end, language)
    if cents is not None and not number.bare and units.before(text, number.start, language) is None:
        value, unit = (number.value / 100, money) if money else (number.value, "cents")
        return 1, _Found(number.start, cents, value, unit)
    one = _single(text, number, language)
    if one is None:
        return 1, None
    following = numbers[at + 1] if at + 1 < len(numbers) else None
    if following is not None and one.unit in units.currencies(language):
        joined = _with_cents(text, one, following, language)
        if joined is not None:
            return 2, joined
    return 1, one


def _single(text: str, number: Number, language: Language) -> _Found | None:
    lead = units.before(text, number.start, language)
    unit = units.after(text, number.end, number.value, language) if not number.glued else None
    if lead is not None:
        money = unit if unit is not None and unit.name in units.currencies(language) else None
        end = money.end if money else number.end
        return _Found(lead.start, end, number.value, money.name if money and lead.name == "USD" else lead.name)
    if unit is not None:
        after, value = _trailing_scale(text, unit, number, language)
        return _Found(number.start, after, value, unit.name)
    if number.bare or number.glued or number.value < 0 or _is_year(text, number):
        return None
    noun = units.noun(text, number.end, language)
    return _Found(number.start, noun.end, number.value, noun.name) if noun else None


def _trailing_scale(text: str, unit: Unit, number: Number, language: Language) -> tuple[int, float]:
    """ "75 USD million": the multiplier may follow the code."""
    value = number.value * unit.scale
    if number.scale == 1.0 and unit.name.isupper():
        found = re.compile(rf"{_GAP}(millions?|milliards?|billions?|trillions?)(?!\w)").match(text, unit.end)
        if found is not None:
            return found.end(), value * float(table(language, "numbers")["multipliers"].get(found[1], 1.0))
    return unit.end, value


def _is_year(text: str, number: Number) -> bool:
    written = text[number.start : number.end]
    return written.isdigit() and len(written) == 4 and int(written) in _YEARS


def _with_cents(text: str, one: _Found, number: Number, language: Language) -> _Found | None:
    """ "20 dollars 43 cents", "15 dollars 50", "$20 and 43c"."""
    joiner = _ranges(language).joiner.fullmatch(text[one.end : number.start])
    if joiner is None or not 0 <= number.value < 100 or number.value != int(number.value):
        return None
    end = units.cents(text, number.end, language)
    if end is None:
        two_digits = number.value >= 10 and not joiner["and"]
        if not two_digits or text[number.end : number.end + 1].strip(" .,;:!?)\n") or units.noun(text, number.end, language):
            return None
        if text[number.end : number.end + 1] == " " and text[number.end + 1 : number.end + 2].isalnum():
            return None
        end = number.end
    return _Found(one.start, end, one.value + number.value / 100, one.unit)


def _range(text: str, numbers: list[Number], at: int, language: Language) -> _Found | None:
    """ "entre 5 et 6 milliards de dollars", "10-15 percent", "2 à 3 %"; a change ("passé de 5 % à 6 %") is two amounts."""
    if at + 1 >= len(numbers):
        return None
    first, second = numbers[at], numbers[at + 1]
    if second.start - first.end > _LONGEST_BACK:
        return None
    own = units.before(text, first.start, language)
    middle = units.after(text, first.end, first.value, language)
    end = middle.end if middle else first.end
    words = _ranges(language)
    head = text[max(0, first.start - _LONGEST_BACK) : own.start if own else first.start]
    lead = units.before(text, second.start, language)
    bridge = text[end : lead.start if lead else second.start]
    opened = words.between.search(head)
    is_between = opened is not None and words.bridge_and.fullmatch(bridge) is not None
    if not is_between and words.bridge_to.fullmatch(bridge) is None:
        return None
    moved = words.from_.search(head)
    if not is_between and (moved or middle) and words.changes.search(head):
        return None
    last = _single(text, second, language)
    if last is None and own is not None:
        last = _Found(second.start, second.end, second.value, own.name)
    if last is None or second.value < first.value or any(unit is not None and unit.name != last.unit for unit in (middle, own)):
        return None
    low = first.value * (second.scale if first.scale == 1.0 and not middle and first.value < second.value else 1.0)
    begin = own.start if own else first.start
    opening = opened if is_between else None
    if opening is not None:
        begin = max(0, first.start - _LONGEST_BACK) + opening.start()
    return _Found(begin, last.end, low * (1.0 if middle is None else middle.scale), last.unit, last.value)


@cache
def _ranges(language: Language) -> _Ranges:
    data = table(language, "amounts")
    to = units.either([*data["range_to"], *data["range_or"]])
    return _Ranges(
        between=re.compile(rf"(?<!\w)(?:{units.either(data['range_between'])}){_GAP}$", re.IGNORECASE),
        bridge_and=re.compile(rf"{_GAP}(?:{units.either(data['range_and'])}){_GAP}", re.IGNORECASE),
        bridge_to=re.compile(rf"{_GAP}(?:{to}){_GAP}|{_GAP}?[-–—]{_GAP}?", re.IGNORECASE),
        from_=re.compile(rf"(?<!\w)(?:{units.either(data['range_from'])}){_GAP}$", re.IGNORECASE),
        changes=re.compile(rf"(?<!\w)(?:{units.either(data['changes'])})", re.IGNORECASE),
        joiner=re.compile(rf"{_GAP}(?:(?P<and>{units.either(data['cents_joiner'])}){_GAP})?", re.IGNORECASE),
    )
