from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.facts.encoder import MODEL
from bot.facts.tokenizer import MARK, UNKNOWN, Tokenizer

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


@pytest.fixture(scope="module")
def shipped() -> Tokenizer:
    return Tokenizer.load(MODEL / "tokenizer.json")


def words(tokenizer: Tokenizer, text: str) -> list[str]:
    tokens = tokenizer.encode(text)
    return [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]


def test_the_likeliest_cut_wins() -> None:
    pieces = [*SPECIAL, MARK + "ab", "c", MARK + "a", "bc", "b", MARK]
    scores = [0.0, 0.0, 0.0, 0.0, -3.0, -1.0, -1.0, -2.0, -2.0, -4.0]
    tokenizer = Tokenizer(pieces, scores, {})
    assert tokenizer.encode("abc").ids == [6, 7]


def test_unknown_characters_stand_alone() -> None:
    tokenizer = Tokenizer([*SPECIAL, MARK + "a", "b"], [0.0, 0.0, 0.0, 0.0, -1.0, -1.0], {})
    tokens = tokenizer.encode("aé b")
    assert tokens.ids == [4, UNKNOWN, UNKNOWN, 5]
    assert tokens.starts == [0, 1, 3, 3]


def test_replacements_keep_the_offsets_of_the_text() -> None:
    tokenizer = Tokenizer([*SPECIAL, MARK + "x", "fi", MARK + "fi"], [0.0, 0.0, 0.0, 0.0, -1.0, -1.0, -1.0], {"ﬁ": "fi", "\u00a0": " "})
    tokens = tokenizer.encode("x\u00a0ﬁ")
    assert tokens.ids == [4, 6]
    assert (tokens.starts[1], tokens.ends[1]) == (2, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Novatek raised $6.6bn on 3 March 2025.", ["Nova", "tek", "raised", "$", "6.6", "bn", "on", "3", "March", "2025", "."]),
        ("Le coût\u202f: 1\u00a0200 M€", ["Le", "coût", ":", "1", "200", "M", "€"]),
        ("  deux   espaces\t\n", ["deux", "espace", "s"]),
        ("", []),
    ],
)
def test_the_shipped_pieces(shipped: Tokenizer, text: str, expected: list[str]) -> None:
    assert words(shipped, text) == expected


@given(st.text(max_size=200))
def test_any_text_is_covered_in_order(text: str) -> None:
    tokenizer = Tokenizer([*SPECIAL, MARK + "e", "e", "es"], [0.0, 0.0, 0.0, 0.0, -1.0, -1.0, -1.5], {"\n": " ", "\t": " ", "\u00a0": " "})
    tokens = tokenizer.encode(text)
    positions = list(zip(tokens.starts, tokens.ends, strict=True))
    assert all(0 <= start <= end <= len(text) for start, end in positions)
    assert positions == sorted(positions)


@given(st.text(max_size=120))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_shipped_pieces_take_any_text(shipped: Tokenizer, text: str) -> None:
    tokens = shipped.encode(text)
    assert all(0 <= start <= end <= len(text) for start, end in zip(tokens.starts, tokens.ends, strict=True))
