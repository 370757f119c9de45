"""Pasted texts, files and near duplicates."""

# ruff: noqa: PT017 - tables of texts; any outcome but these is wrong
from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import IntakeError
from bot.fingerprint import text_hash
from bot.intake.sketch import Sketch, containment, same_story, similarity, sketch
from bot.intake.text import read_file, read_text
from bot.model import Outcome
from tests.intake.pages import LONG, STORY, page

BODY = "\n\n".join(STORY)


def test_the_first_line_is_the_title_where_it_looks_like_one() -> None:
    assert read_text("Brumaire ouvre un bureau\n\n" + BODY).title == "Brumaire ouvre un bureau"
    assert read_text("Brumaire ouvre un bureau\n\n" + BODY).text == BODY
    assert read_text(BODY).title is None
    assert read_text(BODY).text == BODY


def test_chat_quotes_and_marks_are_removed() -> None:
    pasted = "> **Brumaire** ouvre [un bureau](https://a.fr/x) à Lyon\n> \n" + "".join(f"> {line}\n> \n" for line in STORY) + "```\n```"
    article = read_text(pasted)
    assert article.title == "Brumaire ouvre un bureau à Lyon"
    assert article.text == BODY
    assert read_text("# Titre du jour\n-# note\n" + BODY).title == "Titre du jour"


def test_what_is_no_mark_stays() -> None:
    text = "Le prix est de 3 * 4 = 12 et snake_case_name reste, a > b aussi. " + BODY
    assert read_text(text).text == text


def test_repeated_paragraphs_stand_once() -> None:
    assert read_text(BODY + "\n\n" + BODY.replace("'", "’")).text == BODY


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("", Outcome.EMPTY), ("🎉🎉 🎉", Outcome.EMPTY), ("<:vigie:123456789012345678>", Outcome.EMPTY), ("Oui, merci", Outcome.TOO_SHORT)],
)
def test_texts_without_an_article(text: str, outcome: Outcome) -> None:
    with pytest.raises(IntakeError) as caught:
        read_text(text)
    assert caught.value.outcome is outcome


def test_files() -> None:
    assert read_file("note.TXT", BODY.encode("cp1252")).text == BODY
    assert read_file("note.md", ("# Un titre\n\n" + BODY).encode()).title == "Un titre"
    assert STORY[0] in read_file("page.html", page(LONG).encode()).text
    for name, body in (("a.pdf", b"%PDF"), ("a.txt", b"%PDF-1.7"), ("noext", b"x")):
        with pytest.raises(IntakeError) as caught:
            read_file(name, body)
        assert caught.value.outcome is Outcome.UNREADABLE_FILE


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert read_text(text).text.strip()
    except IntakeError as error:
        assert error.outcome in (Outcome.EMPTY, Outcome.TOO_SHORT)


def test_hashes_ignore_typography() -> None:
    assert text_hash("L'été,  déjà !") == text_hash("l’été déjà")
    assert text_hash("L'été") != text_hash("L'hiver")


def test_near_duplicates() -> None:
    generator = random.Random(7)  # noqa: S311
    words = [f"mot{generator.randrange(4000)}" for _ in range(900)]
    original = sketch(" ".join(words))
    edited = sketch(" ".join(word if generator.random() > 0.1 else "autre" for word in words))
    half = sketch(" ".join(words[:450]))
    other = sketch(" ".join(f"mot{generator.randrange(4000)}" for _ in range(900)))
    assert 0.5 < similarity(original, edited) < 0.75
    assert containment(original, half) > 0.85
    assert same_story(original, edited)
    assert same_story(original, half)
    assert not same_story(original, other)
    assert not same_story(sketch("deux mots"), sketch("deux mots"))
    assert Sketch.from_bytes(original.to_bytes()) == original
