import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Certainty, Language, Person
from bot.store.records import Telling
from bot.summary import pairs as sides
from bot.summary.account import account
from bot.summary.agreement import agree
from bot.summary.values import Item, Relation, Slot
from tests.summary.pairs import Example, examples, telling

EXAMPLES = examples()
FIRST_PRECISION, LEAST_RECALL = 0.98, 0.9


def verdict(example: Example) -> str:
    items = agree([example.one, example.other])
    if len(items) == 1:
        return "same"
    contrasts = [contrast for item in items for contrast in item.contrasts]
    relations = {contrast.relation for contrast in contrasts}
    if relations & {Relation.DENIES, Relation.DENIED}:
        return "denial"
    if relations & {Relation.REVISES, Relation.REVISED}:
        return "revision"
    return str(contrasts[0].slot) if contrasts else "apart"


def test_only_equals_are_merged() -> None:
    found = Counter((example.expect, verdict(example)) for example in EXAMPLES)
    merged = sum(count for (_, got), count in found.items() if got == "same")
    right = found["same", "same"]
    should = sum(count for (expected, _), count in found.items() if expected == "same")
    print(f"{len(EXAMPLES)} pairs: precision {right}/{merged} = {right / merged:.3f}, recall {right}/{should} = {right / should:.3f}")  # noqa: T201
    assert len(EXAMPLES) >= 150
    assert right / merged >= FIRST_PRECISION
    assert right / should >= LEAST_RECALL


@pytest.mark.parametrize("expected", ["amount", "time", "place", "denial", "revision"])
def test_clashes_are_told(expected: str) -> None:
    found = {example.note: verdict(example) for example in EXAMPLES if example.expect == expected}
    assert set(found.values()) == {expected}, found


def test_two_things_are_no_clash() -> None:
    found = {example.note: verdict(example) for example in EXAMPLES if example.expect == "apart"}
    assert set(found.values()) == {"apart"}, {note: got for note, got in found.items() if got != "apart"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.note)
def test_a_pair_has_no_first_side(example: Example) -> None:
    one, other = account(example.one), account(example.other)
    if one.kind is not other.kind:
        return
    there, back = sides.pair(one, other), sides.pair(other, one)
    assert sides.same(there) == sides.same(back)
    assert sides.contrast(there) is sides.contrast(back)
    assert sides.denial(there) == sides.denial(back)


def row(number: int, text: str, told: str, **slots: object) -> Telling:
    return telling(
        {"kind": "acquisition", "subject": "Arkos", "object": "Belmont", "text": text, "told": told, "lang": "fr"} | slots, number
    )


def of_article(one: Telling, article: int, url: str | None = None, site: str | None = None) -> Telling:
    stored = replace(
        one.stored, article_id=article, article_url=url or one.stored.article_url, article_site=site or one.stored.article_site
    )
    return replace(one, stored=stored)


def only(tellings: list[Telling]) -> Item:
    (item,) = agree(tellings)
    return item


def test_three_papers_are_three_sources() -> None:
    item = only([row(n, f"Arkos rachète Belmont, dit le journal {n}.", "2024-05-08") for n in (1, 2, 3)])
    assert item.count == 3
    assert [source.name for source in item.sources] == ["Gazette 1", "Gazette 2", "Gazette 3"]
    assert len(item.same) == 3


def test_copies_of_an_agency_text_are_one_source() -> None:
    sentence = "Le groupe Arkos a annoncé mardi le rachat de son rival Belmont pour une somme tenue secrète."
    assert only([row(n, sentence, "2024-05-08") for n in (1, 2, 3)]).count == 1


def test_papers_that_name_one_agency_are_one_source() -> None:
    told = [
        row(1, "Arkos rachète Belmont, selon l'AFP.", "2024-05-08", source="AFP"),
        row(2, "Arkos buys Belmont.", "2024-05-08", source="Agence France-Presse"),
    ]
    item = only(told)
    assert item.count == 1
    assert item.sources[0].name == "AFP"


