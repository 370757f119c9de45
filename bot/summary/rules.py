"""What makes two accounts of one kind the same thing: which slots must agree, and how near the articles must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.model import Kind
from bot.summary.values import Slot

Agreement = frozenset[str]
"""Slots that agree, in words:

`object` a named object · `thing` an object by its words · `concept` an object of one concept · `place` · `person` · `role` · `amount` ·
`time` within its precision · `day` known to the month at least · `words` the same words said · `close` articles of a week ·
`said` one says that it changes what was told before
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind is compared.

    `anchors`: all slots of one of these must agree. `window`: days between two articles where no time says that they tell of one
    occasion; None for states, which last. `contrasts`: what must agree for a slot that differs to be a disagreement about one thing.
    `recurs`: days from which two occasions of one name are two. `background`: days that an event may lie before an article that gives no
    time. `mutual`: subject and object may change places. `any_object`: an object
    that differs does not part accounts of one sum.
    """

    anchors: tuple[Agreement, ...]
    window: int | None
    contrasts: Mapping[Slot, tuple[Agreement, ...]]
    recurs: int = 366
    background: int = 45
    mutual: bool = False
    any_object: bool = False


def _all(*groups: str) -> tuple[Agreement, ...]:
    return tuple(frozenset(group.split()) for group in groups)


_SITE: Final = Rule(
    _all("place", "object", "amount day"),
    45,
    {
        Slot.AMOUNT: _all("place close", "object close"),
        Slot.TIME: _all("place concept", "object"),
        Slot.PLACE: _all("concept amount close", "object concept"),
    },
)
_CROWD: Final = Rule(
    _all("amount", "place close", "place day"), 30, {Slot.AMOUNT: _all("place close", "day close", "close"), Slot.PLACE: _all("amount day")}
)
_POST: Final = Rule(_all("person"), 120, {Slot.TIME: _all("person")})
_DEAL: Final = Rule(_all("object"), 400, {Slot.AMOUNT: _all("object"), Slot.TIME: _all("object")})

RULES: Final[Mapping[Kind, Rule]] = {
    Kind.EXPANSION: _SITE,
    Kind.CLOSURE: Rule(_all("place", "object", "thing close", "amount day"), 45, _SITE.contrasts),
    Kind.FUNDING: Rule(_all("amount", "object"), 14, {Slot.AMOUNT: _all("object", "close", "day")}, any_object=True),
    Kind.INVESTMENT: Rule(_all("object", "thing place", "thing amount", "amount place", "amount day"), 30, {
        Slot.AMOUNT: _all("object", "place close"), Slot.PLACE: _all("amount close")}),
    Kind.ACQUISITION: _DEAL,
    Kind.DIVESTMENT: Rule(_all("object", "thing close", "thing day"), 400, {
        Slot.AMOUNT: _all("object", "thing close"), Slot.TIME: _all("object")}),
    Kind.PARTNERSHIP: Rule(_all("object"), 90, {}, mutual=True),
    Kind.CONTRACT: Rule(_all("object", "thing amount"), 30, {Slot.AMOUNT: _all("object")}),
    Kind.LAUNCH: Rule(_all("object"), 200, {Slot.TIME: _all("object")}),
    Kind.APPOINTMENT: _POST,
    Kind.DEPARTURE: _POST,
    Kind.LAYOFFS: _CROWD,
    Kind.HIRING: _CROWD,
    Kind.RESULTS: Rule(_all("concept amount", "thing amount"), 30, {Slot.AMOUNT: _all("concept time", "concept close")}, background=150),
    Kind.LISTING: Rule(_all("object", "day", "amount"), 60, {
        Slot.AMOUNT: _all("object close", "close"), Slot.TIME: _all("object", "close")}),
    Kind.MARKET: Rule(_all("amount"), 1, {}),
    Kind.REGULATION: Rule(_all("day", "object time", "amount close"), 30, {}),
    Kind.LEGAL: Rule(_all("object", "amount"), 30, {Slot.AMOUNT: _all("object")}, any_object=True),
    Kind.INCIDENT: Rule(_all("concept", "thing", "place day", "amount"), 10, {Slot.AMOUNT: _all("concept close", "thing close", "day")}),
    Kind.DELAY: Rule(_all("thing", "object", "day"), 45, {Slot.TIME: _all("thing close", "object close")}),
    Kind.SCHEDULED_EVENT: Rule(_all("time", "place", "close"), 60, {Slot.TIME: _all("close", "said"), Slot.PLACE: _all("day")}, recurs=31),
    Kind.STATEMENT: Rule(_all("words"), 30, {}),
    Kind.METRIC: Rule(_all("amount"), 45, {Slot.AMOUNT: _all("day", "place time")}, background=150),
    Kind.ROLE: Rule(_all("person role"), None, {}),
}  # fmt: skip
