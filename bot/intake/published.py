"""When a page was published, by several witnesses: what it states in structured data, and what htmldate finds in it.

Measured: where both agree the day is right on 96 to 100 % of pages, structured data alone on about 92 %, htmldate alone on 64 to 88 %.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.intake.headline import Surroundings
from bot.intake.structured import Structured
from bot.model import Confidence

EARLIEST = date(1995, 1, 1)  # older than the press on the web
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?Z?)?")
_OFFSET = re.compile(r"\s*([+-]\d{2}):?(\d{2})$")


@dataclass(frozen=True, slots=True)
class Published:
    """`when` keeps the time zone stated; where none is, or only a day, it is that day in UTC."""

    when: datetime | None
    confidence: Confidence | None


def publication(stated: Structured, guessed: str | None, around: Surroundings, html: str, now: datetime) -> Published:
    """Weigh the witnesses.

    Args:
        stated: the page's own data; JSON-LD is heard before meta tags and microdata.
        guessed: htmldate's day, ISO 8601.
        around: the day printed by the headline.
        html: the page's source, to see whether a guessed first of January stands in it.
        now: a day after this one isn't believed, nor one before 1995.
    """
    believed = [when for when in map(parse_instant, (stated.published, stated.meta_published)) if when and plausible(when, now)]
    printed = around.day if around.day and plausible(around.day, now) else None
    guess = parse_instant(guessed or "")
    if guess is not None and (not plausible(guess, now) or _only_a_year(guess.date(), html)):
        guess = None
    if believed:
        when = believed[0]
        others = [*believed[1:], *(day for day in (guess, printed) if day)]
        agree = any(_same_day(when, other) for other in others)
        return Published(when, Confidence.HIGH if agree else Confidence.MEDIUM)
    if printed is not None and (around.stated or guess is None):
        agree = guess is not None and _same_day(printed, guess)
        return Published(printed, Confidence.HIGH if agree else Confidence.MEDIUM if around.stated else Confidence.LOW)
    return Published(guess, Confidence.LOW if guess else None)


def plausible(when: datetime, now: datetime) -> bool:
    """Tell whether something can have been published then; clocks and zones may be a day off."""
    return when.date() >= EARLIEST and when <= now + timedelta(days=1)


def parse_instant(text: str) -> datetime | None:
    """Read an ISO 8601 day or instant as pages write it, aware; None where it is none."""
    text = text.strip()
    if compact := _COMPACT.fullmatch(text):
        text = f"{compact[1]}-{compact[2]}-{compact[3]}" + (f"T{compact[4]}:{compact[5]}:{compact[6] or '00'}" if compact[4] else "")
    tidy = _OFFSET.sub(r"\1:\2", text.replace(" UTC", "Z").replace(" GMT", "Z")) if "T" in text or ":" in text else text
    try:
        when = datetime.fromisoformat(tidy)
    except ValueError:
        day = _DAY.match(text)
        try:
            when = datetime(int(day[1]), int(day[2]), int(day[3]), tzinfo=UTC) if day else None  # type: ignore[assignment]
        except ValueError:
            return None
    if when is None:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _same_day(one: datetime, other: datetime) -> bool:
    """Compare days: the local one or that of UTC, as witnesses differ in which they state."""
    return bool({one.date(), _utc_day(one)} & {other.date(), _utc_day(other)})


def _utc_day(when: datetime) -> date:
    try:
        return when.astimezone(UTC).date()
    except OverflowError:
        return when.date()


def _only_a_year(day: date, html: str) -> bool:
    """Tell whether a first of January was made out of a mere year, as that of a copyright line."""
    if (day.month, day.day) != (1, 1):
        return False
    year = day.year
    written = (
        rf"{year}[-/.]?0?1[-/.]?0?1(?!\d)|(?<!\d)0?1[-/.]0?1[-/.]{year}"
        rf"|(?<!\d)0?1(?:er|st)?\s+jan\w*\.?,?\s+{year}|jan\w*\.?\s+0?1(?:st)?,?\s+{year}"
    )
    return re.search(written, html, re.IGNORECASE) is None
