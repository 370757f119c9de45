"""The values that cross module borders: frozen, slotted, typed; no input or output of their own.

Offsets count Unicode code points of `Article.text`; days are `datetime.date`, instants aware UTC `datetime`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.outcome import Outcome as Outcome


class Language(StrEnum):
    """Languages that Vigie reads and speaks (ISO 639-1)."""

    FR = "fr"
    EN = "en"


class Kind(StrEnum):
    """The kinds of fact, in the order in which answers show them."""

    EXPANSION = "expansion"
    CLOSURE = "closure"
    FUNDING = "funding"
    INVESTMENT = "investment"
    ACQUISITION = "acquisition"
    DIVESTMENT = "divestment"
    PARTNERSHIP = "partnership"
    CONTRACT = "contract"
    LAUNCH = "launch"
    APPOINTMENT = "appointment"
    DEPARTURE = "departure"
    LAYOFFS = "layoffs"
    HIRING = "hiring"
    RESULTS = "results"
    LISTING = "listing"
    MARKET = "market"
    REGULATION = "regulation"
    LEGAL = "legal"
    INCIDENT = "incident"
    DELAY = "delay"
    SCHEDULED_EVENT = "scheduled_event"
    STATEMENT = "statement"
    METRIC = "metric"
    ROLE = "role"


class Certainty(StrEnum):
    """How sure the article is of a fact, surest first."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    PLANNED = "planned"
    RUMOURED = "rumoured"
    DENIED = "denied"


class EntityKind(StrEnum):
    """What a named thing is."""

    COMPANY = "company"
    PUBLIC_BODY = "public_body"
    MEDIA = "media"
    PERSON = "person"
    PLACE = "place"
    PRODUCT = "product"
    LAW = "law"
    EVENT = "event"
    OTHER = "other"


class PublishedFrom(StrEnum):
    """Where the day that relative dates hang on comes from."""

    GIVEN = "given"
    INFERRED = "inferred"
    POSTED = "posted"


@dataclass(frozen=True, slots=True)
class Document:
    """A text to extract facts from.

    `text` is what offsets count in. `published` is None where the page states no day; `posted` is the instant at which
    somebody shared the text. `language` None means: tell it from the text.
    """

    text: str
    posted: datetime
    title: str | None = None
    published: date | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The verbatim sentence of a fact: `article.text[start:end] == text`, always."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class When:
    """First and last day, both inclusive; an open end is None. `text` is the wording it was read from."""

    start: date | None
    end: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: an ISO 4217 code, `percent`, or a plural English noun (`jobs`, `offices`).

    `maximum` is the upper end of a range, None for a single value.
    """

    value: float
    unit: str
    text: str
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part in a fact; role and organisation None where the text gives none."""

    name: str
    role: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing under its canonical name, with the other names the article gives it."""

    name: str
    kind: EntityKind
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one article: see docs/facts.md for what each field means, by kind."""

    kind: Kind
    subject: str
    evidence: Evidence
    certainty: Certainty
    rule: str
    confidence: float
    object: str | None = None
    people: tuple[Person, ...] = ()
    place: str | None = None
    amount: Amount | None = None
    time: When | None = None
    source: str | None = None
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A named span of the text; `label` is PER, ORG, LOC, PRODUCT, LAW, EVENT or MISC."""

    start: int
    end: int
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Time:
    """A dated span of the text, with its first and last day (None: open)."""

    start: int
    end: int
    text: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit in the text; `maximum` for ranges."""

    start: int
    end: int
    text: str
    value: float
    unit: str
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words put in somebody's mouth, who that is (None: not told) and the verb or phrase that says so."""

    start: int
    end: int
    text: str
    speaker: str | None
    cue: str | None


@dataclass(frozen=True, slots=True)
class Spans:
    """What the layers below facts found: for suites that measure them alone, and for `explain`."""

    mentions: tuple[Mention, ...] = ()
    times: tuple[Time, ...] = ()
    amounts: tuple[Quantity, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read out of one document. `published` is the day relative dates hang on."""

    language: Language
    published: date
    published_from: PublishedFrom
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    spans: Spans = field(default_factory=Spans)


class Confidence(StrEnum):
    """How far a publication day is to be believed: two witnesses agree, one structured, one guessed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Article:
    """A page, file or pasted text as read: the input of extraction.

    `site` is the publisher's name, `canonical` the address the page gives itself (own site only). Pasted texts have neither.
    """

    text: str
    title: str | None = None
    language: Language | None = None
    published: datetime | None = None
    published_confidence: Confidence | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    site: str | None = None
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a fetch brought: undecoded bytes (already decompressed) with what is needed to read them."""

    url: str
    body: bytes
    content_type: str
    charset: str | None
    etag: str | None = None
    last_modified: str | None = None
