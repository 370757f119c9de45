from hypothesis import given
from hypothesis import strategies as st

from bot.summary.captions import fit, plain


def measured(line: str) -> float:
    return float(len(line))


def test_words_are_broken_at_spaces_and_what_is_cut_is_marked() -> None:
    assert fit("un deux trois", 2, 8, measured) == ["un deux", "trois"]
    assert fit("un deux trois quatre", 2, 8, measured) == ["un deux", "trois q…"]
    assert fit("anticonstitutionnellement", 2, 15, measured) == ["anticonstitutio", "nnellement"]
    assert fit("", 2, 8, measured) == []


def test_plain_words_can_turn_nothing_round() -> None:
    assert plain("a\u202eb\u200bc\n d\x00") == "abc d"


@given(st.text(max_size=60), st.integers(1, 3), st.integers(2, 30))
def test_no_line_is_wider_than_it_may_be(words: str, most: int, width: int) -> None:
    lines = fit(plain(words), most, width, measured)
    assert len(lines) <= most
    assert all(1 <= len(line) <= width for line in lines)
    if len(lines) < most:
        assert "".join(lines).replace(" ", "") == plain(words).replace(" ", "")
