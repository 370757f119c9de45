"""A database as it is after years: so many facts in fifty guilds, one of which has a fifth of them, about names of uneven fame."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import Connection, MetaData, Table, create_engine, text
from sqlalchemy.engine import URL

from bot.folding import fold
from bot.store import schema

GUILDS, BIG_SHARE = 50, 0.2
BIG = 1
FACTS_AN_ARTICLE, FACTS_AN_ENTITY, FACTS_A_DAY = 5, 10, 500
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
KINDS = ("expansion", "funding", "launch", "scheduled_event", "statement", "metric", "legal", "appointment")
SYLLABLES = ("ba", "cro", "di", "fen", "gu", "la", "mir", "no", "pel", "qua", "ri", "sto", "tu", "vex", "zo", "él", "an", "or")
COMMON = (
    "annonce",
    "bureau",
    "contrat",
    "développement",
    "équipe",
    "filiale",
    "groupe",
    "hausse",
    "investissement",
    "marché",
    "nouveau",
    "usine",
)
BATCH = 20_000
TEXTS = Table("texts", MetaData())


@dataclass(frozen=True, slots=True)
class Sizes:
    """What there is: how many facts, entities and articles, and when the last was posted."""

    facts: int
    big: int = BIG
    """The guild that has a fifth of them."""

    @property
    def entities(self) -> int:
        return max(20, self.facts // FACTS_AN_ENTITY)

    @property
    def articles(self) -> int:
        return self.facts // FACTS_AN_ARTICLE


@lru_cache(maxsize=200_000)
def name_of(entity: int) -> str:
    """An entity's name: two words, the second shared with others."""
    chance = random.Random(entity)  # noqa: S311
    word = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
    return f"{word} {COMMON[entity % len(COMMON)].capitalize()} {entity}"


def entity_at(chance: random.Random, sizes: Sizes) -> int:
    """An entity, few being in many facts and many in few."""
    return 1 + int(sizes.entities * chance.random() ** 3)


def guild_of(sizes: Sizes, article: int) -> int:
    """Every fifth article is the big guild's, in no regular order."""
    mixed = article * 2_654_435_761 % 2**32
    return sizes.big if mixed % 1000 < 1000 * BIG_SHARE else 2 + mixed // 1000 % (GUILDS - 1)


def posted_at(sizes: Sizes, article: int) -> datetime:
    """The articles of all guilds, one after the other up to NOW."""
    return NOW - timedelta(days=(sizes.articles - article) * FACTS_AN_ARTICLE / FACTS_A_DAY)


