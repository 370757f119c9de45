import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.records import Named
from bot.summary.likeness import Likeness
from bot.summary.names import Name, compare, compare_persons, compare_roles, key_of, name

SAME, UNKNOWN, DIFFERENT = Likeness.SAME, Likeness.UNKNOWN, Likeness.DIFFERENT


def bare(written: str) -> Name:
    return name(written, None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Oriflor SAS", "Oriflor", SAME),
        ("Stahlberg AG", "Stahlberg", SAME),
        ("Calloway Inc.", "CALLOWAY", SAME),
        ("le groupe Renova", "Renova Group", SAME),
        ("L'Oréa", "L’Orea", SAME),
        ("Commission européenne", "European Commission", SAME),
        ("RGPD", "GDPR", SAME),
        ("l'Otan", "NATO", SAME),
        ("Agence France-Presse", "AFP", SAME),
        ("Orvane", "Orvane Habitat", UNKNOWN),
        ("Loom 2", "Loom 3", DIFFERENT),
        ("Loom 2", "Loom", DIFFERENT),
        ("Papillote", "Papillon", DIFFERENT),
        ("Crédit du Ponant", "Banque du Ponant", DIFFERENT),
    ],
)
def test_two_organisations(one: str, other: str, expected: Likeness) -> None:
    assert compare(bare(one), bare(other)) is expected
    assert compare(bare(other), bare(one)) is expected


def test_an_alias_joins_and_a_common_noun_does_not() -> None:
    known = Named("CMP", 1, "CMP", ("Crédit Mutualiste du Ponant", "la banque"))
    assert compare(name("CMP", known), bare("Crédit Mutualiste du Ponant")) is SAME
    assert compare(name("CMP", known), bare("la banque")) is DIFFERENT
    assert compare(name("CMP", known), name("Autre", Named("Autre", 1))) is SAME


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Dana R. Whitlock", "Dana Whitlock", SAME),
        ("D. Whitlock", "Dana Whitlock", SAME),
        ("Jean-Noël Trémaux", "Jean Noel Tremaux", SAME),
        ("Martin", "Claire Martin", UNKNOWN),
        ("Martin", "Martin", UNKNOWN),
        ("Paul Martin", "Claire Martin", DIFFERENT),
        ("Bastien Querol", "Hervé Castagnède", DIFFERENT),
    ],
)
def test_two_people(one: str, other: str, expected: Likeness) -> None:
    assert compare_persons(bare(one), bare(other)) is expected
    assert compare_persons(bare(other), bare(one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "one_language", "expected"),
    [
        ("PDG", "chief executive", False, SAME),
        ("directrice financière", "CFO", False, SAME),
        ("directeur général délégué", "directeur général", True, DIFFERENT),
        ("CEO", "interim CEO", True, DIFFERENT),
        ("PDG", "ancien PDG", True, DIFFERENT),
        ("président d'honneur", "président", True, DIFFERENT),
        ("rédacteur", "rédacteur sportif", True, SAME),
        ("fleuriste", "jardinier", True, DIFFERENT),
        ("fleuriste", "florist", False, UNKNOWN),
        (None, "CEO", True, UNKNOWN),
    ],
)
def test_two_roles(one: str | None, other: str | None, one_language: bool, expected: Likeness) -> None:
    assert compare_roles(one, other, one_language=one_language) is expected
    assert compare_roles(other, one, one_language=one_language) is expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_names_may_be_compared_from_either_side(one: str, other: str) -> None:
    assert compare(bare(one), bare(other)) is compare(bare(other), bare(one))
    assert compare_persons(bare(one), bare(other)) is compare_persons(bare(other), bare(one))
    assert compare(bare(one), bare(one)) is SAME


@given(st.text(max_size=40))
def test_a_key_holds_words_or_nothing(written: str) -> None:
    assert key_of(written) == " ".join(key_of(written).split())
    assert not key_of(written) or any(character.isalnum() for character in written)