def test_a_paper_and_those_that_cite_it_are_one_source() -> None:
    told = [
        row(1, "Arkos rachète Belmont.", "2024-05-08", site="Le Phare"),
        row(2, "Arkos aurait racheté Belmont, selon Le Phare.", "2024-05-09", source="Le Phare"),
    ]
    assert only(told).count == 1


def test_one_article_under_two_links_is_one_source() -> None:
    one, other = row(1, "Arkos rachète Belmont.", "2024-05-08"), row(2, "Belmont passe sous le contrôle d'Arkos.", "2024-05-08")
    assert only([one, replace(other, origin=one.origin)]).count == 1


def test_pasted_texts_have_no_name_and_count_for_themselves() -> None:
    told = [row(n, f"Arkos rachète Belmont ({n}).", "2024-05-08") for n in (1, 2)]
    bare = [replace(one, stored=replace(one.stored, article_site=None, article_url=None)) for one in told]
    assert [source.name for source in only(bare).sources] == [None, None]


def test_a_rumour_that_comes_true_says_so() -> None:
    item = only([
        row(1, "Arkos serait en discussions pour Belmont.", "2024-05-08", certainty="rumoured"),
        row(2, "Arkos a racheté Belmont.", "2024-06-02"),
    ])  # fmt: skip
    assert item.fact.fact.certainty is Certainty.CONFIRMED
    assert item.progress is not None
    assert (item.progress.before, item.progress.since, item.progress.on) == (Certainty.RUMOURED, date(2024, 5, 8), date(2024, 6, 2))


def test_a_rumour_told_after_the_fact_is_no_progress() -> None:
    told = [row(1, "Arkos a racheté Belmont.", "2024-05-08"), row(2, "Arkos aurait racheté Belmont.", "2024-05-09", certainty="rumoured")]
    assert only(told).progress is None


def test_each_side_of_a_disagreement_counts_its_sources() -> None:
    def priced(number: int, value: float) -> Telling:
        amount = {"value": value, "unit": "EUR", "text": f"{value:.0f} euros"}
        return row(number, f"Arkos paie {value:.0f} euros pour Belmont, écrit {number}.", "2024-05-08", amount=amount)

    ten, twelve = sorted(agree([priced(1, 10e9), priced(2, 10e9), priced(3, 12e9)]), key=lambda item: -item.count)
    (there,), (back,) = ten.contrasts, twelve.contrasts
    assert (ten.count, there.sources, there.slot, there.relation) == (2, 1, Slot.AMOUNT, Relation.DISAGREES)
    assert (back.fact, back.sources) == (ten.fact, 2)


def test_a_denial_stands_beside_what_it_denies() -> None:
    rumour, denied = agree([
        row(1, "Arkos voudrait Belmont.", "2024-05-08", certainty="rumoured"),
        row(2, "Arkos dément vouloir Belmont.", "2024-05-09", certainty="denied"),
    ])  # fmt: skip
    assert [contrast.relation for contrast in rumour.contrasts] == [Relation.DENIED]
    assert [contrast.relation for contrast in denied.contrasts] == [Relation.DENIES]
    assert rumour.contrasts[0].on == date(2024, 5, 9)


def test_a_sentence_that_denies_confirms_nothing_however_it_was_read() -> None:
    rumour = row(1, "Arkos voudrait Belmont.", "2024-05-08", certainty="rumoured")
    misread = row(2, "Arkos dément vouloir Belmont.", "2024-05-09")
    assert len(agree([rumour, misread])) == 2
    assert all(item.progress is None and not item.contrasts for item in agree([rumour, misread]))
    denied = row(3, "Arkos denies it wants Belmont.", "2024-05-09", certainty="denied")
    shown = next(item for item in agree([rumour, misread, denied]) if len(item.same) == 2)
    assert shown.fact == denied.stored
    assert [contrast.relation for contrast in shown.contrasts] == [Relation.DENIES]


def test_a_predecessor_named_beside_leaves_open_who_is_appointed() -> None:
    def named(number: int, *people: str) -> Telling:
        one = row(number, "Ida Lindqvist succède à Jonas Berg.", "2024-05-08", kind="appointment", object=None)
        fact = replace(one.stored.fact, people=tuple(Person(name, "PDG") for name in people))
        return replace(one, stored=replace(one.stored, fact=fact))

    assert len(agree([named(1, "Jonas Berg", "Ida Lindqvist"), named(2, "Jonas Berg")])) == 2
    assert len(agree([named(1, "Jonas Berg", "Ida Lindqvist"), named(2, "Ida Lindqvist", "Jonas Berg")])) == 1


