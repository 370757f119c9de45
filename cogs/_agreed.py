"""An item in a few lines: what several articles tell together, how many sources say so, and what others say instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from bot import wording
from bot.i18n import t
from bot.model import Certainty, Fact, Language
from bot.summary.values import Contrast, Item, Progress, Slot
from cogs._lines import STORED, joined, stored_lines
from cogs._text import fit, link, message_link

MOST_CONTRASTS: Final = 2
MOST_SOURCES: Final = 6
VALUE: Final = 60


def item_lines(language: Language, item: Item, *, today: date, grouped: bool = False) -> str:
    """Write an item with its sources and contrasts in at most `STORED` characters."""
    below = [line for line in (sources(language, item), *contrasts(language, item, today)) if line]
    if not below:
        return stored_lines(language, item.fact, today=today, grouped=grouped)
    told = "\n".join(f"-# {line}" for line in below)
    return joined([stored_lines(language, item.fact, today=today, grouped=grouped)], STORED - len(told) - 1) + f"\n{told}"


def sources(language: Language, item: Item) -> str:
    """Say how many independent sources tell an item; nothing of a single one."""
    return t(language, "agreed.sources", n=item.count) if item.count > 1 else ""


def contrasts(language: Language, item: Item, today: date) -> Iterator[str]:
    """Say what other articles tell instead, and how a rumour or a plan came out."""
    for one in item.contrasts[:MOST_CONTRASTS]:
        yield contrast(language, one, today)
    if item.progress is not None:
        yield progress(language, item.progress)


def contrast(language: Language, other: Contrast, today: date) -> str:
    """Write the other side of a contrast: "≠ 12 Md € (1 source)", "corrigé le 3 mai 2026 : 12 Md €"."""
    day = wording.day(language, other.on)
    value = _value(language, other.fact.fact, other.slot, today)
    number = t(language, "agreed.sources", n=other.sources)
    return t(language, f"agreed.{other.relation}", value=value, sources=number, day=day)


def progress(language: Language, made: Progress) -> str:
    """Say since when a thing was rumoured or planned before it was confirmed."""
    key = "planned" if made.before is Certainty.PLANNED else "rumoured"
    return t(language, f"agreed.after_{key}", since=wording.day(language, made.since), day=wording.day(language, made.on))


def source_lines(language: Language, item: Item, guild_id: int | None) -> Iterator[str]:
    """Name an item's sources, each with a link to the message that brought it."""
    for one in item.sources[:MOST_SOURCES]:
        told = one.facts[0]
        name = fit(one.name or t(language, "article.pasted"), VALUE)
        copies = t(language, "agreed.copies", n=len(one.facts) - 1) if len(one.facts) > 1 else ""
        yield f"- {link(name, message_link(guild_id, told.channel_id, told.message_id))}{copies and f' · {copies}'}"
    if len(item.sources) > MOST_SOURCES:
        yield f"- … {len(item.sources) - MOST_SOURCES}"


def _value(language: Language, fact: Fact, slot: Slot | None, today: date) -> str:
    if slot is Slot.AMOUNT and fact.amount is not None:
        return fit(wording.amount(language, fact.amount), VALUE)
    if slot is Slot.TIME and fact.time is not None:
        return fit(wording.when(language, fact.time, today=today), VALUE)
    if slot is Slot.PLACE and fact.place:
        return fit(fact.place, VALUE)
    return wording.certainty(language, fact.certainty)
