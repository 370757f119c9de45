"""Words put in somebody's mouth: quoted passages with the verb that says so and the raw span of who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.facts.speakers import Speaker, after_quote, before_quote, named_source, reported
from bot.model import Language

_PAIRS = re.compile(
    r"«[ \u00a0\u202f]?(?P<fr>[^«»]{1,2500})(?:»|\Z)"
    r"|“(?P<curly>[^“”]{1,2500})(?:”|\Z)"
    r"|(?<![\w\"])\"(?P<straight>[^\"\n]{1,1500})\""
    r"|^\s{0,4}[–—-][ \u00a0](?P<dash>[^\n]{10,800})$",
    re.MULTILINE,
)
_FEWEST_WORDS = 6  # words of a passage that is a quotation though nobody is said to speak
_CONTINUES = 320  # code points within which a further passage is still the same speaker's
_SENTENCE_EDGE = re.compile(r"[.!?…][»”\"]?\s+(?=[\w«“\"(À-Ý])|\n")
_REACH = 260


@dataclass(frozen=True, slots=True)
class RawQuote:
    """A quotation: `text` is what stands between the marks, `speaker` the words that name who speaks, where the text has any.

    `pronominal`: those words are a pronoun or a common noun ("il", "the company") that must be resolved. `cue`: the verb or
    phrase that attributes. Offsets are code points of the text given.
    """

    start: int
    end: int
    text: str
    speaker: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    cue: str | None = None
    pronominal: bool = False


def find_quotes(text: str, language: Language) -> list[RawQuote]:
    """Return the quotations of `text` in order. Short passages nobody is said to speak are titles or irony, and left out."""
    found: list[RawQuote] = []
    for raw in _passages(text):
        speaker = _speaker(text, raw, language)
        words = len(raw.text.split())
        if speaker is not None:
            found.append(_spoken(raw, speaker))
        elif words >= _FEWEST_WORDS:
            found.append(_continued(text, raw, found[-1] if found else None))
    return found


def _passages(text: str) -> Iterator[RawQuote]:
    for match in _PAIRS.finditer(text):
        name = match.lastgroup or "fr"
        start, end = match.span(name)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield RawQuote(start, end, text[start:end])


def _speaker(text: str, raw: RawQuote, language: Language) -> Speaker | None:
    """Who speaks: told after the passage, before it, or inside it ("…, a-t-il dit, …")."""
    inside = after_quote(text, raw.start, raw.end, language, inner=True)
    if inside is not None:
        return inside
    limit = min(len(text), raw.end + _REACH)
    edge = _SENTENCE_EDGE.search(text, raw.end + 1, limit)
    following = after_quote(text, raw.end, edge.start() + 1 if edge else limit, language)
    if following is not None:
        return following
    begin = max(0, raw.start - _REACH)
    head = begin
    for edge in _SENTENCE_EDGE.finditer(text, begin, max(begin, raw.start - 1)):
        head = edge.end()
    return before_quote(text, head, raw.start, language)


def _spoken(raw: RawQuote, speaker: Speaker) -> RawQuote:
    return replace(
        raw, speaker=speaker.text, speaker_start=speaker.start, speaker_end=speaker.end, cue=speaker.cue, pronominal=speaker.pronominal
    )


def _continued(text: str, raw: RawQuote, last: RawQuote | None) -> RawQuote:
    """A passage without a verb of saying, in the same paragraph or the next, is still the last speaker's."""
    if last is None or raw.start - last.end > _CONTINUES or text.count("\n", last.end, raw.start) > 2:
        return raw
    return replace(
        raw, speaker=last.speaker, speaker_start=last.speaker_start, speaker_end=last.speaker_end, cue=None, pronominal=last.pronominal
    )


@dataclass(frozen=True, slots=True)
class Attribution:
    """A sentence, without quotation marks, that says what somebody said: "selon X", "X a salué", "X said"."""

    start: int
    end: int
    speaker: str
    speaker_start: int
    speaker_end: int
    cue: str
    pronominal: bool


def find_attributions(text: str, language: Language) -> list[Attribution]:
    """Return, for `text` (a sentence), its sources ("selon X") and who is reported to speak, by the verb of saying."""
    found = [*named_source(text, language), *reported(text, language)]
    found.sort(key=lambda one: one.start)
    return [Attribution(0, len(text), one.text, one.start, one.end, one.cue, one.pronominal) for one in found]
