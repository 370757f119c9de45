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
        ("Du 3/5 au 10/5.", "2024-05-03", "2024-05-10"),
        ("25/10/2023-3/11/2023.", "2023-10-25", "2023-11-03"),
        ("Le plan 2021-2025.", "2021-01-01", "2025-12-31"),
        ("Dans un mois.", "2024-12-15", "2024-12-15"),
        ("À vendre sous dix-huit mois.", None, "2026-05-15"),
        ("Vendredi dans deux semaines.", "2024-11-29", "2024-11-29"),
        ("Vendredi en huit.", "2024-11-22", "2024-11-22"),
        ("Huit jours après Noël.", "2025-01-02", "2025-01-02"),
        ("Le 15 vendredi.", "2024-11-15", "2024-11-15"),
        ("Prévu pour vendredi 22.", "2024-11-22", "2024-11-22"),
        ("Il se tiendra du 10 au 12, à Paris.", "2024-12-10", "2024-12-12"),
        ("Ouvert entre le 3 et le 5 mai 2024.", "2024-05-03", "2024-05-05"),
        ("La première quinzaine de mai 2024.", "2024-05-01", "2024-05-15"),
        ("La seconde quinzaine de février 2025.", "2025-02-16", "2025-02-28"),
        ("Les dix premiers jours de mai 2024.", "2024-05-01", "2024-05-10"),
        ("Au cours des trois derniers mois de 2021.", "2021-10-01", "2021-12-31"),
        ("Les années quatre-vingt-dix.", "1990-01-01", "1999-12-31"),
        ("Les années 30.", "1930-01-01", "1939-12-31"),
        ("En semaine 42.", "2024-10-14", "2024-10-20"),
        ("Depuis la mi-octobre.", "2024-10-15", None),
        ("Avant la mi-novembre.", None, "2024-11-15"),
        ("Il est suspendu jusqu'à samedi.", None, "2024-11-16"),
        ("De mardi à vendredi.", "2024-11-12", "2024-11-15"),
        ("La CGT a appelé à une grève mardi.", "2024-11-19", "2024-11-19"),
        ("L'exercice clos le 31 mars.", "2023-04-01", "2024-03-31"),
        ("En 2019 ou après.", "2019-01-01", None),
        ("Il sera ouvert les 17 et 18.", "2024-11-17", "2024-11-18"),
        ("Le reste de l'année.", "2024-11-15", "2024-12-31"),
        ("Il y a un an et demi.", "2023-05-01", "2023-05-31"),
        ("Le lendemain de Noël 2023.", "2023-12-26", "2023-12-26"),
        ("À partir de lundi.", "2024-11-18", None),
        ("Livré à la rentrée 2020.", "2020-09-01", "2020-09-30"),
        ("L'hiver 2023-2024.", "2023-12-21", "2024-03-20"),
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
        ("10/1/2018-10/7/2018.", "2018-10-01", "2018-10-07"),
        ("From 10/25 to 01/25.", "2024-10-25", "2025-01-25"),
        ("From 5/1/2019-5/7/2020.", "2019-05-01", "2020-05-07"),
        ("2018-10-01/2018-10-07.", "2018-10-01", "2018-10-07"),
        ("Between 2014~2018.", "2014-01-01", "2018-12-31"),
        ("In 2014 through May 2018.", "2014-01-01", "2018-05-31"),
        ("Due next 5/12.", "2025-05-12", "2025-05-12"),
        ("It will leave in two months.", "2025-01-15", "2025-01-15"),
        ("In a fortnight.", "2024-11-29", "2024-11-29"),
        ("Next fortnight.", "2024-11-25", "2024-12-08"),
        ("Monday two weeks from now.", "2024-11-25", "2024-11-25"),
        ("It will happen 3 days from Tuesday.", "2024-11-22", "2024-11-22"),
        ("5 days before new year.", "2024-12-27", "2024-12-27"),
        ("2 day before yesterday.", "2024-11-12", "2024-11-12"),
        ("They meet on Wednesday week.", "2024-11-27", "2024-11-27"),
        ("Friday the 15th.", "2024-11-15", "2024-11-15"),
        ("The last four months of 2021.", "2021-09-01", "2021-12-31"),
        ("The first ten days of last year.", "2023-01-01", "2023-01-10"),
        ("The second half of March 2025.", "2025-03-16", "2025-03-31"),
        ("Week 12 of 2024.", "2024-03-18", "2024-03-24"),
        ("Presidents in the nineties.", "1990-01-01", "1999-12-31"),
        ("For year 2012 or later.", "2012-01-01", None),
        (">= 2019.", "2019-01-01", None),
        ("The 5 past years.", "2019-11-15", "2024-11-15"),
        ("They were told to sign by Monday.", None, "2024-11-18"),
        ("By mid-2027.", None, "2027-06-30"),
        ("In the year to March 31.", "2023-04-01", "2024-03-31"),
        ("In the three months ended Sept. 30.", "2024-07-01", "2024-09-30"),
        ("Year-to-date.", "2024-01-01", "2024-11-15"),
        ("Lost in 2015-16.", "2015-01-01", "2016-12-31"),
        ("The Indians open their tour on Tuesday.", "2024-11-19", "2024-11-19"),
        ("The rest of the week.", "2024-11-15", "2024-11-17"),
        ("The month after next.", "2025-01-01", "2025-01-31"),
        ("The day after Christmas 2023.", "2023-12-26", "2023-12-26"),
        ("Q1-Q3 2023.", "2023-01-01", "2023-09-30"),
        ("In FY20.", "2020-01-01", "2020-12-31"),
        ("The weekend of October 5.", "2024-10-05", "2024-10-06"),
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
        ("Give me a second: the cat sat in the sun and may march.", EN),
        ("Aged 35 to 40, he won 3-2 and 6-4, 7-5.", EN),
        ("Call 555-10-1234 or +1 650-650-6500.", EN),
        ("Version 3.10.2-3.11.4 of the 24/7 app.", EN),
        ("It was the first loss in four years.", EN),
        ("A happy new year to all.", EN),
        ("He is in his twenties.", EN),
        ("In week 3 of the trial.", EN),
        ("Une séance de sept heures pour sept élus.", FR),
        ("Jean-Noël et le père Noël.", FR),
        ("Une hausse du 10 au 12 %.", FR),
        ("Du 5 au 7 rue de Rivoli.", FR),
        ("De 10/20 à 15/20.", FR),
        ("Au lendemain de l'annonce, les 17 et 18 ans.", FR),
        ("The day after the attack.", EN),
    ],
)
def test_finds_no_date_where_there_is_none(text: str, language: Language) -> None:
    assert days(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("In the third quarter of 2023 it made more than a year earlier.", EN, "2022-07-01", "2022-09-30"),
        ("It closed in 2021 and went bankrupt the following year.", EN, "2022-01-01", "2022-12-31"),
        ("It said so on November 9, and left nine days later.", EN, "2024-11-18", "2024-11-18"),
        ("Elle a fermé fin juillet 2024 son bureau, ouvert dix-huit mois plus tôt.", FR, "2023-01-01", "2023-01-31"),
        ("Le 3 mai 2024, il part ; le lendemain, il revient.", FR, "2024-05-04", "2024-05-04"),
        ("Une perte en 2018, après un gain l'année précédente.", FR, "2017-01-01", "2017-12-31"),
    ],
)
def test_tells_a_time_from_the_one_before(text: str, language: Language, first: str, last: str) -> None:
    assert days(text, language)[1] == (first, last)


def test_tells_no_days_from_a_month() -> None:
    assert days("En juin 2016, il signe ; deux jours plus tard, il renonce.", FR) == [("2016-06-01", "2016-06-30")]


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
