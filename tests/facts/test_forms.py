import pytest

from bot.facts.forms import TENSES, forms
from bot.model import Language


@pytest.mark.parametrize(
    ("verb", "form", "tense"),
    [
        ("lever", "lève", "pres"),
        ("lever", "lèvera", "fut"),
        ("lever", "levée", "part"),
        ("racheter", "rachètent", "pres"),
        ("annoncer", "annonçait", "impf"),
        ("changer", "changeait", "impf"),
        ("finir", "finissent", "pres"),
        ("vendre", "vendrait", "cond"),
        ("rouvrir", "rouvert", "part"),
        ("reprendre", "reprendra", "fut"),
        ("maintenir", "maintiendra", "fut"),
    ],
)
def test_french_verbs_are_inflected(verb: str, form: str, tense: str) -> None:
    assert forms(verb, Language.FR)[form] == tense


@pytest.mark.parametrize(
    ("verb", "form", "tense"),
    [
        ("open", "opened", "part"),
        ("close", "closing", "ger"),
        ("supply", "supplies", "pres"),
        ("launch", "launches", "pres"),
        ("buy", "bought", "part"),
        ("win", "winning", "ger"),
    ],
)
def test_english_verbs_are_inflected(verb: str, form: str, tense: str) -> None:
    assert forms(verb, Language.EN)[form] == tense


def test_every_tense_is_known() -> None:
    assert set(forms("ouvrir", Language.FR).values()) <= set(TENSES)
