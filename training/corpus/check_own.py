"""Check the own-*.jsonl articles against the gold format and count their facts. Standard library only.

usage: python training/corpus/check_own.py [FILE ...]
Exit status 1 when any line breaks the format. Subjects that the text names in no accepted form are only flagged:
the contract allows a canonical name that the sentence merely implies.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

KINDS = frozenset(
    [
        "expansion",
        "closure",
        "funding",
        "investment",
        "acquisition",
        "divestment",
        "partnership",
        "contract",
        "launch",
        "appointment",
        "departure",
        "layoffs",
        "hiring",
        "results",
        "listing",
        "market",
        "regulation",
        "legal",
        "incident",
        "delay",
        "scheduled_event",
        "statement",
        "metric",
        "role",
    ]
)
CERTAINTIES = frozenset(("confirmed", "reported", "rumoured", "planned", "denied"))
NAME_LISTS = ("object", "place", "source")


def plain(text: str) -> str:
    """Lower case, without accents, one kind of apostrophe."""
    folded = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    return "".join(char for char in folded if not unicodedata.combining(char))


def names_fault(value: object) -> bool:
    """Whether a list of accepted names is anything else."""
    return not (isinstance(value, list) and value and all(isinstance(name, str) and name.strip() for name in value))


def amount_faults(amount: dict[str, Any]) -> Iterator[str]:
    """Faults of one amount: numeric value and maximum, units as a list."""
    for field in ("value", "max"):
        value = amount.get(field, 0 if field == "max" else None)
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"amount {field} is not a number"
    if names_fault(amount.get("unit")):
        yield "amount unit is not a list of names"


def time_faults(time: dict[str, str | None]) -> Iterator[str]:
    """Faults of one time: ISO days in order, not both open."""
    try:
        days = [date.fromisoformat(day) for day in (time["start"], time["end"]) if day]
    except (KeyError, ValueError, TypeError) as error:
        yield f"time: {error}"
        return
    if not days:
        yield "time open at both ends"
    if days != sorted(days):
        yield "time ends before it starts"


def people_faults(people: list[dict[str, Any]]) -> Iterator[str]:
    """Faults of the people of one fact."""
    for person in people:
        if names_fault(person.get("name")):
            yield "person without a list of names"
        if person.get("role") is not None and names_fault(person["role"]):
            yield "role is not a list of names"


def fact_faults(fact: dict[str, Any], text: str) -> Iterator[str]:
    """Everything that breaks the format in one fact."""
    if names_fault(fact.get("kinds")) or not set(fact["kinds"]) <= KINDS:
        yield f"unknown kinds {fact.get('kinds')}"
    if names_fault(fact.get("subject")):
        yield "subject is not a list of names"
    if names_fault(fact.get("certainty")) or not set(fact["certainty"]) <= CERTAINTIES:
        yield f"unknown certainty {fact.get('certainty')}"
    if not isinstance(fact.get("key"), bool):
        yield "key is not true or false"
    for sentence in [fact.get("sentence") or "\0", *(fact.get("also") or [])]:
        if sentence not in text:
            yield f"not verbatim: {sentence[:60]}"
    for field in NAME_LISTS:
        if fact.get(field) is not None and names_fault(fact[field]):
            yield f"{field} is not a list of names"
    yield from people_faults(fact.get("people") or [])
    if fact.get("amount") is not None:
        yield from amount_faults(fact["amount"])
    if fact.get("time") is not None:
        yield from time_faults(fact["time"])


def article_faults(article: dict[str, Any]) -> Iterator[str]:
    """Everything that breaks the format in one article."""
    if article.get("language") not in ("fr", "en"):
        yield "language is neither fr nor en"
    day = article.get("published") or str(article.get("posted"))[:10]
    try:
        date.fromisoformat(day)
    except ValueError as error:
        yield f"published: {error}"
    if not article.get("facts"):
        yield "no fact"
    for fact in article.get("facts") or []:
        for fault in fact_faults(fact, article["text"]):
            yield f"{'/'.join(fact.get('kinds') or ['?'])}: {fault}"


def unnamed(article: dict[str, Any]) -> Iterator[str]:
    """First subject names of facts whose subject stands nowhere in the text or title."""
    text = plain(f"{article.get('title') or ''}\n{article['text']}")
    for fact in article["facts"]:
        if not any(plain(name) in text for name in fact["subject"]):
            yield str(fact["subject"][0])


def report(articles: list[dict[str, Any]]) -> None:
    """Print counts of articles and facts by language, and of facts by kind."""
    languages = sorted({article["language"] for article in articles})
    counts = {lang: Counter[str]() for lang in languages}
    for article in articles:
        counts[article["language"]].update(fact["kinds"][0] for fact in article["facts"])
    for lang in languages:
        own = [article for article in articles if article["language"] == lang]
        keys = sum(fact["key"] for article in own for fact in article["facts"])
        words = sum(len(article["text"].split()) for article in own)
        print(f"{lang}: {len(own)} articles, {words} words, {counts[lang].total()} facts, {keys} key")
    for kind in sorted(KINDS, key=lambda kind: -sum(counts[lang][kind] for lang in languages)):
        print(f"{kind:16}", *(f"{lang} {counts[lang][kind]:4}" for lang in languages))


def main(paths: list[Path]) -> int:
    """Check the files; 0 when every line is sound."""
    articles: list[dict[str, Any]] = []
    seen: set[str] = set()
    faults = 0
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                article = json.loads(line)
                found = list(article_faults(article))
                found += ["identifier used twice"] if article["id"] in seen else []
                flagged = list(unnamed(article))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                print(f"{path.name}:{number}: unreadable: {error!r}")
                faults += 1
                continue
            seen.add(article["id"])
            articles.append(article)
            faults += len(found)
            for fault in found:
                print(f"{path.name}:{number} {article['id']} {fault}")
            for name in flagged:
                print(f"{path.name}:{number} {article['id']} flag: subject not in the text: {name}")
    report(articles)
    print(f"faults: {faults}")
    return 1 if faults else 0


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    sys.exit(main(given or sorted(Path(__file__).parent.glob("own-*.jsonl"))))
