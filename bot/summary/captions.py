"""The words beside a mark of a timeline: plain, on few lines, with nothing in them that could break the picture."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot import wording
from bot.i18n import t
from bot.model import Certainty, Fact, Language
from bot.summary.values import Contrast, Entry, Gap, Slot

MONTH: Final = 30.44

Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands beside a mark: a heading, what happened, and how sure that is."""

    heading: str
    body: str
    details: str


def caption(language: Language, entry: Entry) -> Caption:
    """Say what happened, how sure that is, how many sources tell it and what others tell instead."""
    fact = entry.item.fact.fact
    parties = " → ".join(part for part in (fact.subject, fact.object) if part)
    body = ", ".join([parties, *_people(language, fact)])
    return Caption(plain(" · ".join(_heading(language, fact))), plain(body), plain(" · ".join(_details(language, entry))))


def fit(words: str, most: int, width: float, measure: Measure) -> list[str]:
    """Break words into at most so many lines of a width; what does not fit is marked."""
    lines: list[str] = []
    rest = words
    while rest and len(lines) < most:
        line, rest = _line(rest, width, measure)
        lines.append(line)
    if rest and lines:
        lines[-1] = _cut(f"{lines[-1]} {rest}", width, measure)
    return lines


def _line(words: str, width: float, measure: Measure) -> tuple[str, str]:
    """As many whole words as fit, and what is left; a word that is too long by itself is broken."""
    kept = ""
    parts = words.split(" ")
    for place, part in enumerate(parts):
        longer = f"{kept} {part}" if kept else part
        if measure(longer) > width:
            return (kept, " ".join(parts[place:])) if kept else _broken(words, width, measure)
        kept = longer
    return kept, ""


def _broken(words: str, width: float, measure: Measure) -> tuple[str, str]:
    end = 1
    while end < len(words) and measure(words[: end + 1]) <= width:
        end += 1
    return words[:end], words[end:].lstrip()


def _cut(words: str, width: float, measure: Measure) -> str:
    end = len(words)
    while end > 1 and measure(f"{words[:end].rstrip()}…") > width:
        end -= 1
    return f"{words[:end].rstrip()}…"


def gap_words(language: Language, gap: Gap) -> str:
    """Say how long nothing is told, in months or years."""
    months = max(1, round(gap.days / MONTH))
    if months < 24:
        return t(language, "timeline.gap_months", n=months)
    return t(language, "timeline.gap_years", n=round(months / 12))


def plain(words: str) -> str:
    """One line without control characters, and without marks that change the direction of writing."""
    return " ".join("".join(c for c in words if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"} or c.isspace()).split())


def _people(language: Language, fact: Fact) -> Iterator[str]:
    for person in fact.people[:2]:
        if person.name != fact.subject:
            yield t(language, "fact.person_role", name=person.name, role=person.role) if person.role else person.name


def _heading(language: Language, fact: Fact) -> Iterator[str]:
    yield t(language, f"kind.{fact.kind}")
    if fact.amount is not None:
        yield wording.amount(language, fact.amount)
    elif fact.place:
        yield fact.place


def _details(language: Language, entry: Entry) -> Iterator[str]:
    if entry.certainty is not Certainty.CONFIRMED:
        yield t(language, f"certainty_group.{entry.certainty}")
    if entry.item.count > 1:
        yield t(language, "digest.corroborated", n=entry.item.count)
    for contrast in entry.item.contrasts[:1]:
        other = _other(language, contrast)
        yield t(language, "timeline.denied") if other is None else t(language, "timeline.contested", other=other)


def _other(language: Language, contrast: Contrast) -> str | None:
    """The value that the other side of a contrast gives; None where it denies, or is denied."""
    fact = contrast.fact.fact
    if contrast.slot is Slot.AMOUNT and fact.amount is not None:
        return wording.amount(language, fact.amount)
    if contrast.slot is Slot.TIME and fact.time is not None:
        return wording.when(language, fact.time)
    return fact.place if contrast.slot is Slot.PLACE else None
