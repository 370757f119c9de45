"""Document → Extraction: segment, parse, find what lies below facts, ask both witnesses, decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.errors import IntakeError
from bot.facts import readings, rules
from bot.facts.amounts import find_amounts, main_currency
from bot.facts.anchor import infer_published
from bot.facts.around import by_sentence
from bot.facts.combine import Weighed, combine
from bot.facts.confidence import LEAST, confidence
from bot.facts.dates import find_times
from bot.facts.entities import find_names
from bot.facts.filling import fill
from bot.facts.language import detect
from bot.facts.merge import merge
from bot.facts.nlp import Parser
from bot.facts.parties import with_other_party
from bot.facts.proposal import Dropped, Proposal
from bot.facts.reading import Reader
from bot.facts.roles import find_posts
from bot.facts.scene import Scene
from bot.facts.segment import Role, Sentence, sentences
from bot.facts.speech import spoken
from bot.facts.subjects import settle
from bot.model import Document, Evidence, Extraction, Fact, Language, Outcome, PublishedFrom, Quantity, Spans, Time

LONGEST = 20_000
"""Code points of a text that are read; an article is rarely longer, and a page gone wrong often is."""


@dataclass(frozen=True, slots=True)
class Trace:
    """An extraction with what `explain` shows: the sentences and what became no fact."""

    extraction: Extraction
    scene: Scene
    frame: tuple[Sentence, ...]
    dropped: tuple[Dropped, ...]


class Extractor:
    """Finds the facts of articles. Holds the models; one instance a process, used by one thread at a time."""

    def __init__(self, parser: Parser, reader: Reader | None) -> None:
        self._parser = parser
        self.reader = reader

    @classmethod
    def load(cls, *, reader: Reader | None = None) -> Extractor:
        """Load the language models; without a reader the rules alone answer.

        Raises:
            ModelError: a model is missing.
        """
        return cls(Parser.load(), reader)

    def extract(self, document: Document, *, spans: bool = False) -> Extraction:
        """The facts of a document. The same document gives the same facts in any process."""
        extraction = self.trace(document).extraction
        return extraction if spans else replace(extraction, spans=Spans())

    def trace(self, document: Document) -> Trace:
        """`extract`, with all that was found on the way."""
        frame, scene, known = self._read(document)
        kept, dropped = _decide(scene, self.weighed(scene))
        facts = tuple(as_fact(scene, with_other_party(scene, one), one.score) for one in kept)
        below = Spans(scene.names.mentions(), scene.times, scene.amounts, scene.quotes)
        extraction = Extraction(scene.language, scene.published, known, scene.names.entities(), facts, below)
        return Trace(extraction, scene, frame, tuple(dropped))

    def scene(self, document: Document) -> Scene:
        """What lies below the facts of a document."""
        return self._read(document)[1]

    def proposals(self, scene: Scene) -> tuple[list[Proposal], list[Proposal]]:
        """What the reader (nothing without one) and the rules propose."""
        ruled = self.ruled(scene)
        if self.reader is None:
            return [], ruled
        return readings.propose(scene, self.reader.read(scene.text, scene.sentences, scene.title)), ruled

    @staticmethod
    def ruled(scene: Scene) -> list[Proposal]:
        """What the rules propose, each fact once."""
        return merge(rules.propose(scene))[0]

    def weighed(self, scene: Scene) -> list[Weighed]:
        """What the witnesses propose together, each under its likeliest subject."""
        read, ruled = self.proposals(scene)
        return settle(scene, combine(read, ruled, with_reader=self.reader is not None))

    def _read(self, document: Document) -> tuple[tuple[Sentence, ...], Scene, PublishedFrom]:
        text = document.text[:LONGEST]
        language = document.language or detect(text, document.title)
        if language is None:
            raise IntakeError(Outcome.UNSUPPORTED_LANGUAGE)
        frame = tuple(sentences(text))
        published, known = _published(document, frame, language)
        body = [one for one in frame if one.role is Role.BODY]
        doc = self._parser.parse(text, body, language)
        names = find_names(doc, [(one.start, one.end) for one in body], language)
        scene = Scene(
            text=text,
            title=document.title,
            language=language,
            published=published,
            doc=doc,
            sentences=body,
            names=names,
            times=tuple(_times(body, language, published)),
            amounts=tuple(_amounts(body, language)),
            quotes=(),
        )
        scene = replace(scene, quotes=spoken(scene))
        return frame, replace(scene, posts=tuple(find_posts(scene))), known


def _published(document: Document, frame: Sequence[Sentence], language: Language) -> tuple[date, PublishedFrom]:
    if document.published is not None:
        return document.published, PublishedFrom.GIVEN
    inferred = infer_published(frame, language, document.posted.date())
    if inferred is not None:
        return inferred, PublishedFrom.INFERRED
    return document.posted.date(), PublishedFrom.POSTED


def _times(body: Sequence[Sentence], language: Language, published: date) -> Iterator[Time]:
    for one in body:
        for found in find_times(one.text, language, published):
            yield replace(found, start=one.start + found.start, end=one.start + found.end)


def _amounts(body: Sequence[Sentence], language: Language) -> Iterator[Quantity]:
    """The amounts of each sentence; millions of nothing are in the article's currency, where the sentence names none."""
    told = [find_amounts(one.text, language) for one in body]
    currency = main_currency(found for amounts in told for found in amounts)
    for one, amounts in zip(body, told, strict=True):
        bare = currency is not None and main_currency(amounts) is None
        for found in find_amounts(one.text, language, currency) if bare else amounts:
            yield replace(found, start=one.start + found.start, end=one.start + found.end)


def _decide(scene: Scene, weighed: Sequence[Weighed]) -> tuple[list[Proposal], list[Dropped]]:
    """Keep what is likely enough, each fact once; the surest of those that tell the same gives the confidence."""
    likely: list[Proposal] = []
    dropped: list[Dropped] = []
    beside = by_sentence(weighed)
    for one in weighed:
        sure = confidence(scene, one, beside[one.proposal.sentence])
        if sure >= LEAST:
            likely.append(replace(fill(scene, one), score=sure))
        else:
            dropped.append(Dropped(replace(one.proposal, score=sure), "unlikely"))
    kept, repeated = merge(likely)
    return kept, dropped + repeated


def as_fact(scene: Scene, one: Proposal, sure: float) -> Fact:
    """A proposal as a fact with its evidence; words behind `@` in the rule say how the subject was resolved."""
    sentence = scene.sentences[one.sentence]
    evidence = Evidence(scene.text[sentence.start : sentence.end], sentence.start, sentence.end)
    rule = one.rule if one.how in ("parse", "quote") else f"{one.rule}@{one.how}"
    return Fact(
        kind=one.kind,
        subject=one.subject,
        evidence=evidence,
        certainty=one.certainty,
        rule=rule,
        confidence=sure,
        object=one.object,
        people=one.people,
        place=one.place,
        amount=one.amount,
        time=one.time,
        source=one.source,
        cue=one.cue,
    )
