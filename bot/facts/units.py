"""What a number counts: currencies, percentages, points and nouns, read after it or before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.facts.data import table
from bot.model import Language

_GAP = r"[ \u00a0\u202f\u2009]"
_LONGEST_PREFIX = 26
_LONGEST_SUFFIX = 90


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit beside a number: `start` and `end` frame number and unit, or the unit alone where it follows."""

    start: int
    end: int
    name: str
    scale: float = 1.0
    is_noun: bool = False


@dataclass(frozen=True, slots=True)
class _Grammar:
    after: re.Pattern[str]
    noun: re.Pattern[str]
    before: re.Pattern[str]
    plural: re.Pattern[str]
    percent_before: re.Pattern[str]
    cents: re.Pattern[str]
    names: dict[str, str]
    nouns: dict[str, str]
    signs: dict[str, str]
    ambiguous: frozenset[str]


_SCALES = {"k": 1e3, "M": 1e6, "Md": 1e9, "Mds": 1e9, "G": 1e9}


def either(words: list[str]) -> str:
    """Return an alternation of `words`, the longest first."""
    return "|".join(re.escape(word).replace("\\ ", f"(?:{_GAP}|-)").replace("'", "['’]") for word in sorted(words, key=len, reverse=True))


@cache
def _grammar(language: Language) -> _Grammar:
    data, money = table(language, "amounts"), table(None, "currencies")
    codes = money["codes"]["list"]
    names = dict.fromkeys(data["percent"], "percent")
    names |= dict.fromkeys(data["basis_points"], "basis points") | dict.fromkeys(data["points"], "points") | data["currencies"]
    names = {_key(word): unit for word, unit in names.items()}
    nouns = {_key(word): unit for unit, words in data["nouns"].items() for word in words}
    signs = {_key(sign): unit for sign, unit in money["signs"].items()} | {code.casefold(): code for code in codes}
    of = data["of"]
    written = either([word for word in names if word[-1].isalpha()])
    marks = either([word for word in names if not word[-1].isalpha()])
    sign = either([*money["signs"]])
    code = "|".join(codes)
    dollars = either([name for name in money["signs"] if name.endswith("$") and len(name) > 2])
    long = either([noun for noun in nouns if len(noun) > 3])
    ordinary = either(data["ordinary"])
    repeat = "{0,2}" if data["head"] == "last" else "{0,2}?"
    short = either([word for words in data["nouns"].values() for word in words if len(word) <= 3])
    return _Grammar(
        after=re.compile(
            rf"(?:{_GAP}|-)?(?:{of})?(?:(?P<word>(?i:{written}))(?!\w)|(?P<mark>{marks})(?!\d)|(?P<scale>Mds?|[kMG])?(?P<code>{code})(?![^\W\d])|(?P<sign>{sign})(?![^\W\d]))"
        ),
        noun=re.compile(
            rf"(?:{_GAP}(?i:{either(data['parts'])})(?!\w))?(?:(?:{_GAP}|-)(?:{of})?(?!(?i:{ordinary})(?!\w))[^\W\d_][\w’'-]*){repeat}"
            rf"(?:{_GAP}|-)(?:{of})?(?P<long>(?i:{long}))(?!\w)|{_GAP}?(?P<short>{short})(?!\w)"
        ),
        plural=re.compile(data["plural"].replace("ORDINARY", ordinary)),
        before=re.compile(
            rf"(?:(?<!\w)(?P<far>(?i:US|HK|CA|AU|NZ|NT|C)) ?\${_GAP}?|(?<!\w)(?P<code>(?i:{code})){_GAP}?"
            rf"|(?P<letters>(?<!\w)(?:{sign}|(?i:{dollars}))|[$€£¥₹₩₽₺₪₡]){_GAP}?)$"
        ),
        percent_before=re.compile(rf"(?<!\w)(?:{either(data['percent_before'])}){_GAP}$", re.IGNORECASE),
        cents=re.compile(rf"{_GAP}?(?P<cents>{either(data['cents'])})(?!\w)", re.IGNORECASE),
        names=names,
        nouns=nouns,
        signs=signs,
        ambiguous=frozenset(map(_key, data["ambiguous"])),
    )


