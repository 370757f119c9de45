"""The date patterns of a language: lexicon/<language>/dates.toml with its placeholders filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from bot.facts.data import table
from bot.model import Language

_GROUP = re.compile(r"\{([a-z_]+)(\d?)([a-z]?)\}")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is needed to read dates in one language; tables are keyed by `key(word)`."""

    language: Language
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    shifts: dict[str, int]
    told: frozenset[str]
    ordinals: dict[str, int]
    parts: dict[str, str]
    daywords: dict[str, int]
    seasons: dict[str, str]
    holidays: dict[str, str]
    numbers: dict[str, int]
    years: dict[str, int]
    day_first: bool
    next_is_next_week: bool
    week_parts: dict[str, list[int]]
    initials: dict[str, list[str]]
    decades: dict[str, int]
    offsets: dict[str, re.Pattern[str]]
    closings: dict[str, re.Pattern[str]]
    run_units: dict[str, str]
    runs: re.Pattern[str]
    openings: dict[str, re.Pattern[str]]
    joins: dict[str, re.Pattern[str]]


def key(word: str) -> str:
    """Fold what varies in writing: case, apostrophes, kinds of spaces, a final full stop."""
    return re.sub(r"\s+", " ", word.casefold().replace("’", "'")).rstrip(".")


def _either(words: list[str]) -> str:
    return "|".join(re.escape(w).replace("\\ ", " ").replace("'", "[’']") for w in sorted(set(words), key=len, reverse=True))


def _dotted(words: list[str]) -> str:
    """Abbreviations may have their full stop; whole words leave it to the sentence."""
    return "|".join(re.escape(w) + (r"\.?" if _shortened(w, words) else "") for w in sorted(set(words), key=len, reverse=True))


def _shortened(word: str, words: list[str]) -> bool:
    """Tell whether a word only shortens another: "jeu", "sun" and "sept" need a day beside them."""
    return any(other != word and other.startswith(word) and len(other) - len(word) > 1 for other in words) or len(word) <= _SHORTEST_NAME


_SHORTEST_NAME = 2


def _folded(data: dict[str, _T]) -> dict[str, _T]:
    return {key(word): value for word, value in data.items()}


@cache
def grammar(language: Language) -> Grammar:
    """Load and compile the patterns of a language, once."""
    data = table(language, "dates")
    cardinals, ordinals = (
        _folded({word: int(value) for value, words in table(language, "cardinals")[name].items() for word in words})
        for name in ("cardinals", "ordinals")
    )
    numbers = cardinals | ordinals
    years = _folded(_year_words(table(language, "cardinals")))
    slots = _slots(data, cardinals, numbers, years)
    ending = f"{_either(list(data['run_units']))}|{slots['unit']}"
    patterns = tuple((use, _compile(pattern, slots)) for use, listed in data["patterns"].items() for pattern in listed)
    return Grammar(
        language=language,
        patterns=patterns,
        months=_folded(data["months"]),
        weekdays=_folded(data["weekdays"]),
        units=_folded(data["units"]),
        shifts=_folded(data["shifts"]),
        told=frozenset(key(word) for word in data["told"]["words"]),
        ordinals=_folded(data["ordinals"]),
        parts=_folded(data["parts"]),
        daywords=_folded(data["daywords"]),
        seasons=_folded(data["seasons"]),
        holidays=_folded(data["holidays"]),
        numbers=numbers,
        years=years,
        day_first=data["day_first"],
        next_is_next_week=data["next_is_next_week"],
        week_parts=data["week_parts"],
        initials=data["initials"],
        decades=_folded(data["decades"]),
        closings={name: re.compile("|".join(f"(?:{one})" for one in listed), re.IGNORECASE) for name, listed in data["closings"].items()},
        offsets={
            name: re.compile(
                rf"(?<!\w)(?:(?P<n>{slots['n']}) (?P<unit>{slots['unit']}) (?:{'|'.join(data['offsets'][name])})|"
                rf"(?:{data['offsets'][name + '_one']})) ?",
                re.IGNORECASE,
            )
            for name in ("after", "before")
        },
        run_units=_folded(data["run_units"]),
        runs=re.compile(rf"(?<![\w-])(?:(?P<n>{slots['n']}) )?(?P<unit>{ending}) (?:{'|'.join(data['offsets']['run'])}) ", re.IGNORECASE),
        openings={name: re.compile(rf"(?<![\w-])(?:{'|'.join(listed)}) ?$", re.IGNORECASE) for name, listed in data["openings"].items()},
        joins={name: re.compile("|".join(f"(?:{one})" for one in listed), re.IGNORECASE) for name, listed in data["joins"].items()},
    )