def fill(url: URL, sizes: Sizes) -> None:
    """Fill a migrated database."""
    engine = create_engine(url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # nobody else is there yet
            for pragma in ("synchronous=OFF", "cache_size=-500000", "temp_store=MEMORY"):
                connection.execute(text(f"PRAGMA {pragma}"))
        load = _copy if engine.dialect.name == "postgresql" else _insert
        for table, columns, rows in _tables(sizes):
            for some in _batches(rows):
                load(connection, table, columns, some)
        _finish(connection)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


T = TypeVar("T")
Row = tuple[object, ...]
Rows = tuple[Table, tuple[str, ...], Iterable[Row]]


def _tables(sizes: Sizes) -> Iterator[Rows]:
    articles = range(1, sizes.articles + 1)
    yield schema.entities, ("id", "folded", "family"), ((one, fold(name_of(one)), "organisation") for one in range(1, sizes.entities + 1))
    yield schema.sources, ("id", "name"), ((one, f"Source {one}") for one in range(1, 101))
    yield (
        schema.messages,
        ("message_id", "guild_id", "channel_id", "posted_at", "touched_at", "revision", "attempt", "state", "reply_started", "private"),
        ((one, guild_of(sizes, one), 1, posted_at(sizes, one), posted_at(sizes, one), 0, 0, "answered", True, False) for one in articles),
    )
    yield (
        schema.articles,
        ("id", "key", "source", "url", "title", "text", "text_hash", "published_day", "outcome", "extracted_at", "first_posted_at"),
        ((one, f"https://example.org/{one}", "page", f"https://example.org/{one}", f"Titre {one}", "Texte. " * 300, f"{one:064d}",
          posted_at(sizes, one).date(), "read", posted_at(sizes, one), posted_at(sizes, one)) for one in articles),
    )  # fmt: skip
    yield (
        schema.postings,
        ("message_id", "article_id", "guild_id", "posted_at", "position"),
        ((one, one, guild_of(sizes, one), posted_at(sizes, one), 0) for one in articles),
    )
    count: defaultdict[tuple[int, int], int] = defaultdict(int)
    for some in _batches(_made(sizes)):
        yield from _facts(sizes, some)
        for one in some:
            for entity in one.entities:
                count[guild_of(sizes, one.article), entity] += 1
    yield schema.guild_names, ("guild_id", "folded", "entity_id", "name", "kind", "whole", "facts"), _names(count)


@dataclass(frozen=True, slots=True)
class _Fact:
    id: int
    article: int
    kind: str
    entities: tuple[int, ...]
    day: date
    evidence: str


def _made(sizes: Sizes) -> Iterator[_Fact]:
    for number in range(1, sizes.facts + 1):
        chance, article = random.Random(-number), 1 + (number - 1) // FACTS_AN_ARTICLE  # noqa: S311
        named = tuple(dict.fromkeys((entity_at(chance, sizes), entity_at(chance, sizes))))
        day = posted_at(sizes, article).date() + timedelta(days=chance.randint(-20, 40))
        words = " ".join(chance.choices(COMMON, k=6))
        yield _Fact(number, article, chance.choice(KINDS), named, day, f"{' et '.join(map(name_of, named))} : {words} le {number}.")


def _facts(sizes: Sizes, some: list[_Fact]) -> Iterator[Rows]:
    columns = ("id", "article_id", "kind", "subject", "evidence", "start", "end", "certainty", "rule", "confidence", "time_start",
               "time_end", "time_text", "source_id")  # fmt: skip
    yield schema.facts, columns, (
        (one.id, one.article, one.kind, name_of(one.entities[0]), one.evidence, 0, len(one.evidence), "confirmed", "bench", 0.9, one.day,
         one.day, "ce jour", 1 + one.id % 100)
        for one in some
    )  # fmt: skip
    yield schema.people, ("fact_id", "position", "name"), ((one.id, 0, "Jeanne Dupont") for one in some if one.id % 3 == 0)
    yield schema.fact_entities, ("fact_id", "entity_id"), ((one.id, entity) for one in some for entity in one.entities)
    named = dict.fromkeys((one.article, entity) for one in some for entity in one.entities)
    yield schema.aliases, ("article_id", "entity_id", "name", "kind", "main"), ((a, e, name_of(e), "company", True) for a, e in named)
    yield schema.guild_facts, ("guild_id", "entity_id", "day", "fact_id", "article_id", "kind"), (
        (guild_of(sizes, one.article), entity, one.day, one.id, one.article, one.kind) for one in some for entity in one.entities
    )  # fmt: skip
    yield schema.guild_texts, ("id", "guild_id", "fact_id", "article_id", "day", "kind", "until"), (
        (one.id, guild_of(sizes, one.article), one.id, one.article, one.day, one.kind, one.day) for one in some
    )  # fmt: skip
    yield TEXTS, ("rowid", "folded", "guild"), ((one.id, fold(one.evidence), f"g{guild_of(sizes, one.article)}") for one in some)


def _names(count: Mapping[tuple[int, int], int]) -> Iterator[Row]:
    for (guild, entity), facts in count.items():
        words = fold(name_of(entity)).split()
        for place in range(len(words)):
            yield guild, " ".join(words[place:]), entity, name_of(entity), "company", place == 0, facts


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    source = iter(rows)
    return iter(lambda: list(itertools.islice(source, BATCH)), [])


def _insert(connection: Connection, table: Table, columns: tuple[str, ...], rows: list[Row]) -> None:
    name = "fact_texts" if table.name == "texts" else table.name
    marks = ", ".join("?" * len(columns))
    plain = [tuple(_plain(value) for value in row) for row in rows]
    quoted = ", ".join(f'"{column}"' for column in columns)
    cursor = connection.connection.cursor()
    cursor.executemany(f"INSERT INTO {name} ({quoted}) VALUES ({marks})", plain)  # noqa: S608
    cursor.close()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _copy(connection: Connection, table: Table, columns: tuple[str, ...], rows: list[Row]) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    quoted = ", ".join(f'"{column}"' for column in columns)
    with driver.cursor() as cursor:
        if table.name == "texts":
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS texts (rowid BIGINT, folded TEXT, guild TEXT)")
        with cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _finish(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO fact_texts(fact_texts) VALUES('optimize')"))
        connection.execute(text("ANALYZE"))
        return
    made = "to_tsvector('simple', folded) || array_to_tsvector(ARRAY['@' || guild])"
    connection.execute(text(f"INSERT INTO fact_texts (rowid, tsv) SELECT rowid, {made} FROM texts"))  # noqa: S608
    for table in (schema.articles, schema.entities, schema.sources, schema.facts, schema.guild_texts):
        sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
        connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table.name}))"))  # noqa: S608
