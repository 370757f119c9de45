"""The training articles: `training/corpus/*.jsonl`, fictitious news with every fact annotated (see corpus/README.md)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.model import Certainty, Kind

FOLDER = Path(__file__).with_name("corpus")
PARTS = 5
# Of the articles not set aside, one in eight chooses checkpoints and calibrates.
VALIDATION_PARTS = 8

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldPerson:
    """Somebody in a fact, by accepted names and roles."""

    names: Names
    roles: Names


@dataclass(frozen=True, slots=True)
class GoldFact:
    """One annotated fact; every tuple of names holds the accepted ones, the canonical first, and is empty for none."""

    kinds: tuple[Kind, ...]
    subject: Names
    sentence: str
    also: Names
    key: bool
    object: Names
    people: tuple[GoldPerson, ...]
    place: Names
    amount: float | None
    units: Names
    time: tuple[date | None, date | None] | None
    source: Names
    certainty: tuple[Certainty, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One annotated article. `published` is the day relative dates hang on."""

    id: str
    language: str
    title: str | None
    text: str
    published: date
    facts: tuple[GoldFact, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Split:
    """Articles to learn from, to choose with, and never to look at before the end."""

    train: list[Article]
    validation: list[Article]
    aside: list[Article]


def _bucket(text: str) -> int:
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8], 16)


def is_aside(identifier: str) -> bool:
    """Whether an article belongs to the fifth that is never trained on."""
    return _bucket(identifier) % PARTS == 0


def is_validation(identifier: str) -> bool:
    """Whether an article that is not set aside chooses checkpoints and calibrates."""
    return _bucket(f"validation {identifier}") % VALIDATION_PARTS == 0


def fold(identifier: str) -> int:
    """The half that an article belongs to, 0 or 1: readers that learned from one half judge the other, for calibration."""
    return _bucket(f"fold {identifier}") % 2


def read(path: Path) -> list[Article]:
    """Articles of one file in the gold format."""
    with path.open(encoding="utf-8") as lines:
        return [_article(line) for line in lines if line.strip()]


def load(folder: Path = FOLDER) -> Split:
    """The whole corpus, split by hash of the article's identifier."""
    split = Split([], [], [])
    for path in sorted(folder.glob("*.jsonl")):
        for article in read(path):
            if is_aside(article.id):
                split.aside.append(article)
            elif is_validation(article.id):
                split.validation.append(article)
            else:
                split.train.append(article)
    return split


def _article(line: str) -> Article:
    data = json.loads(line)
    day = date.fromisoformat((data.get("published") or data["posted"])[:10])
    facts = tuple(_fact(fact) for fact in data["facts"])
    return Article(data["id"], data["language"], data.get("title"), data["text"], day, facts, line)


def _fact(data: dict[str, Any]) -> GoldFact:
    amount = data.get("amount") or {}
    return GoldFact(
        kinds=tuple(Kind(kind) for kind in data["kinds"]),
        subject=_names(data["subject"]),
        sentence=data["sentence"],
        also=_names(data.get("also")),
        key=bool(data.get("key", True)),
        object=_names(data.get("object")),
        people=tuple(GoldPerson(_names(person["name"]), _names(person.get("role"))) for person in data.get("people") or ()),
        place=_names(data.get("place")),
        amount=amount.get("value"),
        units=_names(amount.get("unit")),
        time=_time(data.get("time")),
        source=_names(data.get("source")),
        certainty=tuple(Certainty(value) for value in data["certainty"]),
    )


def _names(value: str | list[str] | None) -> Names:
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _time(data: dict[str, str | None] | None) -> tuple[date | None, date | None] | None:
    if not data:
        return None
    start, end = (date.fromisoformat(day) if day else None for day in (data.get("start"), data.get("end")))
    return start, end


def without_facts(article: Article) -> Article:
    """The article as a reader sees it."""
    return replace(article, facts=())
