"""How well candidates agree with the annotation: the rules of the fact contract, on the reader's raw output.

A candidate is right when its kind is accepted, its sentence overlaps the evidence and the words of its subject name an accepted one.
Minor facts neither count for nor against. Slots and certainty are measured on the facts that match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.facts.reading import Candidate, Span
from bot.facts.windows import Stretch
from training.corpus import Article, GoldFact
from training.mentions import Extent
from training.values import ValueSpans

SUFFIX = re.compile(r"\b(inc|corp|corporation|co|company|ltd|limited|llc|plc|sa|sas|sarl|se|nv|ag|gmbh|group|groupe|holding|holdings)\b")
ARTICLE = re.compile(r"^((le|la|les|l|un|une|des|du|de|d|the|a|an)\s+){1,3}")
NAMED_SLOTS = ("object", "people", "place", "source")
VALUE_SLOTS = ("amount", "time")


def normalised(name: str) -> str:
    """A name without case, accents, punctuation, articles and legal suffixes."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = " ".join(re.sub(r"[’'`\-–—./&,«»\"“”()]+", " ", plain).split())
    plain = ARTICLE.sub("", plain)
    return " ".join(SUFFIX.sub(" ", plain).split()) or plain


def same(name: str, accepted: Iterable[str]) -> bool:
    """Equal after normalisation, or the words of one are among the other's, and at least half as many."""
    words = normalised(name).split()
    for other in accepted:
        theirs = normalised(other).split()
        few, many = sorted((set(words), set(theirs)), key=len)
        if words and (words == theirs or (few and few <= many and len(few) * 2 >= len(many))):
            return True
    return False


@dataclass
class Count:
    """Right ones among those predicted and those wanted."""

    right: float = 0
    predicted: float = 0
    wanted: float = 0

    def scores(self) -> tuple[float, float, float]:
        """Precision, recall and their harmonic mean."""
        precision, recall = self.right / max(1, self.predicted), self.right / max(1, self.wanted)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


@dataclass
class Report:
    """Counts by what is measured; `recalled` counts key facts found (precision and recall have different rights)."""

    kinds: Count = field(default_factory=Count)
    facts: Count = field(default_factory=Count)
    recalled: int = 0
    matched: int = 0
    certain: int = 0
    slots: dict[str, Count] = field(default_factory=lambda: {slot: Count() for slot in (*NAMED_SLOTS, *VALUE_SLOTS)})

    def fact_f(self) -> tuple[float, float, float]:
        """Precision, recall and F of facts with their subject, as the scorer counts them."""
        precision = self.facts.right / max(1, self.facts.predicted)
        recall = self.recalled / max(1, self.facts.wanted)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)

    def value(self) -> float:
        """What checkpoints are chosen by: kinds and facts count alike."""
        return (self.kinds.scores()[2] + self.fact_f()[2]) / 2

    def __str__(self) -> str:
        def show(values: tuple[float, float, float]) -> str:
            return "P {:.3f} R {:.3f} F {:.3f}".format(*values)

        slots = " ".join(f"{slot} {count.scores()[2]:.2f}" for slot, count in self.slots.items())
        certainty = self.certain / max(1, self.matched)
        return f"kinds {show(self.kinds.scores())} | facts {show(self.fact_f())} | certainty {certainty:.3f} | {slots}"


