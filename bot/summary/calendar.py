"""Events as an iCalendar file (RFC 5545). Only what has a day is in it; of a month or a year the answer says why it is not."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot import wording
from bot.i18n import t
from bot.model import Certainty, Kind, Language, When
from bot.store.records import StoredFact
from bot.summary.captions import plain
from bot.summary.timeline import best_time, precision
from bot.summary.values import CalendarFile, Item, LeftOut, Precision

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT: Final = "-//Vigie//Vigie//FR"
LONGEST_SUMMARY: Final = 200
_DAY_OF_MONTH: Final = re.compile(r"(?<![\d.,])(?:[12]?\d|3[01])(?![\d])")


def make(items: Iterable[Item], language: Language, *, name: str, guild_id: int, now: datetime) -> CalendarFile:
    """Put events into one file, each as an all-day event on its day or days.

    Args:
        items: what to put in; where articles give a time with more or less precision, the most precise counts.
        language: of titles and descriptions.
        name: of the calendar, as calendar programs show it.
        guild_id: the guild, so that the same fact in two guilds is two events.
        now: when the file is made.
    """
    from icalendar import Calendar  # here: 2 MB that most processes never need

    calendar = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("x-wr-calname", plain(name))
    included, left_out = [], []
    for item in items:
        when = best_time(item)
        reason = why_not(item, when)
        if reason is not None or when is None:
            left_out.append((item.fact, reason or LeftOut.NO_DAY))
        else:
            calendar.add_component(_event(item, when, language, guild_id, now))
            included.append(item.fact)
    return CalendarFile(calendar.to_ical(), tuple(included), tuple(left_out))


def why_not(item: Item, when: When | None = None) -> LeftOut | None:
    """Say why an item can't be put into a calendar; None where it can."""
    when = when or best_time(item)
    if item.fact.fact.certainty is Certainty.DENIED:
        return LeftOut.DENIED
    if when is None:
        return LeftOut.NO_DAY
    known = precision(when)
    if known in (Precision.SINCE, Precision.UNTIL):
        return LeftOut.OPEN
    if known is Precision.YEAR or (known is Precision.RANGE and _whole_years(when)):
        return LeftOut.YEAR_ONLY
    if known is Precision.MONTH or (known is Precision.RANGE and (_whole_months(when) or not _DAY_OF_MONTH.search(when.text))):
        return LeftOut.MONTH_ONLY
    return None


def title(item: Item, language: Language) -> str:
    """Name an event: an event by its own name, anything else by what happens to whom."""
    fact = item.fact.fact
    parties = " → ".join(part for part in (fact.subject, fact.object) if part)
    kind = t(language, f"kind.{fact.kind}")
    named = fact.subject if fact.kind is Kind.SCHEDULED_EVENT else t(language, "calendar.title", kind=kind, what=parties)
    unsure = f" ({t(language, 'certainty.rumoured')})" if fact.certainty is Certainty.RUMOURED else ""
    clean = plain(named)
    return (clean if len(clean) <= LONGEST_SUMMARY else f"{clean[: LONGEST_SUMMARY - 1]}…") + unsure


def _event(item: Item, when: When, language: Language, guild_id: int, now: datetime) -> Event:
    from icalendar import Event, vText, vUri

    fact = item.fact.fact
    first, last = when.start or date.min, when.end or date.min
    event = Event()
    event.add("uid", f"fact-{item.fact.id}-guild-{guild_id}@vigie")
    event.add("dtstamp", now)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # the end is the first day after (RFC 5545, 3.6.1)
    event.add("summary", title(item, language))
    event.add("description", vText(_description(item, when, language)))
    event.add("categories", [t(language, f"kind.{fact.kind}")])
    event.add("status", "TENTATIVE" if fact.certainty is Certainty.RUMOURED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # news keeps nobody's day busy
    if fact.place:
        event.add("location", plain(fact.place))
    if (address := _address(item.fact)) is not None:
        event.add("url", vUri(address))
    return event


def _description(item: Item, when: When, language: Language) -> str:
    fact = item.fact.fact
    lines = [
        t(language, "fact.said", words=fact.evidence.text),
        wording.certainty(language, fact.certainty, cue=fact.cue, source=fact.source),
    ]
    lines.append(wording.when(language, when))
    if item.count > 1:
        lines.append(t(language, "digest.corroborated", n=item.count))
    lines += [part for part in (item.fact.article_title, item.fact.article_site, _address(item.fact)) if part]
    return "\n".join(plain(line) for line in lines)


def _address(stored: StoredFact) -> str | None:
    """The article's address, if it is one that a calendar may open."""
    url = stored.article_url
    if url is None or urlsplit(url).scheme not in {"http", "https"} or plain(url) != url or " " in url:
        return None
    return url


def _whole_months(when: When) -> bool:
    if when.start is None or when.end is None:
        return False
    return when.start.day == 1 and when.end.day == monthrange(when.end.year, when.end.month)[1]


def _whole_years(when: When) -> bool:
    return _whole_months(when) and when.start is not None and when.end is not None and (when.start.month, when.end.month) == (1, 12)
