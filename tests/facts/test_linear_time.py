"""The closed-language layers read 20,000 code points of anything in time that grows with the length, not with its square."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from bot.facts.amounts import find_amounts
from bot.facts.dates import find_times
from bot.facts.quotes import find_attributions, find_quotes
from bot.facts.segment import sentences
from bot.model import Language

DAY = date(2024, 11, 15)
READERS: dict[str, Callable[[str, Language], object]] = {
    "sentences": lambda text, _: sentences(text),
    "times": lambda text, language: find_times(text, language, DAY),
    "amounts": find_amounts,
    "quotes": find_quotes,
    "attributions": find_attributions,
}
UNITS = [
    "mardi ",
    "1 ",
    ". ",
    '" ',
    "« a ",
    "- ",
    "Abc ",
    "l'",
    "\n",
    "depuis le ",
    "en 2024 ",
    " ",
    "cent ",
    "a dit ",
    "(((",
    "a, ",
    "5 à 6 ",
    "vingt-",
    "“a",
    "a",
    "said ",
]
SHORT, LONG = 5_000, 20_000


@pytest.mark.parametrize("name", READERS)
def test_time_grows_with_length(name: str) -> None:
    for language in Language:
        READERS[name]("warm up 5 euros mardi", language)
        for unit in UNITS:
            short, long = (_seconds(READERS[name], (unit * size)[:size], language) for size in (SHORT, LONG))
            # four times the length may take four times the time; sixteen times would be its square. The constant hides the noise.
            assert long < 10 * short + 0.3, (unit, language, short, long)


def _seconds(reader: Callable[[str, Language], object], text: str, language: Language) -> float:
    start = time.process_time()
    reader(text, language)
    return time.process_time() - start
