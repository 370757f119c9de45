"""The day from which facts are wanted, as people write it: "2026-01", "mars 2025", "il y a deux semaines", "last month"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from discord import app_commands

from bot import wording
from bot.errors import VigieError
from bot.facts.dates import find_times
from bot.i18n import t
from bot.model import Language

_NUMERIC: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_OFFERED: Final = {"week": 7, "month": 30, "quarter": 91, "year": 365}
EARLIEST: Final = date(1000, 1, 1)


def since(typed: str, *, today: date) -> date:
    """Return the first day of what was typed, in figures or in either language's words.

    Raises:
        VigieError: it names no day.
    """
    match = _NUMERIC.fullmatch(typed.strip())
    found = _of_figures(match) if match else _of_words(typed, today)
    if found is None or found < EARLIEST:
        raise VigieError("facts.bad_since", since=typed)
    return found


def suggested_since(language: Language, typed: str, *, today: date) -> list[app_commands.Choice[str]]:
    """Offer what was typed as the day it is read as, or the last week, month, quarter and year."""
    if typed.strip():
        try:
            day = since(typed, today=today)
        except VigieError:
            return []
        return [app_commands.Choice(name=t(language, "date.since", day=wording.day(language, day)), value=day.isoformat())]
    days = {word: today - timedelta(days=length) for word, length in _OFFERED.items()}
    return [app_commands.Choice(name=t(language, f"choice.since.{word}"), value=day.isoformat()) for word, day in days.items()]


def _of_figures(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None


def _of_words(typed: str, today: date) -> date | None:
    for language in Language:
        for time in find_times(typed, language, today):
            if time.first is not None:
                return time.first
    return None
