"""Turns what the learned reader points at into proposals: spans become names, noun phrases, amounts and days."""

from __future__ import annotations

from collections.abc import Sequence

from bot.facts.attribution import attributed, find_source
from bot.facts.certainty import cue_of, judge
from bot.facts.coreference import is_anaphor, last_person
from bot.facts.data import table
from bot.facts.entities import Name
from bot.facts.governing import in_clause, together
from bot.facts.nlp import Stretch
from bot.facts.proposal import Proposal
from bot.facts.reading import Candidate, Span
from bot.facts.scene import Scene
from bot.facts.slots import S, as_amount, as_when, nearest, person, seat, thing, times_of
from bot.model import Amount, Certainty, EntityKind, Kind, Person, Time, When

LEAST_SLOT = 0.3
SHORT_WORDS = 4
_BACK = 1
"""Sentences before its own in which a pronoun that takes part has its person."""
PERSONAL = frozenset({Kind.APPOINTMENT, Kind.DEPARTURE, Kind.ROLE, Kind.STATEMENT})


def propose(scene: Scene, candidates: list[Candidate]) -> list[Proposal]:
    """A proposal for each candidate. None has a subject yet: `bot.facts.subjects` settles it from the spans."""
    return [_proposal(scene, candidate) for candidate in candidates]


def _proposal(scene: Scene, candidate: Candidate) -> Proposal:
    at = _anchor(candidate, scene.sentences[candidate.sentence].start)
    certainty, cue = _certainty(scene, candidate, at)
    return Proposal(
        kind=candidate.kind,
        sentence=candidate.sentence,
        at=at,
        subject="",
        rule=f"reader.{candidate.kind}",
        how="none",
        score=candidate.score,
        certainty=certainty,
        cue=cue,
        object=_object(scene, candidate),
        people=_people(scene, candidate),
        place=_name(scene, tuple(span for span in candidate.place if not seat(scene.text, span.end))),
        amount=_amount(scene, candidate, at),
        time=_when(scene, candidate, at),
        source=_source(scene, candidate),
        read=candidate,
    )


def named(scene: Scene, span: Span) -> Name | None:
    """The name that a span holds: alone, or behind words such as "le groupe"; a place only where it is the whole span."""
    names = scene.names.touching(span.start, span.end)
    whole = span.end - span.start
    for one in names:
        length = one.end - one.start
        if one.kind is EntityKind.PLACE and length < whole - SHORT_WORDS:
            continue
        if length * 2 >= whole or is_anaphor(scene.text[span.start : one.start].strip(" ,"), scene.language):
            return one
    return None


def _anchor(candidate: Candidate, fallback: int) -> int:
    spans = (candidate.object, candidate.amount, candidate.people, candidate.subject)
    return next((found[0].start for found in spans if found and found[0].start >= fallback), fallback)


def _certainty(scene: Scene, candidate: Candidate, at: int) -> tuple[Certainty, str | None]:
    sentence = scene.sentences[candidate.sentence]
    text, offset = scene.text[sentence.start : sentence.end], max(0, at - sentence.start)
    if not candidate.certainty:
        sure = judge(text, offset, offset, "", scene.language)
        return sure.certainty, sure.cue
    best = candidate.certainty[0][0]
    if best is Certainty.CONFIRMED:
        return best, None
    cue = cue_of(text, offset, best, scene.language) or _main_verb(scene, sentence.start, sentence.end)
    return best, cue


def _main_verb(scene: Scene, start: int, end: int) -> str | None:
    """Where no listed cue stands, the verb that carries the tense."""
    tokens = scene.tokens(start, end)
    verbs = [token for token in tokens or () if token.pos_ in ("VERB", "AUX")]
    root = next((token for token in verbs if token.dep_ == "ROOT"), verbs[0] if verbs else None)
    return root.text if root is not None else None


def _object(scene: Scene, candidate: Candidate) -> str | None:
    for span in candidate.object:
        if span.score >= LEAST_SLOT:
            name = named(scene, span)
            found = name.canonical if name is not None else thing(scene, span.start, span.end)
            if found:
                return found
    return None


def _people(scene: Scene, candidate: Candidate) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for span in candidate.people:
        name = _name(scene, (span,)) if span.score >= LEAST_SLOT else None
        if name and is_anaphor(name, scene.language) is not None:
            person_before = last_person(scene, span.start, _BACK)
            name = person_before.canonical if person_before is not None else None
        if name and name not in found:
            found[name] = _with_role(scene, candidate, name)
    return tuple(found.values())


def _with_role(scene: Scene, candidate: Candidate, name: str) -> Person:
    """The role that the reader saw in this sentence, else the one told anywhere in the article."""
    known = person(scene, name)
    if candidate.role and candidate.role[0].score >= LEAST_SLOT:
        role = thing(scene, candidate.role[0].start, candidate.role[0].end)
        if role and role.casefold() not in table(scene.language, "roles")["unnamed"] and (known.role is None or candidate.kind in PERSONAL):
            return Person(name, role, known.organisation)
    return known


def _name(scene: Scene, spans: tuple[Span, ...]) -> str | None:
    for span in spans:
        if span.score >= LEAST_SLOT:
            name = next(iter(scene.names.touching(span.start, span.end)), None)
            if name is not None and 2 * (name.end - name.start) >= span.end - span.start:
                return name.canonical
            # "Rotterdam on Tuesday": a place that opens the words is told by them
            if name is not None and name.kind is EntityKind.PLACE and name.start == span.start:
                return name.canonical
            return thing(scene, span.start, span.end)
    return None


def _amount(scene: Scene, candidate: Candidate, at: int) -> Amount | None:
    found = _touched(candidate.amount, scene.amounts)
    if found is None:
        return None
    return as_amount(together(scene, scene.sentences[candidate.sentence], at, found, scene.amounts))


def _when(scene: Scene, candidate: Candidate, at: int) -> When | None:
    """The day or period of the fact's own clause: one told of something else is worse than none."""
    found = _touched(candidate.time, scene.times)
    if found is None:
        return None
    sentence = scene.sentences[candidate.sentence]
    possible = times_of(candidate.kind, scene.times)
    if found not in possible:
        return _nearest(possible, sentence, at)
    own = together(scene, sentence, at, found, possible)
    return as_when(own) if in_clause(scene, sentence, at, own) else None


def _nearest(times: Sequence[Time], sentence: Stretch, at: int) -> When | None:
    found = nearest(times, at, sentence.start, sentence.end)
    return as_when(found) if found is not None else None


def _touched(spans: tuple[Span, ...], found: Sequence[S]) -> S | None:
    """The first value that a likely span touches."""
    likely = (span for span in spans if span.score >= LEAST_SLOT)
    return next((one for span in likely for one in found if one.start < span.end and one.end > span.start), None)


def _source(scene: Scene, candidate: Candidate) -> str | None:
    found = _name(scene, candidate.source)
    if found is None and not candidate.source:
        name = find_source(scene, scene.sentences[candidate.sentence], "")
        found = name.canonical if name is not None and name.kind is EntityKind.MEDIA else None
    return found or attributed(scene, scene.sentences[candidate.sentence])
