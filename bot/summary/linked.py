"""Facts as linked data: terms of schema.org where they exist, our own under `vigie:` where they do not.

A fact is a `Claim` with its sentence as text and its article as appearance (https://schema.org/Claim), an event an `Event`, words that
somebody said a `Quotation`.
"""

from __future__ import annotations

from typing import Any, Final

from babel.numbers import is_currency

from bot.model import Amount, Fact, Kind, Person, When
from bot.store.records import StoredFact

CONTEXT: Final[dict[str, str]] = {"@vocab": "https://schema.org/", "vigie": "urn:vigie:terms:"}
_TYPES: Final = {Kind.SCHEDULED_EVENT: "Event", Kind.STATEMENT: "Quotation"}


def node(stored: StoredFact) -> dict[str, Any]:
    """Describe one fact."""
    fact = stored.fact
    found: dict[str, Any] = {
        "@id": f"urn:vigie:fact:{stored.id}",
        "@type": _TYPES.get(fact.kind, "Claim"),
        "vigie:kind": str(fact.kind),
        "vigie:certainty": str(fact.certainty),
        "vigie:confidence": fact.confidence,
        "vigie:evidence": {"text": fact.evidence.text, "vigie:start": fact.evidence.start, "vigie:end": fact.evidence.end},
    }
    found |= _event(fact) if fact.kind is Kind.SCHEDULED_EVENT else _claim(fact)
    found["subjectOf" if fact.kind is Kind.SCHEDULED_EVENT else "appearance" if found["@type"] == "Claim" else "isPartOf"] = _article(
        stored
    )
    if fact.source:
        found["vigie:source"] = {"@type": "Organization", "name": fact.source}
    return found


def _claim(fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {"text": fact.evidence.text}
    if fact.kind is Kind.STATEMENT:
        found["spokenByCharacter"] = {"@type": "Thing", "name": fact.subject}
    else:
        found["about"] = {"@type": "Thing", "name": fact.subject}
    if fact.object:
        found["mentions"] = {"@type": "Thing", "name": fact.object}
    if fact.place:
        found["contentLocation"] = {"@type": "Place", "name": fact.place}
    if fact.amount:
        found["vigie:amount"] = _amount(fact.amount)
    if fact.time:
        found["temporalCoverage"] = interval(fact.time)
    if fact.people:
        found["vigie:people"] = [_person(one) for one in fact.people]
    return found


def _event(fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {"name": fact.subject}
    if fact.object:
        found["organizer"] = {"@type": "Organization", "name": fact.object}
    if fact.place:
        found["location"] = {"@type": "Place", "name": fact.place}
    if fact.time and fact.time.start:
        found["startDate"] = fact.time.start.isoformat()
    if fact.time and fact.time.end:
        found["endDate"] = fact.time.end.isoformat()
    if fact.people:
        found["performer"] = [_person(one) for one in fact.people]
    return found


def interval(when: When) -> str:
    """Write a time as a day or an ISO 8601 interval, `..` for an open end."""
    if when.start is not None and when.start == when.end:
        return when.start.isoformat()
    return "/".join(".." if day is None else day.isoformat() for day in (when.start, when.end))


def _amount(amount: Amount) -> dict[str, Any]:
    currency = is_currency(amount.unit)
    found: dict[str, Any] = {"@type": "MonetaryAmount" if currency else "QuantitativeValue", "vigie:text": amount.text}
    found["currency" if currency else "unitText"] = amount.unit
    if amount.maximum is None:
        return found | {"value": amount.value}
    return found | {"minValue": amount.value, "maxValue": amount.maximum}


def _person(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Person", "name": person.name}
    if person.role:
        found["jobTitle"] = person.role
    if person.organisation:
        found["worksFor"] = {"@type": "Organization", "name": person.organisation}
    return found


def _article(stored: StoredFact) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Article"}
    if stored.article_title:
        found["headline"] = stored.article_title
    if stored.article_url:
        found["url"] = stored.article_url
    if stored.article_site:
        found["publisher"] = {"@type": "Organization", "name": stored.article_site}
    if stored.article_published:
        found["datePublished"] = stored.article_published.isoformat()
    return found
