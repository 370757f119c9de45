"""A fact in two lines: what happened, and how sure that is. Every text out of an article is made safe here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from bot import wording
from bot.i18n import t
from bot.model import Fact, Kind, Language, Person
from bot.store.records import StoredFact
from cogs._text import ELLIPSIS, clean, fit, message_link, timestamp, width

NAME: Final = 70
THING: Final = 90
WORDS: Final = 40
SAID: Final = 120
LINE: Final = 240
BELOW: Final = 150
STORED: Final = 430
"""Characters of a fact in a list: eight of them, with their headings, fit into one message."""
QUOTED: Final = re.compile(r'«\s*([^«»]+?)\s*»|“([^“”]+)”|"([^"]+)"')
TOLD: Final = frozenset({Kind.STATEMENT})
"""Kinds that say nothing without their words."""


def fact_lines(language: Language, fact: Fact, *, today: date) -> str:
    """Write a fact in two lines of at most 400 characters together."""
    return _lines(language, fact, today, certainty(language, fact))


def stored_lines(language: Language, stored: StoredFact, *, today: date, grouped: bool = False) -> str:
    """Write a fact with the site and the day of its article: at most `STORED` characters; `grouped` under a heading that names its
    certainty."""
    if grouped:
        return _lines(language, stored.fact, today, joined([grounds(language, stored.fact), origin(language, stored)], BELOW))
    return joined([fact_lines(language, stored.fact, today=today), origin(language, stored)], STORED)


def origin(language: Language, stored: StoredFact) -> str:
    """Name where a fact comes from and the day of its article."""
    published = "" if stored.article_published is None else wording.day(language, stored.article_published)
    return joined([site(language, stored), published], LINE)


def certainty(language: Language, fact: Fact) -> str:
    """Say how sure the article is, with the words that made it so."""
    cue, source = _shown(fact.cue), _shown(fact.source)
    return wording.certainty(language, fact.certainty, cue=cue, source=source)


def grounds(language: Language, fact: Fact) -> str:
    """Say what a certainty that a heading names already rests on; often nothing."""
    cue, source = _shown(fact.cue), _shown(fact.source)
    return wording.grounds(language, fact.certainty, cue=cue, source=source)


def site(language: Language, stored: StoredFact) -> str:
    """Name where a fact comes from: the publisher, else the host of the page, else a pasted text."""
    if stored.article_site:
        return fit(stored.article_site, WORDS)
    host = urlsplit(stored.article_url).hostname if stored.article_url else None
    return fit(host, WORDS) if host else t(language, "article.pasted")


def posted(language: Language, stored: StoredFact, guild_id: int | None) -> str:
    """Say when the article was posted, with a link to the message."""
    return t(language, "fact.posted", when=timestamp(stored.posted_at), link=message_link(guild_id, stored.channel_id, stored.message_id))


def joined(parts: Iterable[str], limit: int) -> str:
    """Join parts with dots until one no longer fits: what is left out is marked."""
    text = ""
    for part in parts:
        if not part:
            continue
        longer = f"{text} · {part}" if text else part
        if width(longer) > limit - 2:
            return f"{text} {ELLIPSIS}".strip()
        text = longer
    return text


def _lines(language: Language, fact: Fact, today: date, below: str) -> str:
    what = joined(_parts(language, fact, today), LINE)
    return f"**{t(language, f'kind.{fact.kind}')}** · {what}\n-# {below}"


def _shown(words: str | None) -> str | None:
    return fit(words, WORDS) if words else None


def _parts(language: Language, fact: Fact, today: date) -> Iterator[str]:
    subject = next((_person(language, person) for person in fact.people if person.name == fact.subject), fit(fact.subject, NAME))
    thing = fit(fact.object, THING) if fact.object else ""
    yield t(language, "fact.to", subject=subject, object=thing) if thing else subject
    if fact.kind in TOLD:
        quoted = _quoted(fact.evidence.text)
        yield t(language, "fact.said", words=fit(quoted, SAID)) if quoted else fit(fact.evidence.text, SAID)
    for person in fact.people[:3]:
        if person.name != fact.subject:
            yield _person(language, person)
    if fact.amount is not None:
        yield fit(wording.amount(language, fact.amount), WORDS)
    if fact.place and clean(fact.place) != clean(fact.object or ""):
        yield fit(fact.place, WORDS)
    if fact.time is not None:
        yield fit(wording.when(language, fact.time, today=today), 60)


def _person(language: Language, person: Person) -> str:
    name = fit(person.name, NAME)
    return t(language, "fact.person_role", name=name, role=fit(person.role, WORDS)) if person.role else name


def _quoted(sentence: str) -> str:
    """The longest words between quotation marks, which alone are somebody's own; nothing where there are none."""
    return max((next(filter(None, found.groups())) for found in QUOTED.finditer(sentence)), key=len, default="").strip(" ,")
