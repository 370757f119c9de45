"""The day of writing, told by the text."""

from datetime import date

from bot.facts.anchor import infer_published
from bot.facts.segment import sentences
from bot.model import Language

POSTED = date(2026, 11, 24)


def test_past_and_coming_dates_bound_the_day() -> None:
    text = (
        "La société a ouvert un bureau à Lyon le 14 novembre. Elle a ouvert neuf bureaux en 2024.\n"
        "La loi est en vigueur depuis le 1er août. Un sommet se tiendra à Paris les 10 et 11 février 2025."
    )
    assert infer_published(sentences(text), Language.FR, POSTED) == date(2024, 11, 14)


def test_a_dateline_tells_the_day() -> None:
    text = "LONDON, May 6, 2021 (Reuters) - The company opened a plant in York."
    assert infer_published(sentences(text), Language.EN, POSTED) == date(2021, 5, 6)


def test_the_last_full_past_day_is_the_best_guess() -> None:
    text = "The company was founded in 2012. It raised money on March 3, 2021. It closed its plant on June 9, 2021."
    assert infer_published(sentences(text), Language.EN, POSTED) == date(2021, 6, 9)


def test_nothing_told_is_nothing_inferred() -> None:
    assert infer_published(sentences("La société ferme un magasin mardi."), Language.FR, POSTED) is None
    assert infer_published([], Language.EN, POSTED) is None
