"""A stored fact made comparable with those of other articles: names resolved, places and objects read, numbers with their precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.model import Certainty, Kind, When
from bot.store.records import Named, StoredFact, Telling
from bot.summary import lexicon, names, places, things
from bot.summary.folding import normal
from bot.summary.measures import Sum, read_amount

_OF_PEOPLE: Final = frozenset({Kind.APPOINTMENT, Kind.DEPARTURE, Kind.ROLE})
_SITED: Final = frozenset({Kind.EXPANSION, Kind.CLOSURE, Kind.INVESTMENT})
"""Kinds whose object may hold the place: "l'usine de Thouars"."""
_DESCRIBED: Final = frozenset({Kind.METRIC, Kind.SCHEDULED_EVENT})
"""Kinds whose subject is a phrase rather than a name."""
_LETTER: Final = re.compile(r"(\w+)\s+([A-K])\b")
_QUOTED: Final = re.compile(r"[«“\"]\s*([^»”\"]{12,}?)\s*[»”\"]")


@dataclass(frozen=True, slots=True)
class Account:
    """One article's account of a thing; `told` is the day of the article, `words` what was said, for statements."""

    telling: Telling
    kind: Kind
    subject: names.Name
    subject_thing: things.Thing | None
    object: things.Thing | None
    place: places.Place | None
    person: names.Name | None
    role: str | None
    amount: Sum | None
    time: When | None
    label: str | None
    words: str
    told: date

    @property
    def stored(self) -> StoredFact:
        """The fact itself."""
        return self.telling.stored

    @property
    def certainty(self) -> Certainty:
        """How sure its article is."""
        return self.stored.fact.certainty

    @property
    def denied(self) -> bool:
        """Whether the article says that it is not so."""
        return self.certainty is Certainty.DENIED

    @property
    def weight(self) -> int:
        """How many slots it tells: the fullest accounts are put together first."""
        return sum(slot is not None for slot in (self.object, self.place, self.person, self.role, self.amount, self.time, self.label))


def told_on(stored: StoredFact) -> date:
    """The day of a fact's article: published, else posted."""
    return stored.article_published or stored.posted_at.date()


def account(telling: Telling) -> Account:
    """Make a fact comparable."""
    stored, language = telling.stored, telling.language
    fact = stored.fact
    known = {normal(named.name): named for named in telling.names}
    obj = things.thing(fact.object, _of(known, fact.object), language) if fact.object else None
    person = fact.people[0] if fact.people and fact.kind in _OF_PEOPLE else None
    return Account(
        telling=telling,
        kind=fact.kind,
        subject=names.name(fact.subject, _of(known, fact.subject), language),
        subject_thing=things.thing(fact.subject, None, language) if fact.kind in _DESCRIBED else None,
        object=None if fact.kind in _OF_PEOPLE else obj,
        place=_place(telling, obj),
        person=names.name(person.name, _of(known, person.name), language) if person else None,
        role=person.role if person else None,
        amount=read_amount(fact.amount, fact.evidence.text) if fact.amount else None,
        time=fact.time if fact.time and (fact.time.start or fact.time.end) else None,
        label=_label(fact.evidence.text),
        words=_words(fact.evidence.text) if fact.kind is Kind.STATEMENT else "",
        told=told_on(stored),
    )


def _of(known: dict[str, Named], name: str | None) -> Named | None:
    return known.get(normal(name)) if name else None


def _place(telling: Telling, obj: things.Thing | None) -> places.Place | None:
    fact = telling.stored.fact
    if fact.place:
        return places.place(fact.place, telling.language)
    if fact.kind in _SITED and fact.object and obj is not None and obj.proper is not None and obj.concepts:
        return places.place(things.proper_part(fact.object), telling.language)
    return None


def _label(sentence: str) -> str | None:
    """The letter of a round or phase that the sentence names, None for none or several."""
    marks = lexicon.label_words()
    found = {match.group(2) for match in _LETTER.finditer(sentence) if normal(match.group(1)) in marks}
    return found.pop() if len(found) == 1 else None


def _words(sentence: str) -> str:
    """What was said, folded: the longest quotation, or the whole sentence where there is none."""
    quoted = max((match.group(1) for match in _QUOTED.finditer(sentence)), key=len, default="")
    return normal(quoted or sentence)
