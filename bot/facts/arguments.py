"""Who does what: the arguments of a trigger, from the parse where it can be trusted, else from what stands near."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from bot.facts.coreference import FIRMS, Link, is_anaphor, main_party, resolve
from bot.facts.entities import Name
from bot.facts.kinds import Trigger
from bot.facts.nlp import Stretch
from bot.facts.scene import Scene
from bot.model import EntityKind

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubjpass", "csubj"})
PASSIVE = frozenset({"nsubj:pass", "nsubjpass"})
OBJECTS = frozenset({"obj", "dobj", "iobj", "attr", "oprd", "obl:arg"})
AGENTS = frozenset({"obl:agent", "agent"})
APART = 40
OPENING = 8
RELATIVES = frozenset({"acl:relcl", "relcl"})
PARTICIPLES = frozenset({"acl"})
UPWARDS = frozenset({"conj", "xcomp", "advcl", "ccomp", "parataxis", "dep"})
_AGENT_WORDS = re.compile(r"^\W*(?:par|by)\s+(?:l['’]|le |la |les |the |an? |une? )?")
_LIST_EDGE = re.compile(
    r"^(?:les?|la|l['’]|des|du|une?|the|an?|d['’]|de|its|his|her|their|ses|son|sa|leurs?|some)(?:\b\s*|(?<=['’]))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Party:
    """An argument: the name it is told by and how it was found (parse, near, coref, main, phrase)."""

    name: str
    how: str
    kind: EntityKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Arguments:
    """Who acts and who or what is acted upon, by the grammar of the trigger."""

    agent: Party | None
    patient: Party | None


def find_arguments(scene: Scene, trigger: Trigger, sentence: Stretch) -> Arguments:
    """The agent and patient of a trigger; a passive is turned round. Either may be missing."""
    token = scene.token_at(trigger.start)
    if token is None:
        return Arguments(None, None)
    if trigger.shape == "noun" and not trigger.verb:
        return _of_noun(scene, trigger, token, sentence)
    subject, passive = _subject(token)
    spoken = _party(scene, subject, "parse") if subject is not None else None
    child = next((t for t in token.children if t.dep_ in OBJECTS), None)
    target = _party(scene, child, "parse") if child is not None else None
    if passive or (trigger.tense == "part" and token.dep_ in PARTICIPLES):
        return Arguments(_agent(scene, token, trigger, sentence), spoken)
    return Arguments(spoken or _near(scene, trigger, sentence), target)


def named_after(scene: Scene, offset: int, end: int, kinds: frozenset[EntityKind]) -> Name | None:
    """The first name of some kind in a range."""
    return next((one for one in scene.names.within(offset, end) if one.kind in kinds), None)


def party_of(scene: Scene, name: Name, how: str) -> Party:
    """A named argument."""
    return Party(name.canonical, how, name.kind, name.start, name.end)


def main_of(scene: Scene) -> Party | None:
    """The article's main firm or body as an argument of last resort."""
    name = main_party(scene)
    return party_of(scene, name, "main") if name is not None else None


def _subject(token: Token) -> tuple[Token | None, bool]:
    """The subject of a verb, climbing over auxiliaries, coordination and relative clauses; and whether the verb is passive."""
    passive = any(child.dep_ in ("aux:pass", "auxpass") for child in token.children)
    at = token
    for _ in range(4):
        own = next((child for child in at.children if child.dep_ in SUBJECTS and child.i < at.i), None)
        if own is not None:
            passive = passive or (at is token and own.dep_ in PASSIVE)
            if own.lower_ in ("qui", "which", "that", "who") and at.dep_ in RELATIVES:
                return at.head, passive
            return own, passive
        if at.dep_ in RELATIVES or at.dep_ in PARTICIPLES:
            return at.head, passive
        if at.dep_ not in UPWARDS or at.head is at:
            return None, passive
        at = at.head
    return None, passive


def _agent(scene: Scene, token: Token, trigger: Trigger, sentence: Stretch) -> Party | None:
    for child in token.children:
        if child.dep_ == "obl:agent":
            return _party(scene, child, "parse")
        if child.dep_ == "agent":
            inner = next(iter(child.children), None)
            return _party(scene, inner, "parse") if inner is not None else None
    rest = scene.text[trigger.end : sentence.end]
    match = re.search(r"\b(?:par|by) (?:l['’]|le |la |the )?", rest[:60])
    if match:
        offset = trigger.end + match.end()
        names = scene.names.touching(offset, offset + 12)
        return party_of(scene, names[0], "near") if names else None
    return None


