"""Numbers in running text: digits with their separators, words, multipliers ("6,6 milliards", "a million and a half")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from text_to_num import text2num

from bot.facts.data import table
from bot.model import Language

_LONGEST_RUN = 12  # words of one number
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands.

    `bare`: nothing but a small word such as "un", a number only before a unit. `scale`: the product of its multipliers.
    `glued`: it follows letters without a space ("CNY3").
    """

    start: int
    end: int
    value: float
    bare: bool = False
    scale: float = 1.0
    glued: bool = False


@dataclass(frozen=True, slots=True)
class _Grammar:
    digits: re.Pattern[str]
    words: re.Pattern[str]
    multiplier: re.Pattern[str]
    collective: re.Pattern[str]
    half: re.Pattern[str]
    fraction: re.Pattern[str]
    multipliers: dict[str, float]
    collectives: dict[str, float]
    halves: dict[str, float]
    fractions: dict[str, float]
    thousands: str
    weak: frozenset[str]
    lone: frozenset[str]


def find_numbers(text: str, language: Language) -> list[Number]:
    """Return the numbers of `text` in order, not overlapping; multipliers are part of the number."""
    grammar = _grammar(language)
    found = sorted((*_digits(text, grammar), *_words(text, grammar, language), *_fractions(text, grammar)), key=lambda n: (n.start, -n.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def read(word: str, language: Language) -> float | None:
    """Return the value of one written number ("neuf", "1.200", "forty-two"), None where it is none."""
    found = find_numbers(word, language)
    return found[0].value if len(found) == 1 and found[0].end - found[0].start == len(word) else None


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _grammar(language: Language) -> _Grammar:
    data = table(language, "numbers")
    word = f"(?:{_either(data['words'])})"
    step = rf"(?:[ \u00a0-]|-(?:{_either(data['joiners'])})-| (?:{_either(data['joiners'])}) )"
    long = [m for m in data["multipliers"] if len(m) > 3]
    short = [m for m in data["multipliers"] if len(m) <= 3]
    gap = r"[ \u00a0\u202f-]?"
    return _Grammar(
        digits=re.compile(
            rf"(?:(?<![\w.,])[-−+]?|(?<=[A-Z][A-Z][A-Z])|(?<=R[sM]))(?:\d{{1,3}}(?:[{data['thousands']}]\d{{3}})+(?!\d)|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)|\d+)(?:[{data['decimal']}]\d+)?(?![\d])"
        ),
        words=re.compile(rf"(?<![\w’'-]){word}(?:{step}{word}){{0,{_LONGEST_RUN}}}(?![\w])(?!-[^\W\d])", re.IGNORECASE),
        multiplier=re.compile(rf"{gap}(?i:(?P<long>{_either(long)}))(?!\w)|{gap}(?P<short>{_either(short)})(?![^\W\d_])"),
        collective=re.compile(
            rf"(?<!\w)(?:(?P<many>[^\W\d_]+) )?(?P<unit>{_either(list(data['collectives']))})s?(?= (?:de |d['’]|of )|\b)", re.IGNORECASE
        ),
        half=re.compile(rf" (?P<half>{_either(list(data['halves']))})(?!\w)", re.IGNORECASE),
        fraction=re.compile(rf"(?<!\w)(?P<part>{_either(list(data['fractions']))})(?P<long>{_either(long)})(?!\w)", re.IGNORECASE),
        multipliers=data["multipliers"],
        collectives=data["collectives"],
        halves=data["halves"],
        fractions=data["fractions"],
        thousands=data["thousands"],
        weak=frozenset(data["weak"]),
        lone=frozenset(data["lone"]),
    )


def _digits(text: str, grammar: _Grammar) -> Iterator[Number]:
    for found in grammar.digits.finditer(text):
        digits = found[0]
        if sum(c.isdigit() for c in digits) > _MOST_DIGITS or (
            not digits.isascii() and not all(c.isascii() for c in digits if c.isdigit())
        ):
            continue
        start = found.start()
        if digits[0] in "-−+" and start and not text[start - 1].isspace() and text[start - 1] not in "([":
            digits, start = digits[1:], start + 1
        multiplied = grammar.multiplier.match(text, found.end()) is not None
        end, value, scale = _scaled(text, found.end(), _value(digits, grammar, multiplied=multiplied), grammar)
        yield Number(start, end, value, scale=scale, glued=start > 0 and text[start - 1].isalpha())


def _value(digits: str, grammar: _Grammar, *, multiplied: bool) -> float:
    """Read separators: a lone full stop before three digits groups thousands, unless a multiplier follows ("1.450 milliard")."""
    sign = -1.0 if digits[0] in "-−" else 1.0
    bare = re.sub(r"[\s\u00a0\u202f\u2009]", "", digits.lstrip("-−+"))
    groups = "." in grammar.thousands
    if groups and multiplied and bare.count(".") == 1 and "," not in bare:
        return sign * float(bare)
    if groups:
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare):
            bare = bare.replace(".", "")
        return sign * float(bare.replace(",", "."))
    return sign * float(bare.replace(",", ""))


def _scaled(text: str, at: int, value: float, grammar: _Grammar) -> tuple[int, float, float]:
    """Read the multipliers that follow: ("milliards", "et demi"); returns where they end, the value and the scale."""
    end, product = at, 1.0
    found = grammar.multiplier.match(text, end)
    while found is not None:
        name = found["short"] or found["long"].casefold()
        end = found.end()
        scale = grammar.multipliers[name]
        half = grammar.half.match(text, end)
        if half is not None:
            value, end = value + grammar.halves[half["half"].casefold()], half.end()
        value *= scale
        product *= scale
        found = grammar.multiplier.match(text, end) if found["long"] else None
        if found is not None and found["short"]:
            break
    return end, value, product


def _words(text: str, grammar: _Grammar, language: Language) -> Iterator[Number]:
    for run in grammar.words.finditer(text):
        start, end = run.span()
        value = _read_words(text[start:end], language)
        if value is None:
            continue
        half = grammar.half.match(text, end)
        if half is not None:
            value, end = value + grammar.halves[half["half"].casefold()], half.end()
        after, value, scale = _scaled(text, end, value, grammar)
        word = run[0].casefold()
        if word in grammar.weak and word not in grammar.lone and scale == 1.0:
            yield Number(start, after, value)
        else:
            yield Number(start, after, value, bare=word in grammar.lone and scale == 1.0, scale=scale)
    yield from _collectives(text, grammar, language)


def _read_words(words: str, language: Language) -> float | None:
    """text2num reads no "cents" alone and nothing that isn't one well-formed number."""
    plain = words.casefold().replace("\u00a0", " ")
    singular = {"hundred": 100.0, "thousand": 1000.0, "cents": None}
    if plain in singular:
        return singular[plain]
    try:
        return float(text2num(plain, language.value))
    except (ValueError, KeyError):
        return None


def _collectives(text: str, grammar: _Grammar, language: Language) -> Iterator[Number]:
    """ "une centaine", "two dozen", "a hundred", "plusieurs centaines" (no number: left out)."""
    for found in grammar.collective.finditer(text):
        many = (found["many"] or "").casefold()
        count: float | None = 1.0 if many in grammar.lone else _read_words(many, language) if many else None
        if count is None:
            continue
        end, value, _ = _scaled(text, found.end(), count * grammar.collectives[found["unit"].casefold()], grammar)
        yield Number(found.start(), end, value, scale=value)


def _fractions(text: str, grammar: _Grammar) -> Iterator[Number]:
    for found in grammar.fraction.finditer(text):
        value = grammar.fractions[found["part"].casefold()] * grammar.multipliers[found["long"].casefold()]
        yield Number(found.start(), found.end(), value, scale=value)
    for found in re.finditer(r"(?<!\w)an? (million|billion|trillion|thousand|hundred|lakh|crore)(?!\w)", text, re.IGNORECASE):
        name = found[1].casefold()
        if name in grammar.multipliers and "a" in grammar.lone:
            end, value, _ = _scaled(text, found.end(1), grammar.multipliers[name], grammar)
            half = grammar.half.match(text, end)
            if half is not None:
                value, end = value + grammar.halves[half["half"].casefold()] * grammar.multipliers[name], half.end()
            yield Number(found.start(), end, value, scale=value)
