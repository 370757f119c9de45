"""Which words belong together in a sentence that tells several things: those that hang on the same verb."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from bot.facts.nlp import Stretch
from bot.facts.scene import Scene
from bot.facts.slots import S, scope

CLAUSES = frozenset({"ROOT", "conj", "advcl", "acl", "acl:relcl", "relcl", "ccomp", "xcomp", "parataxis"})
_SUBORDINATE = CLAUSES - {"ROOT", "conj"}
_CLIMB = 12


def governing(scene: Scene, at: int, first: int) -> int | None:
    """The number of the token that governs what stands at an offset: its verb, or the head of a sentence without one."""
    token = scene.token_at(at)
    for _ in range(_CLIMB):
        if token is None:
            return None
        verbal = token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ in CLAUSES)
        if verbal or token.head is token or token.head.idx < first:
            return int(token.i)
        token = token.head
    return None


def clause_kind(scene: Scene, at: int, first: int) -> str:
    """What kind of clause stands at an offset, by the parse: that of a relative, a complement, …, or ROOT for the sentence's own."""
    token = scene.token_at(at)
    for _ in range(_CLIMB):
        if token is None or token.head is token or token.idx < first:
            break
        if token.dep_ in _SUBORDINATE:
            return token.dep_.removeprefix("acl:")
        token = token.head
    return "ROOT"


def tense(scene: Scene, at: int, first: int) -> str:
    """Tense, mood and form of the verb that governs what stands at an offset, with those of its auxiliary; none without a verb."""
    number = governing(scene, at, first)
    if number is None:
        return "none"
    verb = scene.doc[number]
    aux = next((child for child in verb.children if child.dep_.startswith("aux")), None)
    return "+".join(_inflection(token) for token in (aux, verb) if token is not None)


def _inflection(token: Token) -> str:
    if token.pos_ not in ("VERB", "AUX"):
        return "none"
    features = token.morph.to_dict()
    return ".".join(features[name] for name in ("VerbForm", "Mood", "Tense") if name in features) or token.tag_


def together(scene: Scene, sentence: Stretch, at: int, found: S, others: Sequence[S]) -> S:
    """`found`, or the nearest to `at` of those that hang on the verb of `at`, if `found` hangs on another."""
    inside = [one for one in others if one.start >= sentence.start and one.end <= sentence.end]
    verb = governing(scene, at, sentence.start)
    if len(inside) < 2 or verb is None or governing(scene, found.start, sentence.start) == verb:
        return found
    own = [one for one in inside if governing(scene, one.start, sentence.start) == verb]
    return min(own, key=lambda one: abs(one.start - at), default=found)


def in_clause(scene: Scene, sentence: Stretch, at: int, found: Stretch) -> bool:
    """Whether words stand in the clause of `at`."""
    first, last = scope(scene, sentence, at, at)
    return first <= found.start and found.end <= last
