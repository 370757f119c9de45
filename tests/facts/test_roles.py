"""People and the offices that the article gives them."""

from __future__ import annotations

import pytest

from bot.facts.pipeline import Extractor
from tests.facts.conftest import document


@pytest.mark.parametrize(
    ("text", "person", "role", "organisation"),
    [
        ("Maud Quéré, directrice générale de Velorane, a présenté le plan aux salariés.", "Maud Quéré", "directrice générale", "Velorane"),
        (
            "Le conseil d'administration de Velorane a nommé Maud Quéré, 52 ans, au poste de directrice générale du groupe.",
            "Maud Quéré",
            "directrice générale du groupe",
            "Velorane",
        ),
        ("Le groupe Velorane a recruté Maud Quéré comme directrice financière.", "Maud Quéré", "directrice financière", "Velorane"),
        (
            "Velorane has appointed Linda Marsh as chief financial officer, it said on Monday.",
            "Linda Marsh",
            "chief financial officer",
            "Velorane",
        ),
    ],
)
def test_an_office_is_told_beside_its_person_or_some_words_on(
    rules_only: Extractor, text: str, person: str, role: str, organisation: str
) -> None:
    (post,) = rules_only.scene(document(text)).posts
    assert (post.person, post.role, post.organisation) == (person, role, organisation)


def test_the_office_of_another_person_is_not_taken(rules_only: Extractor) -> None:
    text = "Maud Quéré a remercié Ilan Tessier, qui arrive comme directeur financier de Velorane."
    assert {post.person for post in rules_only.scene(document(text)).posts} == {"Ilan Tessier"}
