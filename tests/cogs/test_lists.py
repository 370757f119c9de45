import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import VigieError
from bot.model import Amount, Certainty, Kind, Language, Person, When
from bot.store import entities, facts
from bot.store.database import Database
from bot.store.records import StoredFact
from bot.summary.values import Item, Source
from cogs._items import EvidenceButton, PageButton
from cogs._layout import Layout, check_limits
from cogs._lines import fact_lines
from cogs._lists import add_facts, both_events, list_page
from cogs._names import BY_ID, choice
from cogs._open import evidence
from cogs._page import PAGE_SIZE, PAGE_TEMPLATE, Listed, Page, Reader
from cogs.facts import unknown
from tests.cogs.guild import CHANNEL, GUILD, NOW, OTHER_GUILD, fact, page, post, read

READER = Reader(GUILD, Language.FR, date(2026, 11, 24))


def texts(view: Layout) -> str:
    return "\n".join(item.content for item in view.walk_children() if hasattr(item, "content"))


def ids(view: Layout) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "custom_id" in node:
                found.append(node["custom_id"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(view.to_components())
    return found


def alone(stored: StoredFact) -> Item:
    """A fact that nobody else tells."""
    return Item(stored, (stored,), (Source(stored.article_site, (stored,)),))


PAGES = st.builds(
    Page,
    st.sampled_from(Listed),
    st.integers(0, 2**63 - 1),
    st.one_of(st.none(), st.sampled_from(Kind)),
    st.integers(0, 999_999),
    st.one_of(st.none(), st.dates(date(1000, 1, 1))),
    st.one_of(st.none(), st.sampled_from(Certainty)),
)


@given(PAGES)
def test_a_page_lives_in_its_id(wanted: Page) -> None:
    match = PAGE_TEMPLATE.fullmatch(wanted.custom_id)
    assert match is not None
    assert Page.parse(match) == wanted
    assert len(wanted.custom_id) <= 100


async def test_facts_are_grouped_by_certainty_newest_first_and_paged(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    told = [fact(n, time=When(date(2026, 1, n + 1), date(2026, 1, n + 1), "")) for n in range(10)]
    told += [fact(50 + n, certainty=Certainty.RUMOURED, cue="aurait") for n in range(3)]
    await read(db, article, told)
    async with db.read() as conn:
        known = await entities.resolve(conn, GUILD, "lumio")
    assert known is not None
    first = await list_page(db, READER, Page(Listed.FACTS, known.id))
    second = await list_page(db, READER, Page(Listed.FACTS, known.id, None, 1))
    assert "## Lumio" in texts(first)
    assert "13 faits" in texts(first)
    shown = re.findall(r"usine (\d+)", texts(first) + texts(second))
    assert shown[:10] == [str(n) for n in range(9, -1, -1)]
    assert sorted(shown[10:]) == ["50", "51", "52"]
    assert texts(second).index("### Affirmé") < texts(second).index("### Non confirmé")
    assert "-# « aurait » · La Vigie · 23 novembre 2026" in texts(second)
    assert "affirmé par" not in texts(first)
    assert Page(Listed.FACTS, known.id, None, 1).custom_id in ids(first)
    assert Page(Listed.FACTS, known.id).custom_id in ids(second)
    assert sum(one.startswith("vigie:src:") for one in ids(first)) == PAGE_SIZE
    assert texts(await list_page(db, READER, Page(Listed.FACTS, known.id, None, 99))) == texts(second)
    with pytest.raises(VigieError, match="none_of_kind"):
        await list_page(db, READER, Page(Listed.FACTS, known.id, Kind.LEGAL))


async def test_another_guild_sees_nothing(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    await read(db, article, [fact()])
    async with db.read() as conn:
        known = await entities.resolve(conn, GUILD, "Lumio")
        assert known is not None
        assert await facts.get_fact(conn, OTHER_GUILD, 1) is None
    other = Reader(OTHER_GUILD, Language.EN, READER.today)
    for wanted in (Page(Listed.FACTS, known.id), Page(Listed.ARTICLE, article)):
        with pytest.raises(VigieError, match=r"fact\.gone"):
            await list_page(db, other, wanted)
    assert "No event to come" in texts(await both_events(db, other))


async def test_the_sentence_and_where_it_comes_from(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    await read(db, article, [fact(source="Le Monde", certainty=Certainty.REPORTED, cue="selon")])
    async with db.read() as conn:
        stored = (await facts.facts_of_article(conn, GUILD, article))[0]
    shown = texts(evidence(READER, alone(stored), stored.id))
    assert "> Lumio ouvre une usine à Brest." in shown
    assert "[Lumio à Brest](https://example.org/a) · La Vigie · publié le 23 novembre 2026" in shown
    assert f"https://discord.com/channels/{GUILD}/{CHANNEL}/1" in shown
    assert "selon Le Monde" in shown
    assert "Lu par une règle, confiance élevée." in shown
    assert "test.opens" not in shown


async def test_events_to_come_and_past(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    days = [READER.today + timedelta(days=n) for n in (-30, -20, -10, 10, 20)]
    told = [fact(0, Kind.SCHEDULED_EVENT, f"Salon {n}", object=None, time=When(day, day, "")) for n, day in enumerate(days)]
    await read(db, article, told)
    shown = texts(await both_events(db, READER))
    assert [int(n) for n in re.findall(r"Salon (\d)", shown)] == [3, 4, 2, 1, 0]
    past = texts(await list_page(db, READER, Page(Listed.PAST)))
    assert [int(n) for n in re.findall(r"Salon (\d)", past)] == [2, 1, 0]
    with pytest.raises(VigieError, match="no_such_page"):
        await list_page(db, READER, Page(Listed.PAST, number=3))


async def test_names_that_are_alike_are_told_apart_and_unknown_ones_have_neighbours(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    await read(db, article, [fact(), fact(1, subject="@everyone **x**" + "y" * 200)])
    async with db.read() as conn:
        known = await entities.suggest(conn, GUILD, "")
        near = await entities.near_misses(conn, GUILD, "Lumia")
    choices = [choice(Language.FR, one, known) for one in known]
    assert all(len(one.name) <= 100 and len(str(one.value)) <= 100 for one in choices)
    assert "Lumio" in {one.value for one in choices}
    assert any(str(one.value).startswith(BY_ID) for one in choices)
    view = unknown(Language.FR, "Lumia", near, Page(Listed.FACTS))
    assert ids(view) == [Page(Listed.FACTS, near[0].id).custom_id]
    assert "« @\u200bhere »" in texts(unknown(Language.FR, "@here", [], Page(Listed.FACTS)))


HOSTILE = st.text(alphabet=st.sampled_from(list("a *_`[](<@#>|~\\é\u202e\n😀")), max_size=600) | st.just("@everyone ") | st.just("W" * 4000)
FACTS = st.builds(
    fact,
    st.integers(0, 9),
    st.sampled_from(Kind),
    HOSTILE,
    HOSTILE,
    object=st.none() | HOSTILE,
    place=st.none() | HOSTILE,
    people=st.lists(st.builds(Person, HOSTILE, st.none() | HOSTILE), max_size=4).map(tuple),
    amount=st.none() | st.builds(Amount, st.floats(0, 1e12), st.sampled_from(["EUR", "percent", "geese"]), HOSTILE),
    time=st.none() | st.builds(When, st.none() | st.dates(), st.none() | st.dates(), HOSTILE),
    source=st.none() | HOSTILE,
    cue=st.none() | HOSTILE,
    certainty=st.sampled_from(Certainty),
    rule=HOSTILE,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(FACTS, min_size=PAGE_SIZE, max_size=PAGE_SIZE), HOSTILE, st.sampled_from(Language))
def test_no_text_breaks_a_page_or_the_evidence(told: list[Any], title: str, language: Language) -> None:
    reader = Reader(GUILD, language, READER.today)
    stored = [StoredFact(n, one, 1, title, "https://a.example/" + "x" * 2000, title, READER.today, NOW, 1, 2) for n, one in enumerate(told)]
    layout = Layout()
    assert layout.add_text("## " + "t" * 200)
    for one in stored:
        assert layout.add_text("### Announced, not done yet")
        add_facts(layout, reader, [one])
    check_limits(layout)
    assert sum(key.startswith("vigie:src:") for key in ids(layout)) == PAGE_SIZE
    for view in (layout, *(evidence(reader, alone(one), one.id) for one in stored)):
        check_limits(view)
        assert not re.search(r"@(?!\u200b)", texts(view).replace("https://discord.com/", ""))
    assert all(fact_lines(language, one, today=reader.today).count("\n") == 1 for one in told)


def test_buttons_say_what_they_do_in_their_ids() -> None:
    assert EvidenceButton(2**63 - 1, "x" * 200).custom_id == f"vigie:src:{2**63 - 1}"
    assert PageButton(Page(Listed.ARTICLE, 5), "x" * 200).item.label == "x" * 79 + "…"


async def test_in_private_a_sentence_leads_to_private_messages_and_is_proposed_to_no_server(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    day = READER.today + timedelta(days=9)
    await read(db, article, [fact(kind=Kind.SCHEDULED_EVENT, object=None, time=When(day, day, ""))])
    async with db.read() as conn:
        stored = (await facts.facts_of_article(conn, GUILD, article))[0]
    here, private = (evidence(replace(READER, private=own), alone(stored), stored.id) for own in (False, True))
    assert f"https://discord.com/channels/{GUILD}/{CHANNEL}/1" in texts(here)
    assert f"https://discord.com/channels/@me/{CHANNEL}/1" in texts(private)
    assert f"vigie:propose:{stored.id}" in ids(here)
    assert f"vigie:propose:{stored.id}" not in ids(private)
    assert f"vigie:ics:{stored.id}" in ids(private)
