"""Sentences: where they end, and which of them may be evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.segment import Role, sentences


def texts(text: str, role: Role = Role.BODY) -> list[str]:
    return [one.text for one in sentences(text) if one.role is role]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M. Dupont a vendu. Il part.", ["M. Dupont a vendu.", "Il part."]),
        ("La société S.A. Verlane a plié. Elle ferme.", ["La société S.A. Verlane a plié.", "Elle ferme."]),
        ("Voir le décret n° 12. Il oblige.", ["Voir le décret n° 12.", "Il oblige."]),
        ("Elle a levé 2.5 M€ hier. Bravo à tous.", ["Elle a levé 2.5 M€ hier.", "Bravo à tous."]),
        ("Acme Inc. said it would close. It did.", ["Acme Inc. said it would close.", "It did."]),
        ("The U.S. economy grew. J. K. Moss left.", ["The U.S. economy grew.", "J. K. Moss left."]),
        ("It opens in the U.S. The plant is big.", ["It opens in the U.S.", "The plant is big."]),
        ("« On ferme. » Il a parlé.", ["« On ferme. »", "Il a parlé."]),
        ("Il hésite… Puis il signe.", ["Il hésite…", "Puis il signe."]),
        ("Le groupe (coté à Paris. Depuis 2010) grandit. Il embauche.", ["Le groupe (coté à Paris. Depuis 2010) grandit.", "Il embauche."]),
        ("Il a vendu ses parts.Le groupe reste.", ["Il a vendu ses parts.", "Le groupe reste."]),
    ],
)
def test_cuts_where_sentences_end(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_headings_and_furniture_are_no_evidence() -> None:
    text = (
        "Une usine de plus pour Verlane\n"
        "PARIS, 12 mars 2015 (AFP) - Verlane ouvre une usine à Lyon. Elle emploie 30 personnes. mlr/jpg/tes\n"
        "Lire aussi : Verlane ferme à Lille\n"
        "© Getty Images\n"
        "Par Jean Martin\n"
        "Verlane ouvre une usine à Lyon."
    )
    roles = [one.role for one in sentences(text)]
    assert roles == [Role.HEADING, Role.BYLINE, Role.BODY, Role.BODY, Role.BYLINE, Role.SEE_ALSO, Role.CAPTION, Role.BYLINE, Role.REPEATED]


def test_a_headline_alone_is_the_text() -> None:
    assert texts("Verlane ouvre une usine à Lyon") == ["Verlane ouvre une usine à Lyon"]


def test_keeps_the_first_of_a_body_that_stands_twice() -> None:
    body = "La société ouvre un bureau à Lyon. Elle recrute vingt personnes."
    assert [one.role for one in sentences(f"{body}\n{body}")] == [Role.BODY, Role.BODY, Role.REPEATED, Role.REPEATED]


@given(st.text(max_size=300))
def test_spans_are_verbatim_ordered_and_trimmed(text: str) -> None:
    end = 0
    for one in sentences(text):
        assert text[one.start : one.end] == one.text
        assert one.text == one.text.strip()
        assert one.text
        assert one.start >= end
        end = one.end


@given(st.lists(st.sampled_from(["«", "»", '"', ". ", "Il ", "(", ")", "M. ", "U.S. ", "\n", "… ", "12.5", "é", " \u202f"]), max_size=60))
def test_nothing_but_space_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    covered = "".join(one.text for one in sentences(text))
    assert "".join(covered.split()) == "".join(text.split())
