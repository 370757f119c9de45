"""Who a fact is about: of all the article's names, and the phrases that the witnesses point at, the likeliest.

Half of the press's sentences don't name their subject ("le groupe", "elle", "the company"). A log-linear model weighs what the learned
reader points at, what the rules' grammar says, and how present each name is at that point of the article. Its weights are
lexicon/subjects.json, fitted by `python -m benchmarks.fit_subjects` on the training articles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.facts.combine import Weighed
from bot.facts.coreference import head_kind, is_anaphor
from bot.facts.loglinear import shares, weights
from bot.facts.merge import alike
from bot.facts.presence import Presence, Told
from bot.facts.scene import Scene
from bot.facts.slots import person, thing
from bot.model import EntityKind, Kind

TOPIC = "subjects"
PERSONAL = frozenset({Kind.APPOINTMENT, Kind.DEPARTURE, Kind.ROLE})
SLOTS = ("object", "place", "source")
_LEAST = 0.02
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible subject: a name of the article (`told`) or a phrase, with what the reader gives the words that tell it, 0 to 1.

    `pointed`: the span is the name; `inside`: the name is a part of a longer span ("le patron de X").
    """

    name: str
    told: Told | None
    pointed: float
    inside: float


def settle(scene: Scene, weighed: Sequence[Weighed]) -> list[Weighed]:
    """Each proposal under its likeliest subject, with how likely that is; those for which no subject stands are left out."""
    presence = Presence.of(scene)
    settled: list[Weighed] = []
    hired: dict[str, Weighed] = {}
    for one in weighed:
        choices = possible(scene, presence, one)
        if choices:
            settled.append(_as_before(hired, _settled(scene, presence, one, choices)))
    return settled


def _as_before(hired: dict[str, Weighed], one: Weighed) -> Weighed:
    """Who takes or leaves office in a sentence without the firm's name ("Il prendra ses fonctions") does so where it was told first."""
    proposal = one.proposal
    if proposal.kind not in (Kind.APPOINTMENT, Kind.DEPARTURE) or not proposal.people:
        return one
    known = hired.get(proposal.people[0].name)
    if proposal.how == "coref" and known is not None:
        return replace(one, proposal=replace(proposal, subject=known.proposal.subject), sure=known.sure, told=known.told)
    if proposal.how == "parse":
        hired.setdefault(proposal.people[0].name, one)
    return one


def _settled(scene: Scene, presence: Presence, one: Weighed, choices: list[Choice]) -> Weighed:
    likely = likelihoods(scene, presence, one, choices)
    parsed = _parsed(scene, one, choices)
    best = max(parsed or range(len(choices)), key=lambda n: (likely[n], -n))
    proposal, chosen = one.proposal, choices[best]
    kept = {slot: value for slot in SLOTS if (value := getattr(proposal, slot)) is not None and not alike(value, chosen.name)}
    if (source := kept.get("source")) and is_anaphor(source, scene.language) is not None:
        del kept["source"]  # "selon un communiqué de la société": its own word
    people = proposal.people
    speaks = proposal.kind is Kind.STATEMENT and chosen.told is not None and chosen.told.kind is EntityKind.PERSON
    if speaks and not any(other.name == chosen.name for other in people):
        people = (person(scene, chosen.name),)
    how = "phrase" if chosen.told is None else "parse" if presence.inside(chosen.told, proposal.sentence) else "coref"
    settled = replace(
        proposal, subject=chosen.name, how=how, people=people, object=kept.get("object"), place=kept.get("place"), source=kept.get("source")
    )
    return replace(one, proposal=settled, sure=likely[best], told=chosen.told)


def _parsed(scene: Scene, one: Weighed, choices: Sequence[Choice]) -> list[int]:
    """The choice that the parse finds, where the reader points at nobody: no name told elsewhere outweighs the subject of the verb."""
    if one.how != "parse" or one.witness != "both" or describe(scene, one, choices).points != "nothing":
        return []
    return [n for n, choice in enumerate(choices) if one.rival is not None and alike(one.rival, choice.name)]


def likelihoods(scene: Scene, presence: Presence, one: Weighed, choices: Sequence[Choice]) -> list[float]:
    """How likely each choice is; they sum up to 1."""
    context = describe(scene, one, choices)
    return shares(weights(TOPIC), (features(presence, one, context, choice) for choice in choices))


