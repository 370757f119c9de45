"""The language of a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.language import detect
from bot.model import Language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La société a annoncé mardi la fermeture de son usine de Lyon.", Language.FR),
        ("The company said on Tuesday that it would close its plant in York.", Language.EN),
        ("OpenAI lève 6,6 milliards de dollars", Language.FR),
        ("Amazon layoffs hit the Alexa unit", Language.EN),
        ("Der Konzern hat am Dienstag mitgeteilt, dass er die Fabrik in Leipzig schließen wird.", None),
        ("La empresa anunció el martes que cerrará la planta de Madrid por la caída de las ventas en el país.", None),
        ("La società ha annunciato martedì la chiusura dello stabilimento di Torino.", None),
        ("Het bedrijf heeft dinsdag aangekondigd dat de fabriek wordt gesloten.", None),
        ("Компания объявила о закрытии завода", None),
        ("日本の企業が工場を閉鎖", None),
        ("", None),
    ],
)
def test_tells_the_language(text: str, expected: Language | None) -> None:
    assert detect(text) is expected


@settings(deadline=None)  # the guesser loads once
@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert detect(text) in (*Language, None)
