"""Pages that would hang a parser, refused before it sees them.

The limits come from measurements on 1,570 real pages (the largest 4.6 MB, most of it scripts: a large newsroom's every article, read in
0.15 s; 19,629 tags, 1,107 attributes in one tag) and 98 hostile ones. Length alone costs little, 3 s for 5 MB of scripts or text: the limit
is the fetcher's. What passes is held by the time limit of the child process.
"""

from __future__ import annotations

import re

from bot.errors import IntakeError
from bot.model import Outcome

MAX_CHARACTERS = 5_000_000
MAX_TAGS = 40_000
MAX_ATTRIBUTES = 5_000
_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")


def refuse_hostile(html: str) -> None:
    """Raise HOSTILE_PAGE for a page past one of the limits, naming it."""
    if len(html) > MAX_CHARACTERS:
        raise IntakeError(Outcome.HOSTILE_PAGE, why="characters", limit=MAX_CHARACTERS)
    if html.count("<") > MAX_TAGS:
        raise IntakeError(Outcome.HOSTILE_PAGE, why="tags", limit=MAX_TAGS)
    refuse_attributes(html)


def refuse_attributes(html: str) -> None:
    """Raise HOSTILE_PAGE where one tag has too many attributes."""
    for tag in _TAG.finditer(html):
        if tag.end() - tag.start() > MAX_ATTRIBUTES and _attributes(tag[0]) > MAX_ATTRIBUTES:
            raise IntakeError(Outcome.HOSTILE_PAGE, why="attributes", limit=MAX_ATTRIBUTES)


def _attributes(tag: str) -> int:
    """Count a tag's attributes, those without a value too."""
    unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", "", tag)
    return max(unquoted.count("="), len(unquoted.split()) - 1)