def possible(scene: Scene, presence: Presence, one: Weighed) -> list[Choice]:
    """The names of the article, then the phrases of the reader and the rules that hold no name."""
    spans = one.proposal.pointed("subject")
    pointed: dict[str, float] = {}
    inside: dict[str, float] = {}
    phrases: dict[str, float] = {}
    for span in spans:
        names = scene.names.touching(span.start, span.end)
        whole = span.end - span.start
        named = False
        for name in names:
            exact = 2 * (min(name.end, span.end) - max(name.start, span.start)) >= whole
            named = named or exact
            found = pointed if exact else inside
            found[name.canonical] = max(found.get(name.canonical, 0.0), span.score)
        phrase = None if named or not _nominal(scene, span.start, span.end) else thing(scene, span.start, span.end)
        if phrase:
            phrases[phrase] = max(phrases.get(phrase, 0.0), span.score)
    choices = [
        Choice(told.name, told, pointed.get(told.name, 0.0), inside.get(told.name, 0.0))
        for told in presence.all
        if not _spoken_of(presence, one, told)
    ]
    known = {told.name for told in presence.all}
    rival = one.proposal.subject or one.rival
    if rival and rival not in known and is_anaphor(rival.split()[0], scene.language) is None:
        phrases.setdefault(rival, 0.0)
    return choices + [Choice(phrase, None, score, 0.0) for phrase, score in phrases.items() if phrase not in known]


def _spoken_of(presence: Presence, one: Weighed, told: Told) -> bool:
    """Whether the sentence tells a name only in the words of another, who is known: nobody quotes themselves by name."""
    spoken = one.proposal.kind is Kind.STATEMENT and one.rival is not None and not alike(one.rival, told.name)
    return spoken and presence.only_quoted(told, one.proposal.sentence)


def _nominal(scene: Scene, start: int, end: int) -> bool:
    """Whether words can be the name of something: not many, no clause, and standing for nothing else."""
    tokens = scene.tokens(start, end)
    clause = tokens is None or any("VerbForm=Fin" in str(token.morph) for token in tokens)
    return not clause and len(scene.text[start:end].split()) <= _MOST_WORDS and _anaphor(scene, start, end) is None


@dataclass(frozen=True, slots=True)
class Context:
    """What all choices of a proposal share: who sees it, whether its sentence points at a name, and what its best span stands for."""

    seen: str
    points: str
    anaphor: EntityKind | None
    group: str


def describe(scene: Scene, one: Weighed, choices: Sequence[Choice]) -> Context:
    """The context of a proposal."""
    read = one.witness in ("both", "reader")
    best = next(iter(one.proposal.pointed("subject")), None)
    anaphor = _anaphor(scene, best.start, best.end) if best is not None else None
    surest = max((choice.pointed for choice in choices if choice.told is not None), default=0.0)
    if read:
        points = "named" if surest >= 0.5 else "weak" if surest >= 0.15 else "pronoun" if anaphor is not None else "nothing"
    else:
        points = one.how
    kind = one.proposal.kind
    group = "speaks" if kind is Kind.STATEMENT else "person" if kind in PERSONAL else "acts"
    return Context("r" if read else "o", points, anaphor, group)


def _anaphor(scene: Scene, start: int, end: int) -> EntityKind | None:
    text = scene.text[start:end]
    return is_anaphor(text, scene.language) or is_anaphor(" ".join(text.split()[:2]), scene.language)


def features(presence: Presence, one: Weighed, context: Context, choice: Choice) -> Iterator[tuple[str, float]]:
    """What speaks for a choice, each a name and a value."""
    seen, kind, group = context.seen, one.proposal.kind, context.group
    if choice.pointed > _LEAST:
        yield f"{seen}.pointed", math.log(choice.pointed / _LEAST)
        yield f"{seen}.pointed.most.{choice.pointed >= 0.5}.{context.points}", 1.0
    if choice.inside > _LEAST:
        yield f"{seen}.inside", choice.inside
        if choice.told is not None:
            yield f"{seen}.inside.{choice.told.kind}", choice.inside
    if one.rival is not None and alike(one.rival, choice.name):
        near = choice.told is None or presence.inside(choice.told, one.proposal.sentence)
        yield f"{seen}.ruled.{one.how}.{near}", 1.0
        yield f"{seen}.ruled.{one.how}.{near}.{group}", 1.0
    told = choice.told
    if told is None:
        yield f"{seen}.phrase.{kind}", 1.0
        yield f"{seen}.phrase.{context.points}", 1.0
        yield f"{seen}.phrase.capital.{choice.name[:1].isupper()}.{group}", 1.0
        yield f"{seen}.phrase.head.{head_kind(choice.name, presence.language)}.{group}", 1.0
        yield f"{seen}.phrase.anaphor.{is_anaphor(choice.name, presence.language) is not None}", 1.0
        return
    yield f"{seen}.type.{told.kind}.{kind}", 1.0
    yield f"{seen}.type.{told.kind}.{group}", 1.0
    if context.anaphor is not None:
        yield f"{seen}.anaphor.{context.anaphor}.{told.kind}", 1.0
    for name in (*presence.place(told, one.proposal), *presence.weight(told)):
        yield f"{seen}.{context.points}.{name}", 1.0
        yield f"{seen}.{group}.{name}", 1.0
    for slot in SLOTS:
        value = getattr(one.proposal, slot)
        if value is not None and alike(value, choice.name):
            yield f"{seen}.is.{slot}", 1.0
    for other in one.proposal.people:
        if alike(other.name, choice.name):
            yield f"{seen}.is.person.{group}", 1.0
        elif other.organisation and alike(other.organisation, choice.name):
            yield f"{seen}.is.employer.{group}", 1.0
