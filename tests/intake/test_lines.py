"""Lines that are no author's, the standfirst, and paragraphs set apart by breaks."""

# ruff: noqa: E501 - tables of lines
from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring, tostring

from bot.intake.breaks import make_paragraphs
from bot.intake.headline import look_around
from bot.intake.lines import tidy, with_standfirst
from tests.intake.pages import STORY


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi : Une autre affaire de bureaux", "À lire aussi", "À lire également Les voisins s'inquiètent", "La suite après cette publicité", "Publicité", "ADVERTISEMENT", "Read more: The ports that time forgot",
        "Related: The last lighthouse", "Story continues below", "Partager sur Facebook", "Copier le lien", "Temps de lecture : 3 min", "4 min read", "Sign up to our morning newsletter", "Inscrivez-vous à notre newsletter du soir",
        "after newsletter promotion", "Sur le même sujet Un bureau de trop",
    ],
)  # fmt: skip
def test_lines_of_others_are_dropped_anywhere(line: str) -> None:
    assert tidy("\n".join([*STORY[:2], line, *STORY[2:]]), None) == "\n".join(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Par Anne Roux", "By Tess Amadi, August 2, 2023", "Publié le 15 novembre 2024 à 8h12", "Updated 3:15 PM EST", "Updated Nov. 14, 2024 at 3:15 p.m.", "15/11/2024 - 08:12", "November 14, 2024", "vendredi 15 novembre 2024", "Le Journal Publié le 21/06/2024 11:48",
        "Anne Roux - 4 mars 2025", "Press release", "EXCLUSIF",
    ],
)  # fmt: skip
def test_bylines_and_dates_are_dropped_above_the_text_only(line: str) -> None:
    assert tidy("\n".join([line, *STORY]), None) == "\n".join(STORY)
    below = "\n".join([*STORY, *STORY, line, *STORY])
    assert tidy(below, None) == below


@pytest.mark.parametrize("line", ["© 2026 Le Journal", "Copyright 1998-2026 - Tous droits réservés", "Reach the reporter at news@a.com.", "Suivez-nous sur les réseaux", "Tags: ferries, islands"])  # fmt: skip
def test_notices_are_dropped_at_the_end_only(line: str) -> None:
    assert tidy("\n".join([*STORY, line]), None) == "\n".join(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Publié en 1857, le roman avait fait scandale.", "By then the ferry had left.", "Par la suite, tout a changé.", "Related problems have been reported elsewhere, the company said.", "Lire ce rapport prend une heure.",
        "Advertisement revenue fell by a tenth.", "Reach for the sky, she said.", "Partager le pouvoir n'est pas dans ses habitudes.", "More than forty people came.",
    ],
)  # fmt: skip
def test_prose_that_begins_alike_stays(line: str) -> None:
    for text in ("\n".join([line, *STORY]), "\n".join([*STORY, line])):
        assert tidy(text, None) == text


def test_the_title_above_the_text_is_cut_off_with_its_labels() -> None:
    assert tidy("\n".join(["Économie", "Un bureau à Lyon", *STORY]), "Un bureau à Lyon") == "\n".join(STORY)
    assert tidy("\n".join([STORY[0], "Un bureau à Lyon", *STORY[1:]]), "Un bureau à Lyon") == "\n".join(
        [STORY[0], "Un bureau à Lyon", *STORY[1:]]
    )


@given(st.lists(st.sampled_from([*STORY, "Publicité", "Titre", "", "© 2026", "Par X"])), st.none() | st.just("Titre"))
def test_nothing_is_invented(lines: list[str], title: str | None) -> None:
    assert set(tidy("\n".join(lines), title).split("\n")) <= {*lines, ""}


def test_the_standfirst_is_put_back_once() -> None:
    assert with_standfirst("\n".join(STORY[1:]), STORY[0]) == "\n".join(STORY)
    assert with_standfirst("\n".join(STORY), STORY[0]) == "\n".join(STORY)
    assert with_standfirst("\n".join(STORY), "") == "\n".join(STORY)


def test_what_stands_around_the_headline() -> None:
    found = look_around(
        fromstring(
            "<html><body><h1>Le Journal</h1><nav><p>Publié le 1 mars 2020</p></nav><h2>Un bureau à Lyon</h2><div class='article-chapo'>La société"
            " recrutera cinquante personnes dans la ville.</div><span>Par Anne Roux et Luc Petit</span><span>Publié le 1er août 2024 à 8h</span>"
            f"<p>{STORY[0]} {STORY[1]}</p><p>Le 3 mai 2019</p></body></html>"
        ),
        "Un bureau à Lyon",
        "",
    )
    assert found.standfirst == "La société recrutera cinquante personnes dans la ville."
    assert (found.day, found.stated) == (datetime(2024, 8, 1, tzinfo=UTC), True)
    assert found.authors == ("Anne Roux et Luc Petit",)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("15 novembre 2024", (2024, 11, 15)), ("le 1er août 2024", (2024, 8, 1)), ("14 déc. 2023", (2023, 12, 14)), ("November 14, 2024", (2024, 11, 14)), ("Nov. 14th, 2024", (2024, 11, 14)), ("14 November 2024", (2024, 11, 14)),
        ("14 février 2024", (2024, 2, 14)), ("31 février 2024", None), ("14 foo 2024", None), ("novembre 2024", None),
    ],
)  # fmt: skip
def test_days_as_they_are_printed(printed: str, day: tuple[int, int, int] | None) -> None:
    found = look_around(fromstring(f"<html><body><h1>Un bureau</h1><div>{printed}</div></body></html>"), "Un bureau", "")
    assert found.day == (datetime(*day, tzinfo=UTC) if day else None)


def test_breaks_become_paragraphs() -> None:
    cells = "<br><br>".join(STORY)
    tree = fromstring(
        f"<html><body><table><tr><td>Menu</td><td><h1>T</h1>{cells}<br><br><a href='/'>Retour</a></td></tr></table></body></html>"
    )
    make_paragraphs(tree)
    assert [one.text_content() for one in tree.iter("p")] == [*STORY, "Retour"]
    assert tree.find(".//table") is None
    assert tree.findtext(".//h1") == "T"


def test_single_breaks_and_real_tables_stay() -> None:
    source = "<div><table><tbody><tr><td>1</td><td>2<br>3</td></tr></tbody></table>a<br>b<br>c<br><br>d</div>"
    tree = fromstring(source)
    make_paragraphs(tree)
    assert tostring(tree).decode() == source


TAGS = st.sampled_from(["a", "<br>", "<br><br>", "<b>x</b>", "<div>y</div>", " ", "<td>", "</td>", "<table>", "<p>z</p>"])


@given(st.lists(TAGS, max_size=40))
def test_no_word_is_lost_in_rewriting(parts: list[str]) -> None:
    tree = fromstring("<html><body><div>" + "".join(parts) + "</div></body></html>")
    before = "".join(tree.text_content().split())
    make_paragraphs(tree)
    assert "".join(tree.text_content().split()) == before
