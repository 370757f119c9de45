"""The timeline of an entity in words, oldest first: days as exactly as they are known, silences and uncertainty named."""

from __future__ import annotations

from collections.abc import Iterator

from bot import wording
from bot.errors import VigieError
from bot.i18n import t
from bot.model import Certainty, Language
from bot.store.records import KnownEntity
from bot.summary.values import Entry, Timeline
from cogs._agreed import contrasts, sources
from cogs._items import PageButton
from cogs._layout import Layout, check_limits
from cogs._lines import joined
from cogs._page import Listed, Page, Reader
from cogs._text import fit, width

PICTURE = "timeline.png"
LINE = 300
KEPT = 500
"""Characters kept for what comes below the lines."""


def timeline_message(reader: Reader, entity: KnownEntity, timeline: Timeline, *, picture: bool) -> Layout:
    """Make the message of a timeline: the newest entries that it has room for, and how many came before.

    Raises:
        VigieError: nothing dated is told of the entity.
    """
    language = reader.language
    if not timeline.entries:
        raise VigieError("timeline.empty", name=entity.name)
    layout = Layout(reserve=KEPT)
    layout.add_text(f"## {fit(entity.name, 80)}\n-# {t(language, 'timeline.title')}")
    if picture:
        layout.add_picture(PICTURE, t(language, "timeline.alt", name=entity.name))
    lines, room, shown = [], layout.room, 0
    for block in reversed(list(_blocks(reader, timeline))):
        if width(block) + 1 > room:
            break
        lines.append(block)
        room -= width(block) + 1
        shown += not block.startswith("-# ⋯")
    layout.add_text("\n".join(reversed(lines)))
    layout.release()
    notes = [t(language, "timeline.before", n=len(timeline.entries) - shown)] if shown < len(timeline.entries) else []
    notes += [t(language, "timeline.undated", n=len(timeline.undated))] if timeline.undated else []
    if notes:
        layout.add_text("\n".join(f"-# {note}" for note in notes))
    layout.add_buttons([PageButton(Page(Listed.FACTS, entity.id), t(language, "profile.all_facts"), primary=True)])
    check_limits(layout)
    return layout


def _blocks(reader: Reader, timeline: Timeline) -> Iterator[str]:
    gaps = {gap.last: gap for gap in timeline.gaps}
    for entry in timeline.entries:
        first = entry.first or entry.last
        before = next((gap for last, gap in gaps.items() if first is not None and (first - last).days == 1), None)
        if before is not None:
            months = max(1, round(before.days / 30.44))
            key, number = ("timeline.gap_years", round(months / 12)) if months >= 24 else ("timeline.gap_months", months)
            yield f"-# ⋯ {t(reader.language, key, n=number)}"
            del gaps[before.last]
        yield _line(reader, entry)


def _line(reader: Reader, entry: Entry) -> str:
    language: Language = reader.language
    fact = entry.item.fact.fact
    subject, thing = fit(fact.subject, 60), fit(fact.object, 80) if fact.object else ""
    what = t(language, "fact.to", subject=subject, object=thing) if thing else subject
    amount = fit(wording.amount(language, fact.amount), 40) if fact.amount else ""
    unsure = "" if entry.certainty is Certainty.CONFIRMED else t(language, f"certainty_group.{entry.certainty}")
    people = ", ".join(fit(one.name, 50) for one in fact.people[:2] if one.name != fact.subject)
    place = fit(fact.place, 40) if fact.place and fact.place != fact.object else ""
    more = [place, people, amount, unsure, sources(language, entry.item), *contrasts(language, entry.item, reader.today)]
    day = fit(wording.when(language, fact.time, today=reader.today), 60) if fact.time else "?"
    return joined([f"{'▷' if entry.coming else '▶'} **{day}**", t(language, f"kind.{fact.kind}"), what, *more], LINE)
