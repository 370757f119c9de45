"""What a name is (firm, person, place, …), from how the article uses it: a logistic model over the words around its mentions.

The weights are lexicon/typing.json, fitted by `python -m benchmarks.fit_typing` on the training articles. The models as shipped take most
firms they don't know for places or people; what stands before and after all mentions of a name together tells better.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache

from bot.facts.data import ROOT, table, word_list
from bot.model import EntityKind, Language

TABLE = ROOT / "typing.json"
GIVEN, PLACES = "given_names", "place_names"
"""The lists of first names of many countries (docs/decisions/0014) and of places (docs/decisions/0018)."""
KINDS = (
    EntityKind.COMPANY,
    EntityKind.PERSON,
    EntityKind.PLACE,
    EntityKind.PRODUCT,
    EntityKind.LAW,
    EntityKind.EVENT,
    EntityKind.PUBLIC_BODY,
)
_WORD = re.compile(r"[\w%€$£]+['’]?|[,;:.!?()«»“”\"–—-]")
_REACH = 40
_ENDING = 4


def features(text: str, mentions: Sequence[tuple[int, int, EntityKind]], language: Language) -> frozenset[str]:
    """What the mentions of one name show together: `mentions` are spans with the kind that the model and the lists gave them."""
    start, end, _ = mentions[0]
    name = text[start:end]
    words = name.split()
    found = {
        "bias",
        f"words={min(len(words), 3)}",
        f"first={words[0].casefold()}",
        f"last={words[-1].casefold()}",
        f"end={name[-3:].casefold()}",
    }
    found.add(f"upper={name.isupper()}")
    found.add(f"digit={any(c.isdigit() for c in name)}")
    found.add(f"given={words[0].split('-')[0] in word_list(GIVEN)}.{len(words) > 1}")
    found.add(f"place={name in word_list(PLACES)}.{len(words) > 1}")
    found.add(f"firm={not _firm_words().isdisjoint(word.casefold() for word in words)}.{len(words) > 1}")
    for a, b, kind in mentions:
        found |= {f"{language}.model={kind}", f"model={kind}"}
        found |= _around(text, a, b, language)
    return frozenset(found)


def _around(text: str, start: int, end: int, language: Language) -> set[str]:
    left = [w.casefold() for w in _WORD.findall(text[max(0, start - _REACH) : start])]
    right = [w.casefold() for w in _WORD.findall(text[end : end + _REACH])]
    found = set()
    for side, words in (("l", left[::-1]), ("r", right)):
        if not words:
            found.add(f"{language}.{side}=#")
            continue
        found.add(f"{language}.{side}1={words[0]}")
        found.add(f"{language}.{side}2={' '.join(words[:2])}")
        found |= {f"{language}.{side}b={word}" for word in words[:4]}
        found |= {f"{language}.{side}e={word[-_ENDING:]}" for word in words[:2] if len(word) > _ENDING}
    return found


@cache
def _firm_words() -> frozenset[str]:
    return frozenset(table(None, "firm_words")["words"])


@cache
def _weights() -> dict[str, list[float]]:
    if not TABLE.exists():
        return {}
    found: dict[str, list[float]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def judge(text: str, mentions: Sequence[tuple[int, int, EntityKind]], language: Language) -> EntityKind | None:
    """The likeliest kind of a name, None where there is no table."""
    weights = _weights()
    if not weights:
        return None
    totals = [0.0] * len(KINDS)
    for feature in sorted(features(text, mentions, language)):
        for number, weight in enumerate(weights.get(feature, ())):
            totals[number] += weight
    return KINDS[max(range(len(KINDS)), key=totals.__getitem__)]
