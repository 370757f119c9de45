"""The other party of what takes two: who sues, who signs with whom, where the witnesses left it open and one name alone can be it."""

from __future__ import annotations

from dataclasses import replace

from bot.facts.merge import alike
from bot.facts.proposal import Proposal
from bot.facts.scene import Scene
from bot.model import EntityKind, Kind

TWO_SIDED = frozenset({Kind.LEGAL, Kind.PARTNERSHIP, Kind.CONTRACT})
_PARTIES = frozenset({EntityKind.COMPANY, EntityKind.PUBLIC_BODY})


def with_other_party(scene: Scene, one: Proposal) -> Proposal:
    """The proposal with the only firm or body of its sentence that has no part in it yet as its object, if it has none."""
    if one.kind not in TWO_SIDED or one.object is not None:
        return one
    sentence = scene.sentences[one.sentence]
    named = {name.canonical for name in scene.names.within(sentence.start, sentence.end) if name.kind in _PARTIES}
    taken = [one.subject, one.source or "", *(person.name for person in one.people)]
    free = [name for name in named if not any(alike(name, other) for other in taken if other)]
    return replace(one, object=free[0]) if len(free) == 1 else one
