"""Fills the slots of a fact from what was found in its sentence: nearest first, inside the clause of the trigger."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from bot.facts.certainty import clause
from bot.facts.data import table
from bot.facts.nlp import Stretch
from bot.facts.roles import best_posts
from bot.facts.scene import Scene
from bot.model import Amount, EntityKind, Kind, Person, Quantity, Time, When

JOBS = frozenset({"jobs", "people", "employees", "workers", "staff", "positions", "posts"})
SHARES = frozenset({"percent", "points"})
_DETERMINER = (
    "les? |la |l['’]|des |du |de la |de l['’]|une? |ses |son |sa |leurs? |d['’]|de |ce |cet |cette |ces |quelque |environ ",
    "the |an? |its |his |her |their |this |these |some |about |our ",
)
_EDGE = ' \t\n,;:.!?«»“”"()[]–—-'
_ASIDE = re.compile(r"[,;:] |[\"«»“”]|\s(?:dont|qui|que|où|which|that|who|whose)\s")
_LINKS = frozenset({"ADP", "ADV", "AUX", "CCONJ", "PART", "PRON", "PUNCT", "SCONJ"})
S = TypeVar("S", Time, Quantity)


@cache
def _determiners() -> re.Pattern[str]:
    words = "|".join(_DETERMINER)
    return re.compile(rf"^(?:{words})+", re.IGNORECASE)


@cache
def amount_class(kind: str) -> str:
    """Which amounts a kind takes: money, jobs, percent, count, any or none (frames.toml)."""
    return str(table(None, "frames")[kind]["amount"])


def scope(scene: Scene, sentence: Stretch, start: int, end: int) -> tuple[int, int]:
    """The clause of a trigger, as offsets of the article."""
    first, last = clause(scene.text[sentence.start : sentence.end], start - sentence.start, end - sentence.start)
    return sentence.start + first, sentence.start + last


def is_money(quantity: Quantity) -> bool:
    """Units of money are ISO 4217 codes."""
    return len(quantity.unit) == 3 and quantity.unit.isupper()


def fits(quantity: Quantity, wanted: str) -> bool:
    """Whether a quantity may fill the amount of a kind that wants this class of it."""
    match wanted:
        case "money":
            return is_money(quantity)
        case "jobs":
            return quantity.unit in JOBS or (not is_money(quantity) and quantity.unit not in SHARES and quantity.value >= 1)
        case "count":
            return not is_money(quantity) and quantity.unit not in SHARES
        case "any":
            return True
    return False


def times_of(kind: Kind, times: Iterable[Time]) -> list[Time]:
    """The times that a kind may take: results are of a period (a day is when they were published), a role is held since."""
    never = _never(kind)
    return [one for one in times if shape(one) not in never]


@cache
def _never(kind: str) -> frozenset[str]:
    return frozenset(table(None, "frames")[kind].get("never", ()))


def shape(time: Time) -> str:
    """Whether a time is a day, a period, or open at an end."""
    if time.first is None:
        return "until"
    return "since" if time.last is None else "day" if time.first == time.last else "period"


def nearest(found: Iterable[S], at: int, first: int, last: int) -> S | None:
    """The one nearest to an offset within a range; what follows counts as nearer than what precedes."""
    inside = [one for one in found if one.start >= first and one.end <= last]
    return min(inside, key=lambda one: (one.start - at) if one.start >= at else 1.5 * (at - one.end) + 5, default=None)


def as_amount(quantity: Quantity) -> Amount:
    """The amount of a fact."""
    return Amount(quantity.value, quantity.unit, quantity.text, quantity.maximum)


def as_when(time: Time) -> When:
    """The time of a fact."""
    return When(time.first, time.last, time.text)


def thing(scene: Scene, start: int, end: int) -> str | None:
    """The name or plain noun phrase that a span stands for, without articles; None where nothing is left."""
    names = scene.names.touching(start, end)
    end = _before_verb(scene, start, end)
    text = _ASIDE.split(scene.text[start:end].strip(_EDGE), maxsplit=1)[0].strip(_EDGE)
    for one in names:
        if one.start <= start + 4 and end - one.end <= 3 and one.kind is not EntityKind.PLACE:
            return one.canonical
    short = _determiners().sub("", text).strip(_EDGE)
    return short or None


def _before_verb(scene: Scene, start: int, end: int) -> int:
    """Where a noun phrase ends that runs on into a clause: "le ministère pour héberger ses archives", "un bénéfice et ne prévoit"."""
    tokens = list(scene.tokens(start, end) or ())
    for number, token in enumerate(tokens):
        if number and token.pos_ in ("VERB", "AUX") and any(form in str(token.morph) for form in ("VerbForm=Fin", "VerbForm=Inf")):
            while number > 1 and tokens[number - 1].pos_ in _LINKS:
                number -= 1
            return int(tokens[number].idx)
    return end


def person(scene: Scene, name: str) -> Person:
    """A person with the office that the article gives him, if any."""
    post = best_posts(scene.posts).get(name)
    return Person(name, post.role if post else None, post.organisation if post else None)


def seat(text: str, end: int) -> bool:
    """Whether a place is where somebody has their seat ("the Minneapolis-based company"), which says nothing of where a fact is."""
    return text.startswith(("-based", "-headquartered", "-area"), end)


def place_in(scene: Scene, first: int, last: int, at: int) -> str | None:
    """The place named nearest to an offset of a range."""
    places = [one for one in scene.names.within(first, last) if one.kind is EntityKind.PLACE and not seat(scene.text, one.end)]
    best = min(places, key=lambda one: (one.start - at) if one.start >= at else 2 * (at - one.end), default=None)
    return best.canonical if best else None
