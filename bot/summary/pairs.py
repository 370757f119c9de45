"""Two accounts side by side: the same thing, another thing, or one thing told with another value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.model import Certainty, Kind, When
from bot.summary import lexicon, measures, names, places, things
from bot.summary.account import Account
from bot.summary.folding import normal
from bot.summary.likeness import Likeness
from bot.summary.rules import RULES, Agreement, Rule
from bot.summary.values import Slot

DIFFERENT, UNKNOWN, SAME = Likeness.DIFFERENT, Likeness.UNKNOWN, Likeness.SAME

CLOSE: Final = timedelta(days=7)
"""Articles of one week are about one piece of news, unless they say otherwise."""
DENIAL_WINDOW: Final = timedelta(days=60)
FURTHEST_APART: Final = timedelta(days=366)
"""Articles further apart than this tell of two occasions, not of two versions of one."""
FEWEST_WORDS: Final = 6
_FIRM: Final = frozenset({Certainty.CONFIRMED, Certainty.REPORTED})
_MEASURED: Final = frozenset({Kind.METRIC, Kind.RESULTS, Kind.MARKET})
_NAMED_POST: Final = frozenset({Kind.APPOINTMENT, Kind.DEPARTURE, Kind.ROLE})


@dataclass(frozen=True, slots=True)
class Pair:
    """How the slots of two accounts of one kind stand to each other; `close`: articles of one week."""

    one: Account
    other: Account
    subject: Likeness
    object: Likeness
    place: Likeness
    person: Likeness
    role: Likeness
    amount: Likeness
    time: Likeness
    label: Likeness
    apart: timedelta

    @property
    def rule(self) -> Rule:
        """The rule of their kind."""
        return RULES[self.one.kind]

    @property
    def agreed(self) -> Agreement:
        """The slots that agree, in the words of `rules.Agreement`."""
        one, other = self.one, self.other
        found = {
            "place": self.place is SAME,
            "person": self.person is SAME,
            "role": self.role is SAME,
            "amount": self.amount is SAME,
            "time": self.time is SAME,
            "day": self.time is SAME and one.time is not None and other.time is not None and _one_day(one.kind, one.time, other.time),
            "words": _same_words(one.words, other.words),
            "concept": things.same_concept(one.object, other.object),
            "close": self.apart <= CLOSE,
            "said": any(says_so(told) for told in (one, other) if told.told == max(one.told, other.told)),
        }
        if self.object is SAME:
            named = one.object is not None and one.object.named and other.object is not None and other.object.named
            found |= {"object": named or self.rule.mutual, "thing": True}
        return frozenset(name for name, true in found.items() if true)

    @property
    def parted(self) -> frozenset[Slot]:
        """The slots of which each account tells another value."""
        slots = {Slot.AMOUNT: self.amount, Slot.TIME: self.time, Slot.PLACE: self.place}
        return frozenset(slot for slot, likeness in slots.items() if likeness is DIFFERENT)

    @property
    def other_thing(self) -> bool:
        """Whether a name, a role or a round tells that these are two things, whatever else agrees."""
        if self.subject is not SAME or self.label is DIFFERENT:
            return True
        if self.one.kind in _NAMED_POST and DIFFERENT in (self.person, self.role):
            return True
        if self.one.kind is Kind.STATEMENT and not _same_words(self.one.words, self.other.words):
            return True
        excused = self.rule.any_object and self.amount is SAME and self.apart <= CLOSE
        return self.object is DIFFERENT and not excused


def pair(one: Account, other: Account) -> Pair:
    """Compare two accounts of one kind, slot by slot."""
    one_language = one.telling.language is None or one.telling.language is other.telling.language
    subject, obj = _names(one, other)
    return Pair(
        one=one,
        other=other,
        subject=subject,
        object=obj,
        place=places.compare(one.place, other.place) if one.place and other.place else UNKNOWN,
        person=_people(one, other),
        role=names.compare_roles(one.role, other.role, one_language=one_language),
        amount=measures.compare_amounts(one.amount, other.amount) if one.amount and other.amount else UNKNOWN,
        time=_time(one, other),
        label=UNKNOWN if one.label is None or other.label is None else SAME if one.label == other.label else DIFFERENT,
        apart=abs(one.told - other.told),
    )


def conflict(found: Pair) -> bool:
    """Whether the two can't be one thing."""
    return found.other_thing or bool(found.parted) or found.one.against != found.other.against


def same(found: Pair) -> bool:
    """Whether the two are one thing: nothing differs, and enough agrees."""
    if conflict(found):
        return False
    agreed = found.agreed
    return _timely(found, agreed) and any(anchor <= agreed for anchor in found.rule.anchors)


