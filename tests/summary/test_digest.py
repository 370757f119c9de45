from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Amount, Certainty, Evidence, Fact, Kind, Outcome, Person, When
from bot.store.records import JournalEntry, StoredFact
from bot.summary.digest import MOST_ITEMS, MOST_OF_A_STORY, build, key

POSTED = datetime(2026, 11, 24, 9, tzinfo=UTC)


def fact(number: int, kind: Kind = Kind.EXPANSION, subject: str = "Lumio", **values: object) -> Fact:
    return Fact(kind, subject, Evidence(f"Phrase {number}.", 0, 9), Certainty.CONFIRMED, "test", 0.9, **values)  # type: ignore[arg-type]


def stored(number: int, what: Fact, site: str | None = "La Vigie", article: int | None = None) -> StoredFact:
    article_id = article or number
    return StoredFact(number, what, article_id, "Titre", f"https://example.org/{article_id}", site, date(2026, 11, 24), POSTED, 5, number)


def entry(url: str | None, outcome: Outcome, article_id: int | None = None) -> JournalEntry:
    return JournalEntry(POSTED, 1, 5, 7, article_id, url, "read", outcome, None, None)


def test_one_thing_told_by_two_papers_is_one_item_with_two_sources() -> None:
    told = [
        stored(1, fact(1, place="Brest")),
        stored(2, fact(2, subject="LUMIO", place="brest"), site="L'Autre"),
        stored(3, fact(3, place="Brest")),
    ]
    digest = build(told, [])
    assert len(digest.items) == 1
    assert digest.items[0].sources == 2
    assert len(digest.items[0].same) == 3
    assert digest.more == 0


def test_near_misses_stay_apart() -> None:
    when = When(date(2026, 11, 1), date(2026, 11, 1), "le 1er")
    same = fact(1, object="usine", place="Brest", amount=Amount(10, "jobs", ""), time=when, people=(Person("Ada"),))
    others = [
        replace(same, kind=Kind.CLOSURE),
        replace(same, subject="Lumia"),
        replace(same, object="bureau"),
        replace(same, place="Lyon"),
        replace(same, amount=Amount(12, "jobs", "")),
        replace(same, amount=Amount(10, "jobs", "", 20)),
        replace(same, time=When(date(2026, 11, 1), date(2026, 11, 30), "")),
        replace(same, people=(Person("Bob"),)),
        replace(same, certainty=Certainty.DENIED),
    ]
    keys = {key(stored(number, one)) for number, one in enumerate([same, *others])}
    assert len(keys) == 1 + len(others)


def test_what_was_said_twice_in_other_words_is_two_statements() -> None:
    said = [stored(1, fact(1, Kind.STATEMENT)), stored(2, fact(2, Kind.STATEMENT))]
    assert len(build(said, []).items) == 2


def test_more_papers_bigger_sums_and_news_come_first() -> None:
    small = stored(1, fact(1, Kind.FUNDING, "Petit", amount=Amount(2e6, "EUR", "")))
    big = stored(2, fact(2, Kind.FUNDING, "Grand", amount=Amount(5e9, "EUR", "")))
    old = stored(3, fact(3, Kind.FUNDING, "Ancien", amount=Amount(5e9, "EUR", ""), time=When(date(2019, 1, 1), date(2019, 12, 31), "")))
    shared = [stored(4 + n, fact(4, Kind.FUNDING, "Partage", amount=Amount(5e9, "EUR", "")), site=f"Site {n}") for n in range(3)]
    names = [item.fact.fact.subject for item in build([small, old, big, *shared], []).items]
    assert names == ["Partage", "Grand", "Petit", "Ancien"]


def test_a_story_stays_together_and_does_not_fill_the_digest() -> None:
    long = [stored(n, fact(n, Kind.ACQUISITION, "Lumio", object=f"Cible {n}")) for n in range(1, 9)]
    other = [stored(20, fact(20, Kind.ROLE, "Autre"))]
    digest = build([*long, *other], [])
    assert [item.fact.fact.subject for item in digest.items] == ["Lumio"] * MOST_OF_A_STORY + ["Autre"]
    assert digest.more == 8 - MOST_OF_A_STORY


def test_unread_links_are_named_once_unless_read_at_last() -> None:
    unread = [
        entry("https://a.example/x", Outcome.TIMEOUT, 8),
        entry("https://a.example/x", Outcome.PAYWALL, 8),
        entry("https://b.example/y", Outcome.TIMEOUT, 1),
        entry("https://c.example/z.png", Outcome.NOT_AN_ARTICLE, 9),
        entry(None, Outcome.TOO_SHORT, 10),
    ]
    digest = build([stored(1, fact(1))], unread)
    assert [(one.url, one.outcome) for one in digest.unread] == [("https://a.example/x", Outcome.PAYWALL), (None, Outcome.TOO_SHORT)]


def test_nothing_is_empty() -> None:
    assert build([], []).empty
    assert not build([], [entry("https://a.example", Outcome.PAYWALL)]).empty


SUBJECTS = st.sampled_from(["Lumio", "lumio", "Élan", "Elan", "Grand Large", "", "@everyone"])


@given(st.lists(st.builds(fact, st.integers(1, 5), st.sampled_from(Kind), SUBJECTS), max_size=40))
def test_nothing_is_lost_and_nothing_told_twice(facts: list[Fact]) -> None:
    told = [stored(number, one) for number, one in enumerate(facts)]
    digest = build(told, [])
    keys = [key(item.fact) for item in digest.items]
    assert len(keys) == len(set(keys)) <= MOST_ITEMS
    assert len(keys) + digest.more == len({key(one) for one in told})
    assert digest == build(list(reversed(told)), []) or len({key(one) for one in told}) < len(told)
