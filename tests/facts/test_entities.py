"""Names as the article writes them, each under one."""

from __future__ import annotations

import pytest

from bot.facts.pipeline import Extractor
from bot.model import EntityKind
from tests.facts.conftest import canonical, document


def test_a_branch_is_told_under_the_firm_that_the_article_tells_more_often(rules_only: Extractor) -> None:
    text = (
        "Dans le magasin Hortelan de Villefranche, les rayons sont vides. L'enseigne Hortelan a perdu 20 millions d'euros. "
        "La direction de Hortelan va fermer 41 magasins, et les salariés de Hortelan protestent."
    )
    found = canonical(rules_only, text)
    assert set(found.values()) >= {"Hortelan"}
    assert "Hortelan de Villefranche" not in found.values()


def test_a_body_keeps_the_name_that_its_first_word_alone_is_not(rules_only: Extractor) -> None:
    found = canonical(rules_only, "La Banque de France a relevé ses prévisions. La Banque de France reste prudente sur l'inflation.")
    assert found["Banque de France"] == "Banque de France"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("La chaîne Canal+ a signé un accord avec Netflix mardi.", "Canal+"),
        ("La saison de Ligue 1 et celle de Ligue 2 commencent en août.", "Ligue 1"),
        ("The subscribers of Disney+ will pay more in the United States.", "Disney+"),
    ],
)
def test_a_sign_or_a_number_may_end_a_name(rules_only: Extractor, text: str, name: str) -> None:
    assert name in canonical(rules_only, text)


def test_a_count_behind_a_name_is_no_part_of_it(rules_only: Extractor) -> None:
    assert "Renault 12" not in canonical(rules_only, "Chez Renault 12 salariés ont été licenciés en mars.")


def test_a_person_is_not_told_by_the_firm_in_brackets(rules_only: Extractor) -> None:
    found = canonical(
        rules_only, "Le patron de la chaîne, Gérard Malvoisin (TF1), a rencontré ses homologues. TF1 et M6 ont signé un accord."
    )
    assert found["TF1"] == "TF1"


def test_the_plus_of_a_name_is_no_legal_form(rules_only: Extractor) -> None:
    assert canonical(rules_only, "La chaîne Canal+ a signé un accord avec Netflix mardi.")["Canal+"] == "Canal+"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Le tribunal a désigné Norvane Capital, qui a déjà repris deux usines dans l'Ain.", "Norvane Capital", EntityKind.COMPANY),
        ("L'arrivée de Bérengère Castelnau a surpris les équipes de Brest.", "Bérengère Castelnau", EntityKind.PERSON),
        ("The decision by Pankaj Tolani surprised many in the office on Monday.", "Pankaj Tolani", EntityKind.PERSON),
        ("Workers at Hallbrook Foods walked out on Monday over night shifts.", "Hallbrook Foods", EntityKind.COMPANY),
    ],
)
def test_first_names_tell_persons_and_firms_words_firms(rules_only: Extractor, text: str, name: str, kind: EntityKind) -> None:
    assert {one.text: one.kind for one in rules_only.scene(document(text)).names.all}[name] is kind
