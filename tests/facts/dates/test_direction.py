"""Where a clause looks."""

import pytest

from bot.facts.dates import Direction, clause_direction
from bot.model import Language

FR, EN = Language.FR, Language.EN


@pytest.mark.parametrize(
    ("text", "word", "language", "expected"),
    [
        ("Un sommet se tiendra à Paris les 10 et 11 février.", "les 10", FR, Direction.FUTURE),
        ("La société a officiellement ouvert un bureau le 14 novembre.", "le 14", FR, Direction.PAST),
        ("Le site doit ouvrir en mars.", "en mars", FR, Direction.FUTURE),
        ("Les plaidoiries sont attendues en mai.", "en mai", FR, Direction.FUTURE),
        ("Nommée en mars, elle prendra ses fonctions le 1er mai.", "le 1er", FR, Direction.FUTURE),
        ("The firm will open on Monday.", "Monday", EN, Direction.FUTURE),
        ("The deal is expected to close in March.", "March", EN, Direction.FUTURE),
        ("He said on Monday.", "Monday", EN, Direction.PAST),
        ("Vouchers will be honoured until December 24.", "December", EN, Direction.FUTURE),
        ("Monday", "Monday", EN, Direction.UNKNOWN),
        ("We have to make something in five days.", "in five", EN, Direction.FUTURE),
        ("They have pushed the event back a week, to November.", "November", EN, Direction.FUTURE),
        ("The bank concludes its meeting on Wednesday.", "Wednesday", EN, Direction.FUTURE),
        ("La CGT a appelé à un débrayage vendredi.", "vendredi", FR, Direction.FUTURE),
        ("L'introduction, qui devait intervenir vendredi, est reportée.", "vendredi", FR, Direction.FUTURE),
        ("Depuis sa sortie en mars, il plaît.", "mars", FR, Direction.PAST),
    ],
)
def test_tells_past_from_future(text: str, word: str, language: Language, expected: Direction) -> None:
    assert clause_direction(text, text.index(word), language) is expected
