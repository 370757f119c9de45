"""The named things of an article: found by the model, the list of well-known names and the words beside them, under one name each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cleanco import basename
from spacy.tokens import Doc

from bot.facts import typing
from bot.facts.data import table, word_list
from bot.facts.extents import grown, is_aside
from bot.model import Entity, EntityKind, Language, Mention

LABELS = {
    "PER": EntityKind.PERSON, "PERSON": EntityKind.PERSON, "ORG": EntityKind.COMPANY, "LOC": EntityKind.PLACE, "GPE": EntityKind.PLACE,
    "FAC": EntityKind.PLACE, "PRODUCT": EntityKind.PRODUCT, "LAW": EntityKind.LAW, "EVENT": EntityKind.EVENT, "MISC": EntityKind.OTHER,
    "WORK_OF_ART": EntityKind.PRODUCT,
}  # fmt: skip
MENTION_LABELS = {
    EntityKind.PERSON: "PER", EntityKind.PLACE: "LOC", EntityKind.PRODUCT: "PRODUCT", EntityKind.LAW: "LAW", EntityKind.EVENT: "EVENT",
    EntityKind.OTHER: "MISC",
}  # fmt: skip
PARTIES = frozenset({EntityKind.COMPANY, EntityKind.PUBLIC_BODY, EntityKind.MEDIA, EntityKind.OTHER})
_EDGE = " \t\n.,;:!?«»“”\"'’()[]-–—"
_LEAD = re.compile(r"^(?:(?:[Ll]es?|[Ll]a|[Uu]ne?|[Dd]es|[Dd]u|[Dd]e|[Tt]he|[Aa]n?|[Aa]u|[Cc]hez|[Ss]elon|[Mm]ais|[Ee]n)\s+|[LlDd]['’])")
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'&-]*"
_SEQUENCE = re.compile(rf"(?<![\w’'-]){_CAPITAL}(?:[ \u00a0](?:(?:de|du|des|la|of|and|&|et)[ \u00a0])?{_CAPITAL}){{0,4}}")
_BRANCH = re.compile(r"(\S+) (?:de |du |des |d['’]|à |of |in )")
_ACRONYM = re.compile(r"^\s?\(([A-ZÀ-Þ][\w&.-]{1,14})\)")
_PART_OF_NAME = frozenset({"corp", "corporation", "company", "co", "group", "groupe", "holding", "holdings"})
_PERSON_KINDS = (EntityKind.PERSON, EntityKind.OTHER, EntityKind.COMPANY)
_NAME_KINDS = (EntityKind.COMPANY, EntityKind.MEDIA, EntityKind.PUBLIC_BODY, EntityKind.LAW, EntityKind.PRODUCT)


@dataclass(frozen=True, slots=True)
class Name:
    """A named span with its kind and the article's canonical name for it."""

    start: int
    end: int
    text: str
    kind: EntityKind
    canonical: str


class Names:
    """The names of one article in order, without overlaps."""

    def __init__(self, names: Sequence[Name], raw: Sequence[tuple[int, int, EntityKind]] = ()) -> None:
        self.all = tuple(sorted(names, key=lambda one: one.start))
        self.raw = tuple(raw)
        """Spans with the kinds they were found under, before the article's use of them was weighed: what the typing table learns from."""

    def within(self, start: int, end: int) -> list[Name]:
        """Names that lie in `[start, end)`."""
        return [one for one in self.all if one.start >= start and one.end <= end]

    def touching(self, start: int, end: int) -> list[Name]:
        """Names that share a code point with `[start, end)`."""
        return [one for one in self.all if one.start < end and one.end > start]

    def behind(self, end: int) -> list[Name]:
        """The name that stands right behind a word that ends there, unless a place: "le français Norvik" is told by its adjective."""
        return [one for one in self.all if one.start == end + 1 and one.kind is not EntityKind.PLACE]

    def entities(self) -> tuple[Entity, ...]:
        """One entity a canonical name, by first mention, with its other names."""
        aliases: dict[tuple[str, EntityKind], dict[str, None]] = defaultdict(dict)
        for one in self.all:
            aliases[one.canonical, one.kind].setdefault(one.text)
        return tuple(Entity(name, kind, tuple(a for a in others if a != name)) for (name, kind), others in aliases.items())

    def mentions(self) -> tuple[Mention, ...]:
        """The spans as the command prints them."""
        return tuple(Mention(one.start, one.end, one.text, MENTION_LABELS.get(one.kind, "ORG")) for one in self.all)


