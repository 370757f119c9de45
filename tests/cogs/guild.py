"""A guild with articles in a real store, for the tests of what is shown of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.intake.keys import canonical_key
from bot.model import Article, Certainty, Entity, EntityKind, Evidence, Extraction, Fact, Kind, Language, Outcome, PublishedFrom
from bot.store import articles, index, messages
from bot.store.database import Database
from bot.store.records import ArticleSource, NewArticle, NewMessage

GUILD, OTHER_GUILD, CHANNEL = 901_000_000_000_000_001, 901_000_000_000_000_002, 902_000_000_000_000_001
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SENTENCE = "Lumio ouvre une usine à Brest."


def fact(number: int = 0, kind: Kind = Kind.EXPANSION, subject: str = "Lumio", sentence: str = SENTENCE, **values: object) -> Fact:
    given: dict[str, object] = {
        "certainty": Certainty.CONFIRMED,
        "rule": "test.opens",
        "confidence": 0.9,
        "object": f"usine {number}",
        **values,
    }
    return Fact(kind, subject, Evidence(sentence, 0, len(sentence)), **given)  # type: ignore[arg-type]


async def post(db: Database, message_id: int, new: Sequence[NewArticle], *, guild_id: int = GUILD) -> list[int]:
    """Accept a message that posts these articles; return their ids."""
    async with db.write() as conn:
        await messages.accept(conn, NewMessage(message_id, guild_id, CHANNEL, 7, NOW + timedelta(seconds=message_id)), new)
        return [row.id for row in await messages.message_articles(conn, message_id)]


async def read(
    db: Database,
    article_id: int,
    facts: Sequence[Fact],
    *,
    title: str | None = "Lumio à Brest",
    guild_id: int = GUILD,
    names: Sequence[Entity] = (),
    site: str = "La Vigie",
) -> Outcome:
    """Read an article whose text is the facts' sentence, and show it in the guild."""
    sentence = facts[0].evidence.text if facts else SENTENCE
    given = {entity.name for entity in names}
    subjects = dict.fromkeys(one.subject for one in facts if one.subject not in given)
    names = (*names, *(Entity(name, EntityKind.COMPANY) for name in subjects))
    found = Extraction(Language.FR, date(2026, 11, 23), PublishedFrom.GIVEN, names, tuple(facts))
    async with db.write() as conn:
        article = Article(f"{sentence} {article_id}", title=title, site=site)
        outcome = await articles.save_reading(conn, article_id, article, etag=None, last_modified=None, read_at=NOW)
        await articles.save_extraction(conn, article_id, found, extracted_at=NOW)
        await index.show(conn, guild_id, article_id)
    return outcome


def page(name: str, outcome: Outcome | None = None) -> NewArticle:
    url = f"https://example.org/{name}"
    return NewArticle(canonical_key(url), ArticleSource.PAGE, url=url, outcome=outcome)
