import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Amount, Certainty, EntityKind, Kind, Language, Person, When
from bot.store.records import EntityRow, StoredFact, WrongSentence
from bot.summary.export import COLUMNS, Export, Form, development_jsonl, entities_json
from bot.summary.linked import interval, node
from tests.summary.test_digest import fact, stored

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TEN = When(date(2025, 2, 10), date(2025, 2, 11), "les 10 et 11 février 2025")
FULL = fact(
    1, Kind.FUNDING, "Lumio", object="Meridian Fund", place="Brest", amount=Amount(6.6e9, "USD", "6,6 milliards de dollars"), time=TEN,
    people=(Person("Ada Lovelace", "PDG", "Lumio"),), source="Le Monde", certainty=Certainty.REPORTED, cue="selon",
)  # fmt: skip


def written(form: Form, *facts: StoredFact, pages: int = 1) -> str:
    out = io.StringIO(newline="")
    with Export(form, out, guild_id=1, now=NOW) as export:
        for start in range(pages):
            export.add(facts[start::pages])
    assert export.count == len(facts)
    return out.getvalue()


def test_json_holds_every_field_with_its_sentence_and_its_article() -> None:
    found = json.loads(written(Form.JSON, stored(1, FULL), stored(2, fact(2)), pages=2))
    assert (found["format"], found["version"], found["guild"]) == ("vigie-facts", 1, "1")
    one, other = found["facts"]
    assert one["evidence"] == {"text": "Phrase 1.", "start": 0, "end": 9}
    assert one["amount"] == {"value": 6.6e9, "unit": "USD", "text": "6,6 milliards de dollars", "maximum": None}
    assert one["time"] == {"start": "2025-02-10", "end": "2025-02-11", "text": "les 10 et 11 février 2025"}
    assert one["people"] == [{"name": "Ada Lovelace", "role": "PDG", "organisation": "Lumio"}]
    assert one["article"] == {"title": "Titre", "url": "https://example.org/1", "site": "La Vigie", "published": "2026-11-24"}
    assert one["posted"] == {"at": "2026-11-24T09:00:00+00:00", "channel": "5", "message": "1"}
    assert other["time"] is other["amount"] is None


@pytest.mark.parametrize("form", Form)
def test_an_export_of_nothing_is_a_whole_file(form: Form) -> None:
    text = written(form)
    if form is Form.CSV:
        assert list(csv.reader(io.StringIO(text))) == [list(COLUMNS)]
    else:
        assert json.loads(text)["facts" if form is Form.JSON else "@graph"] == []


def test_csv_has_a_row_for_a_fact_and_runs_no_formula() -> None:
    evil = stored(2, fact(2, subject="=HYPERLINK(A1)", object="-1+1", place="@SUM(A1)"))
    rows = list(csv.DictReader(io.StringIO(written(Form.CSV, stored(1, FULL), evil), newline="")))
    assert rows[0]["subject"] == "Lumio"
    assert (rows[0]["amount"], rows[0]["unit"]) == ("6600000000.0", "USD")
    assert (rows[0]["start"], rows[0]["end"]) == ("2025-02-10", "2025-02-11")
    assert rows[0]["people"] == "Ada Lovelace / PDG / Lumio"
    assert [rows[1][name] for name in ("subject", "object", "place")] == ["'=HYPERLINK(A1)", "'-1+1", "'@SUM(A1)"]


def graph(*facts: StoredFact) -> list[dict[str, Any]]:
    found = json.loads(written(Form.JSON_LD, *facts))
    assert found["@context"]["@vocab"] == "https://schema.org/"
    return found["@graph"]  # type: ignore[no-any-return]


def test_linked_data_uses_schema_org_where_it_can() -> None:
    (claim,) = graph(stored(1, FULL))
    assert claim["@type"] == "Claim"
    assert claim["text"] == "Phrase 1."
    assert claim["about"] == {"@type": "Thing", "name": "Lumio"}
    assert claim["temporalCoverage"] == "2025-02-10/2025-02-11"
    assert claim["contentLocation"] == {"@type": "Place", "name": "Brest"}
    assert claim["vigie:amount"] == {"@type": "MonetaryAmount", "vigie:text": FULL.amount.text, "currency": "USD", "value": 6.6e9}  # type: ignore[union-attr]
    assert claim["vigie:people"][0]["worksFor"]["name"] == "Lumio"
    assert claim["appearance"]["publisher"]["name"] == "La Vigie"
    assert claim["vigie:source"]["name"] == "Le Monde"


def test_events_and_quotations_have_types_of_their_own() -> None:
    event = node(stored(1, fact(1, Kind.SCHEDULED_EVENT, "Forum", place="Brest", object="Mairie", time=TEN)))
    assert (event["@type"], event["name"], event["startDate"], event["endDate"]) == ("Event", "Forum", "2025-02-10", "2025-02-11")
    assert (event["location"]["name"], event["organizer"]["name"], event["subjectOf"]["@type"]) == ("Brest", "Mairie", "Article")
    said = node(stored(2, fact(2, Kind.STATEMENT, "Ada Lovelace")))
    assert (said["@type"], said["spokenByCharacter"]["name"], said["isPartOf"]["url"]) == (
        "Quotation",
        "Ada Lovelace",
        "https://example.org/2",
    )
    count = node(stored(3, fact(3, Kind.LAYOFFS, amount=Amount(100, "jobs", "100 à 120", 120))))
    assert count["vigie:amount"] == {
        "@type": "QuantitativeValue", "vigie:text": "100 à 120", "unitText": "jobs", "minValue": 100, "maxValue": 120,
    }  # fmt: skip


def test_open_times_are_open_intervals() -> None:
    assert interval(When(date(2025, 2, 10), None, "")) == "2025-02-10/.."
    assert interval(When(None, date(2025, 2, 10), "")) == "../2025-02-10"
    assert interval(When(date(2025, 2, 10), date(2025, 2, 10), "")) == "2025-02-10"


def test_entities_are_listed_with_all_their_names() -> None:
    found = json.loads(entities_json([EntityRow(3, "Nimbus", EntityKind.COMPANY, 5, ("Nimbus", "Nimbus SA"))]))
    assert found["entities"] == [{"id": "3", "name": "Nimbus", "kind": "company", "facts": 5, "names": ["Nimbus", "Nimbus SA"]}]


def test_wrong_facts_become_sentences_to_learn_from() -> None:
    wrong = WrongSentence(
        Language.FR, "Lumio ouvre à Brest.", Kind.CLOSURE, "Lumio", None, "Brest", "fr.closure", 0.7, "C'est une ouverture."
    )
    (line,) = development_jsonl([wrong]).splitlines()
    found = json.loads(line)
    assert (found["text"], found["language"], found["note"]) == ("Lumio ouvre à Brest.", "fr", "C'est une ouverture.")
    assert found["wrong"] == {
        "kind": "closure",
        "subject": "Lumio",
        "object": None,
        "place": "Brest",
        "rule": "fr.closure",
        "confidence": 0.7,
    }


@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_text_comes_through_every_form(names: list[str]) -> None:
    told = [stored(number, fact(number, subject=name)) for number, name in enumerate(names)]
    assert [one["subject"] for one in json.loads(written(Form.JSON, *told))["facts"]] == names
    assert [one["about"]["name"] for one in json.loads(written(Form.JSON_LD, *told))["@graph"]] == names
    rows = list(csv.DictReader(io.StringIO(written(Form.CSV, *told), newline="")))
    assert [row["subject"].removeprefix("'") for row in rows] == [name.removeprefix("'") for name in names]
