"""Facts against annotated facts, by the rules of docs/facts.md: what is right, and how the slots of what is right fare.

A fact is right when its kind is accepted, its evidence overlaps the annotated sentence and its subject is an accepted name; one annotated
fact answers for one fact. Those that match a minor one count neither for nor against. Where the checkout has ../shared/facts/score.py
beside it, a test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.model import Amount, Fact, Person, When
from training.corpus import Article, GoldFact
from training.measure import Count, normalised, places, same
from training.mentions import Extent

SLOTS = ("object", "people", "place", "amount", "time", "source")
BINS = 10
_SLOT, _KIND = 2, 10


def matches(article: Article, facts: Sequence[Fact]) -> dict[int, int]:
    """The number of the annotated fact that each right fact tells; pairs that agree in most slots first."""
    pairs = sorted(
        (
            (-_agreement(fact, gold), number, other)
            for other, gold in enumerate(article.facts)
            for number, fact in enumerate(facts)
            if may_tell(article, fact, gold) and same(fact.subject, gold.subject)
        ),
        key=lambda pair: (pair[0], pair[2], pair[1]),
    )
    found: dict[int, int] = {}
    for _, number, other in pairs:
        if number not in found and other not in found.values():
            found[number] = other
    return found


def may_tell(article: Article, fact: Fact, gold: GoldFact) -> bool:
    """Whether kind and sentence fit, whatever the subject."""
    evidence = Extent(fact.evidence.start, fact.evidence.end)
    return fact.kind in gold.kinds and any(evidence.overlaps(place) for place in places(article, gold))


def _agreement(fact: Fact, gold: GoldFact) -> int:
    slots = sum(right(fact, gold, slot) for slot in SLOTS if slot != "people") + _people(fact, gold)[0]
    return _KIND + _SLOT * slots + (fact.certainty in gold.certainty) + gold.key


def right(fact: Fact, gold: GoldFact, slot: str) -> bool:
    """Whether a slot other than people is told as annotated."""
    told, wanted = getattr(fact, slot), getattr(gold, slot)
    match told:
        case str():
            return bool(wanted) and same(told, wanted)
        case Amount():
            units = {normalised(unit) for unit in gold.units}
            close = wanted is not None and abs(told.value - wanted) <= 1e-6 * max(1.0, abs(wanted))
            return close and bool({normalised(told.unit), "any"} & units)
        case When():
            return (told.start, told.end) == wanted
    return False


def _people(fact: Fact, gold: GoldFact) -> tuple[int, int, int]:
    """Right, told and annotated people; a role, where one is annotated, must share a word."""
    left = list(gold.people)
    found = 0
    for person in fact.people:
        other = next((one for one in left if same(person.name, one.names) and (not one.roles or _shares(person, one.roles))), None)
        if other is not None:
            left.remove(other)
            found += 1
    return found, len(fact.people), len(gold.people)


def _shares(person: Person, roles: Sequence[str]) -> bool:
    words = set(normalised(person.role or "").split())
    return any(words & set(normalised(role).split()) for role in roles)


@dataclass
class Score:
    """Sums over articles."""

    facts: Count = field(default_factory=Count)
    recalled: int = 0
    slots: dict[str, Count] = field(default_factory=lambda: {slot: Count() for slot in SLOTS})
    certain: Count = field(default_factory=Count)
    kinds: dict[str, Count] = field(default_factory=dict)
    invented: int = 0
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, article: Article, facts: Sequence[Fact]) -> None:
        """Count one article's facts."""
        found = matches(article, facts)
        for number, fact in enumerate(facts):
            self.invented += article.text[fact.evidence.start : fact.evidence.end] != fact.evidence.text or not fact.evidence.text
            gold = article.facts[found[number]] if number in found else None
            if gold is not None:
                self._slots(fact, gold)
            if gold is None or gold.key:
                self._told(fact, gold is not None)
        for gold in article.facts:
            if gold.key:
                self.facts.wanted += 1
                self._kind(gold.kinds[0]).wanted += 1

    def _told(self, fact: Fact, is_right: bool) -> None:
        for count in (self.facts, self._kind(fact.kind)):
            count.predicted += 1
            count.right += is_right
        self.sure.append((fact.confidence, is_right))

    def _kind(self, kind: str) -> Count:
        return self.kinds.setdefault(str(kind), Count())

    def _slots(self, fact: Fact, gold: GoldFact) -> None:
        self.certain.right += fact.certainty in gold.certainty
        self.certain.wanted += 1
        for slot, count in self.slots.items():
            if slot == "people":
                found, told, wanted = _people(fact, gold)
            else:
                found, told = right(fact, gold, slot), getattr(fact, slot) is not None
                wanted = getattr(gold, slot) not in (None, ())
            count.right += found
            count.predicted += told
            count.wanted += wanted

    def slot_f(self) -> float:
        """F over all slots together."""
        counts = self.slots.values()
        return Count(sum(c.right for c in counts), sum(c.predicted for c in counts), sum(c.wanted for c in counts)).scores()[2]

    def certainty(self) -> float:
        """The share of right facts whose certainty is an accepted one."""
        return self.certain.right / max(1, self.certain.wanted)

    def calibration(self) -> float:
        """Expected calibration error in ten bins."""
        error = 0.0
        for low in range(BINS):
            inside = [(sure, is_right) for sure, is_right in self.sure if min(int(sure * BINS), BINS - 1) == low]
            if inside:
                gap = sum(sure for sure, _ in inside) - sum(is_right for _, is_right in inside)
                error += abs(gap) / len(self.sure)
        return error
