import ast
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.facts.dates import spans
from bot.i18n import language_of, placeholders, system_language, t, texts
from bot.model import Amount, Certainty, Confidence, EntityKind, Evidence, Fact, Kind, Language, Outcome, When

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py")]
ERRORS = {"VigieError", "StoreError", "ModelError"}


def used_keys() -> set[str]:
    """Every key written out in the sources: in `t(…)`, `label(…)` and our errors; formatted ones are tested by their enums."""
    keys = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"t": 1, "label": 0}.get(node.func.id, 0 if node.func.id in ERRORS else None)
                if place is not None and len(node.args) > place:
                    keys |= {
                        part.value
                        for part in ast.walk(node.args[place])
                        if isinstance(part, ast.Constant)
                        and isinstance(part.value, str)
                        and "." in part.value.strip(".")
                        and not any(
                            part in ast.walk(formatted) for formatted in ast.walk(node.args[place]) if isinstance(formatted, ast.JoinedStr)
                        )
                    }
    return keys


def test_both_files_hold_the_same_keys() -> None:
    assert set(texts(Language.FR)) == set(texts(Language.EN))


@pytest.mark.parametrize("key", sorted(texts(Language.FR)))
def test_both_files_fill_in_the_same_data(key: str) -> None:
    assert placeholders(texts(Language.FR)[key]) == placeholders(texts(Language.EN)[key])


@pytest.mark.parametrize("language", Language)
def test_every_key_that_the_program_writes_has_its_text(language: Language) -> None:
    assert used_keys() - set(texts(language)) == set()


@pytest.mark.parametrize("language", Language)
def test_every_member_has_its_text(language: Language) -> None:
    wanted = {
        *(f"outcome.{one}" for one in Outcome),
        *(f"kind.{one}" for one in Kind),
        *(f"certainty.{one}" for one in Certainty),
        *(f"certainty_group.{one}" for one in Certainty),
        *(f"entity.{one}" for one in EntityKind),
        *(f"language.{one}" for one in Language),
        *(f"fact.confidence_{one}" for one in Confidence),
        *(f"fact.found_by_{one}" for one in ("both", "reader", "rule")),
        *(f"date.{one}" for one in wording.SEASONS.values()),
    }
    assert wanted - set(texts(language)) == set()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "outcome", sorted(set(Outcome) - {Outcome.READ, Outcome.NO_FACTS, Outcome.DUPLICATE, Outcome.PENDING, Outcome.ERASED})
)
def test_an_outcome_says_what_happened_and_what_to_do(language: Language, outcome: Outcome) -> None:
    text = t(language, f"outcome.{outcome}")
    assert text.endswith((".", "»"))
    assert len(text) <= 150
    assert outcome is Outcome.UNSUPPORTED_LANGUAGE or text.count(".") + text.count(" :") >= 2, text


def test_plurals_follow_the_language() -> None:
    assert t(Language.FR, "facts.count", n=0).startswith("0 fait,")
    assert t(Language.FR, "facts.count", n=1).startswith("1 fait,")
    assert t(Language.FR, "facts.count", n=2).startswith("2 faits")
    assert t(Language.EN, "facts.count", n=0).startswith("0 facts")
    assert t(Language.EN, "facts.count", n=1).startswith("1 fact,")
    assert t(Language.EN, "facts.count", n=1200).startswith("1,200 facts")


def test_commands_are_named_as_discord_shows_them() -> None:
    assert "`/vigie surveiller`" in t(Language.FR, "admin.no_channels")
    assert "`/vigie watch`" in t(Language.EN, "admin.no_channels")
    assert not [key for key, leaf in texts(Language.FR).items() if "`/facts" in str(leaf) or "`/vigie watch" in str(leaf)]


def test_a_missing_key_or_datum_is_no_crash() -> None:
    assert t(Language.FR, "no.such.key") == "no.such.key"
    assert "{" not in t(Language.FR, "facts.unknown")


@given(st.text())
def test_data_is_never_read_as_a_template(name: str) -> None:
    assert name in t(Language.EN, "facts.unknown", name=name)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("fr", Language.FR),
        ("fr-CA", Language.FR),
        ("fr_FR.UTF-8", Language.FR),
        ("en-GB", Language.EN),
        ("de", Language.EN),
        ("fro", Language.EN),
        ("", Language.EN),
    ],
)
def test_language_of_a_locale(locale: str, language: Language) -> None:
    assert language_of(locale) is language


def test_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert system_language() is Language.FR
    monkeypatch.setenv("LC_ALL", "C")
    assert system_language() is Language.EN


def span(start: str, end: str) -> When:
    return When(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None, "le jour dit")