def _key(word: str) -> str:
    return re.sub(r"[\s\u00a0\u202f-]+", " ", word.casefold().replace("’", "'"))


def before(text: str, start: int, language: Language) -> Unit | None:
    """Return the currency sign or code that ends where a number starts: "US$ ", "EUR "."""
    grammar = _grammar(language)
    begin = max(0, start - _LONGEST_PREFIX)
    found = grammar.before.search(text[begin:start])
    if found is not None:
        if found["far"]:
            name = grammar.signs[f"{found['far'].casefold()}$"]
        else:
            written = found["code"] or found["letters"]
            if found["code"] and not (written.isupper() or written.islower()):
                return None
            if found["code"] and written.islower() and text[start - 1].isspace():
                return None
            name = grammar.signs[_key(written)]
        return Unit(begin + found.start(), start, name)
    found = grammar.percent_before.search(text[begin:start])
    return Unit(begin + found.start(), start, "percent") if found else None


def after(text: str, end: int, value: float, language: Language) -> Unit | None:
    """Return the currency, percentage or points written after a number."""
    grammar = _grammar(language)
    found = grammar.after.match(text, end)
    if found is None:
        return None
    if found["code"]:
        return Unit(end, found.end(), found["code"], _SCALES.get(found["scale"] or "", 1.0))
    if found["sign"]:
        return Unit(end, found.end(), grammar.signs[_key(found["sign"])])
    key = _key(found["word"] or found["mark"])
    if key in grammar.ambiguous and abs(value) < 100:
        return None
    return Unit(end, found.end(), grammar.names[key])


def cents(text: str, end: int, language: Language) -> int | None:
    """Return where "cents" or its like after a number ends."""
    found = _grammar(language).cents.match(text, end)
    return found.end() if found else None


def noun(text: str, end: int, language: Language) -> Unit | None:
    """Return the counted noun, at most two adjectives after the number: "200 nouveaux postes"."""
    grammar = _grammar(language)
    found = grammar.noun.match(text, end, min(len(text), end + _LONGEST_SUFFIX))
    if found is None:
        plain = grammar.plural.match(text, end, min(len(text), end + _LONGEST_SUFFIX))
        return Unit(end, plain.end(), plain["noun"].casefold(), is_noun=True) if plain else None
    written = found["long"] or found["short"]
    return Unit(end, found.end(), grammar.nouns[_key(written)], is_noun=True)


@cache
def currencies(language: Language) -> frozenset[str]:
    """Return every unit that is money."""
    return frozenset(table(language, "amounts")["currencies"].values()) | frozenset(table(None, "currencies")["signs"].values())


@cache
def ordinary(language: Language) -> frozenset[str]:
    """Return the small words that no unit begins with."""
    return frozenset(table(language, "amounts")["ordinary"])


@cache
def _dollar_words() -> re.Pattern[str]:
    named = table(None, "currencies")["dollars"]
    return re.compile("|".join(rf"(?P<{code}>(?<!\w)(?:{either(words)})(?!\w))" for code, words in named.items()))


def dollar(text: str) -> str:
    """Return whose dollar a bare "$" is, by the countries, towns and exchanges that the text names; the American one in doubt."""
    counts: dict[str, int] = {}
    for found in _dollar_words().finditer(text):
        code = found.lastgroup or "USD"
        counts[code] = counts.get(code, 0) + 1
    best = max(counts, key=lambda code: (counts[code], code == "USD"), default="USD")
    return best if counts.get(best, 0) >= _FEWEST_WORDS else "USD"


_FEWEST_WORDS = 2
