"""Who speaks: the raw speakers of quotations under the article's own names for them."""

from __future__ import annotations

from bot.facts.coreference import is_anaphor, resolve
from bot.facts.quotes import RawQuote, find_quotes
from bot.facts.scene import Scene
from bot.model import EntityKind, Quote


def spoken(scene: Scene) -> tuple[Quote, ...]:
    """The quotations of an article; a speaker told by a pronoun or a common noun is the most salient name before it."""
    found = find_quotes(scene.text, scene.language)
    return tuple(Quote(raw.start, raw.end, raw.text, _speaker(scene, raw), raw.cue) for raw in found)


def _speaker(scene: Scene, raw: RawQuote) -> str | None:
    if raw.speaker is None or raw.speaker_start is None or raw.speaker_end is None:
        return None
    named = scene.names.touching(raw.speaker_start, raw.speaker_end)
    if named:
        people = [one for one in named if one.kind is EntityKind.PERSON]
        return (people or named)[0].canonical
    if not raw.pronominal:
        return raw.speaker
    kind = is_anaphor(raw.speaker, scene.language) or EntityKind.PERSON
    link = resolve(scene, raw.speaker_start, kind)
    return link.name.canonical if link else None
