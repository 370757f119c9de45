"""Amounts: value, unit and range, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.amounts import find_amounts
from bot.model import Language

FR, EN = Language.FR, Language.EN


@pytest.mark.parametrize(
    ("text", "language", "value", "maximum", "unit"),
    [
        ("6,6 milliards de dollars", FR, 6.6e9, None, "USD"),
        ("157 Md€", FR, 157e9, None, "EUR"),
        ("2,5 M€", FR, 2.5e6, None, "EUR"),
        ("900.000 euros", FR, 900_000, None, "EUR"),
        ("12\u202f000 couronnes suédoises", FR, 12_000, None, "SEK"),
        ("entre 5 et 6 milliards d'euros", FR, 5e9, 6e9, "EUR"),
        ("de 2 à 3 %", FR, 2, 3, "percent"),
        ("un million et demi de dollars canadiens", FR, 1.5e6, None, "CAD"),
        ("une centaine de salariés", FR, 100, None, "employees"),
        ("neuf bureaux", FR, 9, None, "offices"),
        ("200 nouveaux postes", FR, 200, None, "jobs"),
        ("1,2 point de pourcentage", FR, 1.2, None, "points"),
        ("600 millions de francs CFA", FR, 600e6, None, "XOF"),
        ("$6.6bn", EN, 6.6e9, None, "USD"),
        ("£1.5m", EN, 1.5e6, None, "GBP"),
        ("A$51–53 million", EN, 51e6, 53e6, "AUD"),
        ("10-15 percent", EN, 10, 15, "percent"),
        ("1,200 new jobs", EN, 1200, None, "jobs"),
        ("two and a half million euros", EN, 2.5e6, None, "EUR"),
        ("half a million pounds", EN, 0.5e6, None, "GBP"),
        ("two dozen stores", EN, 24, None, "stores"),
        ("a 25-basis-point cut", EN, 25, None, "basis points"),
        ("480p a share", EN, 480, None, "pence"),
        ("US$4.7 billion", EN, 4.7e9, None, "USD"),
    ],
)
def test_reads_value_and_unit(text: str, language: Language, value: float, maximum: float | None, unit: str) -> None:
    found = find_amounts(f"x {text}.", language)
    assert len(found) == 1
    assert (found[0].value, found[0].maximum, found[0].unit) == (value, maximum, unit)


def test_cents_belong_to_the_money_of_the_text() -> None:
    found = find_amounts("Profit fell to $31 million, or 42 cents a share.", EN)
    assert [(one.value, one.unit) for one in found] == [(31e6, "USD"), (0.42, "USD")]


def test_a_change_is_two_amounts() -> None:
    found = find_amounts("La marge est passée de 5,2 % à 6,1 %.", FR)
    assert [(one.value, one.maximum) for one in found] == [(5.2, None), (6.1, None)]


def test_bare_millions_are_in_the_money_of_the_text() -> None:
    found = find_amounts("Une perte de 801 millions d'euros, contre un bénéfice de 141 millions un an plus tôt.", FR)
    assert [(one.value, one.unit) for one in found] == [(801e6, "EUR"), (141e6, "EUR")]


def test_a_dollar_sign_is_of_the_country_that_the_text_is_about() -> None:
    text = "Sydney-based Marrow, listed on the ASX, paid $50 million, the Australian company said."
    assert find_amounts(text, EN)[0].unit == "AUD"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("En 2024 dans les magasins", FR),
        ("le 12 février", FR),
        ("GPT-4 et le 5e étage", FR),
        ("All 70 of us", EN),
        ("version 1.1.3", EN),
        ("in 2018 stores", EN),
    ],
)
def test_leaves_other_numbers_alone(text: str, language: Language) -> None:
    assert find_amounts(text, language) == []


@given(st.text(max_size=200), st.sampled_from(Language))
def test_any_text_is_read_verbatim(text: str, language: Language) -> None:
    end = 0
    for one in find_amounts(text, language):
        assert text[one.start : one.end] == one.text
        assert one.start >= end
        assert one.maximum is None or one.maximum > one.value >= 0
        end = one.end


PARTS = [
    "5 ",
    "1.200",
    "3,5",
    "à ",
    "et ",
    "entre ",
    "milliards ",
    "millions ",
    "de ",
    "dollars",
    "€",
    "$",
    "%",
    "cents ",
    "deux ",
    "cent ",
    "un ",
    "- ",
    "M€ ",
    "jobs ",
]


@given(st.lists(st.sampled_from(PARTS), max_size=40), st.sampled_from(Language))
def test_any_mixture_of_parts_is_read(parts: list[str], language: Language) -> None:
    text = "".join(parts)
    found = find_amounts(text, language)
    assert found == find_amounts(text, language)
    assert all(text[one.start : one.end] == one.text for one in found)


def test_millions_of_nothing_are_in_the_articles_currency() -> None:
    [one] = find_amounts("Le groupe table sur un résultat de 350 millions.", Language.FR, "EUR")
    assert (one.value, one.unit) == (350e6, "EUR")
    assert find_amounts("Il compte 3,2 millions de membres.", Language.FR, "EUR")[0].unit == "members"
    assert all(one.unit != "EUR" for one in find_amounts("Il touche 3,2 millions de Français.", Language.FR, "EUR"))
    assert find_amounts("Le groupe table sur un résultat de 350 millions.", Language.FR) == []
