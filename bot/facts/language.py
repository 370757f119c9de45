"""Tell the language of a text: its frequent words first, a trained guesser where those don't decide."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.facts.data import table
from bot.model import Language

_LONGEST = 6000  # code points read: enough to be sure
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 3  # frequent words below which a count decides nothing
_LEAD = 1.25  # how much more frequent words than the next language's
_PLENTY = 40  # words from which a text without frequent words is in no language we read
_SURE = 0.97  # what the guesser must give another language before a short text is refused


def detect(text: str, title: str | None = None) -> Language | None:
    """Return the language of an article, None where it is clearly in one that Vigie doesn't read."""
    sample = f"{title or ''}\n{text}"[:_LONGEST]
    words = _WORD.findall(sample.casefold())
    if not words:
        return None
    counts = {name: sum(word in frequent for word in words) for name, frequent in _frequent().items()}
    ours = {language.value: counts.pop(language.value) for language in Language}
    best = max(ours, key=lambda name: ours[name])
    rivals = [*counts.values(), *(count for name, count in ours.items() if name != best)]
    if ours[best] >= _FEWEST and ours[best] >= _LEAD * max(rivals):
        return _read(best)
    if max(counts.values()) >= max(_FEWEST, _LEAD * ours[best]):
        return None
    return _guess(sample, len(words), ours[best])


def _read(name: str) -> Language | None:
    return next((language for language in Language if language.value == name), None)


@cache
def _frequent() -> dict[str, frozenset[str]]:
    ours = {language.value: frozenset(table(language, "stopwords")["words"]) for language in Language}
    return ours | {name: frozenset(words) for name, words in table(None, "stopwords")["others"].items()}


@cache
def _guesser(*, restricted: bool) -> LanguageIdentifier:
    guesser: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = [language.value for language in Language]
    guesser.set_languages(
        known if restricted else [*known, *table(None, "stopwords")["others"], "ru", "ar", "zh", "ja", "tr", "fi", "no", "cs", "hu", "el"]
    )
    return guesser


def _guess(sample: str, words: int, frequent: int) -> Language | None:
    name, probability = _guesser(restricted=False).classify(sample)
    if _read(name) is not None:
        return _read(name)
    latin = sum(c.isascii() or c.lower() in "àâäçéèêëîïôöùûüÿœæ’«»–—…“”€ " for c in sample) / len(sample)
    foreign = latin < 0.5 or (words >= _PLENTY and frequent < words * 0.1) or (words >= 8 and probability >= _SURE)
    if foreign:
        return None
    return Language(_guesser(restricted=True).classify(sample)[0])
