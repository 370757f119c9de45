"""The inflected forms of a verb, by tense, from the tables of lexicon/<language>/verbs.toml."""

from __future__ import annotations

from functools import cache

from bot.facts.data import table
from bot.model import Language

TENSES = ("inf", "pres", "impf", "past", "part", "fut", "cond", "ger")


@cache
def forms(verb: str, language: Language) -> dict[str, str]:
    """Map every form of `verb` (its dictionary form) to its tense, one of `TENSES`; the first tense of an ambiguous form wins.

    Unknown irregular verbs are inflected as regular ones.
    """
    tables = table(language, "verbs")
    found: dict[str, str] = {}
    family = max((name for name in tables["families"] if verb.endswith(name)), key=len, default=None)
    if family is not None:
        prefix = verb[: -len(family)]
        listed = tables["families"][family]
        pairs = [(tense, prefix + form) for tense in TENSES for form in listed.get(tense, ())]
    else:
        pairs = list(_regular(verb, language))
    for tense, form in pairs:
        found.setdefault(form, tense)
    return found


def _regular(verb: str, language: Language) -> list[tuple[str, str]]:
    tables = table(language, "verbs")
    group = next((name for name in tables["endings"] if name != "regular" and verb.endswith(name)), "regular")
    endings = tables["endings"][group]
    stem = verb if group == "regular" else verb[: -len(group)]
    grave = verb in tables.get("grave", {}).get("verbs", ())
    return [(tense, _join(stem, ending, silent=grave)) for tense in TENSES for ending in endings.get(tense, ())]


def _join(stem: str, ending: str, *, silent: bool) -> str:
    """Join with the spelling changes that both languages ask for."""
    if (silent and ending[:1] == "e" and not ending.startswith("er")) or (silent and ending.startswith(("era", "ero"))):
        at = max(stem.rfind("e"), stem.rfind("é"))
        stem = f"{stem[:at]}è{stem[at + 1 :]}"
    if ending[:1] in ("a", "o") and stem.endswith("g"):
        return f"{stem}e{ending}"
    if ending[:1] in ("a", "o") and stem.endswith("c"):
        return f"{stem[:-1]}ç{ending}"
    if ending in ("ed", "ing") and stem.endswith("e"):
        return stem[:-1] + ending
    if ending in ("ed", "s") and stem.endswith("y") and stem[-2:-1] not in "aeiou":
        return f"{stem[:-1]}i{'ed' if ending == 'ed' else 'es'}"
    if ending == "s" and stem.endswith(("s", "x", "ch", "sh", "z")):
        return f"{stem}es"
    return stem + ending
