"""The other party of what takes two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.facts.parties import with_other_party
from bot.facts.pipeline import Extractor
from bot.facts.proposal import Proposal
from bot.model import Certainty, Kind
from tests.facts.conftest import document

LEGAL = Proposal(Kind.LEGAL, 0, 0, "Microsoft", "reader.legal", "parse", 0.9, Certainty.CONFIRMED)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Poursuivi par Google, Microsoft a été condamné en appel à un million d'euros.", "Google"),
        ("Poursuivi par Google et par Amazon, Microsoft a été condamné en appel.", None),
        ("Microsoft a été condamné en appel à un million d'euros.", None),
    ],
)
def test_one_name_alone_is_the_other_party(rules_only: Extractor, text: str, other: str | None) -> None:
    assert with_other_party(rules_only.scene(document(text)), LEGAL).object == other


def test_what_has_an_object_or_takes_none_keeps_it(rules_only: Extractor) -> None:
    scene = rules_only.scene(document("Poursuivi par Google, Microsoft a été condamné en appel."))
    told = replace(LEGAL, object="brevets")
    assert with_other_party(scene, told) is told
    launch = replace(LEGAL, kind=Kind.LAUNCH)
    assert with_other_party(scene, launch) is launch


def test_who_reported_it_is_no_party(rules_only: Extractor) -> None:
    scene = rules_only.scene(document("Microsoft a été condamné en appel, a annoncé Google."))
    assert with_other_party(scene, replace(LEGAL, source="Google")).object is None
