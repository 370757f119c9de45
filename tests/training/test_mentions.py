from __future__ import annotations

from training.mentions import Extent, find_names


def found(text: str, *names: str) -> list[str]:
    return [text[e.start : e.end] for e in find_names(text, Extent(0, len(text)), names)]


def test_whole_words_only() -> None:
    assert found("Orangerie et Orange", "Orange") == ["Orange"]


def test_apostrophes_hyphens_and_blanks_are_alike() -> None:
    assert found("L’Oréal et Saint\u00a0Gobain, Jean‑Paul", "L'Oréal", "Saint Gobain", "Jean-Paul") == [
        "L’Oréal",
        "Saint\u00a0Gobain",
        "Jean‑Paul",
    ]


def test_the_name_listed_first_wins_where_two_overlap() -> None:
    assert found("le fonds londonien Northgate Capital", "Northgate Capital", "fonds londonien Northgate Capital") == ["Northgate Capital"]


def test_other_case_only_where_the_same_is_absent() -> None:
    assert found("La production et la Production", "Production") == ["Production"]
    assert found("la PRODUCTION", "Production") == ["PRODUCTION"]


def test_only_within_the_part_asked_for() -> None:
    assert find_names("Orange. Orange.", Extent(8, 15), ["Orange"]) == [Extent(8, 14)]
