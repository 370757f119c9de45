"""Lines that extraction leaves in a text and that aren't its author's: the title once more, bylines, links to other articles, notices."""

from __future__ import annotations

import re

from bot.intake.phrases import fold, letters, section

_HEAD = 8  # lines among which the title, bylines and dates are looked for
_TAIL = 4
_PARAGRAPH = 15  # words of a line that is no byline, label or date
_LABEL = 8  # words of a line that may stand above a title
_SENTENCE = re.compile(r"(?<!\b[ap]\.m)[.!?…]\W*$")  # how a line ends that is prose, and no byline
_RUN = 4  # words in a row by which a standfirst is known in the text
_LONGEST = 45  # words of a line that may be no author's


def tidy(text: str, title: str | None) -> str:
    """Return the text without the lines that `[lines]` of the phrases names, and without its title above it."""
    lines = [line for line in text.split("\n") if not _matches("anywhere", line)]
    lines = _below_title(lines, title)
    lines = [line for index, line in enumerate(lines) if index >= _HEAD or len(line.split()) >= _PARAGRAPH or not _matches("leading", line)]
    end = len(lines)
    while end > max(1, len(lines) - _TAIL) and (not lines[end - 1].strip() or _matches("trailing", lines[end - 1])):
        end -= 1
    return "\n".join(lines[:end])


def with_standfirst(text: str, standfirst: str) -> str:
    """Return the text with the standfirst above it, where extraction has left that out."""
    words = fold(standfirst).split()
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    if not runs:
        return text
    beginning = fold(text[: 40 * len(standfirst)])
    if sum(run in beginning for run in runs) >= len(runs) / 2:
        return text
    return f"{standfirst}\n{text}" if text else text


def _below_title(lines: list[str], title: str | None) -> list[str]:
    """Cut off the title and the labels above it."""
    wanted = letters(title or "")
    for index, line in enumerate(lines[:_HEAD]):
        if wanted and letters(line) == wanted:
            return lines[index + 1 :] if all(len(above.split()) <= _LABEL for above in lines[:index]) else lines
    return lines


def _matches(name: str, line: str) -> bool:
    if len(line) > 600 or len(line.split()) > _LONGEST or (name == "leading" and _SENTENCE.search(line)):
        return False
    return section("lines").patterns[name].fullmatch(fold(line).strip(" -–—•·|>")) is not None
