"""Finds the words that tell a kind of fact: the patterns of lexicon/<language>/kinds.toml, compiled and matched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.facts.data import table
from bot.facts.forms import forms
from bot.model import Kind, Language

GAP = r"(?:[^.;:!?«»“”\n]|\.(?=\d)){0,60}?"
_PART = re.compile(r"\{(?P<verb>[^}\d][^}]*)\}|<(?P<word>\w+)>|(?P<wide> _ )|(?P<gap>(?<= )_\??)|(?P<space> +)|.")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words that tell a fact: offsets in the article of the verb or noun (`start`, `end`) and of all of the match (`until`).

    `tense` is the verb's (see forms.TENSES), empty for a noun; `word` is the noun of the pattern's class, such as the site that opens.
    """

    kind: Kind
    rule: str
    start: int
    end: int
    until: int
    tense: str
    verb: str
    word: tuple[int, int] | None
    shape: str = ""


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: Kind
    rule: str
    regex: re.Pattern[str]
    needs: frozenset[str]
    tenses: dict[str, str]
    verb: str
    shape: str


class _Writer:
    """Writes one pattern as a regular expression; the first verb and the first noun of a class are captured."""

    def __init__(self, language: Language, classes: dict[str, list[str]]) -> None:
        self._language = language
        self._classes = classes
        self.verb = ""
        self._words = 0

    def write(self, pattern: str) -> str:
        return "".join(self._part(match) for match in _PART.finditer(pattern))

    def _part(self, match: re.Match[str]) -> str:
        if verb := match["verb"]:
            return self._verb(verb)
        if word := match["word"]:
            self._words += 1
            choice = "|".join(self._classes[word])
            return rf"(?P<o>\b(?:{choice})\b)" if self._words == 1 else rf"\b(?:{choice})\b"
        if match["wide"]:
            return rf"\s+(?:{GAP}(?:\s+|(?<=['’])))?"
        if match["gap"]:
            return GAP
        return r"\s+" if match["space"] else match[0]

    def _verb(self, verb: str) -> str:
        choice = "|".join(sorted(map(re.escape, forms(verb, self._language)), key=len, reverse=True))
        if self.verb:
            return rf"\b(?:{choice})\b"
        self.verb = verb
        return rf"\b(?P<v>{choice})\b"


@cache
def _patterns(language: Language) -> tuple[_Pattern, ...]:
    tables = table(language, "kinds")
    return tuple(
        _compile(language, tables["classes"], Kind(name), shape, number, text)
        for name, kind in tables.items()
        if name != "classes"
        for shape in ("active", "noun")
        for number, text in enumerate(kind.get(shape, ()))
    )


def _compile(language: Language, classes: dict[str, list[str]], kind: Kind, shape: str, number: int, text: str) -> _Pattern:
    writer = _Writer(language, classes)
    source = writer.write(text)
    bound = "" if source.startswith((r"\b", "(?P<")) else r"(?<!\w)"
    flags = re.NOFLAG if "[A-Z" in text else re.IGNORECASE
    tenses = forms(writer.verb, language) if writer.verb else {}
    first = frozenset(word for form in tenses for word in _WORD.findall(form)[:1])
    return _Pattern(kind, f"{language}.{kind}.{shape}:{text}", re.compile(bound + source, flags), first, tenses, writer.verb, shape)


def find_triggers(text: str, start: int, end: int, language: Language) -> list[Trigger]:
    """The triggers of the sentence `text[start:end]`, each place once a kind, the longest match first."""
    sentence = text[start:end].casefold()
    words = frozenset(_WORD.findall(sentence))
    found: dict[tuple[Kind, int], Trigger] = {}
    for pattern in _patterns(language):
        if pattern.needs and not pattern.needs & words:
            continue
        for trigger in _matches(pattern, text, start, end):
            key = (trigger.kind, trigger.start)
            if key not in found or found[key].until < trigger.until:
                found[key] = trigger
    return sorted(found.values(), key=lambda one: (one.start, one.kind))


def _matches(pattern: _Pattern, text: str, start: int, end: int) -> Iterator[Trigger]:
    for match in pattern.regex.finditer(text, start, end):
        groups = match.groupdict()
        verb = groups.get("v")
        begin, stop = match.span("v") if verb is not None else (match.start(), match.end())
        word = match.span("o") if groups.get("o") is not None else None
        tense = pattern.tenses.get(verb.casefold(), "") if verb is not None else ""
        yield Trigger(pattern.kind, pattern.rule, begin, stop, match.end(), tense, pattern.verb, word, pattern.shape)
