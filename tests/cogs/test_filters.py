"""Facts narrowed by kind, day and certainty; events by days and place."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import VigieError
from bot.model import Certainty, Entity, EntityKind, Kind, When
from bot.sandbox.world import Sandbox
from cogs._since import since
from tests.cogs.guild import NOW, fact
from tests.cogs.live import Bot, becomes, posted, shown

TODAY = date(2026, 11, 24)


def on(day: date) -> When:
    return When(day, day, "ce jour")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-1", date(2026, 1, 1)),
        (" 2025 ", date(2025, 1, 1)),
        ("mars 2026", date(2026, 3, 1)),
        ("March 2026", date(2026, 3, 1)),
        ("le 3 octobre 2026", date(2026, 10, 3)),
        ("le mois dernier", date(2026, 10, 1)),
        ("last month", date(2026, 10, 1)),
        ("hier", date(2026, 11, 23)),
    ],
)
def test_since_is_read_as_people_write_it(typed: str, day: date) -> None:
    assert since(typed, today=TODAY) == day


@pytest.mark.parametrize("typed", ["", "2026-13", "2026-02-30", "0999", "bientôt", "@everyone"])
def test_what_is_no_day_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(VigieError, match="bad_since"):
        since(typed, today=TODAY)


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_no_day(typed: str) -> None:
    with suppress(VigieError):
        assert since(typed, today=TODAY).year >= 1000


async def test_facts_by_day_certainty_and_kind(bot: Bot, sandbox: Sandbox) -> None:
    told = [fact(n, time=on(date(2026, 1, 1) + timedelta(days=30 * n))) for n in range(5)]
    told += [fact(9, Kind.LEGAL, certainty=Certainty.RUMOURED, cue="aurait", time=on(date(2026, 10, 1)))]
    await posted(bot, sandbox, "a", told)
    recent = await sandbox.slash("alice", "news", "facts", locale="fr", name="Lumio", since="avril 2026")
    assert "depuis le 1er avril 2026 · 3 faits" in recent.text
    assert "usine 4" in recent.text
    assert "usine 2" not in recent.text
    unsure = await sandbox.slash("alice", "news", "facts", locale="en-US", name="Lumio", certainty="rumoured")
    assert "Unconfirmed · 1 fact" in unsure.text
    assert not shown(unsure).menus
    nothing = await sandbox.slash("alice", "news", "facts", locale="fr", name="Lumio", since="2026-11-20")
    assert "moins de filtres" in nothing.text + "".join(post.text for post in nothing.followups)
    bad = await sandbox.slash("alice", "news", "facts", locale="fr", name="Lumio", since="un jour")
    assert "« un jour » n'est pas un jour" in bad.text


async def test_a_menu_narrows_an_answer_and_others_get_their_own(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact(1), fact(2), fact(3, Kind.LEGAL)])
    answer = await sandbox.slash("alice", "news", "facts", locale="fr", name="Lumio")
    (menu,) = shown(answer).menus
    assert menu.labels == ("Tous les genres (3)", "Implantation (2)", "Justice (1)")
    chosen = await sandbox.select("alice", shown(answer), ["legal"], custom_id=menu.custom_id, locale="fr")
    assert chosen.acknowledged
    narrowed = await becomes(sandbox, "Justice · 1 fait")
    assert "usine 1" not in narrowed.text
    aside = await sandbox.select("bob", narrowed, ["expansion"], custom_id=menu.custom_id, locale="en-US")
    assert aside.ephemeral
    assert "Expansion · 2 facts" in aside.text
    await sandbox.select("alice", narrowed, ["-"], custom_id=menu.custom_id, locale="fr")
    await becomes(sandbox, "3 faits")


async def test_days_are_suggested(bot: Bot, sandbox: Sandbox) -> None:
    offered = await sandbox.autocomplete("alice", "news", "facts", "since", "", locale="fr", name="Lumio")
    assert (offered[0].name, offered[0].value) == ("Les 7 derniers jours", "2026-11-17")
    read = await sandbox.autocomplete("alice", "news", "facts", "since", "mars 2026", locale="en-GB", name="Lumio")
    assert [(choice.name, choice.value) for choice in read] == [("since 1 March 2026", "2026-03-01")]
    assert await sandbox.autocomplete("alice", "news", "facts", "since", "xyz", locale="fr", name="Lumio") == []


async def test_events_by_days_and_place(bot: Bot, sandbox: Sandbox) -> None:
    lyon = Entity("Lyon", EntityKind.PLACE)
    days = {"Salon A": 3, "Salon B": 20, "Salon C": 90, "Salon D": -5}
    told = [
        fact(
            0,
            Kind.SCHEDULED_EVENT,
            name,
            object=None,
            place="Lyon" if name in ("Salon A", "Salon D") else "Nice",
            time=on(NOW.date() + timedelta(days=n)),
        )
        for name, n in days.items()
    ]
    await posted(bot, sandbox, "a", told, names=[lyon, Entity("Nice", EntityKind.PLACE)])
    week = await sandbox.slash("alice", "news", "events", locale="fr", when="week")
    assert "Dans les 7 jours" in week.text
    assert "Salon A" in week.text
    assert "Salon B" not in week.text
    month = await sandbox.slash("alice", "news", "events", locale="en-US", when="month")
    assert "Salon B" in month.text
    assert "Salon C" not in month.text
    there = await sandbox.slash("alice", "news", "events", locale="fr", place="lyon")
    assert "Salon A" in there.text
    assert "Salon D" in there.text
    assert "Salon B" not in there.text
    offered = await sandbox.autocomplete("alice", "news", "events", "place", "l", locale="fr")
    assert [choice.value for choice in offered] == ["Lyon"]
    unknown = await sandbox.slash("alice", "news", "events", locale="fr", place="Oslo")
    assert unknown.ephemeral
    assert "« Oslo »" in unknown.text
