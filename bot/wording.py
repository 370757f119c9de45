"""Days, money, quantities and certainty in words: what a fact's values look like to a reader.

Texts out of articles go in and come out as they are: whoever shows them escapes them first.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from babel import Locale
from babel.dates import get_month_names
from babel.numbers import format_compact_currency, format_compact_decimal, format_currency, format_percent, is_currency

from bot.i18n import number, t, texts, words
from bot.model import Amount, Certainty, Confidence, Fact, Language, When

COMPACT_FROM = 10_000
"""Smaller sums and counts are written in full: "9 500 €", but "6,6 Md €"."""
HIGH, MEDIUM = 0.8, 0.5
"""Confidences from which a fact's confidence is called high, and medium."""
READER = "reader."
"""How the names of what the model found begin; a rule that agrees stands behind a plus."""
SEASONS = {((3, 20), (6, 20)): "spring", ((6, 21), (9, 22)): "summer", ((9, 22), (12, 21)): "autumn", ((12, 21), (3, 20)): "winter"}
"""First and last day (month, day) of the seasons, as `bot.facts.dates` reads them."""


def day(language: Language, value: date) -> str:
    """Write a day: "14 novembre 2024", "1er août 2024"."""
    return t(language, "date.day", day=_day_of_month(language, value), month=_month(language, value), year=str(value.year))


def when(language: Language, value: When, *, today: date | None = None) -> str:
    """Write a span of days as precisely as it is known: a day, days, a month, a quarter, a year, or one open end.

    `today` tells "depuis" from "à partir du" when only the first day is known.
    """
    if value.start is None:
        return value.text if value.end is None else t(language, "date.until", day=day(language, value.end))
    if value.end is None:
        ahead = today is not None and value.start > today
        return t(language, "date.from" if ahead else "date.since", day=day(language, value.start))
    return _span(language, value.start, value.end)


def _span(language: Language, start: date, end: date) -> str:
    if start == end:
        return day(language, start)
    if start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        return _months(language, start, end)
    season = SEASONS.get(((start.month, start.day), (end.month, end.day)))
    if season is not None and (end - start).days < 100:
        return t(language, f"date.{season}", year=str(start.year), next_year=str(end.year))
    if start.year != end.year:
        return t(language, "date.span", start=day(language, start), end=day(language, end))
    first, last, year = _day_of_month(language, start), str(end.day), str(end.year)
    if start.month == end.month:
        return t(language, "date.days", first=first, last=last, month=_month(language, end), year=year)
    last = _day_of_month(language, end)
    months = {"first_month": _month(language, start), "last_month": _month(language, end)}
    return t(language, "date.days_of_months", first=first, last=last, year=year, **months)


def _months(language: Language, start: date, end: date) -> str:
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    year = str(start.year)
    if count == 1:
        return t(language, "date.month", month=_month(language, start), year=year)
    if count % 12 == 0 and start.month == 1:
        return t(language, "date.year", year=year) if count == 12 else t(language, "date.years", first=year, last=str(end.year))
    if start.year != end.year:
        first, last = (t(language, "date.month", month=_month(language, part), year=str(part.year)) for part in (start, end))
        return t(language, "date.span", start=first, end=last)
    for length, key in ((3, "date.quarter"), (6, "date.half")):
        if count == length and start.month % length == 1:
            return t(language, key, number=words(language, "date.ordinals")[start.month // length], year=year)
    return t(language, "date.months", first_month=_month(language, start), last_month=_month(language, end), year=year)


def _month(language: Language, value: date) -> str:
    return str(get_month_names("wide", locale=language.value)[value.month])


def _day_of_month(language: Language, value: date) -> str:
    return t(language, "date.first_of_month") if value.day == 1 else str(value.day)


def amount(language: Language, value: Amount) -> str:
    """Write an amount short enough to read at a glance: "6,6 Md €", "12 %", "9 bureaux"; the article's own words for an unknown unit."""
    low = _quantity(language, value.value, value.unit)
    if low is None:
        return value.text
    if value.maximum is None or value.maximum == value.value:
        return low
    return t(language, "unit.range", low=low, high=_quantity(language, value.maximum, value.unit) or value.text)


def _quantity(language: Language, value: float, unit: str) -> str | None:
    locale = language.value
    if unit == "percent":
        pattern = Locale.parse(locale).percent_formats[None].pattern.replace("##0", "##0.##")
        return str(format_percent(value / 100, pattern, locale=locale))
    if is_currency(unit):
        if abs(value) >= COMPACT_FROM:
            return str(format_compact_currency(value, unit, locale=locale, fraction_digits=2))
        pattern = Locale.parse(locale).currency_formats["standard"].pattern
        whole = float(value).is_integer()
        return str(format_currency(value, unit, pattern.replace(".00", "") if whole else pattern, locale=locale, currency_digits=not whole))
    if f"unit.{unit}" not in texts(language):
        return None
    written = format_compact_decimal(value, locale=locale, fraction_digits=2) if abs(value) >= 1_000_000 else number(language, value)
    return t(language, f"unit.{unit}", n=value, value=written)


def certainty(language: Language, value: Certainty, *, cue: str | None = None, source: str | None = None) -> str:
    """Say how sure the article is, in words, with what made it so: "selon Le Monde", "non confirmé : « aurait »"."""
    said = t(language, f"certainty.{value}")
    if cue and _tells(value, source):
        said = t(language, "certainty.cue", certainty=said, cue=cue)
    if not source:
        return said
    told_by = t(language, "certainty.according_to", source=source)
    return told_by if value in (Certainty.REPORTED, Certainty.CONFIRMED) else f"{told_by}, {said}"


def grounds(language: Language, value: Certainty, *, cue: str | None = None, source: str | None = None) -> str:
    """Say what a certainty that is already named rests on: "selon Le Monde, « aurait »"; nothing where the article simply says so."""
    told_by = t(language, "certainty.according_to", source=source) if source else ""
    words_used = t(language, "fact.said", words=cue) if cue and _tells(value, source) else ""
    return ", ".join(part for part in (told_by, words_used) if part)


def _tells(value: Certainty, source: str | None) -> bool:
    """Whether the words that decided a certainty tell more than its name and source do."""
    return value is not Certainty.CONFIRMED and (value is not Certainty.REPORTED or not source)


def witnesses(language: Language, fact: Fact) -> str:
    """Say who found a fact, and how sure they are: the model that reads, a rule, or both. The rule itself is for `explain`."""
    read, ruled = fact.rule.startswith(READER), "+" in fact.rule or not fact.rule.startswith(READER)
    found = "both" if read and ruled else "reader" if read else "rule"
    return t(language, f"fact.found_by_{found}", confidence=confidence(language, fact.confidence))


def confidence(language: Language, value: float) -> str:
    """Say a confidence of 0 to 1 in a word."""
    name = Confidence.HIGH if value >= HIGH else Confidence.MEDIUM if value >= MEDIUM else Confidence.LOW
    return t(language, f"fact.confidence_{name}")