@cache
def _listed() -> tuple[re.Pattern[str], dict[str, EntityKind]]:
    kinds = {name: EntityKind(kind) for kind, names in table(None, "names").items() for name in names}
    choice = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{choice})(?![\w-])"), kinds


@cache
def _no_names(language: Language) -> frozenset[str]:
    return frozenset(word.casefold() for word in table(language, "not_names")["words"])


def _real(text: str, start: int, end: int, language: Language) -> tuple[int, int] | None:
    """A span without leading and trailing words that are no names; None where no word is left."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\s]+", text[start:end])]
    barred = _no_names(language)
    while words and text[words[0][0] : words[0][1]].strip(_EDGE).casefold() in barred:
        words.pop(0)
    while words and text[words[-1][0] : words[-1][1]].strip(_EDGE).casefold() in barred:
        words.pop()
    if not words or not text[words[0][0] : words[0][1]][:1].isupper():
        return None
    return words[0][0], words[-1][1]


@cache
def _context(language: Language) -> tuple[list[tuple[EntityKind, re.Pattern[str]]], list[tuple[EntityKind, re.Pattern[str]]]]:
    both = table(language, "context")
    before, after = (
        [(EntityKind(kind), re.compile(p, re.IGNORECASE)) for kind, patterns in both[side].items() for p in patterns]
        for side in ("before", "after")
    )
    return before, after


def find_names(doc: Doc, sentences: Iterable[tuple[int, int]], language: Language) -> Names:
    """The names of a parsed article; only the given ranges (its sentences) are searched for names the model missed."""
    text = doc.text
    spans: dict[tuple[int, int], EntityKind] = {}
    regex, kinds = _listed()
    for match in regex.finditer(text):
        _add(spans, match.start(), match.end(), kinds[match[0]])
    for ent in doc.ents:
        if ent.label_ in LABELS:
            start, end = _trim(text, ent.start_char, ent.end_char)
            if end - start > 1 and text[start].isupper() and "\n" not in text[start:end] and not is_aside(doc, start, end):
                _add(spans, start, end, LABELS[ent.label_])
    for first, last in sentences:
        _sequences(spans, text, first, last)
    spans = {real: kind for (start, end), kind in spans.items() if (real := _known(text, start, end, language))}
    names = [
        Name(start, end, text[start:end], _retype(text, start, end, kind, language), text[start:end])
        for (start, end), kind in spans.items()
    ]
    raw = [(one.start, one.end, one.kind) for one in names]
    return Names(_canonical(text, _typed(text, names, language)), raw)


def _known(text: str, start: int, end: int, language: Language) -> tuple[int, int] | None:
    found = (start, end) if text[start:end] in _listed()[1] else _real(text, start, end, language)
    if found is None:
        return None
    return grown(text, *found)


def _add(spans: dict[tuple[int, int], EntityKind], start: int, end: int, kind: EntityKind) -> None:
    """Keep the first of overlapping spans, unless a later one holds it whole and is of a kind that a person's or firm's name may have."""
    clashes = [span for span in spans if span[0] < end and span[1] > start]
    if all(start <= a and b <= end for a, b in clashes):
        for span in clashes:
            if kind in (EntityKind.OTHER, EntityKind.PLACE) and (span == (start, end) or spans[span] is not EntityKind.OTHER):
                return
            if span == (start, end):
                return
        for span in clashes:
            del spans[span]
        spans[start, end] = kind


def _sequences(spans: dict[tuple[int, int], EntityKind], text: str, first: int, last: int) -> None:
    for match in _SEQUENCE.finditer(text, first, last):
        start, end = _trim(text, match.start(), match.end())
        at_start = not text[first:start].strip(_EDGE)
        if end - start < 2 or (at_start and " " not in text[start:end] and not _elsewhere(text, text[start:end], start)):
            continue
        if not any(a < end and b > start for a, b in spans):
            spans[start, end] = EntityKind.OTHER


def _elsewhere(text: str, name: str, start: int) -> bool:
    """A word that opens a sentence is a name if it is capitalised in the middle of another one."""
    return any(m.start() != start for m in re.finditer(rf"(?<=[a-zà-ÿ,] ){re.escape(name)}\b", text))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while True:
        piece = text[start:end]
        lead = _LEAD.match(piece)
        if lead and len(piece) > lead.end():
            start += lead.end()
            continue
        if piece.endswith(("'s", "’s")):
            end -= 2
            continue
        left = len(piece) - len(piece.lstrip(_EDGE))
        right = len(piece) - len(piece.rstrip(_EDGE))
        if not piece or not (left or right) or left == len(piece):
            return start, end
        start, end = start + left, end - right


def _retype(text: str, start: int, end: int, kind: EntityKind, language: Language) -> EntityKind:
    if text[start:end] in _listed()[1]:
        return _listed()[1][text[start:end]]
    before, after = _context(language)
    left, right = text[max(0, start - 60) : start], text[end : end + 40]
    for found, pattern in before:
        match = pattern.search(left)
        if (
            match
            and match.end() == len(left)
            and not (found is EntityKind.COMPANY and kind is EntityKind.PERSON and " " in text[start:end])
        ):
            return found
    for found, pattern in after:
        if kind is not EntityKind.PERSON and pattern.search(right):
            return found
    return kind


def _listed_kind(name: str) -> EntityKind | None:
    """What a name is wherever it stands: one of the well-known names, or a place of several words ("Los Angeles", "Seine-et-Marne")."""
    long = " " in name or "-" in name
    return _listed()[1].get(name) or (EntityKind.PLACE if long and name in word_list(typing.PLACES) else None)


def _typed(text: str, names: list[Name], language: Language) -> list[Name]:
    """Give all mentions of a name the kind that its use in the article as a whole tells; listed names keep theirs."""
    groups: dict[str, list[Name]] = defaultdict(list)
    for one in names:
        groups[one.text.casefold()].append(one)
    kinds = {}
    for key, group in groups.items():
        found = _listed_kind(group[0].text) or typing.judge(text, [(one.start, one.end, one.kind) for one in group], language)
        kinds[key] = found or Counter(one.kind for one in group).most_common(1)[0][0]
    return [replace(one, kind=kinds[one.text.casefold()]) for one in names]


def _canonical(text: str, names: list[Name]) -> list[Name]:
    """Group short forms under the fullest name: surnames, first words of firms, acronyms in brackets."""
    ordered = sorted(names, key=lambda one: one.start)
    acronyms = {
        m[1]: one
        for one in ordered
        if (m := _ACRONYM.match(text[one.end : one.end + 18])) and " " in one.text and one.kind is not EntityKind.PERSON
    }
    counts = Counter(one.text for one in ordered)
    branches = {text: head for text in counts if (head := _head(text)) is not None and counts[head] > counts[text]}
    full = {one.text: one for one in reversed(ordered) if one.text not in branches}
    first = {one.text: one.start for one in reversed(ordered)}
    done = []
    for one in ordered:
        own = full[branches[one.text]] if one.text in branches else one
        target = acronyms.get(own.text) or _fuller(own, full, first) or own
        name = target.text if target.kind is EntityKind.PERSON else _base(target.text)
        done.append(replace(one, kind=target.kind, canonical=name))
    return done


def _head(name: str) -> str | None:
    """ "Fayolle de Lille": the name that a branch of a firm, or its people, are told with."""
    found = _BRANCH.match(name)
    return found[1] if found is not None else None


def _fuller(one: Name, full: dict[str, Name], first: dict[str, int]) -> Name | None:
    """The longer name that a short form repeats: a person's whole name anywhere, a firm's only where it was introduced by it."""
    words = one.text.split()
    if len(words) > 1 or one.kind is EntityKind.PLACE:
        return None
    for other in full.values():
        theirs = other.text.split()
        if not 1 < len(theirs) <= 4:
            continue
        introduced = theirs[0] == one.text and one.text[0].isupper() and other.start < first[one.text]
        first_name = introduced and one.text in word_list(typing.GIVEN)
        if other.kind is EntityKind.PERSON and (theirs[-1] == one.text or first_name) and one.kind in _PERSON_KINDS:
            return other
        if introduced and other.kind in _NAME_KINDS and one.kind in (other.kind, EntityKind.OTHER):
            return other
    return None


@cache
def _base(name: str) -> str:
    """The name without its legal form; "News Corp" and "Fox Group" keep the word that makes them a name."""
    short = basename(name).strip(" ,")
    if name == f"{short}+":
        return name
    if " " not in short and name.split()[-1].strip(".").casefold() in _PART_OF_NAME:
        return name
    return name[: len(short)] if short and name.casefold().startswith(short.casefold()) else name
