"""Fits lexicon/typing.json: what kind of thing a name is, learnt from the slots it fills in the training articles (never those set aside).

python -m benchmarks.fit_typing
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from benchmarks.quality import as_document, load
from bot.facts.typing import KINDS, TABLE, features
from bot.model import EntityKind, Kind
from training import corpus
from training.corpus import Article, fold, is_validation

FIRMS = {
    "expansion",
    "closure",
    "funding",
    "acquisition",
    "layoffs",
    "hiring",
    "results",
    "listing",
    "launch",
    "partnership",
    "contract",
    "divestment",
    "role",
    "appointment",
    "departure",
    "investment",
}
PARTNERS = {"acquisition", "partnership", "contract", "funding", "investment"}
RIDGE, RATE, ROUNDS, LEAST_SEEN = 0.02, 1.0, 400, 3


def main() -> None:
    split = corpus.load()
    rows = [row for article in split.train + split.validation for row in _rows(article)]
    counts = Counter(name for found, _, _ in rows for name in found)
    names = sorted(name for name, count in counts.items() if count >= LEAST_SEEN)
    learned = [row for row in rows if not row[2]]
    held = [row for row in rows if row[2]]
    print(f"held out: {_right(held, fit(learned, names)):.3f} of {len(held)}; the models' own kinds: {_as_shipped(held):.3f}")
    table = fit(rows, names)
    TABLE.write_text(
        json.dumps(
            {name: [round(v, 2) for v in values] for name, values in table.items() if max(map(abs, values)) >= 0.05},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        + "\n"
    )
    print(f"{len(rows)} names, {len(table)} features")


_extractor = load(reader=False)


def _rows(article: Article) -> Iterator[tuple[frozenset[str], int, bool]]:
    scene = _extractor.scene(as_document(article))
    labels = _labels(article)
    groups: dict[str, list[tuple[int, int, EntityKind]]] = defaultdict(list)
    for start, end, kind in scene.names.raw:
        groups[article.text[start:end].casefold()].append((start, end, kind))
    for text, mentions in groups.items():
        if text in labels:
            found = features(article.text, mentions, scene.language)
            yield _unlisted(found) if fold(text) else found, KINDS.index(labels[text]), is_validation(article.id)


def _unlisted(found: frozenset[str]) -> frozenset[str]:
    """What a name shows that no list holds: half of the names are learned so, as no list holds all of the world's names."""
    return frozenset(name for name in found if not name.startswith(("given=", "place=")))


def _labels(article: Article) -> dict[str, EntityKind]:
    found: dict[str, EntityKind] = {}
    for fact in article.facts:
        kind = fact.kinds[0]
        pairs = [(name, EntityKind.PLACE) for name in fact.place]
        if kind in FIRMS:
            pairs += [(name, EntityKind.COMPANY) for name in fact.subject]
        if kind in PARTNERS:
            pairs += [(name, EntityKind.COMPANY) for name in fact.object]
        if kind is Kind.LAUNCH:
            pairs += [(name, EntityKind.PRODUCT) for name in fact.object]
        if kind is Kind.SCHEDULED_EVENT:
            pairs += [(name, EntityKind.EVENT) for name in fact.subject]
        if kind is Kind.LEGAL:
            pairs += [(name, EntityKind.PUBLIC_BODY) for name in fact.object]
        if kind is Kind.REGULATION:
            pairs += [(name, EntityKind.LAW) for name in fact.subject]
        for name, label in pairs:
            if name[:1].isupper():
                found.setdefault(name.casefold(), label)
    people = (name for fact in article.facts for person in fact.people for name in person.names)
    found.update({name.casefold(): EntityKind.PERSON for name in people})
    return found


def fit(rows: list[tuple[frozenset[str], int, bool]], names: list[str]) -> dict[str, list[float]]:
    """Softmax regression with a ridge by full-batch steps with momentum: deterministic."""
    index = {name: column for column, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)), np.float32)
    for row, (found, _, _) in enumerate(rows):
        for name in found:
            if name in index:
                x[row, index[name]] = 1
    x /= np.sqrt(np.maximum(1, x.sum(1, keepdims=True)))
    y = np.eye(len(KINDS), dtype=np.float32)[[label for _, label, _ in rows]]
    w = np.zeros((len(names), len(KINDS)), np.float32)
    speed = np.zeros_like(w)
    for _ in range(ROUNDS):
        z = x @ w
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        speed = 0.9 * speed - RATE * (x.T @ (p - y) / len(rows) + RIDGE / 100 * w)
        w = w + speed
    return {name: [float(v) for v in w[index[name]]] for name in names}


def _right(rows: list[tuple[frozenset[str], int, bool]], table: dict[str, list[float]]) -> float:
    right = 0
    for found, label, _ in rows:
        totals = np.sum([table[name] for name in found if name in table], axis=0)
        right += int(np.argmax(totals)) == label
    return right / max(1, len(rows))


def _as_shipped(rows: list[tuple[frozenset[str], int, bool]]) -> float:
    return sum(f"model={KINDS[label]}" in found for found, label, _ in rows) / max(1, len(rows))


if __name__ == "__main__":
    main()
