"""Where a sentence writes an annotated value: numbers and days have no words in the annotation.

Training needs to know which words may be meant, not to read them: every expression that does not contradict the annotation is accepted,
and the reader learns which of them it is from those sentences that hold only one.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from training.corpus import Article
from training.mentions import Extent

Days = tuple[date | None, date | None]

BLANK = r"[\s\u00a0\u202f]"
NUMBER = re.compile(rf"\d(?:[\d.,]|{BLANK}(?=\d{{3}}(?!\d)))*\d|\d")
SCALE = re.compile(
    rf"(?:{BLANK}|-)*(milliards?|billions?|bn|md|mds|millions?|mln|m|milliers|mille|thousand|k|trillions?|tn)?(?![a-z])", re.IGNORECASE
)
SCALES = {
    "milliard": 9,
    "md": 9,
    "bn": 9,
    "million": 6,
    "mln": 6,
    "m": 6,
    "millier": 3,
    "mille": 3,
    "thousand": 3,
    "k": 3,
    "trillion": 12,
    "tn": 12,
}
WORDS = {
    "un une one a": 1, "deux two": 2, "trois three": 3, "quatre four": 4, "cinq five": 5, "six": 6, "sept seven": 7, "huit eight": 8,
    "neuf nine": 9, "dix ten dizaine": 10, "onze eleven": 11, "douze twelve douzaine dozen": 12, "quinze fifteen quinzaine": 15,
    "vingt twenty vingtaine": 20, "trente thirty trentaine": 30, "quarante forty quarantaine": 40, "cinquante fifty cinquantaine": 50,
    "cent hundred centaine": 100, "mille thousand millier": 1000,
}  # fmt: skip
NUMBER_WORDS = {word: value for words, value in WORDS.items() for word in words.split()}
WORD = re.compile(r"[^\W\d_]+")

MONTHS = {
    "janvier january jan": 1, "février february fév feb": 2, "mars march mar": 3, "avril april apr": 4, "mai may": 5, "juin june jun": 6,
    "juillet july jul": 7, "août aout august aug": 8, "septembre september sept sep": 9, "octobre october oct": 10,
    "novembre november nov": 11, "décembre december déc dec": 12,
}  # fmt: skip
MONTH_NUMBERS = {word: number for words, number in MONTHS.items() for word in words.split()}
DAYS = ("lundi monday", "mardi tuesday", "mercredi wednesday", "jeudi thursday", "vendredi friday", "samedi saturday", "dimanche sunday")
DAY_NUMBERS = {word: number for number, words in enumerate(DAYS) for word in words.split()}
_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_DAY = "|".join(DAY_NUMBERS)
_PERIOD = (
    r"trimestre|semestre|quarter|half|hiver|printemps|été|automne|winter|spring|summer|autumn|fall|week-end|weekend|semaine|week|mois|"
    r"month|année|an(?= (?:dernier|prochain|passé))|ans|year|years|exercice|matin|soir|nuit|morning|evening|night|"
    r"jours?|days?|semaines|weeks|months|décennie|decade"
)
_NOW = (
    r"hier|aujourd['’]hui|demain|avant-hier|après-demain|yesterday|today|tomorrow|tonight|désormais|actuellement|récemment|prochainement|"
    r"bientôt|depuis|recently|currently|soon|since|overnight|lendemain|veille"
)
TIME = re.compile(
    rf"(?<!\w)(?:(?:{_DAY})s?(?:,?{BLANK}+)?)?(?:(?:le|on|the|fin|début|mi|late|early|mid|end)[-\s]+)?(?:(?:\d{{1,2}}(?:er|st|nd|rd|th)?{BLANK}+)?(?:{_MONTH})\.?"
    rf"(?:{BLANK}+\d{{1,2}}(?!\d)(?:st|nd|rd|th)?)?(?:,?{BLANK}+(?:19|20)\d\d)?|(?:19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?)(?!\w)"
    rf"|(?<!\w)(?:{_DAY})(?:{BLANK}+(?:dernier|prochain|matin|soir|morning|evening|night))?(?!\w)"
    rf"|(?<!\w)(?:[\w'’-]+{BLANK}+){{0,2}}(?:{_PERIOD})(?:{BLANK}+(?:dernière?|prochaine?|passée?|écoulée?|fiscale?|(?:19|20)\d\d))?(?!\w)"
    rf"|(?<!\w)(?:{_NOW})(?!\w)|(?<!\w)[TQHS][1-4](?:{BLANK}+(?:19|20)\d\d)?(?!\w)|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class ValueSpans(Protocol):
    """Finds the words of annotated values. None: the sentence does not hold them."""

    def amounts(self, article: Article, sentence: Extent, value: float) -> list[Extent] | None:
        """Spans in the sentence whose number is `value`."""

    def times(self, article: Article, sentence: Extent, days: Days) -> list[Extent] | None:
        """Spans in the sentence that mean these days."""


class PlainValues:
    """Numbers in digits or in one word with a scale, and times by their form."""

    def amounts(self, article: Article, sentence: Extent, value: float) -> list[Extent] | None:
        """See `ValueSpans`."""
        found = []
        for start, end, readings in _numbers(article.text, sentence):
            scale = SCALE.match(article.text, end)
            word = (scale.group(1) or "").lower() if scale else ""
            if any(_equal(number * factor, value) for number in readings for factor in _factors(word)):
                found.append(Extent(start, scale.end(1) if scale and word else end))
        return found or None

    def times(self, article: Article, sentence: Extent, days: Days) -> list[Extent] | None:
        """See `ValueSpans`."""
        found = [Extent(*match.span()) for match in TIME.finditer(article.text, sentence.start, sentence.end)]
        return [extent for extent in found if _may_mean(article.text[extent.start : extent.end].lower(), days)] or None


def _numbers(text: str, sentence: Extent) -> list[tuple[int, int, set[float]]]:
    digits = [(m.start(), m.end(), _readings(m.group())) for m in NUMBER.finditer(text, sentence.start, sentence.end)]
    words = [(m, NUMBER_WORDS.get(m.group().lower())) for m in WORD.finditer(text, sentence.start, sentence.end)]
    return digits + [(m.start(), m.end(), {float(value)}) for m, value in words if value is not None]


def _readings(digits: str) -> set[float]:
    """What digits may mean, the comma and the point being the mark of either thousands or decimals."""
    bare = re.sub(r"\s", "", digits)
    texts = {re.sub(r"[.,]", "", bare)}
    match = re.fullmatch(r"([\d.,]*)[.,](\d+)", bare)
    if match:
        texts.add(re.sub(r"[.,]", "", match.group(1)) + "." + match.group(2))
    return {float(text) for text in texts}


def _factors(word: str) -> set[float]:
    bare = word.rstrip("s")
    if bare == "billion":
        return {1e9, 1e12}
    return {1.0, 10.0 ** SCALES.get(bare, 0)}


def _equal(number: float, value: float) -> bool:
    return abs(number - value) <= 1e-6 * max(1.0, abs(value))


def _may_mean(words: str, days: Days) -> bool:
    """Whether no year, month or weekday in the words contradicts the days."""
    known = [day for day in days if day is not None]
    years, first, last = {day.year for day in known}, min(known), max(known)
    if any(not min(years) <= int(year) <= max(years) for year in YEAR.findall(words)):
        return False
    months = [MONTH_NUMBERS[word] for word in WORD.findall(words) if word in MONTH_NUMBERS]
    span = (last.year - first.year) * 12 + last.month - first.month
    if any((month - first.month) % 12 > span for month in months):
        return False
    weekdays = [DAY_NUMBERS[word] for word in WORD.findall(words) if word in DAY_NUMBERS]
    return not weekdays or (last - first).days > 5 or any(day.weekday() in weekdays for day in (first, last))
