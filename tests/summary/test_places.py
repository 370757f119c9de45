import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Language
from bot.summary.likeness import Likeness
from bot.summary.places import Place, compare, is_known, place

SAME, UNKNOWN, DIFFERENT = Likeness.SAME, Likeness.UNKNOWN, Likeness.DIFFERENT


def read(name: str, language: Language | None = None) -> Place:
    found = place(name, language)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Londres", "London", SAME),
        ("à La Haye", "The Hague", SAME),
        ("Lens (Pas-de-Calais)", "Lens", SAME),
        ("Munich, Germany", "Munich", SAME),
        ("Allemagne", "Germany", SAME),
        ("aux Pays-Bas", "the Netherlands", SAME),
        ("États-Unis", "United States", SAME),
        ("Royaume-Uni", "Britain", SAME),
        ("Lyon", "Marseille", DIFFERENT),
        ("Paris, Texas", "Paris, France", DIFFERENT),
        ("Paris, Texas", "Paris", DIFFERENT),
        ("France", "Espagne", DIFFERENT),
        ("Allemagne", "Milan", DIFFERENT),
        ("Allemagne", "Munich", UNKNOWN),
        ("Europe", "Munich", UNKNOWN),
        ("Bavière", "Munich", UNKNOWN),
        ("France", "Trifouilly", UNKNOWN),
        ("Saint-Denis", "Saint-Denis-de-l'Hôtel", UNKNOWN),
        ("Bretagne", "Grande-Bretagne", UNKNOWN),
    ],
)
def test_two_places(one: str, other: str, expected: Likeness) -> None:
    assert compare(read(one), read(other)) is expected
    assert compare(read(other), read(one)) is expected


def test_mexico_is_a_city_in_french_and_a_country_in_english() -> None:
    assert compare(read("Mexico", Language.FR), read("Mexico City", Language.EN)) is SAME
    assert compare(read("Mexico", Language.EN), read("Mexique", Language.FR)) is SAME
    assert read("Mexico", Language.EN).is_country
    assert not read("Mexico", Language.FR).is_country


def test_known_places() -> None:
    assert is_known("Genève")
    assert is_known("Texas")
    assert is_known("Finland", Language.EN)
    assert not is_known("Brumaire")
    assert place(" … ") is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_name_may_be_compared_from_either_side(one: str, other: str) -> None:
    first, second = place(one), place(other)
    if first is not None and second is not None:
        assert compare(first, second) is compare(second, first)
        assert compare(first, first) is SAME
