"""Our counting against the scorer of the fact contract, on facts made from annotations: some right, some spoilt, some missing."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.contract import Score, matches
from bot.facts.printing import fact_json
from bot.model import Amount, Certainty, Evidence, Fact, Person, When
from training import corpus
from training.corpus import Article, GoldFact

SCORER = Path(__file__).resolve().parents[2] / "../shared/facts/score.py"
ARTICLES = corpus.load().train[:12]


def as_told(article: Article, gold: GoldFact) -> Fact:
    start = article.text.index(gold.sentence)
    return Fact(
        kind=gold.kinds[-1],
        subject=gold.subject[-1],
        evidence=Evidence(gold.sentence, start, start + len(gold.sentence)),
        certainty=gold.certainty[-1],
        rule="test",
        confidence=0.83,
        object=next(iter(gold.object), None),
        people=tuple(Person(one.names[0], next(iter(one.roles), None), None) for one in gold.people),
        place=next(iter(gold.place), None),
        amount=Amount(float(gold.amount), gold.units[0], "") if gold.amount is not None else None,
        time=When(*gold.time, "") if gold.time else None,
        source=next(iter(gold.source), None),
        cue=None,
    )


def spoilt(number: int, fact: Fact) -> Fact | None:
    match number % 6:
        case 0:
            return None
        case 1:
            return replace(fact, subject="Quelqu'un d'autre", confidence=0.41)
        case 2:
            return replace(fact, object="autre chose", certainty=Certainty.DENIED, confidence=0.3)
        case 3 if fact.time and fact.time.start:
            return replace(fact, time=replace(fact.time, start=fact.time.start - timedelta(days=1)))
        case 4:
            return replace(fact, people=(Person("Jean Personne", None, None),), amount=Amount(1.0, "EUR", ""), source=None)
    return fact


def told(article: Article) -> list[Fact]:
    facts = [spoilt(number, as_told(article, gold)) for number, gold in enumerate(article.facts)]
    return [fact for fact in facts if fact is not None]


def test_annotations_told_as_they_are_are_all_right() -> None:
    score = Score()
    for article in ARTICLES:
        facts = [as_told(article, gold) for gold in article.facts]
        assert len(matches(article, facts)) == len(facts)
        score.add(article, facts)
    assert score.facts.scores() == (1.0, 1.0, 1.0)
    assert score.slot_f() == 1.0
    assert score.certainty() == 1.0
    assert score.invented == 0


def test_evidence_that_is_not_verbatim_is_invented() -> None:
    article = ARTICLES[0]
    fact = as_told(article, article.facts[0])
    score = Score()
    score.add(article, [replace(fact, evidence=replace(fact.evidence, text=fact.evidence.text + "!"))])
    assert score.invented == 1


@pytest.mark.skipif(not SCORER.exists(), reason="no ../shared/facts/score.py beside the repository")
def test_the_scorer_of_the_contract_counts_the_same(tmp_path: Path) -> None:
    gold, out, ours = tmp_path / "gold.jsonl", tmp_path / "out.jsonl", Score()
    lines = []
    for article in ARTICLES:
        facts = told(article)
        ours.add(article, facts)
        lines.append(json.dumps({"id": article.id, "facts": [fact_json(fact) for fact in facts]}))
    gold.write_text("\n".join(article.line for article in ARTICLES), encoding="utf-8")
    out.write_text("\n".join(lines), encoding="utf-8")
    answer = subprocess.run([sys.executable, str(SCORER), str(gold), str(out), "--json"], capture_output=True, check=True)  # noqa: S603
    theirs = json.loads(answer.stdout)
    precision, recall, _ = ours.facts.scores()
    assert precision == pytest.approx(theirs["precision"], abs=6e-4)
    assert recall == pytest.approx(theirs["recall"], abs=6e-4)
    assert ours.slot_f() == pytest.approx(theirs["slot_f1"], abs=6e-3)
    assert ours.certainty() == pytest.approx(theirs["certainty"], abs=6e-3)
    assert ours.calibration() == pytest.approx(theirs["calibration_error"], abs=6e-3)
    assert ours.invented == theirs["invented"] == 0
