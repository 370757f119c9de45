"""Who is said to speak: the words beside a verb of saying, in the orders that French and English have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.facts.data import table
from bot.model import Language

_LONGEST = 110  # code points of the words that name a speaker
_FAR_BACK = 300  # code points within which a verb has its subject
_FAR_BEFORE = 140  # code points between a verb of saying and the quotation it opens


@dataclass(frozen=True, slots=True)
class Speaker:
    """The words that name a speaker, and the words that say that they speak."""

    start: int
    end: int
    text: str
    cue: str
    pronominal: bool


@dataclass(frozen=True, slots=True)
class _Grammar:
    after: re.Pattern[str]
    inverted: re.Pattern[str]
    loose: re.Pattern[str]
    subject: re.Pattern[str]
    cue: re.Pattern[str]
    complements: re.Pattern[str]
    ends: re.Pattern[str]
    name: re.Pattern[str]
    source: re.Pattern[str]
    leads: re.Pattern[str]
    heads: re.Pattern[str]
    noun: re.Pattern[str]
    pronouns: frozenset[str]
    ordinary: frozenset[str]


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _grammar(language: Language) -> _Grammar:
    data = table(language, "quotes")
    regular = rf"(?:{_either(data['stems'])})(?:{_either([e for e in data['endings'] if e])}){'?' if '' in data['endings'] else ''}"
    auxiliary = rf"(?:(?:n[’'])?(?:{_either(data['auxiliaries'])}) )?(?:(?:{data['adverbs']}) )?"
    cue = rf"(?:{auxiliary}(?:{_either(data['forms'])}|{regular}))(?!\w)"
    inverted = data["inverted"]
    lead = r"[»”\"’]?[ \u00a0\u202f]?[,.!?…]{0,3}[»”\"]?[ \u00a0\u202f]?[,–—]?[ \u00a0]?"
    word = r"[A-ZÀ-ÖØ-Þ][\w’'.&-]*"
    particle = rf"(?:(?:{_either(data['particles'])})[ \u00a0]?)"
    name = rf"(?:(?:{_either(data['titles'])})[ \u00a0])?{word}(?:[ \u00a0]{particle}{{0,2}}{word}){{0,5}}"
    return _Grammar(
        after=re.compile(rf"{lead}(?:se |s[’']|l[’'])?(?P<cue>{cue})(?!-)[ \u00a0]", re.IGNORECASE),
        inverted=re.compile(
            rf"{lead}(?P<cue>(?:[\w’']+ )?[\w’']+){inverted}(?P<rest>[ \u00a0](?:{_either(data['forms'])}|{regular})(?!\w))?", re.IGNORECASE
        ),
        loose=re.compile(
            r"[ \u00a0\u202f]?(?:[»”\"][ \u00a0]?,?|[,.!?…][»”\"])[ \u00a0]"
            r"(?P<cue>(?:s[’']est |s[’']|se |a (?:tenu à |voulu )?)?[a-zà-ÿ]{4,})[ \u00a0]"
        ),
        subject=re.compile(
            rf"{lead}(?P<who>[^,;:.!?«»“”\"\n]{{1,90}}?(?:,[^,;:!?«»“”\"\n]{{1,90}},)?)[ \u00a0](?P<cue>{cue})", re.IGNORECASE
        ),
        cue=re.compile(rf"(?<![\w-])(?P<cue>{cue})", re.IGNORECASE),
        complements=re.compile(rf"{data['complements']}{{0,4}}", re.IGNORECASE),
        ends=re.compile(data["ends"]),
        name=re.compile(name),
        source=re.compile(rf"(?<!\w)(?P<cue>{_either(data['sources'])})[ \u00a0]", re.IGNORECASE),
        leads=re.compile(data["leads"]),
        heads=re.compile(rf"(?:{_either(data['heads'])}) "),
        noun=re.compile(data["nouns"], re.IGNORECASE),
        pronouns=frozenset(data["pronouns"]),
        ordinary=frozenset((*data["pronouns"], *data["roles"], *table(language, "stopwords")["words"])),
    )


def after_quote(text: str, start: int, end: int, language: Language, *, inner: bool = False) -> Speaker | None:
    """Read "…, a déclaré X", "…, a-t-il dit", "…, said X", "…, X told Y" in `text[start:end]`; `inner`: inside a quotation."""
    grammar = _grammar(language)
    if inner:
        found = grammar.inverted.search(text, start, end) if "(?!)" not in table(language, "quotes")["inverted"] else None
        return _inverted(found) if found and text[found.start() : found.start() + 1] in ",." else None
    found = grammar.inverted.match(text, start, end)
    if found is not None:
        return _inverted(found)
    found = grammar.after.match(text, start, end)
    if found is not None:
        begin = found.end()
        skipped = grammar.complements.match(text, begin, end)
        begin = skipped.end() if skipped else begin
        speaker = _words(text, begin, end, grammar, found["cue"])
        if speaker is not None:
            return speaker
    found = grammar.loose.match(text, start, end)
    if found is not None:
        # a verb that no table holds, but where only one of saying stands: "», temporise Ludivine Sabatier"
        speaker = _words(text, found.end(), end, grammar, found["cue"])
        if speaker is not None and not speaker.pronominal and " " in speaker.text:
            return speaker
    found = grammar.subject.match(text, start, end)
    if found is None:
        return None
    return _subject(text, found.start("who"), found.end("who"), grammar, found["cue"])


def _inverted(found: re.Match[str]) -> Speaker:
    cue = found["cue"] + (found["rest"] or "")
    return Speaker(found.start("pronoun"), found.end("pronoun"), found["pronoun"], cue.strip(), pronominal=True)


def before_quote(text: str, start: int, end: int, language: Language) -> Speaker | None:
    """Read "X a déclaré : «", "Selon X, «", "X said …" in the text of the sentence before a quotation."""
    grammar = _grammar(language)
    opening = grammar.heads.match(text, start, end)
    if opening is not None and end - opening.end() <= _LONGEST:
        speaker = _words(text, opening.end(), end, grammar, opening[0].strip())
        if speaker is not None and not speaker.pronominal:
            return speaker
    last = None
    for found in grammar.cue.finditer(text, start, end):
        last = found
    if last is not None and end - last.end() <= _FAR_BEFORE:
        speaker = _subject(text, start, last.start(), grammar, last["cue"])
        if speaker is not None:
            return speaker
    for found in grammar.source.finditer(text, start, end):
        speaker = _words(text, found.end(), end, grammar, found["cue"])
        if speaker is not None:
            return speaker
    return None


def named_source(text: str, language: Language) -> Iterator[Speaker]:
    """Read "selon X", "according to X"."""
    grammar = _grammar(language)
    for found in grammar.source.finditer(text):
        speaker = _words(text, found.end(), len(text), grammar, found["cue"])
        if speaker is not None:
            yield speaker


def reported(text: str, language: Language) -> Iterator[Speaker]:
    """Read "X a salué …", "X said …": the first verb of saying with its subject."""
    grammar = _grammar(language)
    for found in grammar.cue.finditer(text):
        speaker = _subject(text, max(0, found.start() - _FAR_BACK), found.start(), grammar, found["cue"])
        if speaker is not None:
            yield speaker
            return


def _words(text: str, start: int, end: int, grammar: _Grammar, cue: str) -> Speaker | None:
    """The speaker whose words begin at `start`, up to punctuation or a word that opens a clause."""
    first = grammar.name.match(text, start, end)
    if first is not None and _is_name(first[0], grammar):
        return _speaker(text, first.start(), first.end(), cue)
    edge = grammar.ends.search(text, start, min(end, start + _LONGEST))
    return _phrase(text, start, edge.start() if edge else min(end, start + _LONGEST), end, grammar, cue)


def _subject(text: str, start: int, end: int, grammar: _Grammar, cue: str) -> Speaker | None:
    """The speaker whose words end before a verb: the name beside the verb, else what opens the clause."""
    lead = grammar.leads.match(text, start, end)
    begin = lead.end() if lead and lead.end() < end else start
    begin = max((found.end() for found in _JOINED.finditer(text, begin, end)), default=begin)
    while begin < end and text[begin] in ' \u00a0\u202f«“"–—-':
        begin += 1
    names = [(found.start(), found.end()) for found in grammar.name.finditer(text, begin, end) if _is_name(found[0], grammar)]
    if names and end - names[-1][1] <= 1 and " " in text[names[-1][0] : names[-1][1]]:
        return _speaker(text, *names[-1], cue)
    last = _LAST_WORD.search(text, begin, end)
    if last is not None and last[1].casefold() in grammar.pronouns and last[1].casefold() != "qui":
        return Speaker(last.start(1), last.end(1), last[1], cue, pronominal=True)
    if names and names[0][0] == begin:
        return _speaker(text, *names[0], cue)
    if names and end - names[-1][1] <= 1:
        return _phrase(text, begin, end, end, grammar, cue) or _speaker(text, *names[-1], cue)
    comma = text.find(",", begin, end)
    return _phrase(text, begin, comma if comma >= 0 else end, end, grammar, cue)


def _phrase(text: str, start: int, stop: int, end: int, grammar: _Grammar, cue: str) -> Speaker | None:
    """A noun phrase: the person it names or that stands in apposition to it, else the phrase; common nouns stand for another."""
    while start < stop and text[start] in ' \u00a0\u202f,«“"':
        start += 1
    while stop > start and text[stop - 1] in " \u00a0\u202f,:":
        stop -= 1
    raw = text[start:stop]
    if not raw or len(raw) > _LONGEST:
        return None
    if raw.casefold() in grammar.pronouns:
        return Speaker(start, stop, raw, cue, pronominal=True)
    determined = grammar.noun.match(raw)
    apposed = grammar.name.match(text, stop + 2, end) if text[stop : stop + 1] == "," else None
    if apposed is not None and _is_name(apposed[0], grammar) and " " in apposed[0]:
        return _speaker(text, apposed.start(), apposed.end(), cue)
    names = [
        found for found in grammar.name.finditer(text, start + (determined.end() if determined else 0), stop) if _is_name(found[0], grammar)
    ]
    if (
        names
        and names[-1].end() == stop
        and names[-1].start() > start
        and " " in names[-1][0]
        and text[names[-1].start() - 3 : names[-1].start()].strip() not in _LINKS
    ):
        return _speaker(text, names[-1].start(), stop, cue)
    if determined is not None:
        return Speaker(start, stop, raw, cue, pronominal=not names)
    return _speaker(text, names[0].start(), names[0].end(), cue) if names else None


_LINKS = ("de", "du", "des", "of", "the", "d’", "d'")
_JOINED = re.compile(r"[,;] (?:et|mais|tandis que|alors que|and|but|while) (?=[A-ZÀ-ÖØ-Þ])")
"""Behind a comma and a conjunction a name begins a clause of its own."""
_LAST_WORD = re.compile(r"(?<![\w’'-])([\w’'-]+)[ ,\u00a0]{0,2}$")


def _is_name(words: str, grammar: _Grammar) -> bool:
    """Tell a name from a sentence's first word with a capital: an article, a pronoun, a role in capitals."""
    return words.casefold() not in grammar.ordinary and grammar.noun.match(words) is None


def _speaker(text: str, start: int, end: int, cue: str) -> Speaker:
    while end > start and text[end - 1] in ".’'" and text.count(".", start, end) == 1:
        end -= 1
    return Speaker(start, end, text[start:end], cue, pronominal=False)
