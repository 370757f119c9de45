from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Amount, Certainty, Evidence, Fact, Kind, Outcome, When
from bot.store.records import JournalEntry, StoredFact, Telling
from bot.summary.agreement import agree
from bot.summary.digest import MOST_COMING, MOST_ITEMS, MOST_OF_A_STORY, build
from bot.summary.values import Item, Relation

POSTED = datetime(2026, 11, 24, 9, tzinfo=UTC)


def fact(number: int, kind: Kind = Kind.EXPANSION, subject: str = "Lumio", **values: object) -> Fact:
    values = {"certainty": Certainty.CONFIRMED} | values
    return Fact(kind, subject, Evidence(f"Phrase {number}.", 0, 9), rule="test", confidence=0.9, **values)  # type: ignore[arg-type]


def stored(number: int, what: Fact, site: str | None = "La Vigie", article: int | None = None, days: int = 0) -> StoredFact:
    article_id, at = article or number, POSTED + timedelta(days=days)
    return StoredFact(number, what, article_id, "Titre", f"https://example.org/{article_id}", site, at.date(), at, 5, number)


def items(*told: StoredFact) -> tuple[Item, ...]:
    return agree([Telling(one, one.article_id) for one in told])


def entry(url: str | None, outcome: Outcome, article_id: int | None = None) -> JournalEntry:
    return JournalEntry(POSTED, 1, 5, 7, article_id, url, "read", outcome, None, None)


def funding(number: int, subject: str, value: float, **values: object) -> StoredFact:
    what = fact(number, Kind.FUNDING, subject, amount=Amount(value, "EUR", f"{value:.0f} €"), **values)
    return stored(number, what, site=f"Site {number}")


def subjects(digest_items: tuple[object, ...]) -> list[str]:
    return [one.fact.fact.subject for one in digest_items]  # type: ignore[attr-defined]


def test_one_thing_told_by_two_papers_is_one_item_with_two_sources() -> None:
    told = [
        stored(1, fact(1, place="Brest")),
        stored(2, fact(2, subject="LUMIO", place="brest"), site="L'Autre"),
        stored(3, fact(3, place="Brest")),
    ]
    digest = build(items(*told), [])
    assert len(digest.items) == 1
    assert digest.items[0].sources == 2
    assert len(digest.items[0].same) == 3
    assert digest.more == 0


def test_more_sources_bigger_sums_and_news_come_first() -> None:
    old = funding(3, "Ancien", 5e9, time=When(date(2019, 1, 1), date(2019, 12, 31), ""))
    shared = [funding(n, "Partagé", 5e9) for n in (4, 5, 6)]
    digest = build(items(funding(1, "Petit", 2e6), funding(2, "Grand", 5e9), old, *shared), [])
    assert subjects(digest.items) == ["Partagé", "Grand", "Petit", "Ancien"]


def test_what_is_followed_comes_before_what_is_bigger() -> None:
    told = items(funding(1, "Petit", 2e6), funding(2, "Grand", 5e9))
    digest = build(told, [], followed={1})
    assert subjects(digest.items) == ["Petit", "Grand"]
    assert [one.followed for one in digest.items] == [True, False]


def test_what_was_told_before_is_told_again_only_with_something_new_and_by_the_new_article() -> None:
    before = stored(1, fact(1, place="Brest"), days=-2)
    again = stored(2, fact(2, place="Brest"), site="L'Autre")
    other = stored(3, fact(3, Kind.EXPANSION, "Autre", place="Lyon"))
    digest = build(items(before, again, other), [], new={2, 3})
    assert subjects(digest.items) == ["Autre", "Lumio"]
    assert digest.items[1].fact == again
    assert digest.items[1].sources == 2
    assert build(items(before), [], new={3}).items == ()


def test_a_disagreement_takes_one_place() -> None:
    digest = build(items(funding(1, "Lumio", 10e9), funding(2, "Lumio", 12e9)), [])
    (item,) = digest.items
    assert [contrast.relation for contrast in item.item.contrasts] == [Relation.DISAGREES]
    assert digest.more == 0


def test_a_story_stays_together_and_does_not_fill_the_digest() -> None:
    long = [stored(n, fact(n, Kind.ACQUISITION, "Lumio", object=f"Cible{n}")) for n in range(1, 9)]
    other = stored(20, fact(20, Kind.ROLE, "Autre"))
    digest = build(items(*long, other), [])
    assert subjects(digest.items) == ["Lumio"] * MOST_OF_A_STORY + ["Autre"]
    assert [one.story for one in digest.items] == [0] * MOST_OF_A_STORY + [1]
    assert digest.more == 8 - MOST_OF_A_STORY


def test_unread_links_are_named_once_unless_read_at_last() -> None:
    unread = [
        entry("https://a.example/x", Outcome.TIMEOUT, 8),
        entry("https://a.example/x", Outcome.PAYWALL, 8),
        entry("https://b.example/y", Outcome.TIMEOUT, 1),
        entry("https://c.example/z.png", Outcome.NOT_AN_ARTICLE, 9),
        entry(None, Outcome.TOO_SHORT, 10),
    ]
    digest = build(items(stored(1, fact(1))), unread)
    assert [(one.url, one.outcome) for one in digest.unread] == [("https://a.example/x", Outcome.PAYWALL), (None, Outcome.TOO_SHORT)]


def test_the_week_ahead_names_what_is_not_told_above_and_will_take_place() -> None:
    def event(number: int, **values: object) -> StoredFact:
        return stored(number, fact(number, Kind.SCHEDULED_EVENT, f"Salon {number}", **values))

    ahead = items(*(event(n) for n in range(1, 10)), event(20, certainty=Certainty.DENIED))
    digest = build(ahead[:1], [], coming=ahead)
    assert [one.fact for one in digest.items] == [ahead[0].fact]
    assert [one.id for one in digest.coming] == [one.id for one in ahead[1 : 1 + MOST_COMING]]
    assert build([], [], coming=ahead).empty


def test_nothing_is_empty() -> None:
    assert build([], []).empty
    assert not build([], [entry("https://a.example", Outcome.PAYWALL)]).empty


SUBJECTS = st.sampled_from(["Lumio", "lumio", "Élan", "Elan", "Grand Large", "@everyone"])


@given(st.lists(st.builds(fact, st.integers(1, 5), st.sampled_from(Kind), SUBJECTS), max_size=40), st.booleans())
@settings(deadline=None)
def test_nothing_is_lost_and_nothing_told_twice(facts: list[Fact], some: bool) -> None:
    told = items(*(stored(number, one) for number, one in enumerate(facts)))
    new = {number for number in range(0, len(facts), 2)} if some else None  # noqa: C416
    digest = build(told, [], new=new)
    shown = [one.id for item in digest.items for one in item.same]
    fresh = [item for item in told if new is None or any(one.id in new for one in item.same)]
    assert len(shown) == len(set(shown))
    assert len(digest.items) <= MOST_ITEMS
    assert len(digest.items) + digest.more == len(fresh) or any(item.contrasts for item in fresh)
    assert digest == build(reversed(told), [], new=new)


def test_the_fact_to_show_is_the_first_of_all_that_say_the_same() -> None:
    (item,) = items(stored(1, fact(1, place="Brest", certainty=Certainty.RUMOURED)), stored(2, fact(2, place="Brest"), site="B"))
    (shown,) = build([item], [], new={1}).items
    assert shown.fact.id == 1
    assert shown.same[0] == shown.fact
    assert {one.id for one in shown.same} == {1, 2}
    assert replace(shown.item, fact=item.fact, same=item.same) == item
