"""What stands around a proposal."""

from datetime import UTC, date, datetime

from bot.facts.around import around, by_sentence
from bot.facts.combine import Weighed
from bot.facts.confidence import confidence
from bot.facts.pipeline import Extractor
from bot.facts.proposal import Proposal
from bot.facts.reading import Candidate
from bot.model import Certainty, Document, Kind, Language

TEXT = "Norvik a inauguré une usine à Brest mardi.\nLe groupe a levé 30 millions d'euros.\nHarrow a ouvert un bureau à Lyon."


def read(kind: Kind, sentence: int, score: float) -> Weighed:
    candidate = Candidate(kind, score, sentence, (), (), (), (), (), (), (), ())
    return Weighed(Proposal(kind, sentence, 0, "Norvik", "reader.x", "parse", score, Certainty.CONFIRMED, read=candidate), "reader")


def test_rivals_of_a_sentence_are_told_and_those_of_others_not(rules_only: Extractor) -> None:
    scene = rules_only.scene(Document(TEXT, datetime(2026, 11, 24, tzinfo=UTC), published=date(2024, 3, 15), language=Language.FR))
    one, rival, far = read(Kind.EXPANSION, 0, 0.9), read(Kind.LAUNCH, 0, 0.4), read(Kind.FUNDING, 1, 0.95)
    sentences = by_sentence([one, rival, far])
    alone, beside = dict(around(scene, one, [one])), dict(around(scene, one, sentences[0]))
    assert (alone["read.crowd.1"], alone["reader.margin"]) == (1, 0.9)
    assert (beside["read.crowd.2"], beside["reader.margin"], beside["expansion.rival.launch.False"]) == (1, 0.5, 1)
    assert (dict(around(scene, far, sentences[1]))["read.at.1"], alone["read.at.0"]) == (1, 1)


def test_a_likelier_rival_makes_a_fact_less_sure(rules_only: Extractor) -> None:
    scene = rules_only.scene(Document(TEXT, datetime(2026, 11, 24, tzinfo=UTC), published=date(2024, 3, 15), language=Language.FR))
    one = read(Kind.INVESTMENT, 0, 0.5)
    assert confidence(scene, one, [one, read(Kind.EXPANSION, 0, 0.99)]) < confidence(scene, one, [one])
