"""What may be wrong with settings, each problem as an error with the text that says what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.errors import VigieError

_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>.*)")
_NUMBERS = frozenset({"int_parsing", "int_type", "int_from_float", "greater_than_equal", "less_than_equal"})
ALIKE = 0.85
"""How alike (difflib's ratio) an unknown name and a setting must be for the one to be taken for the other misspelt."""


def problem(key: str, **data: str) -> PydanticCustomError:
    """Make what a validator raises: the text's key, and the data for it beside the variable's name."""
    return PydanticCustomError(key, "unusable", {**data})


def value_problems(error: ValidationError) -> tuple[VigieError, ...]:
    """List the problems of the values. What was given is shown for numbers and choices only: the rest may hold a secret."""
    return tuple(_value_problem(one) for one in error.errors(include_url=False))


def line_problems(path: Path, settings: Iterable[str]) -> tuple[VigieError, ...]:
    """List the lines of an environment file that would be passed over in silence: broken ones, and misspelt names.

    Args:
        path: the file; none is fine.
        settings: the names of all settings.

    Raises:
        UnicodeDecodeError, OSError: it can't be read.
    """
    if not path.exists():
        return ()
    known = {name.upper() for name in settings}
    names, problems = _names(path.read_text(encoding="utf-8-sig"))
    given = {*names, *os.environ}
    for name in names - known:
        for meant in get_close_matches(name, known - given, n=1, cutoff=ALIKE):
            problems.append(VigieError("settings.misspelt", variable=name, meant=meant))
    return tuple(problems)


def _names(text: str) -> tuple[set[str], list[VigieError]]:
    """Find the names that a file sets, in upper case, and its lines that set nothing."""
    names: set[str] = set()
    problems: list[VigieError] = []
    quote, opened = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:  # a value in quotes may go on over several lines
            quote = "" if quote in line else quote
            continue
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None:
            problems.append(VigieError("settings.line", line=str(number)))
            continue
        names.add(match["name"].upper())
        value = match["value"]
        if value[:1] in ("'", '"') and value[:1] not in value[1:]:
            quote, opened = value[0], number
    if quote:
        problems.append(VigieError("settings.quote", line=str(opened)))
    return names, problems


def _value_problem(found: ErrorDetails) -> VigieError:
    variable, context = str(found["loc"][0]).upper(), found.get("ctx", {})
    if found["type"].startswith("settings."):
        return VigieError(found["type"], variable=variable, **context)
    if found["type"] == "enum":
        return VigieError("settings.choice", variable=variable, given=found["input"], choices=context["expected"].replace(" or ", ", "))
    if found["type"] in _NUMBERS:
        return VigieError("settings.number", variable=variable, given=found["input"])
    return VigieError("settings.value", variable=variable)
