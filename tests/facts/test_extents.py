"""Where names begin and end."""

from __future__ import annotations

import pytest

from bot.facts.extents import grown
from bot.facts.pipeline import Extractor
from bot.model import EntityKind
from tests.facts.conftest import canonical, document


@pytest.mark.parametrize(
    ("text", "name", "whole"),
    [
        ("Shares of 21st Century Wire rose on Monday.", "Century Wire", "21st Century Wire"),
        ("Orlan Health Pvt. Ltd, which runs clinics, said so.", "Orlan Health", "Orlan Health Pvt. Ltd"),
        ("Orlan Health, Inc. said so.", "Orlan Health", "Orlan Health, Inc"),
        ("Le titre de Ligue 1 est en jeu.", "Ligue", "Ligue 1"),
        ("Canal+ a signé.", "Canal", "Canal+"),
        ("Rival Harrow's was lower after Harrow's results.", "Harrow", "Harrow's"),
        ("Harrow's shares fell; Harrow said it was lower.", "Harrow", "Harrow"),
        ("The bank's and Harrow's shares fell.", "Harrow", "Harrow"),
        ("In 2021 Century Wire grew.", "Century Wire", "Century Wire"),
    ],
)
def test_a_name_is_told_with_what_belongs_to_it(text: str, name: str, whole: str) -> None:
    at = text.index(name)
    start, end = grown(text, at, at + len(name))
    assert text[start:end] == whole


def test_a_legal_form_is_no_name_of_its_own(rules_only: Extractor) -> None:
    found = canonical(rules_only, "Mumbai-based Orlan Health Pvt. Ltd, which runs clinics, has acquired the app Fitzo for $4 million.")
    assert found["Orlan Health Pvt. Ltd"] == "Orlan Health"
    assert not {"Ltd", "Pvt"} & set(found)


def test_an_adverb_that_opens_a_sentence_is_no_name(rules_only: Extractor) -> None:
    found = canonical(rules_only, "Harrow opened a store in Leeds on Monday. Neatly stocked shelves filled the hall.")
    assert "Neatly" not in found


def test_a_first_name_stands_for_the_person_it_introduced(rules_only: Extractor) -> None:
    text = (
        "Casey Brandt joined Orlan Health as chief executive in May. Casey has led clinics for ten years. In 2015, Casey left Orlan Health."
    )
    assert canonical(rules_only, text)["Casey"] == "Casey Brandt"


@pytest.mark.parametrize("name", ["Los Angeles", "Seine-Saint-Denis"])
def test_a_place_of_several_words_is_a_place(rules_only: Extractor, name: str) -> None:
    kinds = {one.text: one.kind for one in rules_only.scene(document(f"Orlan a ouvert une usine à {name} en mars 2024.")).names.all}
    assert kinds[name] is EntityKind.PLACE