@pytest.mark.parametrize(
    ("when", "fr", "en"),
    [
        (span("2024-11-14", "2024-11-14"), "14 novembre 2024", "14 November 2024"),
        (span("2024-08-01", "2024-08-01"), "1er août 2024", "1 August 2024"),
        (span("2025-02-10", "2025-02-11"), "10–11 février 2025", "10–11 February 2025"),
        (span("2025-03-01", "2025-03-03"), "1er–3 mars 2025", "1–3 March 2025"),
        (span("2025-02-28", "2025-03-02"), "28 février – 2 mars 2025", "28 February – 2 March 2025"),
        (span("2024-12-30", "2025-01-02"), "30 décembre 2024 – 2 janvier 2025", "30 December 2024 – 2 January 2025"),
        (span("2024-08-01", "2024-08-31"), "août 2024", "August 2024"),
        (span("2024-02-01", "2024-02-29"), "février 2024", "February 2024"),
        (span("2025-02-01", "2025-03-31"), "février–mars 2025", "February–March 2025"),
        (span("2025-04-01", "2025-06-30"), "2e trimestre 2025", "2nd quarter of 2025"),
        (span("2025-07-01", "2025-12-31"), "2e semestre 2025", "2nd half of 2025"),
        (span("2024-01-01", "2024-12-31"), "en 2024", "in 2024"),
        (span("2024-01-01", "2027-12-31"), "2024–2027", "2024–2027"),
        (span("2027-03-20", "2027-06-20"), "printemps 2027", "spring 2027"),
        (span("2026-12-21", "2027-03-20"), "hiver 2026–2027", "winter 2026–2027"),
        (span("2026-03-20", "2027-06-20"), "20 mars 2026 – 20 juin 2027", "20 March 2026 – 20 June 2027"),
        (span("2024-08-01", ""), "depuis le 1er août 2024", "since 1 August 2024"),
        (span("2027-01-01", ""), "à partir du 1er janvier 2027", "from 1 January 2027"),
        (span("", "2025-06-30"), "jusqu'au 30 juin 2025", "until 30 June 2025"),
        (span("", ""), "le jour dit", "le jour dit"),
    ],
)
def test_days_in_words(when: When, fr: str, en: str) -> None:
    today = date(2026, 11, 24)
    assert wording.when(Language.FR, when, today=today) == fr
    assert wording.when(Language.EN, when, today=today) == en


@given(st.sampled_from(Language), st.one_of(st.none(), st.dates()), st.one_of(st.none(), st.dates()))
def test_any_span_has_words(language: Language, start: date | None, end: date | None) -> None:
    assert wording.when(language, When(start, end, "then"))


@pytest.mark.parametrize(
    ("amount", "fr", "en"),
    [
        (Amount(6.6e9, "USD", ""), "6,6 Md $US", "$6.6B"),
        (Amount(6.6e9, "EUR", ""), "6,6 Md €", "€6.6B"),
        (Amount(1e9, "EUR", "", 2e9), "1 Md € à 2 Md €", "€1B to €2B"),
        (Amount(9500, "EUR", ""), "9 500 €", "€9,500"),
        (Amount(9.5, "EUR", ""), "9,50 €", "€9.50"),
        (Amount(12.5, "percent", ""), "12,5 %", "12.5%"),
        (Amount(9, "offices", ""), "9 bureaux", "9 offices"),
        (Amount(1, "jobs", ""), "1 emploi", "1 job"),
        (Amount(12000, "jobs", ""), "12 000 emplois", "12,000 jobs"),
        (Amount(4, "geese", "quatre oies"), "quatre oies", "quatre oies"),
    ],
)
def test_amounts_in_words(amount: Amount, fr: str, en: str) -> None:
    assert plain(wording.amount(Language.FR, amount)) == fr
    assert plain(wording.amount(Language.EN, amount)) == en


@given(st.sampled_from(Language), st.floats(-1e15, 1e15), st.sampled_from(["EUR", "JPY", "percent", "jobs", "XYZ", ""]))
def test_any_amount_has_words(language: Language, value: float, unit: str) -> None:
    assert wording.amount(language, Amount(value, unit, "so much"))


def test_certainty_in_words() -> None:
    fr = Language.FR
    assert wording.certainty(fr, Certainty.REPORTED, cue="d'après", source="Le Monde") == "selon Le Monde"
    assert wording.certainty(fr, Certainty.RUMOURED, cue="aurait") == "non confirmé : « aurait »"
    assert wording.certainty(fr, Certainty.RUMOURED, cue="aurait", source="Le Monde") == "selon Le Monde, non confirmé : « aurait »"
    assert wording.certainty(fr, Certainty.PLANNED) == "annoncé, pas encore fait"
    assert wording.certainty(fr, Certainty.DENIED, cue="dément") == "démenti : « dément »"
    assert wording.certainty(Language.EN, Certainty.CONFIRMED) == "stated by the article"


def test_what_a_certainty_rests_on() -> None:
    fr = Language.FR
    assert wording.grounds(fr, Certainty.CONFIRMED, cue="annonce") == ""
    assert wording.grounds(fr, Certainty.REPORTED, cue="d'après", source="Le Monde") == "selon Le Monde"
    assert wording.grounds(fr, Certainty.RUMOURED, cue="aurait", source="Le Monde") == "selon Le Monde, « aurait »"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("reader.expansion+fr.expansion.active:{ouvrir} _ <site>@coref", "Lu par le modèle et par une règle, confiance élevée."),
        ("reader.funding", "Lu par le modèle, confiance élevée."),
        ("fr.statement.quote", "Lu par une règle, confiance élevée."),
    ],
)
def test_who_found_a_fact_is_said_without_the_rule(rule: str, said: str) -> None:
    fact = Fact(Kind.FUNDING, "Lumio", Evidence("Lumio lève.", 0, 11), Certainty.CONFIRMED, rule, 0.9)
    assert wording.witnesses(Language.FR, fact) == said


def test_seasons_are_those_that_dates_reads() -> None:
    september = ((9, 1), (9, 30))  # "la rentrée", which is told as its month
    assert set(wording.SEASONS) == set(spans._SEASONS.values()) - {september}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
