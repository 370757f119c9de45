"""Whatever a title, a fact or a name contains, no answer pings, forges a link, hides a character or passes Discord's limits."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bot import answers
from bot.errors import VigieError
from bot.folding import fold
from bot.intake.feeds import Entry, Feed
from bot.intake.links import find_links
from bot.model import Amount, Certainty, Entity, EntityKind, Kind, Language, Outcome, Person, When
from bot.settings import Role
from bot.store import edits, entities, facts, feeds, guilds, journal, reports
from bot.store.database import Database
from bot.store.edits import Edit
from bot.store.entities import LONGEST_NAME
from bot.store.finding import Query
from bot.store.records import JournalEntry
from cogs._alerts import alert
from cogs._calendar import contents, preview
from cogs._checks import checks_message, diagnosis
from cogs._compare import comparison
from cogs._digest import digest_message
from cogs._entities import told
from cogs._errors import explain
from cogs._feeds import feeds_message, sample
from cogs._layout import Layout, check_limits
from cogs._lists import both_events, list_page
from cogs._names import choice
from cogs._open import evidence
from cogs._page import Listed, Page, Reader
from cogs._profile import profile_page
from cogs._reply import build_reply
from cogs._reports import reports_message
from cogs._search import Lookup, hits_page
from cogs._status import status
from cogs._timeline import timeline_message
from cogs._why import Asker, why_link, why_message
from cogs.facts import unknown
from cogs.feeds import message_of
from tests.cogs.guild import CHANNEL, NOW, fact, page, post, read

TODAY = NOW.date()
PAYLOADS = [
    "@everyone", "@here", "<@123456789012345678>", "<@&123456789012345678>", "<#123456789012345678>", "<:pwn:123456789012345678>",
    "<t:0:R>",
    "</pwn:123456789012345678>", "[clic](https://evil.example/x)", "<https://evil.example>", "https://evil.example/x", "http://evil.example",
    "```js\npwn\n```", "`pwn`", "||pwn||", "__pwn__", "~~pwn~~", "**pwn**", "# titre-pwn", "> # titre-pwn", "\n# titre-pwn", "\u202egnirts",
    "\u2066\u200b\ufeff\u00ad", "a\u0301\u0302\u0303\u0304\u0305", "\u3164", "😀" * 90, "W" * 4000, "\\", "\\[x](", "mot " * 900, "é",
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PAYLOADS) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), max_size=5).map(
    " ".join
)
OWN_LINK = re.compile(r"\]\(https://(?:example\.org/[^)\s]*|discord\.com/channels/\d+/\d+/\d+)\)")
LONGEST = {"label": 100, "description": 256, "placeholder": 150, "custom_id": 100}
LISTED = [(listed, 0) for listed in (Listed.PAST, Listed.UPCOMING, Listed.WEEK, Listed.MONTH)]


def strings(node: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from strings(value, name)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from strings(value, key)
    elif isinstance(node, str):
        yield key, node


def is_harmless(view: Layout | str) -> None:
    """Check one message: what Discord would read as markup is ours, and nothing is hidden or too long."""
    if isinstance(view, str):
        found = [("content", view)]
        assert len(view) <= 2000
    else:
        check_limits(view)
        found = list(strings(view.to_components()))
    for key, text in found:
        assert len(text) <= LONGEST.get(key, 4000), key
        hidden = {c for c in text.replace("@\u200b", "") if unicodedata.category(c) in ("Cf", "Cc")} - {"\n"}
        assert not hidden, (key, text)
        if key == "content":
            marks_are_ours(text)


def marks_are_ours(text: str) -> None:
    bare = OWN_LINK.sub("]", re.sub(r"\n<https://example\.org/[^>\s]*>$", "", re.sub(r"\\.", "", text)))
    assert not re.search(r"@(?!\u200b)", bare), text
    assert not re.search(rf"<(?!t:[1-9]\d+:[a-zA-Z]>|#{CHANNEL}>)", bare), text
    assert "://" not in bare, text
    assert "](" not in bare, text
    assert not re.search(r"```|\|\||__|~~|`pwn", bare), text
    assert not re.search(r"(?m)^[>#\- ]*# titre-pwn", text), text


async def every_answer(db: Database, guild: int, language: Language, words: list[str]) -> AsyncIterator[Layout | str]:
    """Post one article made of these words in a guild of its own, and ask for all that shows it."""
    title, site, subject, thing, place, person, role, cue, said = words
    reader = Reader(guild, language, TODAY)
    values: dict[str, Any] = {"object": thing or None, "place": place or None, "cue": cue or None, "source": site or None,
                              "people": (Person(person, role or None),), "amount": Amount(3, "geese", said)}  # fmt: skip
    days = [When(day, day, said) for day in (TODAY - timedelta(days=200), TODAY - timedelta(days=2), TODAY + timedelta(days=3))]
    made = [
        fact(1, Kind.EXPANSION, subject, said, time=days[0], certainty=Certainty.RUMOURED, **values),
        fact(2, Kind.STATEMENT, subject, said, time=days[1], **values),
        fact(3, Kind.SCHEDULED_EVENT, subject, said, time=days[2], **values),
        fact(4, Kind.SCHEDULED_EVENT, subject, said, time=days[1], **values),
        fact(5, Kind.APPOINTMENT, subject, said, certainty=Certainty.REPORTED, **values),
    ]
    named = [Entity(subject, EntityKind.COMPANY, (thing,)), Entity(person, EntityKind.PERSON), Entity(place, EntityKind.PLACE)]
    new = page(f"{guild}")
    message_id = guild * 10
    (article,) = await post(db, message_id, [new], guild_id=guild)
    await read(db, article, made, title=title, guild_id=guild, names=named, site=site)
    async with db.write() as conn:
        for stage, outcome in ((said, Outcome.READ), ("read", Outcome.PAYWALL)):
            url = new.url if outcome is Outcome.READ else f"https://example.org/{guild}/lock"
            await journal.record(conn, JournalEntry(NOW, guild, CHANNEL, message_id, article, url, stage[:20], outcome, None, 5))
        stored = await facts.facts_of_article(conn, guild, article)
        await reports.report(conn, guild, stored[0].id, by=7, note=cue or None, now=NOW)
        feed = await feeds.add_feed(conn, guild, CHANNEL, "https://example.org/rss", title=title, every_minutes=60, by=7, at=NOW)
        known = await entities.suggest(conn, guild, "")
        pending = await reports.pending(conn, guild, limit=5)
    assert len(stored) == 5
    assert feed is not None
    entry = Entry(key="k", url=f"https://example.org/{guild}", title=said, published=NOW)
    if (brought := message_of(feed, entry)) is not None:
        yield brought
    yield sample(language, "https://example.org/rss", Feed(title=title, entries=(entry,)))
    yield feeds_message(language, None, [feed], {CHANNEL})
    yield reports_message(language, pending, len(pending))
    yield alert(reader, stored[:3], title, 1)
    yield unknown(language, subject, known, Page(Listed.FACTS))
    reply = await build_reply(db, message_id, language)
    assert reply is not None
    yield reply
    bot: Any = SimpleNamespace(
        db=db, intents=SimpleNamespace(message_content=True), clock=lambda: NOW, settings=SimpleNamespace(role=Role.ALL)
    )
    server: Any = SimpleNamespace(id=guild, get_channel=lambda _: None)
    yield checks_message("", [check async for check in diagnosis(bot, server, language)])
    async with db.read() as conn:
        settled, latest = await guilds.guild_settings(conn, guild), await journal.latest(conn, guild, 9)
    yield status(language, server, settled, [], latest, message_content=False)
    days_on = {"now": NOW, "first": TODAY - timedelta(days=300)}
    yield contents(language, await answers.calendar(db, guild, language, name=title, **days_on))
    asker = Asker(SimpleNamespace(id=guild), CHANNEL, language)  # type: ignore[arg-type]
    yield await why_link(bot, asker, find_links(new.url or "")[0])
    yield await why_message(bot, asker, SimpleNamespace(id=message_id))  # type: ignore[arg-type]
    yield digest_message(
        reader, await answers.digest(db, guild, start=NOW - timedelta(days=9), end=NOW + timedelta(days=9), today=TODAY), TODAY
    )
    yield await both_events(db, reader)
    for listed, of in [(Listed.ARTICLE, article), *LISTED]:
        yield await list_page(db, reader, Page(listed, of))
    for one in stored:
        item = await answers.item(db, guild, one.id)
        assert item is not None
        yield evidence(reader, item, one.id)
        yield preview(reader, item, NOW, NOW)
    for query in ("geese", subject, said):
        try:
            yield await hits_page(db, reader, Lookup(Query(query)))
        except VigieError as error:
            yield explain(language, error) or ""
    assert known or len(fold(subject)) > LONGEST_NAME  # longer ones are no names
    for entity in known:
        assert len(choice(language, entity, known).name) <= 100
        yield await list_page(db, reader, Page(Listed.FACTS, entity.id))
        yield (await profile_page(db, reader, entity.id))[0]
        yield timeline_message(reader, entity, await answers.timeline(db, guild, entity.id, today=TODAY), picture=True)
        if entity.id != known[0].id:
            yield await comparison(db, reader, entity.id, known[0].id)
    for made in await edited(db, guild, [entity.id for entity in known], subject, thing):
        yield told(language, made)


async def edited(db: Database, guild: int, known: list[int], name: str, spelling: str) -> list[Edit]:
    """Rename, split and merge what is known, as an administrator would, and take it all back."""
    found = []
    async with db.write() as conn:
        for edit, value in ((edits.rename, name), (edits.split, spelling), *((edits.merge, one) for one in known[1:2])):
            for one in known[:1]:
                with suppress(VigieError):  # too long for a name, or none of its spellings
                    found.append(await edit(conn, guild, one, value, by=7, now=NOW))  # type: ignore[operator]
        while (undone := await edits.undo(conn, guild)) is not None:
            found.append(undone)
    return found


NAME = HOSTILE.map(lambda words: f"Zed {words}")
WORDS = st.tuples(HOSTILE, HOSTILE, NAME, HOSTILE, NAME, NAME, HOSTILE, HOSTILE, NAME).map(list)


@pytest.mark.slow  # fifteen articles and every answer about each
def test_no_answer_pings_forges_or_overflows(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(f"sqlite+aiosqlite:///{tmp_path}/vigie.sqlite", data_dir=tmp_path))
        guilds = count(1)

        async def harmless(words: list[str], language: Language) -> None:
            async for view in every_answer(db, next(guilds), language, words):
                is_harmless(view)

        @settings(
            max_examples=12, deadline=None, database=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(WORDS, st.sampled_from(Language))
        @example([" ".join(PAYLOADS[:24])] * 9, Language.FR)
        @example(["Zed " + "W" * 4000] * 9, Language.EN)
        @example(["Zed " + "W" * 190] * 9, Language.FR)
        @example(PAYLOADS[:9], Language.EN)
        def holds(words: list[str], language: Language) -> None:
            runner.run(harmless(words, language))

        try:
            holds()
        finally:
            runner.run(db.close())
