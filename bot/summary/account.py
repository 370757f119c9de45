"""A stored fact made comparable with those of other articles: names resolved, places and objects read, numbers with their precision."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.model import Certainty, EntityKind, Fact, Kind, Language, When
from bot.store.records import Named, StoredFact, Telling
from bot.summary import lexicon, names, places, things
from bot.summary.folding import normal
from bot.summary.measures import Sum, read_amount

_OF_PEOPLE: Final = frozenset({Kind.APPOINTMENT, Kind.DEPARTURE, Kind.ROLE})
_SITED: Final = frozenset({Kind.EXPANSION, Kind.CLOSURE, Kind.INVESTMENT})
"""Kinds whose object may hold the place: "l'usine de Thouars"."""
_OF_PRODUCTS: Final = frozenset({Kind.LAUNCH, Kind.DELAY})
_COUNTS: Final = {Kind.LAYOFFS: "jobs", Kind.HIRING: "jobs"}
_SPOKEN_OF: Final = {Kind.RESULTS: "metrics", Kind.INCIDENT: "incidents"}
"""Kinds whose sentence tells what their object is of: a metric, a mishap."""
_ADDED: Final = frozenset({"interim"})
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
    people: tuple[names.Name, ...]
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
    def against(self) -> bool:
        """Whether its sentence speaks against the fact, read so or not."""
        return self.denied or bool(things.concepts_in(self.stored.fact.evidence.text, "denial"))

    @property
    def weight(self) -> int:
        """How many slots it tells: the fullest accounts are put together first."""
        return sum(slot is not None for slot in (self.object, self.place, self.role, self.amount, self.time, self.label)) + bool(
            self.people
        )


def told_on(stored: StoredFact) -> date:
    """The day of a fact's article: published, else posted."""
    return stored.article_published or stored.posted_at.date()


def account(telling: Telling) -> Account:
    """Make a fact comparable."""
    fact, language = telling.stored.fact, telling.language
    known = {normal(named.name): named for named in telling.names}
    people = fact.people if fact.kind in _OF_PEOPLE else ()
    return Account(
        telling=telling,
        kind=fact.kind,
        subject=names.name(fact.subject, _of(known, fact.subject), language),
        subject_thing=things.thing(fact.subject, None, language) if fact.kind in _DESCRIBED else None,
        object=None if fact.kind in _OF_PEOPLE else _object(fact, known, language),
        place=_place(fact, language),
        people=tuple(names.name(one.name, _of(known, one.name), language) for one in people),
        role=_role(people[0].role, fact.evidence.text) if people and people[0].role else None,
        amount=read_amount(fact.amount, fact.evidence.text, counts=_COUNTS.get(fact.kind)) if fact.amount else None,
        time=fact.time if fact.time and (fact.time.start or fact.time.end) else None,
        label=_label(fact.evidence.text),
        words=_words(fact.evidence.text) if fact.kind is Kind.STATEMENT else "",
        told=told_on(telling.stored),
    )


def _of(known: dict[str, Named], name: str | None) -> Named | None:
    return known.get(normal(name)) if name else None


def _object(fact: Fact, known: dict[str, Named], language: Language | None) -> things.Thing | None:
    """The object without the place in it; a product that is launched under its own name; what the sentence speaks of, where that is one."""
    written = fact.object
    if written and (normal(written) != normal(fact.place) or fact.kind in _SITED or places.is_known(written, language)):
        written = _without(written, fact.place)
    if not written and fact.kind in _OF_PRODUCTS and _is_product(fact.subject, _of(known, fact.subject)):
        written = fact.subject
    found = things.thing(written, _of(known, written), language) if written else None
    table = _SPOKEN_OF.get(fact.kind)
    told = things.concepts_in(fact.evidence.text, table) if table else frozenset()
    if len(told) != 1:
        return found
    return things.Thing(None, told, frozenset(), language) if found is None or not found.named else replace(found, concepts=told)


def _is_product(name: str, known: Named | None) -> bool:
    """Whether a name is a product's: the article calls it one, or it ends in a number, as no maker's name does."""
    return name[-1:].isdigit() or (known is not None and known.kind is EntityKind.PRODUCT)


def _without(phrase: str, place: str | None) -> str:
    """A phrase without the words of a place: "boutique de Genève" is a shop, the place has a slot of its own."""
    gone = set(normal(place).split()) if place else set()
    return " ".join(word for word in phrase.split() if not gone or not set(normal(word).split()) & gone)


def _place(fact: Fact, language: Language | None) -> places.Place | None:
    if fact.place:
        return places.place(fact.place, language)
    if fact.kind not in _SITED or not fact.object:
        return None
    if places.is_known(fact.object, language):
        return places.place(fact.object, language)
    part = things.proper_part(fact.object)
    return places.place(part, language) if part and things.has_concept(fact.object) else None


def _role(role: str, sentence: str) -> str:
    """A role with what the sentence adds to it: "acting" stands apart from it in French."""
    return " ".join([role, *sorted(things.concepts_in(sentence, "markers") & _ADDED)])


def _label(sentence: str) -> str | None:
    """The letter of a round or phase that the sentence names, None for none or several."""
    marks = lexicon.label_words()
    found = {match.group(2) for match in _LETTER.finditer(sentence) if normal(match.group(1)) in marks}
    return found.pop() if len(found) == 1 else None


def _words(sentence: str) -> str:
    """What was said, folded: the longest quotation, or the whole sentence where there is none."""
    quoted = max((match.group(1) for match in _QUOTED.finditer(sentence)), key=len, default="")
    return normal(quoted or sentence)
