"""How present each name of an article is at a point of it: what stands for whom hangs on that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from bot.facts.arguments import SUBJECTS
from bot.facts.coreference import head_kind, is_anaphor
from bot.facts.entities import Name
from bot.facts.governing import clause_kind
from bot.facts.proposal import Proposal
from bot.facts.roles import best_posts
from bot.facts.scene import Scene
from bot.model import EntityKind, Kind, Language

CLIMB = 6
RELATIVE = frozenset({"qui", "which", "that", "who"})
FUNCTION = frozenset({"ADP", "CCONJ", "SCONJ", "PRON", "PUNCT"})
OFTEN = 4
FAR = 6


@dataclass(frozen=True, slots=True)
class Told:
    """A name with the numbers of the sentences that tell it, in order, and those of which it is the grammatical subject."""

    name: str
    kind: EntityKind
    mentions: tuple[tuple[int, int], ...]
    subject_of: frozenset[int]
    rank: int
    in_title: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """Who acts in a clause: a name, or words that stand for one (`shape`: pronoun, company, person, phrase), or nobody."""

    shape: str
    name: str | None


class Presence:
    """The names of one article, most told first."""

    def __init__(self, scene: Scene, told: tuple[Told, ...]) -> None:
        self.all = told
        self.language: Language = scene.language
        self._scene = scene
        self._clauses: dict[int, Clause] = {}
        self._beside: dict[int, tuple[str, ...]] = {}
        self._opening: dict[int, int] = {}
        self._employing: set[tuple[int, str | None]] = set()
        employers = {name: post.organisation for name, post in best_posts(scene.posts).items()}
        for one in told:
            self._employing.update((number, employers.get(one.name)) for number in one.subject_of)
            for number, at in one.mentions:
                self._opening[number] = min(at, self._opening.get(number, at))
        self._speaking = {
            (number, quote.speaker)
            for quote in scene.quotes
            for number, sentence in enumerate(scene.sentences)
            if quote.start < sentence.end and quote.end > sentence.start
        }

    @classmethod
    def of(cls, scene: Scene) -> Presence:
        """Count the names of an article: those of its prose, where a repeated paragraph stands once."""
        found: dict[str, list[Name]] = {}
        for one in scene.names.all:
            at = scene.sentence_at(one.start)
            if at >= 0 and one.end <= scene.sentences[at].end:
                found.setdefault(one.canonical, []).append(one)
        ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[1][0].start))
        told = tuple(_told(scene, name, mentions, rank) for rank, (name, mentions) in enumerate(ordered))
        return cls(scene, told)

    def clause(self, one: Proposal) -> Clause:
        """The grammatical subject of the clause that a proposal stands in."""
        key = one.at
        if key not in self._clauses:
            self._clauses[key] = _clause(self._scene, one.at, self._scene.sentences[one.sentence].start)
        return self._clauses[key]

    def beside(self, at: int) -> tuple[str, ...]:
        """What stands beside the mention that begins at an offset."""
        if at not in self._beside:
            self._beside[at] = tuple(_beside(self._scene, at))
        return self._beside[at]

    def here(self, told: Told, sentence: int) -> list[int]:
        """The offsets at which a sentence tells the name."""
        return [at for number, at in told.mentions if number == sentence]

    def inside(self, told: Told, sentence: int) -> bool:
        """Whether a sentence tells the name."""
        return bool(self.here(told, sentence))

    def only_quoted(self, told: Told, sentence: int) -> bool:
        """Whether a sentence tells the name, and in quotations only."""
        here = self.here(told, sentence)
        return bool(here) and all(map(self._scene.is_quoted, here))

    def place(self, told: Told, one: Proposal) -> Iterator[str]:
        """Where the name stands, seen from a proposal."""
        number = one.sentence
        here = self.here(told, number)
        acting = self.clause(one)
        if acting.name is not None:
            yield f"acting.{acting.name == told.name}"
        if here:
            yield "here"
            yield f"here.{acting.shape}"
            yield from self.beside(here[0])
            yield f"here.before.{here[0] <= one.at}"
            if self.only_quoted(told, number):
                yield f"here.only_quoted.{one.kind is Kind.STATEMENT}"
            if number in told.subject_of:
                yield "here.subject"
            if self._opening[number] == here[0]:
                yield "here.first"
        earlier = [sentence for sentence, _ in told.mentions if sentence < number]
        if earlier:
            gap = min(number - earlier[-1], FAR)
            yield f"ago.{gap}"
            if not here:
                yield f"away.{acting.shape}"
                yield f"away.{acting.shape}.{told.kind}"
            last = max((n for n in told.subject_of if n < number), default=None)
            if last is not None:
                yield f"subject.ago.{min(number - last, FAR)}"
        elif not here:
            yield "later"
        if (number, told.name) in self._speaking:
            yield f"quoted.{one.kind is Kind.STATEMENT}"
        if (number, told.name) in self._employing:
            yield "employs.subject"

    def weight(self, told: Told) -> Iterator[str]:
        """How much the whole article is about the name."""
        yield f"told.{min(len(told.mentions), OFTEN)}"
        party = told.kind not in (EntityKind.PLACE, EntityKind.PERSON)
        yield f"rank.{min(told.rank, 3)}.{party}"
        if told.in_title:
            yield f"title.{party}"
        if told.mentions[0][0] == 0:
            yield f"opens.{party}"


def _beside(scene: Scene, at: int) -> Iterator[str]:
    """The words beside a mention: what stands behind "de", "of" or "chez" rarely acts; what a verb follows does."""
    token = scene.token_at(at)
    if token is None:
        return
    doc, left = token.doc, token.i - 1
    while left >= 0 and doc[left].pos_ == "DET":
        left -= 1
    yield f"left.{doc[left].lower_ if left >= 0 and doc[left].pos_ in FUNCTION else doc[left].pos_ if left >= 0 else 'none'}"
    if left >= 1 and doc[left].pos_ == "ADP":
        yield f"left2.{doc[left - 1].pos_}"
        # "le constructeur d'Ingolstadt" is no word of the firm's own
        yield f"left2.head.{head_kind(doc[left - 1].text, scene.language)}"
    yield f"here.in.{clause_kind(scene, at, scene.sentences[scene.sentence_at(at)].start)}"
    right = token.i
    while right < len(doc) and (doc[right].ent_iob_ in ("B", "I") or doc[right].pos_ == "PROPN"):
        right += 1
    if right < len(doc):
        yield f"right.{doc[right].pos_ if doc[right].pos_ != 'PUNCT' else doc[right].text}"
    yield f"dep.{token.dep_}"


def _told(scene: Scene, name: str, mentions: list[Name], rank: int) -> Told:
    numbered = [(max(0, scene.sentence_at(one.start)), one) for one in mentions]
    kinds = [one.kind for one in mentions]
    return Told(
        name=name,
        kind=max(dict.fromkeys(kinds), key=kinds.count),
        mentions=tuple((number, one.start) for number, one in numbered),
        subject_of=frozenset(number for number, one in numbered if _is_subject(scene, one)),
        rank=rank,
        in_title=bool(scene.title) and any(one.text in (scene.title or "") for one in mentions),
    )


def _clause(scene: Scene, at: int, first: int) -> Clause:
    token = scene.token_at(at)
    for _ in range(CLIMB):
        if token is None:
            break
        subject = next((child for child in token.children if child.dep_ in SUBJECTS), None)
        if subject is not None:
            return _acting(scene, subject)
        if token.head is token or token.head.idx < first:
            break
        token = token.head
    return Clause("none", None)


def _acting(scene: Scene, subject: Token) -> Clause:
    """The name that is the head of a subject; else what its first words stand for."""
    end = subject.idx + len(subject)
    named = scene.names.touching(subject.idx, end) or scene.names.behind(end)
    if named:
        return Clause("name", named[0].canonical)
    start = min((child.idx for child in subject.lefts), default=subject.idx)
    kind = is_anaphor(scene.text[start : subject.idx + len(subject)], scene.language)
    if subject.pos_ == "PRON" or kind is EntityKind.OTHER:
        return Clause("relative" if subject.lower_ in RELATIVE else "pronoun", None)
    return Clause(str(kind) if kind is not None else "phrase", None)


def _is_subject(scene: Scene, one: Name) -> bool:
    tokens = scene.tokens(one.start, one.end)
    return tokens is not None and tokens.root.dep_ in SUBJECTS
