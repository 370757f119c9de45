"""The rows that leave the store, as frozen values. Ids are Discord snowflakes or our row ids; instants are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntFlag, StrEnum

from bot.model import Certainty, Confidence, EntityKind, Fact, Kind, Language, Outcome, PublishedFrom


class ArticleSource(StrEnum):
    """Where an article came from: a page is shared by all guilds that post it, a text or a file belongs to its guild alone."""

    PAGE = "page"
    TEXT = "text"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to be read, as `engine.accept` meets it.

    `key` is unique over the database: the canonical key of an address, or guild and hash of a pasted text. `text` is set for texts and
    decoded files, `url` for pages and for files still to be fetched from Discord. `outcome` is set where no request is needed to know it.
    """

    key: str
    source: ArticleSource
    url: str | None = None
    text: str | None = None
    file_name: str | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A Discord message to answer. `edited_at` tells one revision from the next; None for a new message.

    A private one is read for somebody who asked, and gets no answer in its channel.
    """

    message_id: int
    guild_id: int
    channel_id: int
    author_id: int
    posted_at: datetime
    edited_at: datetime | None = None
    private: bool = False


class MessageState(StrEnum):
    """How far a message is: work goes on until it is answered, erased or given up."""

    ACCEPTED = "accepted"
    ANSWERED = "answered"
    ERASED = "erased"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MessageRow:
    """An accepted message. `revision` counts edits from 0, `attempt` the times its work was started, `reply_id` is our answer."""

    message_id: int
    guild_id: int
    channel_id: int
    posted_at: datetime
    revision: int
    attempt: int
    state: MessageState
    reply_id: int | None
    private: bool = False


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as kept. `outcome` None: not read yet. `guild_id` is set for texts and files only."""

    id: int
    key: str
    source: ArticleSource
    guild_id: int | None
    url: str | None
    file_name: str | None
    title: str | None
    site: str | None
    text: str | None
    language: Language | None
    published: datetime | None
    published_confidence: Confidence | None
    published_day: date | None
    published_from: PublishedFrom | None
    outcome: Outcome | None
    read_at: datetime | None
    extracted_at: datetime | None
    etag: str | None
    last_modified: str | None
    first_posted_at: datetime


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many facts of a certainty the articles of one day tell."""

    day: date
    certainty: Certainty
    facts: int


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact with the article it comes from and the message that brought that article to the guild (its first posting there)."""

    id: int
    fact: Fact
    article_id: int
    article_title: str | None
    article_url: str | None
    article_site: str | None
    article_published: date | None
    posted_at: datetime
    channel_id: int
    message_id: int


class ReportState(StrEnum):
    """What became of a report of a wrong fact: a fact that an administrator agrees is wrong is hidden from its guild."""

    PENDING = "pending"
    AGREED = "agreed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class WrongSentence:
    """A sentence out of which a wrong fact was read, as an example to learn from: no member, message or guild in it."""

    language: Language | None
    sentence: str
    kind: Kind
    subject: str
    object: str | None
    place: str | None
    rule: str
    confidence: float
    note: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a fact with the entity it is in the guild's eyes: its id, the name to show, its other spellings, and what it is.

    `name` is as the fact writes it; `entity_id` None where no entity bears it.
    """

    name: str
    entity_id: int | None = None
    shown: str | None = None
    spellings: tuple[str, ...] = ()
    kind: EntityKind | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A stored fact with what it takes to compare it with those of other articles.

    `names` covers the subject, object, place and people that are entities; `origin` is the article of which its own is a copy, or its own.
    """

    stored: StoredFact
    origin: int
    language: Language | None = None
    names: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """An entity that a guild's articles tell of; `name` is what to show, `facts` how many facts of that guild name it."""

    id: int
    name: str
    kind: EntityKind
    facts: int


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity of a guild's with the names that its articles give it, the one to show first."""

    id: int
    name: str
    kind: EntityKind
    facts: int
    names: tuple[str, ...]


class EmptyDigest(StrEnum):
    """What to do on a day on which nothing was posted."""

    SILENT = "silent"
    LINE = "line"


class Weekdays(IntFlag):
    """Days of the week on which something is done."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 4
    THURSDAY = 8
    FRIDAY = 16
    SATURDAY = 32
    SUNDAY = 64
    WORKDAYS = 31
    EVERY_DAY = 127


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What an administrator has set. `digest_channel_id` None: no digest. `digest_time` is wall-clock time in `timezone` (IANA name).

    `digest_days`: none at all means no digest.
    """

    guild_id: int
    language: Language
    timezone: str
    digest_channel_id: int | None
    digest_time: time
    digest_empty: EmptyDigest
    next_digest_at: datetime | None
    digest_days: Weekdays = Weekdays.EVERY_DAY


@dataclass(frozen=True, slots=True)
class WatchedChannel:
    """A channel whose messages are read; `last_message_id` is the newest accepted or seen one, from which history is read on."""

    guild_id: int
    channel_id: int
    last_message_id: int | None
    watched_since: datetime


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What became of one link, file or text of one message, stage by stage (`stage`: accept, fetch, read, extract, reply, digest)."""

    at: datetime
    guild_id: int
    channel_id: int
    message_id: int
    article_id: int | None
    url: str | None
    stage: str
    outcome: Outcome
    incident: str | None
    milliseconds: int | None
