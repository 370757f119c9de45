"""Extractions as the objects that the command prints (the fact contract)."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.model import Amount, Extraction, Fact, When

Json = dict[str, Any]


def extraction_json(extraction: Extraction, *, spans: bool = False) -> Json:
    """One article's answer, without its id."""
    found: Json = {
        "article": {
            "language": extraction.language.value,
            "published": extraction.published.isoformat(),
            "published_from": extraction.published_from.value,
        },
        "entities": [{"name": one.name, "kind": one.kind.value, "aliases": list(one.aliases)} for one in extraction.entities],
        "facts": [fact_json(fact) for fact in extraction.facts],
    }
    return found | spans_json(extraction) if spans else found


def fact_json(fact: Fact) -> Json:
    """One fact."""
    return {
        "kind": fact.kind.value,
        "subject": fact.subject,
        "object": fact.object,
        "people": [{"name": one.name, "role": one.role, "organisation": one.organisation} for one in fact.people],
        "place": fact.place,
        "amount": _amount(fact.amount),
        "time": _time(fact.time),
        "source": fact.source,
        "certainty": fact.certainty.value,
        "cue": fact.cue,
        "evidence": {"text": fact.evidence.text, "start": fact.evidence.start, "end": fact.evidence.end},
        "rule": fact.rule,
        "confidence": fact.confidence,
    }


def spans_json(extraction: Extraction) -> Json:
    """What the layers below facts found."""
    below = extraction.spans
    return {
        "mentions": [{"start": m.start, "end": m.end, "text": m.text, "label": m.label} for m in below.mentions],
        "times": [{"start": t.start, "end": t.end, "text": t.text, "first": _day(t.first), "last": _day(t.last)} for t in below.times],
        "amounts": [
            {"start": q.start, "end": q.end, "text": q.text, "value": number(q.value), "unit": q.unit, "max": _number(q.maximum)}
            for q in below.amounts
        ],
        "quotes": [{"start": q.start, "end": q.end, "text": q.text, "speaker": q.speaker, "cue": q.cue} for q in below.quotes],
    }


def number(value: float) -> float | int:
    """Whole numbers without a fraction: 6600000000, not 6600000000.0."""
    return int(value) if value.is_integer() else value


def _number(value: float | None) -> float | int | None:
    return None if value is None else number(value)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _amount(amount: Amount | None) -> Json | None:
    if amount is None:
        return None
    found: Json = {"value": number(amount.value), "unit": amount.unit, "text": amount.text}
    return found | {"max": number(amount.maximum)} if amount.maximum is not None else found


def _time(time: When | None) -> Json | None:
    return None if time is None else {"start": _day(time.start), "end": _day(time.end), "text": time.text}