def _of_noun(scene: Scene, trigger: Trigger, token: Token, sentence: Stretch) -> Arguments:
    """ "Le rachat de X par Y": what follows "de" is acted upon, what follows "par" acts."""
    rest = sentence.end
    near = scene.names.touching(trigger.end - 1, min(rest, trigger.end + 45))
    patient = next((one for one in near if one.kind is not EntityKind.PLACE), None)
    agent = None
    match = re.search(r"\b(?:par|by|chez|at) (?:l['’]|le |la |les |the )?", scene.text[trigger.end : min(rest, trigger.end + 90)])
    if match:
        offset = trigger.end + match.end()
        agent = next(iter(scene.names.touching(offset, offset + 14)), None)
    acting = party_of(scene, agent, "near") if agent is not None else None
    if acting is None:
        subject, _ = _subject(token.head if token.dep_ in OBJECTS else token)
        acting = _party(scene, subject, "parse") if subject is not None else _near(scene, trigger, sentence)
    return Arguments(acting, party_of(scene, patient, "near") if patient is not None else None)


def _near(scene: Scene, trigger: Trigger, sentence: Stretch) -> Party | None:
    """The nearest party before the trigger in its sentence."""
    names = [one for one in scene.names.within(sentence.start, trigger.start) if one.kind in FIRMS]
    return party_of(scene, names[-1], "near") if names else None


def _party(scene: Scene, token: Token, how: str) -> Party | None:
    """Name a noun phrase: a name in it, else whom it stands for, else its own words."""
    start, end = phrase(token)
    names = scene.names.touching(start, end)
    head = [one for one in names if one.start <= token.idx < one.end] or [
        one for one in scene.names.behind(token.idx + len(token)) if one in names
    ]
    text = scene.text[start:end]
    core = scene.text[start : token.idx + len(token)]
    kind = is_anaphor(core, scene.language)
    if head:
        return party_of(scene, head[0], how)
    beside = _apposed(scene, token, end)
    if beside is not None:
        return party_of(scene, beside, how)
    opening = [one for one in names if one.start - start < OPENING and one.kind is EntityKind.PERSON]
    if opening or (kind is not None and names and names[0].kind is not EntityKind.PLACE):
        return party_of(scene, (opening or names)[0], how)
    if kind is not None:
        link = resolve(scene, start, kind)
        if link is not None:
            return Party(link.name.canonical, link.how, link.name.kind, start, end)
    words = _LIST_EDGE.sub("", text).strip(" ,")
    if not words or token.pos_ in ("PRON", "NUM", "SYM", "PUNCT") or any(q.start < end and q.end > start for q in scene.amounts):
        return None
    return Party(words, "phrase", EntityKind.OTHER, end - len(words), end)


def _apposed(scene: Scene, token: Token, end: int) -> Name | None:
    """The name set beside a noun: "l'exploitant, Norelec", "the owner, Calder Castings", "son fondateur Jean Dupont"."""
    for child in token.children:
        if child.dep_ == "appos" and 0 < child.idx - end < APART:
            names = scene.names.touching(child.idx, child.idx + len(child))
            if names and names[0].kind is not EntityKind.PLACE:
                return names[0]
    return None


def phrase(token: Token) -> tuple[int, int]:
    """The offsets of a noun phrase without its relative clauses, appositions and what is coordinated with it."""
    left = right = token
    for child in token.children:
        named = child.dep_ == "appos" and child.i == token.i + 1
        if child.dep_ in ("acl", "acl:relcl", "relcl", "conj", "cc", "punct", "advcl", "appos", "parataxis") and not named:
            continue
        edge = list(child.subtree)
        inner = [t for t in edge if abs(t.i - token.i) <= 12]
        if inner and inner[0].i < left.i and child.i < token.i:
            left = inner[0]
        if inner and inner[-1].i > right.i and child.i > token.i:
            right = inner[-1]
    return left.idx, right.idx + len(right)


__all__ = ["Arguments", "Link", "Party", "find_arguments", "main_of", "named_after", "party_of", "phrase"]
