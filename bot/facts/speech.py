"""Who speaks: the raw speakers of quotations under the article's own names for them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from bot.facts.coreference import is_anaphor, last_person, resolve
from bot.facts.data import table
from bot.facts.nlp import Stretch
from bot.facts.quotes import Attribution, RawQuote, find_attributions, find_quotes
from bot.facts.scene import Scene
from bot.model import EntityKind, Language, Quote

_BACK = 4
"""Sentences within which a pronoun that speaks has its person."""


@cache
def _indefinite(language: Language) -> re.Pattern[str]:
    """What opens words that stand for nobody named before; an article among them is no part of the name (`article`)."""
    return re.compile(table(language, "quotes")["indefinite"], re.IGNORECASE)


def spoken(scene: Scene) -> tuple[Quote, ...]:
    """The quotations of an article; a speaker told by a pronoun or a common noun is the most salient name before it."""
    found = find_quotes(scene.text, scene.language)
    return tuple(Quote(raw.start, raw.end, raw.text, _speaker(scene, raw), raw.cue) for raw in found)


def reported(scene: Scene, sentence: Stretch) -> list[tuple[int, str, str]]:
    """Who is said to say something in a sentence without being quoted: offset, speaker and the words that attribute."""
    found = []
    for one in find_attributions(scene.text[sentence.start : sentence.end], scene.language):
        start, end = sentence.start + one.speaker_start, sentence.start + one.speaker_end
        speaker = _speaker(scene, replace(one, speaker_start=start, speaker_end=end))
        if speaker is not None and _verbal(scene, sentence, one.cue):
            found.append((start, speaker, one.cue))
    return found


def _verbal(scene: Scene, sentence: Stretch, cue: str) -> bool:
    """Whether the words that attribute hold a verb in their sentence: "postes" is rarely a form of "poster"."""
    words = set(cue.casefold().split())
    said = [token for token in scene.tokens(sentence.start, sentence.end) or () if token.lower_ in words]
    return not said or any(token.pos_ in ("VERB", "AUX") for token in said)


def _speaker(scene: Scene, raw: RawQuote | Attribution) -> str | None:
    if raw.speaker is None or raw.speaker_start is None or raw.speaker_end is None:
        return None
    named = scene.names.touching(raw.speaker_start, raw.speaker_end)
    if named:
        people = [one for one in named if one.kind is EntityKind.PERSON]
        return (people or named)[0].canonical
    strange = _indefinite(scene.language).match(raw.speaker)
    if strange or not raw.pronominal:
        return raw.speaker[strange.end("article") :] if strange and strange["article"] else raw.speaker
    kind = is_anaphor(raw.speaker, scene.language)
    personal = kind is EntityKind.OTHER and last_person(scene, raw.speaker_start, _BACK)
    if personal:
        return personal.canonical
    link = resolve(scene, raw.speaker_start, kind or EntityKind.OTHER)
    return link.name.canonical if link else None
