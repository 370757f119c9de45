"""Posting, reading and extracting, as the program does it, with texts of one fact a line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.model import (
    Article,
    Certainty,
    Entity,
    EntityKind,
    Evidence,
    Extraction,
    Fact,
    Kind,
    Language,
    Outcome,
    Person,
    PublishedFrom,
)
from bot.store import articles, messages
from bot.store.database import Database
from bot.store.records import ArticleSource, MessageRow, NewArticle, NewMessage

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
CHANNEL, AUTHOR = 902_000_000_000_000_001, 903_000_000_000_000_001


def page(name: str) -> NewArticle:
    """A page to be read."""
    return NewArticle(f"https://example.org/{name}", ArticleSource.PAGE, url=f"https://example.org/{name}")


def pasted(guild_id: int, text: str) -> NewArticle:
    """A pasted text."""
    return NewArticle(f"text:{guild_id}:{text}", ArticleSource.TEXT, text=text)


def at(seconds: int) -> datetime:
    """So long after NOW."""
    return NOW + timedelta(seconds=seconds)


def sentence(firm: str, place: str = "Lyon") -> str:
    """A line of a text, which tells one fact."""
    return f"{firm} ouvre un bureau à {place}, selon La Gazette."


def fact(text: str, line: str) -> Fact:
    """The fact of a line made by `sentence`."""
    firm, place = line.partition(" ouvre ")[0], line.partition(" à ")[2].partition(",")[0]
    start = text.index(line)
    boss = Person(f"Jeanne {firm}", "présidente", firm)
    evidence = Evidence(line, start, start + len(line))
    return Fact(Kind.EXPANSION, firm, evidence, Certainty.CONFIRMED, "test", 0.9, people=(boss,), place=place, source="La Gazette")


def extraction(text: str) -> Extraction:
    """What there is to find in a text of such lines."""
    found = tuple(fact(text, line) for line in dict.fromkeys(text.splitlines()) if " ouvre un bureau à " in line)
    firms = tuple(Entity(f"{name} SA", EntityKind.COMPANY, (name,)) for name in dict.fromkeys(one.subject for one in found))
    return Extraction(Language.FR, date(2026, 11, 23), PublishedFrom.GIVEN, firms, found)


async def accept(db: Database, message_id: int, guild_id: int, *new: NewArticle, edited: int | None = None) -> MessageRow | None:
    """Accept a message, posted so many seconds after NOW as its number says; its edit where `edited` seconds are given."""
    when = None if edited is None else at(edited)
    async with db.write() as conn:
        return await messages.accept(conn, NewMessage(message_id, guild_id, CHANNEL, AUTHOR, at(message_id), when), new)


async def ids(db: Database, message_id: int) -> list[int]:
    """The articles of a message."""
    async with db.read() as conn:
        return [row.id for row in await messages.message_articles(conn, message_id)]


async def read(db: Database, article_id: int, text: str) -> Outcome:
    """Save what was read."""
    async with db.write() as conn:
        return await articles.save_reading(conn, article_id, Article(text, title="Titre"), etag=None, last_modified=None, read_at=NOW)


async def extract(db: Database, article_id: int) -> int:
    """Save what is to be found in the text, if the article has a text of its own: as the pipeline does."""
    async with db.write() as conn:
        row = await articles.get_article(conn, article_id)
        if row is None or row.text is None or row.outcome is not Outcome.READ or row.extracted_at is not None:
            return 0
        return await articles.save_extraction(conn, article_id, extraction(row.text), extracted_at=NOW)


async def post(db: Database, message_id: int, guild_id: int, new: NewArticle, text: str) -> int:
    """All the way of one article; its id."""
    assert await accept(db, message_id, guild_id, new)
    (article_id,) = await ids(db, message_id)
    await read(db, article_id, text)
    await extract(db, article_id)
    async with db.write() as conn:
        await messages.set_answered(conn, message_id, 10_000 + message_id)
    return article_id