def test_an_article_does_not_disagree_with_itself() -> None:
    def priced(number: int, value: float) -> Telling:
        return of_article(row(number, f"{value:.0f} euros", "2024-05-08", amount={"value": value, "unit": "EUR", "text": "x"}), 7)

    assert all(not item.contrasts for item in agree([priced(1, 10e9), priced(2, 12e9)]))


def test_a_year_that_fits_two_months_joins_neither() -> None:
    months = [
        row(1, "En mars.", "2024-01-05", time={"start": "2024-03-01", "end": "2024-03-31", "text": "mars"}),
        row(2, "En mai.", "2024-01-05", time={"start": "2024-05-01", "end": "2024-05-31", "text": "mai"}),
    ]
    year = row(3, "En 2024.", "2024-01-05", time={"start": "2024-01-01", "end": "2024-12-31", "text": "2024"})
    assert len(agree([*months, year])) == 3
    assert len(agree([months[0], year])) == 1


def shape(items: tuple[Item, ...]) -> list[tuple[object, ...]]:
    """What matters of items, whatever ids and order their facts have."""
    return sorted(
        (sorted(one.fact.evidence.text for one in item.same), item.count, sorted((c.relation, c.slot or "") for c in item.contrasts))
        for item in items
    )  # fmt: skip


POOL = [telling_ for example in EXAMPLES for telling_ in (example.one, example.other)]


def numbered(chosen: list[int]) -> list[Telling]:
    """Tellings of the pool, each an article of its own."""
    found = []
    for number, place in enumerate(chosen, start=1):
        one = POOL[place]
        stored = replace(one.stored, id=number, article_id=number, article_url=f"https://p{place}.example/", article_site=f"Paper {place}")
        found.append(replace(one, stored=stored, origin=number))
    return found


@given(st.lists(st.integers(0, len(POOL) - 1), max_size=12, unique=True), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_the_order_of_articles_does_not_change_the_items(chosen: list[int], seed: int) -> None:
    told = numbered(chosen)
    shuffled = list(chosen)
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    assert shape(agree(told)) == shape(agree(numbered(shuffled)))


@given(st.lists(st.integers(0, len(POOL) - 1), max_size=12, unique=True))
@settings(max_examples=60, deadline=None)
def test_merging_again_changes_nothing_and_loses_nothing(chosen: list[int]) -> None:
    told = numbered(chosen)
    by_id = {one.stored.id: one for one in told}
    items = agree(told)
    again = agree([by_id[fact.id] for item in items for fact in item.same])
    assert again == items == agree(told + told)
    assert sorted(fact.id for item in items for fact in item.same) == sorted(by_id)


@given(st.lists(st.integers(0, len(POOL) - 1), max_size=12, unique=True))
@settings(max_examples=60, deadline=None)
def test_nothing_that_clashes_is_in_one_item(chosen: list[int]) -> None:
    told = {one.stored.id: account(one) for one in numbered(chosen)}
    for item in agree([one.telling for one in told.values()]):
        members = [told[fact.id] for fact in item.same]
        assert not any(sides.conflict(sides.pair(one, other)) for one in members for other in members if one is not other)
        assert 1 <= item.count <= len(members)


def test_close_languages_do_not_matter_to_a_name() -> None:
    one = telling(
        {"kind": "launch", "subject": "L'Oréa", "object": "Éclat 3", "text": "L'Oréa lance Éclat 3.", "told": "2025-01-01", "lang": "fr"}, 1
    )
    other = telling(
        {
            "kind": "launch",
            "subject": "L’Orea",
            "object": "Eclat 3",
            "text": "L’Orea launches Eclat 3.",
            "told": "2025-01-01",
            "lang": "en",
        },
        2,
    )
    assert len(agree([one, replace(other, language=Language.EN)])) == 1
