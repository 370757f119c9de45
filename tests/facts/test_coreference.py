"""Words that stand for something named before."""

from __future__ import annotations

import pytest

from bot.facts.coreference import head_kind
from bot.model import EntityKind, Language


@pytest.mark.parametrize(
    ("phrase", "language", "kind"),
    [
        ("compagnie ferroviaire", Language.FR, EntityKind.COMPANY),
        ("le constructeur aux anneaux", Language.FR, EntityKind.COMPANY),
        ("la présidente de la région", Language.FR, EntityKind.PERSON),
        ("trafic ferroviaire", Language.FR, None),
        ("the struggling airline", Language.EN, EntityKind.COMPANY),
        ("airline tickets", Language.EN, None),
        ("", Language.EN, None),
    ],
)
def test_the_head_of_a_phrase_tells_what_it_is(phrase: str, language: Language, kind: EntityKind | None) -> None:
    assert head_kind(phrase, language) is kind
