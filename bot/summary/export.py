"""A guild's facts as files: JSON, CSV and JSON-LD, written as they come so that a million need no memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Self, TextIO

from bot.store.records import EntityRow, StoredFact, WrongSentence
from bot.summary import linked

VERSION: Final = 1
"""Of the JSON form: raised when a field changes its meaning."""
COLUMNS: Final = (
    "id", "kind", "subject", "object", "people", "place", "amount", "amount_max", "unit", "start", "end", "certainty", "cue", "source",
    "evidence", "evidence_start", "evidence_end", "rule", "confidence", "article_title", "article_url", "article_site",
    "article_published", "posted_at", "channel_id", "message_id",
)  # fmt: skip
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


class Form(StrEnum):
    """The forms of an export."""

    JSON = "json"
    CSV = "csv"
    JSON_LD = "jsonld"


class Export:
    """Writes facts to a text file, page by page: use it as a context manager, the end of the file is written at its exit."""

    def __init__(self, form: Form, out: TextIO, *, guild_id: int, now: datetime) -> None:
        self._form = form
        self._out = out
        self._head = {"format": "vigie-facts", "version": VERSION, "exported": now.isoformat(), "guild": str(guild_id)}
        self.count = 0

    def __enter__(self) -> Self:
        """Write what comes before the first fact."""
        if self._form is Form.CSV:
            csv.writer(self._out).writerow(COLUMNS)
        elif self._form is Form.JSON:
            self._out.write(f'{_json(self._head)[:-1]}, "facts": [')
        else:
            self._out.write(f'{{"@context": {_json(linked.CONTEXT)}, "@graph": [')
        return self

    def __exit__(self, *_error: object) -> None:
        """Write what comes after the last fact."""
        if self._form is not Form.CSV:
            self._out.write("\n]}\n")

    def add(self, facts: Iterable[StoredFact]) -> None:
        """Write some facts."""
        for one in facts:
            self.count += 1
            if self._form is Form.CSV:
                csv.writer(self._out).writerow([_cell(value) for value in _row(one)])
                continue
            self._out.write("\n" if self.count == 1 else ",\n")
            self._out.write(_json(record(one) if self._form is Form.JSON else linked.node(one)))


def record(stored: StoredFact) -> dict[str, Any]:
    """One fact as JSON says it: docs/facts.md tells the fields, ids are strings for JavaScript's sake."""
    fact = stored.fact
    time = None if fact.time is None else {"start": _day(fact.time.start), "end": _day(fact.time.end), "text": fact.time.text}
    return {
        "id": str(stored.id), "kind": str(fact.kind), "subject": fact.subject, "object": fact.object,
        "people": [asdict(one) for one in fact.people], "place": fact.place, "amount": None if fact.amount is None else asdict(fact.amount),
        "time": time, "source": fact.source, "certainty": str(fact.certainty), "cue": fact.cue, "evidence": asdict(fact.evidence),
        "rule": fact.rule, "confidence": fact.confidence,
        "article": {"title": stored.article_title, "url": stored.article_url, "site": stored.article_site,
                    "published": _day(stored.article_published)},
        "posted": {"at": stored.posted_at.isoformat(), "channel": str(stored.channel_id), "message": str(stored.message_id)},
    }  # fmt: skip


def entities_json(rows: Iterable[EntityRow]) -> str:
    """A guild's entities with all their names, as JSON."""
    found = [{"id": str(row.id), "name": row.name, "kind": str(row.kind), "facts": row.facts, "names": list(row.names)} for row in rows]
    return json.dumps({"format": "vigie-entities", "version": VERSION, "entities": found}, ensure_ascii=False, indent=1) + "\n"


def development_jsonl(sentences: Iterable[WrongSentence]) -> str:
    """Sentences of facts that were agreed to be wrong, one JSON object a line: examples for whoever betters the rules."""
    return "".join(f"{_json(_wrong(one))}\n" for one in sentences)


def _wrong(one: WrongSentence) -> dict[str, Any]:
    wrong = {"kind": str(one.kind), "subject": one.subject, "object": one.object, "place": one.place, "rule": one.rule}
    return {"language": one.language, "text": one.sentence, "wrong": wrong | {"confidence": one.confidence}, "note": one.note}


def _row(stored: StoredFact) -> tuple[object, ...]:
    fact, evidence = stored.fact, stored.fact.evidence
    people = "; ".join(" / ".join(part for part in (one.name, one.role, one.organisation) if part) for one in fact.people)
    amount = (fact.amount.value, fact.amount.maximum, fact.amount.unit) if fact.amount else (None, None, None)
    days = (_day(fact.time.start), _day(fact.time.end)) if fact.time else (None, None)
    return (
        stored.id, str(fact.kind), fact.subject, fact.object, people, fact.place, *amount, *days, str(fact.certainty), fact.cue,
        fact.source, evidence.text, evidence.start, evidence.end, fact.rule, fact.confidence, stored.article_title, stored.article_url,
        stored.article_site, _day(stored.article_published), stored.posted_at.isoformat(), str(stored.channel_id), str(stored.message_id),
    )  # fmt: skip


def _cell(value: object) -> object:
    """A text that no spreadsheet runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