class Measure:
    """Adds up articles."""

    def __init__(self, values: ValueSpans, threshold: float = 0.4) -> None:
        self.report = Report()
        self._values = values
        self._threshold = threshold

    def add(self, article: Article, sentences: Sequence[Stretch], candidates: Sequence[Candidate]) -> None:
        """Count one article's candidates."""
        chosen = sorted((c for c in candidates if c.score >= self._threshold), key=lambda c: -c.score)
        extents = [Extent(sentence.start, sentence.end) for sentence in sentences]
        evidence = [places(article, fact) for fact in article.facts]
        self._count_kinds(article, chosen, extents, evidence)
        used: set[int] = set()
        for candidate in chosen:
            number = self._match(article, candidate, extents[candidate.sentence], evidence, used)
            if number is None:
                self.report.facts.predicted += 1
                continue
            used.add(number)
            fact = article.facts[number]
            if fact.key:
                self.report.facts.predicted += 1
                self.report.facts.right += 1
                self.report.recalled += 1
            self._count_slots(article, fact, candidate, extents[candidate.sentence])
        self.report.facts.wanted += sum(fact.key for fact in article.facts)

    def _count_kinds(self, article: Article, chosen: list[Candidate], extents: list[Extent], evidence: list[list[Extent]]) -> None:
        """Sentence kinds: main kinds of all facts, alternatives counted as wrong, as in the first trial."""
        wanted = set()
        for fact, places in zip(article.facts, evidence, strict=True):
            for place in places:
                shared = [extent.common(place) for extent in extents]
                if any(shared):
                    wanted.add((shared.index(max(shared)), fact.kinds[0]))
        predicted = {(candidate.sentence, candidate.kind) for candidate in chosen}
        self.report.kinds.right += len(wanted & predicted)
        self.report.kinds.predicted += len(predicted)
        self.report.kinds.wanted += len(wanted)

    def _match(self, article: Article, candidate: Candidate, sentence: Extent, evidence: list[list[Extent]], used: set[int]) -> int | None:
        if not candidate.subject:
            return None
        name = _words(article, candidate.subject[0])
        fitting = [
            number
            for number, fact in enumerate(article.facts)
            if number not in used
            and candidate.kind in fact.kinds
            and any(sentence.overlaps(place) for place in evidence[number])
            and same(name, fact.subject)
        ]
        return max(
            fitting, key=lambda number: (self._agreement(article, article.facts[number], candidate, sentence), -number), default=None
        )

    def _agreement(self, article: Article, fact: GoldFact, candidate: Candidate, sentence: Extent) -> float:
        slots = (*NAMED_SLOTS, *VALUE_SLOTS)
        return 2 * sum(self._right(article, fact, candidate, slot, sentence) for slot in slots) + fact.key

    def _right(self, article: Article, fact: GoldFact, candidate: Candidate, slot: str, sentence: Extent) -> bool:
        spans: tuple[Span, ...] = getattr(candidate, slot)
        if not spans or not _wanted(fact, slot):
            return False
        if slot in NAMED_SLOTS:
            return same(_words(article, spans[0]), _names(fact, slot))
        places = self._places(article, fact, slot, sentence)
        return any(Extent(spans[0].start, spans[0].end).overlaps(place) for place in places or ())

    def _places(self, article: Article, fact: GoldFact, slot: str, sentence: Extent) -> list[Extent] | None:
        if slot == "amount":
            return self._values.amounts(article, sentence, fact.amount) if fact.amount is not None else None
        return self._values.times(article, sentence, fact.time) if fact.time else None

    def _count_slots(self, article: Article, fact: GoldFact, candidate: Candidate, sentence: Extent) -> None:
        self.report.matched += 1
        self.report.certain += candidate.certainty[0][0] in fact.certainty
        for slot, count in self.report.slots.items():
            count.predicted += bool(getattr(candidate, slot))
            count.wanted += _wanted(fact, slot)
            count.right += self._right(article, fact, candidate, slot, sentence)


def places(article: Article, fact: GoldFact) -> list[Extent]:
    """Where the annotated sentences of a fact stand."""
    begins = [(article.text.find(words), words) for words in (fact.sentence, *fact.also)]
    return [Extent(begin, begin + len(words)) for begin, words in begins if begin >= 0]


def _words(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]


def _names(fact: GoldFact, slot: str) -> tuple[str, ...]:
    if slot == "people":
        return tuple(name for person in fact.people for name in person.names)
    names: tuple[str, ...] = getattr(fact, slot)
    return names


def _wanted(fact: GoldFact, slot: str) -> bool:
    if slot == "amount":
        return fact.amount is not None
    return bool(fact.time) if slot == "time" else bool(_names(fact, slot))
