"""The rules as a witness: triggers, their arguments and the slots of their clause make proposals."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from bot.facts.arguments import Arguments, Party, find_arguments, main_of, named_after, party_of
from bot.facts.attribution import find_source
from bot.facts.certainty import judge
from bot.facts.coreference import FIRMS, resolve
from bot.facts.data import table
from bot.facts.entities import PARTIES
from bot.facts.kinds import Trigger, find_triggers
from bot.facts.nlp import Stretch
from bot.facts.proposal import Proposal
from bot.facts.roles import best_posts
from bot.facts.scene import Scene
from bot.facts.slots import amount_class, as_amount, as_when, fits, nearest, person, place_in, scope, thing, times_of
from bot.facts.speech import reported
from bot.model import Certainty, EntityKind, Kind, Person

ANYONE = PARTIES | {EntityKind.PERSON, EntityKind.PRODUCT, EntityKind.LAW, EntityKind.EVENT}
PERSONAL = frozenset({Kind.APPOINTMENT, Kind.DEPARTURE})
THINGS = frozenset({Kind.INCIDENT, Kind.DELAY, Kind.MARKET, Kind.METRIC})
PERSONS_TOO = frozenset({Kind.LEGAL, Kind.INVESTMENT, Kind.ACQUISITION})
DATED = frozenset({Kind.SCHEDULED_EVENT})
COUNTED = frozenset({Kind.MARKET, Kind.METRIC})


@cache
def _frame(kind: Kind) -> dict[str, Any]:
    frame: dict[str, Any] = table(None, "frames")[kind.value]
    return frame


def propose(scene: Scene) -> Iterator[Proposal]:
    """What the rules see in every sentence: triggers, posts and quotations."""
    for number, sentence in enumerate(scene.sentences):
        for trigger in find_triggers(scene.text, sentence.start, sentence.end, scene.language):
            proposal = _of_trigger(scene, number, sentence, trigger)
            if proposal is not None:
                yield proposal
    yield from _roles(scene)
    yield from _statements(scene)


def _of_trigger(scene: Scene, number: int, sentence: Stretch, trigger: Trigger) -> Proposal | None:
    arguments = find_arguments(scene, trigger, sentence)
    people = _people(scene, sentence, trigger, arguments)
    if trigger.kind in PERSONAL and not people:
        return None
    subject = _subject(scene, sentence, trigger, arguments, people)
    first, last = scope(scene, sentence, trigger.start, trigger.until)
    time = nearest(times_of(trigger.kind, scene.times), trigger.start, first, last)
    if subject is None or (trigger.kind in DATED and time is None):
        return None
    amount = nearest((q for q in scene.amounts if fits(q, amount_class(trigger.kind))), trigger.start, first, last)
    if trigger.kind in COUNTED and amount is None:
        return None
    text = scene.text[sentence.start : sentence.end]
    sure = judge(text, trigger.start - sentence.start, trigger.end - sentence.start, trigger.tense, scene.language)
    source = find_source(scene, sentence, subject.name)
    return Proposal(
        kind=trigger.kind,
        sentence=number,
        at=trigger.start,
        subject=subject.name,
        rule=trigger.rule,
        how=subject.how,
        score=0.5,
        certainty=sure.certainty,
        cue=sure.cue,
        object=_object(scene, trigger, arguments, subject, last),
        people=people,
        place=place_in(scene, first, last, trigger.end) if _frame(trigger.kind)["place"] else None,
        amount=as_amount(amount) if amount else None,
        time=as_when(time) if time else None,
        source=source.canonical if source else None,
    )


def _subject(scene: Scene, sentence: Stretch, trigger: Trigger, arguments: Arguments, people: tuple[Person, ...]) -> Party | None:
    frame = _frame(trigger.kind)["subject"]
    own = trigger.verb in table(scene.language, "reversed")["own"]
    if frame == "organisation":
        return _employer(scene, sentence, trigger, arguments, people)
    if frame == "word":
        return _word(scene, trigger) or arguments.agent
    if frame == "patient" and not own:
        return _firm(scene, sentence, trigger, arguments.patient or arguments.agent)
    if trigger.kind is Kind.CONTRACT and trigger.verb in table(scene.language, "reversed")["ordering"]:
        supplier = named_after(scene, trigger.end, sentence.end, FIRMS)
        return party_of(scene, supplier, "near") if supplier is not None else None
    return _firm(scene, sentence, trigger, arguments.agent)


def _firm(scene: Scene, sentence: Stretch, trigger: Trigger, found: Party | None) -> Party | None:
    """A firm for what the grammar gives: "le plan", "the deal" and persons stand for the firm they belong to."""
    if found is None or (found.how == "phrase" and trigger.kind not in THINGS):
        return _earlier(scene, sentence)
    if found.kind is EntityKind.PERSON and trigger.kind not in PERSONS_TOO:
        post = best_posts(scene.posts).get(found.name)
        if post is not None and post.organisation:
            return Party(post.organisation, "post", EntityKind.COMPANY, found.start, found.end)
    return found


def _employer(scene: Scene, sentence: Stretch, trigger: Trigger, arguments: Arguments, people: tuple[Person, ...]) -> Party | None:
    for party in (arguments.agent, arguments.patient):
        if party is not None and party.kind in PARTIES and party.how != "phrase":
            return party
    if people[0].organisation:
        return Party(people[0].organisation, "post", EntityKind.COMPANY, trigger.start, trigger.end)
    near = named_after(scene, trigger.end, sentence.end, PARTIES) or named_after(scene, sentence.start, trigger.start, PARTIES)
    return party_of(scene, near, "near") if near is not None else _earlier(scene, sentence)


def _earlier(scene: Scene, sentence: Stretch) -> Party | None:
    link = resolve(scene, sentence.start, EntityKind.COMPANY)
    return party_of(scene, link.name, link.how) if link is not None else main_of(scene)


def _word(scene: Scene, trigger: Trigger) -> Party | None:
    """The noun of the pattern with what belongs to it: "le sommet sur l'IA", or the name it is part of."""
    if trigger.word is None:
        return None
    start, end = trigger.word
    names = [one for one in scene.names.touching(start, end) if one.kind not in (EntityKind.PERSON, EntityKind.PLACE)]
    if names:
        return party_of(scene, names[0], "word")
    near = [one for one in scene.names.within(end, min(trigger.until + 30, end + 25)) if one.kind in (EntityKind.LAW, EntityKind.EVENT)]
    if near and near[0].start - end <= 2:
        return party_of(scene, near[0], "word")
    return Party(scene.text[start:end], "word", EntityKind.OTHER, start, end)


def _people(scene: Scene, sentence: Stretch, trigger: Trigger, arguments: Arguments) -> tuple[Person, ...]:
    if trigger.kind not in PERSONAL:
        return ()
    for party in (arguments.patient, arguments.agent):
        if party is not None and party.kind is EntityKind.PERSON:
            return (person(scene, party.name),)
    near = [one for one in scene.names.within(sentence.start, sentence.end) if one.kind is EntityKind.PERSON]
    best = min(near, key=lambda one: min(abs(one.start - trigger.end), abs(trigger.start - one.end)), default=None)
    return (person(scene, best.canonical),) if best is not None else ()


def _object(scene: Scene, trigger: Trigger, arguments: Arguments, subject: Party, last: int) -> str | None:
    match _frame(trigger.kind)["object"]:
        case "word":
            return scene.text[slice(*trigger.word)] if trigger.word else arguments.patient.name if arguments.patient else None
        case "trigger":
            return thing(scene, trigger.start, trigger.until)
        case "party" if trigger.kind is Kind.CONTRACT and trigger.verb in table(scene.language, "reversed")["ordering"]:
            return _other(arguments.agent, subject)
        case "party":
            others = [one for one in scene.names.within(trigger.start, last) if one.kind in ANYONE and one.canonical != subject.name]
            return others[0].canonical if others else None
        case "patient":
            return _other(arguments.patient, subject) or _noun_after(scene, trigger, subject)
        case "agent":
            return _other(arguments.agent, subject) or (scene.text[slice(*trigger.word)] if trigger.word else None)
    return None


def _other(party: Party | None, subject: Party) -> str | None:
    return party.name if party is not None and party.name != subject.name else None


def _noun_after(scene: Scene, trigger: Trigger, subject: Party) -> str | None:
    if trigger.word is not None:
        return scene.text[slice(*trigger.word)]
    name = named_after(scene, trigger.end, min(len(scene.text), trigger.end + 40), ANYONE)
    return name.canonical if name is not None and name.canonical != subject.name else None


def _roles(scene: Scene) -> Iterator[Proposal]:
    for name, post in best_posts(scene.posts).items():
        number = next((n for n, s in enumerate(scene.sentences) if s.start <= post.start < s.end), None)
        if number is not None and post.organisation is not None and not post.taken:
            whole = (Person(name, post.role, post.organisation),)
            yield Proposal(
                Kind.ROLE,
                number,
                post.start,
                post.organisation,
                f"{scene.language}.role.post",
                "post",
                0.5,
                Certainty.CONFIRMED,
                people=whole,
            )


def _statements(scene: Scene) -> Iterator[Proposal]:
    """One statement for each sentence and speaker: of quotations first, then of reported speech."""
    seen: set[tuple[int, str]] = set()
    for number, sentence in enumerate(scene.sentences):
        quoted = [(q.start, q.speaker, "quote") for q in scene.quotes if q.speaker and q.start < sentence.end and sentence.start < q.end]
        told = [(at, speaker, f"said:{cue.casefold()}") for at, speaker, cue in reported(scene, sentence)]
        for at, speaker, how in [*quoted, *told]:
            if (number, speaker) not in seen:
                seen.add((number, speaker))
                yield _statement(scene, number, max(at, sentence.start), speaker, how)


def _statement(scene: Scene, number: int, at: int, speaker: str, how: str) -> Proposal:
    known = next((one for one in scene.names.all if speaker in (one.canonical, one.text)), None)
    name = known.canonical if known else speaker
    people = (person(scene, name),) if known is not None and known.kind is EntityKind.PERSON else ()
    rule = f"{scene.language}.statement.{how}"
    return Proposal(Kind.STATEMENT, number, at, name, rule, "quote" if known else "phrase", 0.5, Certainty.CONFIRMED, people=people)
