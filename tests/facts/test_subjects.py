"""Who a fact is about, where its sentence does not say it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.facts.combine import Weighed
from bot.facts.pipeline import Extractor
from bot.facts.presence import Presence
from bot.facts.proposal import Proposal
from bot.facts.reading import Candidate, Span
from bot.facts.scene import Scene
from bot.facts.subjects import likelihoods, possible, settle
from bot.model import Certainty, Document, Kind, Language

TEXT = (
    "Norvik a inauguré une usine à Brest mardi. Le groupe a levé 30 millions d'euros auprès de Harrow.\n"
    "« Nous irons plus loin », a déclaré Jeanne Lefort, directrice générale de Norvik. Elle a promis 40 emplois."
)


@pytest.fixture
def scene(rules_only: Extractor) -> Scene:
    return rules_only.scene(Document(TEXT, datetime(2026, 11, 24, tzinfo=UTC), published=date(2024, 3, 15), language=Language.FR))


def proposal(scene: Scene, kind: Kind, words: str, spans: tuple[Span, ...] = ()) -> Weighed:
    at = TEXT.index(words)
    sentence = next(n for n, s in enumerate(scene.sentences) if s.start <= at < s.end)
    read = Candidate(kind, 0.5, sentence, spans, (), (), (), (), (), (), ())
    return Weighed(Proposal(kind, sentence, at, "", "reader.x", "none", 0.5, Certainty.CONFIRMED, read=read), "reader")


def test_a_name_that_the_reader_points_at(scene: Scene) -> None:
    one = proposal(scene, Kind.EXPANSION, "une usine", (Span(0, 6, 0.9),))
    [settled] = settle(scene, [one])
    assert (settled.proposal.subject, settled.proposal.how) == ("Norvik", "parse")


def test_words_that_stand_for_a_name(scene: Scene) -> None:
    [settled] = settle(scene, [proposal(scene, Kind.FUNDING, "30 millions")])
    assert (settled.proposal.subject, settled.proposal.how) == ("Norvik", "coref")
    assert 0 < settled.sure <= 1


def test_likelihoods_sum_up_to_one(scene: Scene) -> None:
    presence, one = Presence.of(scene), proposal(scene, Kind.HIRING, "40 emplois")
    shares = likelihoods(scene, presence, one, possible(scene, presence, one))
    assert sum(shares) == pytest.approx(1)
    assert all(share >= 0 for share in shares)


def test_nothing_to_name_gives_nothing(rules_only: Extractor) -> None:
    scene = rules_only.scene(Document("rien ici.", datetime(2026, 11, 24, tzinfo=UTC), language=Language.FR))
    one = Weighed(Proposal(Kind.FUNDING, 0, 0, "", "reader.x", "none", 0.5, Certainty.CONFIRMED), "reader")
    assert settle(scene, [one]) == []


def test_the_acting_name_is_found_by_the_parse(scene: Scene) -> None:
    presence = Presence.of(scene)
    assert presence.clause(proposal(scene, Kind.EXPANSION, "une usine").proposal).name == "Norvik"
    assert presence.clause(proposal(scene, Kind.FUNDING, "30 millions").proposal).shape == "company"
    assert presence.clause(proposal(scene, Kind.HIRING, "40 emplois").proposal).shape == "pronoun"


def test_nobody_quotes_themselves_by_name(rules_only: Extractor) -> None:
    text = (
        "La directrice de Norvik, Jeanne Lefort, était à Brest mardi. « Harrow est à nos côtés depuis longtemps », a déclaré Jeanne Lefort."
    )
    scene = rules_only.scene(Document(text, datetime(2026, 11, 24, tzinfo=UTC), language=Language.FR))
    sentence = len(scene.sentences) - 1
    at = text.index("« Harrow")
    ruled = Proposal(Kind.STATEMENT, sentence, at, "Jeanne Lefort", "fr.statement.quote", "quote", 0.5, Certainty.CONFIRMED)
    one = Weighed(ruled, "both", ruled)
    assert "Harrow" not in {choice.name for choice in possible(scene, Presence.of(scene), one)}


def test_a_firm_is_no_source_of_its_own_facts(scene: Scene) -> None:
    one = proposal(scene, Kind.EXPANSION, "une usine", (Span(0, 6, 0.9),))
    [settled] = settle(scene, [replace(one, proposal=replace(one.proposal, source="la société"))])
    assert settled.proposal.source is None
    [settled] = settle(scene, [replace(one, proposal=replace(one.proposal, source="Les Echos"))])
    assert settled.proposal.source == "Les Echos"


def test_the_person_who_speaks_is_among_a_statements_people(scene: Scene) -> None:
    at = TEXT.index("Jeanne")
    [settled] = settle(scene, [proposal(scene, Kind.STATEMENT, "Nous irons", (Span(at, at + 13, 0.9),))])
    assert [person.name for person in settled.proposal.people] == ["Jeanne Lefort"]


def test_the_name_behind_an_adjective_acts(rules_only: Extractor) -> None:
    text = "OpenAI a ouvert un bureau à Brest. De son côté, le français Perplance a nommé Karim Belkacem directeur scientifique."
    scene = rules_only.scene(Document(text, datetime(2026, 11, 24, tzinfo=UTC), title="OpenAI à Brest", language=Language.FR))
    ruled = [one for one in rules_only.ruled(scene) if one.kind is Kind.APPOINTMENT]
    assert [one.subject for one in ruled] == ["Perplance"]
    assert Presence.of(scene).clause(ruled[0]).name == "Perplance"


def test_the_subject_of_the_verb_acts_where_the_reader_points_at_nobody(rules_only: Extractor) -> None:
    text = (
        "OpenAI a ouvert un bureau à Brest. OpenAI y emploie 30 personnes. OpenAI grandit. "
        "De son côté, le français Perplance a nommé Karim Belkacem directeur scientifique."
    )
    scene = rules_only.scene(Document(text, datetime(2026, 11, 24, tzinfo=UTC), title="OpenAI à Brest", language=Language.FR))
    [ruled] = [one for one in rules_only.ruled(scene) if one.kind is Kind.APPOINTMENT]
    read = Candidate(Kind.APPOINTMENT, 0.9, ruled.sentence, (), (), (), (), (), (), (), ())
    [settled] = settle(scene, [Weighed(replace(ruled, subject="", read=read), "both", ruled)])
    assert settled.proposal.subject == "Perplance"


def test_who_was_appointed_takes_office_where_it_was_told_first(rules_only: Extractor) -> None:
    text = "OpenAI grandit. OpenAI recrute. Perplance a nommé Karim Belkacem directeur scientifique. Il prendra ses fonctions en mai."
    scene = rules_only.scene(Document(text, datetime(2026, 11, 24, tzinfo=UTC), title="OpenAI à Brest", language=Language.FR))
    [ruled] = [one for one in rules_only.ruled(scene) if one.kind is Kind.APPOINTMENT]
    later = replace(ruled, sentence=ruled.sentence + 1, at=text.index("prendra"), subject="OpenAI", how="coref")
    settled = settle(scene, [Weighed(ruled, "both", ruled), Weighed(later, "rules", later)])
    assert [one.proposal.subject for one in settled] == ["Perplance", "Perplance"]
