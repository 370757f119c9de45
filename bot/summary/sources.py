"""How many independent sources tell a thing: papers that copy one agency, or one another, are one source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from bot.store.records import StoredFact
from bot.summary import lexicon
from bot.summary.account import Account
from bot.summary.folding import normal
from bot.summary.names import key_of
from bot.summary.values import Source

_OWN_WORDS: Final = 6
"""Sentences of fewer words may be written twice by chance."""


def sources(accounts: Iterable[Account]) -> tuple[Source, ...]:
    """Group accounts of one thing by where they come from, the first to tell first.

    Two accounts share a source if their articles are copies of one text, come from one publisher, tell it in the very same sentence, or
    name the same source.
    """
    ordered = sorted(accounts, key=lambda one: (one.told, one.stored.posted_at, one.stored.id))
    groups: list[tuple[set[str], list[Account]]] = []
    for one in ordered:
        marks, members = set(_marks(one)), [one]
        apart = []
        for other_marks, others in groups:
            if marks & other_marks:
                marks |= other_marks
                members = others + members
            else:
                apart.append((other_marks, others))
        groups = [*apart, (marks, members)]
    made = [_source(sorted(members, key=ordered.index)) for _, members in groups]
    return tuple(sorted(made, key=lambda source: (source.facts[0].posted_at, source.facts[0].id)))


def publisher(stored: StoredFact) -> str | None:
    """Name who published a fact: the site, else the host of its address; None for a pasted text."""
    if stored.article_site:
        return stored.article_site
    host = urlsplit(stored.article_url).hostname if stored.article_url else None
    return host.removeprefix("www.") if host else None


def _marks(one: Account) -> Iterable[str]:
    stored = one.stored
    yield f"text {one.telling.origin}"
    name = publisher(stored)
    if name is not None:
        yield f"name {key_of(name)}"
    if stored.fact.source:
        yield f"name {key_of(stored.fact.source)}"
    sentence = normal(stored.fact.evidence.text)
    if len(sentence.split()) >= _OWN_WORDS:
        yield f"words {sentence}"


def _source(accounts: Sequence[Account]) -> Source:
    agencies = lexicon.spellings("words", "agencies")
    named = [one.stored.fact.source for one in accounts if one.stored.fact.source and normal(one.stored.fact.source) in agencies]
    publishers = [name for one in accounts if (name := publisher(one.stored)) is not None]
    return Source(next(iter([*named, *publishers]), None), tuple(one.stored for one in accounts))
