import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Language
from bot.summary.likeness import Likeness
from bot.summary.things import Thing, compare, concepts_in, has_concept, proper_part, thing

FR, EN = Language.FR, Language.EN
SAME, UNKNOWN, DIFFERENT = Likeness.SAME, Likeness.UNKNOWN, Likeness.DIFFERENT


def read(written: str, language: Language) -> Thing:
    found = thing(written, None, language)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "one_language", "other", "other_language", "expected"),
    [
        ("un bureau", FR, "an office", EN, SAME),
        ("usine de batteries", FR, "battery plant", EN, SAME),
        ("usine de batteries", FR, "usines de batterie", FR, SAME),
        ("une usine", FR, "usine de batteries", FR, SAME),
        ("usine de pneus", FR, "usine de batteries", FR, DIFFERENT),
        ("un bureau", FR, "une usine", FR, DIFFERENT),
        ("bénéfice net", FR, "net profit", EN, SAME),
        ("bénéfice net", FR, "perte nette", FR, DIFFERENT),
        ("ses résines", FR, "ses peintures", FR, DIFFERENT),
        ("ses résines", FR, "its paints", EN, UNKNOWN),
        ("le fabricant de capteurs Belmont", FR, "Belmont", EN, SAME),
        ("Autorité de la concurrence", FR, "Autorité bancaire", FR, DIFFERENT),
        ("la Commission européenne", FR, "the European Commission", EN, SAME),
        ("Belmont", FR, "une usine", FR, UNKNOWN),
        ("le N7", FR, "le N7s", FR, DIFFERENT),
    ],
)
def test_two_objects(one: str, one_language: Language, other: str, other_language: Language, expected: Likeness) -> None:
    first, second = read(one, one_language), read(other, other_language)
    assert compare(first, second) is expected
    assert compare(second, first) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("le fabricant de capteurs Belmont", "Belmont"),
        ("l'Autorité de la concurrence", "Autorité de la concurrence"),
        ("son modèle Quartz 5", "Quartz 5"),
        ("Belmont, fabricant de capteurs", "Belmont"),
        ("une usine", ""),
        ("Une usine", ""),
    ],
)
def test_the_name_in_an_object(written: str, expected: str) -> None:
    assert proper_part(written) == expected


def test_what_a_sentence_speaks_of() -> None:
    assert concepts_in("Nubelo disclosed a data breach on Tuesday.", "incidents") == {"breach"}
    assert concepts_in("La marge brute d'Hexam.", "metrics") == {"gross_margin"}
    assert has_concept("boutique de Genève")
    assert not has_concept("Genève")


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(Language), st.sampled_from(Language))
def test_any_objects_may_be_compared_from_either_side(one: str, other: str, first: Language, second: Language) -> None:
    here, there = thing(one, None, first), thing(other, None, second)
    if here is not None and there is not None:
        assert compare(here, there) is compare(there, here)
        assert compare(here, here) is SAME