def _year_words(data: dict[str, dict[str, list[str]]]) -> dict[str, int]:
    """Years written out, from their two halves: "nineteen eighty six", "dix-neuf soixante douze"."""
    return {
        f"{first} {second}": int(century) * 100 + int(rest)
        for century, firsts in data["centuries"].items()
        for first in firsts
        for rest, seconds in data["rests"].items()
        for second in seconds
    }


def _slots(data: dict[str, dict[str, object]], cardinals: dict[str, int], numbers: dict[str, int], years: dict[str, int]) -> dict[str, str]:
    """The regular expression of each placeholder."""
    count, named = _either(list(cardinals)), _either(list(numbers))
    days, month_names = list(data["weekdays"]), list(data["months"])
    full = [word for word in days if not _shortened(word, days)]
    return {
        "day": r"(?<![\d.,/:])(?:0?[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th|ère)?(?![\d/:h%]|[.,]\d)",
        "dayword_number": named,
        "d": r"(?:0?[1-9]|[12]\d|3[01])",
        "m": r"(?:0?[1-9]|[12]\d|3[01])",
        "initials": "|".join(data["initials"]) or "(?!)",
        "dn": r"(?:0?[1-9]|[12]\d|3[01])",
        "dd": r"(?:0[1-9]|[12]\d|3[01])",
        "mm": r"(?:0?[1-9]|1[0-2])",
        "y": r"(?:\d{4}|\d{2})",
        "yyyy": r"(?:1[5-9]|20)\d\d",
        "yy": r"\d\d(?!\d|[.,]\d|:\d)",
        "year": r"(?:1[5-9]|20)\d\d(?![\d%€$]|[.,:]\d)",
        "yearwords": _either(list(years)),
        "month": rf"(?:{_dotted(month_names)})(?!\w)",
        "weekday": rf"(?<![\w-])(?:{_dotted(days)})(?![\w-])",
        "fullday": rf"(?<![\w-])(?:{_either(full)})(?![\w-])",
        "unit": rf"(?:{_either(list(data['units']))})(?!\w)",
        "n": rf"(?:{count}|\d{{1,3}})",
        "shift": rf"(?:{_either(list(data['shifts']))})(?!\w)",
        "ord": rf"(?:{_either(list(data['ordinals']))})(?!\w)",
        "part": rf"(?:{_either(list(data['parts']))})(?!\w)",
        "dayword": rf"(?:{_either(list(data['daywords']))})(?!\w)",
        "season": rf"(?:{_either(list(data['seasons']))})(?!\w)",
        "holiday": rf"(?:{_either(list(data['holidays']))})(?!\w)",
        "decade": r"(?:1[5-9]|20)\d0|[2-9]0",
        "decadeword": rf"(?:{_either(list(data['decades']))})(?!\w)",
        "wn": r"(?:0?[1-9]|[1-4]\d|5[0-3])(?!\d)",
        "q": "[1-4]",
        "h": "[12]",
    }


def _compile(pattern: str, slots: dict[str, str]) -> re.Pattern[str]:
    """Fill the placeholders in; one that a pattern uses twice is numbered "__2", …: one of them matches."""
    used: dict[str, int] = {}

    def fill(found: re.Match[str]) -> str:
        name = f"{found[1]}{found[2]}{found[3]}"
        return f"(?P<{_next(name, used)}>{slots[found[1]]})"

    def rename(found: re.Match[str]) -> str:
        return f"(?P<{_next(found[1], used)}>"

    filled = _GROUP.sub(fill, re.sub(r"\(\?P<([a-z]+)>", rename, pattern))
    return re.compile(filled if pattern[0] == "^" else rf"(?<!\w){filled}(?!\w)", re.IGNORECASE)


def _next(name: str, used: dict[str, int]) -> str:
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}__{used[name]}"


def fields(found: re.Match[str]) -> dict[str, str]:
    """Return the placeholders that a match filled."""
    return {name.split("__")[0]: value for name, value in found.groupdict().items() if value is not None}
