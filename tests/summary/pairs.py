"""The pairs of pairs.jsonl as values: own sentences with the facts that they tell, and what the two of a pair are to each other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zlib import crc32

from bot.model import Amount, Certainty, Evidence, Fact, Kind, Language, Person, When
from bot.store.records import Named, StoredFact, Telling

FILE = Path(__file__).with_name("pairs.jsonl")


@dataclass(frozen=True)
class Example:
    """`expect`: same · apart (two things) · amount, time, place (one thing, told otherwise) · revision · denial."""

    expect: str
    note: str
    one: Telling
    other: Telling


def examples() -> list[Example]:
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    return [Example(row["expect"], row["note"], telling(row["a"], 1), telling(row["b"], 2)) for row in rows]


def telling(row: dict[str, Any], number: int) -> Telling:
    """A telling of article `number`; papers differ unless the row names one."""
    told = date.fromisoformat(row["told"])
    people = (Person(row["person"], row.get("role"), row["subject"]),) if "person" in row else ()
    fact = Fact(
        Kind(row["kind"]), row["subject"], Evidence(row["text"], 0, len(row["text"])), Certainty(row.get("certainty", "confirmed")),
        "test", 0.9, object=row.get("object"), people=people, place=row.get("place"), amount=amount(row.get("amount")),
        time=when(row.get("time")), source=row.get("source"),
    )  # fmt: skip
    site = row.get("site", f"Gazette {number}")
    posted = datetime.combine(told, time(9), tzinfo=UTC)
    stored = StoredFact(number, fact, number, "Titre", f"https://gazette{number}.example/a", site, told, posted, 5, number)
    return Telling(stored, number, Language(row["lang"]), tuple(named(row.get("names", {}))))


def amount(row: dict[str, Any] | None) -> Amount | None:
    return None if row is None else Amount(row["value"], row["unit"], row["text"])


def when(row: dict[str, Any] | None) -> When | None:
    if row is None:
        return None
    first, last = (None if row[end] is None else date.fromisoformat(row[end]) for end in ("start", "end"))
    return When(first, last, row["text"])


def named(names: dict[str, list[str]]) -> Iterator[Named]:
    for name, spellings in names.items():
        yield Named(name, crc32(name.encode()), name, tuple(spellings))
