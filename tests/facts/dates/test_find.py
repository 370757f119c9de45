"""Dates: first and last day of what is written, in both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.dates import find_times
from bot.model import Language

FR, EN = Language.FR, Language.EN
FRIDAY = date(2024, 11, 15)


def days(text: str, language: Language, anchor: date = FRIDAY) -> list[tuple[str | None, str | None]]:
    return [
        (one.first.isoformat() if one.first else None, one.last.isoformat() if one.last else None)
        for one in find_times(text, language, anchor)
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Elle a ouvert le 14 novembre.", "2024-11-14", "2024-11-14"),
        ("En vigueur depuis le 1er août.", "2024-08-01", None),
        ("Il se tiendra les 10 et 11 février 2025.", "2025-02-10", "2025-02-11"),
        ("Les 3, 4 et 5 mars 2025.", "2025-03-03", "2025-03-05"),
        ("Du 28 février au 3 mars 2025.", "2025-02-28", "2025-03-03"),
        ("Entre 2020 et 2023.", "2020-01-01", "2023-12-31"),
        ("Neuf bureaux en 2024.", "2024-01-01", "2024-12-31"),
        ("Le 14/11/2024.", "2024-11-14", "2024-11-14"),
        ("Il a été arrêté mardi.", "2024-11-12", "2024-11-12"),
        ("Il sera jugé mardi.", "2024-11-19", "2024-11-19"),
        ("Mardi dernier.", "2024-11-12", "2024-11-12"),
        ("La semaine prochaine.", "2024-11-18", "2024-11-24"),
        ("Le mois dernier.", "2024-10-01", "2024-10-31"),
        ("Il y a deux ans.", "2022-01-01", "2022-12-31"),
        ("Dans trois semaines.", "2024-12-06", "2024-12-06"),
        ("D'ici trois ans.", None, "2027-11-15"),
        ("D'ici fin 2026.", None, "2026-12-31"),
        ("Jusqu'au 30 juin 2025.", None, "2025-06-30"),
        ("Au troisième trimestre 2025.", "2025-07-01", "2025-09-30"),
        ("Au T3 2025.", "2025-07-01", "2025-09-30"),
        ("Au premier semestre 2025.", "2025-01-01", "2025-06-30"),
        ("Fin mars 2025.", "2025-03-01", "2025-03-31"),
        ("Début 2025.", "2025-01-01", "2025-03-31"),
        ("Cet été.", "2024-06-21", "2024-09-22"),
        ("D'ici l'été 2025.", None, "2025-06-21"),
        ("Dans la nuit de mardi à mercredi.", "2024-11-12", "2024-11-13"),
        ("Dans la nuit du 14 au 15 janvier 2025.", "2025-01-14", "2025-01-15"),
        ("Les années 1990.", "1990-01-01", "1999-12-31"),
        ("L'exercice 2023-2024.", "2023-01-01", "2024-12-31"),
        ("Sur les neuf premiers mois de 2024.", "2024-01-01", "2024-09-30"),
        ("Hier.", "2024-11-14", "2024-11-14"),
        ("Deux jours avant Noël.", "2024-12-23", "2024-12-23"),
        ("Le lundi de Pâques 2025.", "2025-04-21", "2025-04-21"),
        ("Mardi gras 2025.", "2025-03-04", "2025-03-04"),
        ("La fête du Travail 2025.", "2025-05-01", "2025-05-01"),
    ],
)
def test_reads_french(text: str, first: str | None, last: str | None) -> None:
    assert days(text, FR) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It opened on Nov. 14.", "2024-11-14", "2024-11-14"),
        ("On 12 November 2024.", "2024-11-12", "2024-11-12"),
        ("February 10 and 11, 2025.", "2025-02-10", "2025-02-11"),
        ("Dec. 3-5, 2024.", "2024-12-03", "2024-12-05"),
        ("By the end of 2026.", None, "2026-12-31"),
        ("Sales fell in Q3 2025.", "2025-07-01", "2025-09-30"),
        ("Last week.", "2024-11-04", "2024-11-10"),
        ("He said on Tuesday.", "2024-11-12", "2024-11-12"),
        ("It will meet on Tuesday.", "2024-11-19", "2024-11-19"),
        ("Since January 2023.", "2023-01-01", None),
        ("By June 2025.", None, "2025-06-30"),
        ("Between April and June 2024.", "2024-04-01", "2024-06-30"),
        ("Late 2023.", "2023-10-01", "2023-12-31"),
        ("The summer of 2015.", "2015-06-21", "2015-09-22"),
        ("10/31/2023.", "2023-10-31", "2023-10-31"),
        ("The day after tomorrow.", "2024-11-17", "2024-11-17"),
        ("In the first half of 2024.", "2024-01-01", "2024-06-30"),
        ("Over the weekend.", "2024-11-16", "2024-11-17"),
        ("Three weeks after January 15, 2024.", "2024-02-05", "2024-02-05"),
        ("The last week of October 2018.", "2018-10-22", "2018-10-28"),
        ("Thanksgiving 2023.", "2023-11-23", "2023-11-23"),
        ("It was off april ninth through seventeenth.", "2024-04-09", "2024-04-17"),
        ("Between the ninth and seventeenth of april 2024.", "2024-04-09", "2024-04-17"),
        ("Wednesday after next.", "2024-11-27", "2024-11-27"),
        ("Ash Wednesday 2025.", "2025-03-05", "2025-03-05"),
        ("Presidents' Day 2025.", "2025-02-17", "2025-02-17"),
    ],
)
def test_reads_english(text: str, first: str | None, last: str | None) -> None:
    assert days(text, EN) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Il tient 24 heures.", FR),
        ("Mars a vendu ses barres à 12 euros.", FR),
        ("Jean Mai, 35 ans.", FR),
        ("Le 1er ministre et le 5e étage.", FR),
        ("Appelez le 01 40 20 02 14.", FR),
        ("Le jeu coûte 20 euros.", FR),
        ("It may close; they march on.", EN),
        ("Version 1.1.3 at 650.650.6500.", EN),
        ("Le 31 juin 2024.", FR),
        ("The Sunday Times.", EN),
    ],
)
def test_finds_no_date_where_there_is_none(text: str, language: Language) -> None:
    assert days(text, language) == []


def test_direction_may_be_told_from_outside() -> None:
    from bot.facts.dates import Direction

    found = find_times("mardi", FR, FRIDAY, lambda _: Direction.FUTURE)
    assert found[0].first == date(2024, 11, 19)


PARTS = [
    "le ",
    "3 ",
    "31 ",
    "février ",
    "mars ",
    "2024 ",
    "du ",
    "au ",
    "depuis ",
    "mardi ",
    "et ",
    "May ",
    "last ",
    "by ",
    "in ",
    "0",
    "9999",
    "T3 ",
    "- ",
    "fin ",
    "an ",
    "dernier ",
    "il y a ",
    "years ago ",
]


@given(st.lists(st.sampled_from(PARTS), max_size=30), st.sampled_from(Language), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_any_mixture_of_parts_is_read(parts: list[str], language: Language, anchor: date) -> None:
    check("".join(parts), language, anchor)


@given(st.text(max_size=200), st.sampled_from(Language), st.dates())
def test_any_text_and_any_day_are_read(text: str, language: Language, anchor: date) -> None:
    check(text, language, anchor)


def check(text: str, language: Language, anchor: date) -> None:
    found = find_times(text, language, anchor)
    assert found == find_times(text, language, anchor)
    end = 0
    for one in found:
        assert text[one.start : one.end] == one.text
        assert one.start >= end
        assert one.first is None or one.last is None or one.first <= one.last
        assert one.first or one.last
        end = one.end
