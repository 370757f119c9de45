"""No statement about one article, one name or one page of answers reads a table whole: with a million facts that takes seconds."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from sqlalchemy import event, make_url

from benchmarks.store import Asker
from benchmarks.store_data import BIG, NOW, Sizes, fill
from bot.model import Article, EntityKind
from bot.store import entities, index, messages, pages, posted
from bot.store.database import Database
from bot.store.migrate import migrate

SIZES = Sizes(5_000)
LARGE = {"articles", "entities", "facts", "messages", "postings", "pages", "aliases", "fact_entities", "people", "journal"}
LARGE |= {"guild_facts", "guild_names", "guild_texts"}


async def test_no_table_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "vigie.sqlite"
    migrate(make_url(f"sqlite:///{path}"))
    fill(make_url(f"sqlite:///{path}"), SIZES)
    db = await Database.open(f"sqlite+aiosqlite:///{path}", data_dir=tmp_path)
    asked: set[str] = set()
    for engine in (db._reader, db._writer):
        event.listen(engine.sync_engine, "before_cursor_execute", lambda _conn, _cursor, statement, *_: asked.add(statement))
    asker = Asker(SIZES)
    async with db.write() as conn:
        await asker.write(conn)
        (article,) = await messages.message_articles(conn, asker._number)
        await pages.note_version(conn, article.id, Article("Texte."), canonical_key="https://example.org/x", read_at=NOW)
        await pages.same_address(conn, article.id, "https://example.org/x", "https://example.org/y")
        await index.show(conn, BIG, article.id)
        await messages.set_answered(conn, asker._number, 5)
        await messages.erase_message(conn, asker._number)
    async with db.read() as conn:
        for question in asker.questions().values():
            await question(conn)
        for typed in ("", "v", "vex"):
            await entities.suggest(conn, BIG, typed, kinds=[EntityKind.PLACE])
            await posted.titled(conn, BIG, typed)
    await db.close()
    assert len(asked) > 60
    whole = {}
    with sqlite3.connect(path) as conn:
        for text in asked:
            if re.match("SELECT|UPDATE|DELETE|INSERT|WITH", text):
                steps = [step for *_, step in conn.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?"))]
                whole[text] = [step for step in steps if (found := re.match(r"SCAN ([a-z_]+?)(_\d+)?\b", step)) and found[1] in LARGE]
    assert not {text: steps for text, steps in whole.items() if steps}