def contrast(found: Pair) -> Slot | None:
    """The one slot in which two accounts of one thing differ; None where they don't, or where they tell two things."""
    if found.other_thing or len(found.parted) != 1 or found.one.against or found.other.against:
        return None
    (slot,) = found.parted
    if slot is Slot.TIME and not _comparable_times(found):
        return None
    agreed = found.agreed
    if slot is not Slot.TIME and not _timely(found, agreed):
        return None
    return slot if any(anchor <= agreed for anchor in found.rule.contrasts.get(slot, ())) else None


def denial(found: Pair) -> bool:
    """Whether one account denies what the other tells."""
    if found.other_thing or found.parted or found.one.against == found.other.against or found.apart > DENIAL_WINDOW:
        return False
    if not (found.one.denied or found.other.denied):
        return False
    if any(anchor <= found.agreed for anchor in found.rule.anchors):
        return True
    told, denied = (found.other, found.one) if found.one.denied else (found.one, found.other)
    blanket = not (denied.object or denied.place or denied.amount or denied.people)
    return blanket and told.certainty not in _FIRM and found.apart <= 2 * CLOSE


def says_so(one: Account) -> bool:
    """Whether an account says in so many words that it changes what was told before."""
    sentence = f" {normal(one.stored.fact.evidence.text)} "
    return any(f" {cue} " in sentence for cue in lexicon.revision_cues())


def _names(one: Account, other: Account) -> tuple[Likeness, Likeness]:
    subject = names.compare(one.subject, other.subject)
    if subject is not SAME and one.subject_thing is not None and other.subject_thing is not None:
        described = things.compare(one.subject_thing, other.subject_thing)
        subject = SAME if described is SAME and one.subject_thing.words == other.subject_thing.words else subject
    obj = things.compare(one.object, other.object) if one.object and other.object else UNKNOWN
    if RULES[one.kind].mutual and SAME not in (subject, obj):
        crossed = _crossed(one, other), _crossed(other, one)
        if crossed == (SAME, SAME):
            return SAME, SAME
    return subject, obj


def _people(one: Account, other: Account) -> Likeness:
    """Compare who takes part: all of one account are those of the other. One more, a predecessor say, leaves it open who is meant."""
    if not one.people or not other.people:
        return UNKNOWN
    fewer, more = sorted((one.people, other.people), key=len)
    found = [max(names.compare_persons(first, second) for second in more) for first in fewer]
    if len(fewer) == len(more):
        return min(found)
    return UNKNOWN if SAME in found or UNKNOWN in found else DIFFERENT


def _crossed(one: Account, other: Account) -> Likeness:
    if other.object is None or other.object.proper is None:
        return UNKNOWN
    return names.compare(one.subject, other.object.proper)


def _time(one: Account, other: Account) -> Likeness:
    if one.time is not None and other.time is not None:
        return measures.compare_times(one.time, other.time)
    if RULES[one.kind].window is None or (one.time is None and other.time is None):
        return UNKNOWN
    dated, undated = (one, other) if one.time is not None else (other, one)
    last = dated.time.end or dated.time.start if dated.time else None
    past = last is not None and undated.certainty in _FIRM and last < undated.told - timedelta(days=RULES[one.kind].background)
    return DIFFERENT if past else UNKNOWN


def _timely(found: Pair, agreed: Agreement) -> bool:
    """Whether nothing but their time could make them two occasions: a told time agrees, or the articles are near each other."""
    window = found.rule.window
    if window is None or "day" in agreed:
        return True
    return found.apart <= timedelta(days=window) or (
        "time" in agreed and found.one.kind is not Kind.MARKET and "amount" not in _sole(found)
    )


def _sole(found: Pair) -> frozenset[str]:
    """What alone holds a pair of one year together: a sum may come again within a year, a named thing seldom does."""
    agreed = found.agreed & {"object", "place", "person", "thing", "amount"}
    return agreed if len(agreed) == 1 else frozenset()


def _comparable_times(found: Pair) -> bool:
    one, other = found.one.time, found.other.time
    if one is None or other is None or not (measures.exact(one) and measures.exact(other)):
        return False
    first, second = one.start, other.start
    apart = timedelta(days=found.rule.recurs)
    return first is not None and second is not None and abs(first - second) <= apart and found.apart <= FURTHEST_APART


def _one_day(kind: Kind, one: When, other: When) -> bool:
    """Whether times that agree are known to the month; of a measure, what it has been since a day tells no day."""
    return (measures.exact(one) and measures.exact(other)) or (kind not in _MEASURED and measures.began(one, other))


def _same_words(one: str, other: str) -> bool:
    """Whether the same words are quoted: one quotation may be a part of the other."""
    if not one or not other:
        return False
    shorter, longer = sorted((one, other), key=lambda words: (len(words), words))
    return shorter == longer or (len(shorter.split()) >= FEWEST_WORDS and f" {shorter} " in f" {longer} ")
