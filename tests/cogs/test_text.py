import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs._text import clean, cut, fit, link, safe, target, width

HOSTILE = st.text(alphabet=st.sampled_from(list("ab é@<>[]()*_~`|#:/\\-.1 \n\u202e\u200b\u0301😀")) | st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Sam Altman", "Sam Altman"),
        ("aujourd'hui, 6,6 milliards.", "aujourd'hui, 6,6 milliards."),
        ("@everyone", "@\u200beveryone"),
        ("<@123> <#4> <:x:5> </a:6> <t:7>", "\\<@\u200b123\\> \\<#4\\> \\<:x:5\\> \\</a:6\\> \\<t:7\\>"),
        ("[clic](https://evil.example)", "\\[clic\\](https:\\//evil.example)"),
        ("**gras** _it_ ~~x~~ ||s||", "\\*\\*gras\\*\\* \\_it\\_ \\~\\~x\\~\\~ \\|\\|s\\|\\|"),
        ("```py\nx\n```", "\\`\\`\\`py x \\`\\`\\`"),
        ("# titre", "\\# titre"),
        ("-# petit", "\\-# petit"),
        ("1. liste", "1\\. liste"),
        ("12) liste", "12\\) liste"),
        ("a\u202eb\u200bc\u2066d\ufeff\u00ad", "abcd"),
        ("Za\u0301\u0302\u0303\u0304lgo", "Za\u0301\u0302lgo"),
        ("\u3164", ""),
        ("a\r\n\t b", "a b"),
    ],
)
def test_safe(raw: str, shown: str) -> None:
    assert safe(raw) == shown


@given(HOSTILE)
def test_nothing_reaches_discord_as_markup(raw: str) -> None:
    shown = safe(raw)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_~`|<>\[\]]", re.sub(r"\\.", "", shown))
    assert "://" not in shown
    assert not re.search(r"@(?!\u200b)", shown)
    assert not re.match(r"[#\-+>]|\d\d?[.)]", shown)


@given(HOSTILE)
def test_the_words_survive(raw: str) -> None:
    letters = "".join(character for character in clean(raw) if character.isalnum())
    assert "".join(character for character in safe(raw) if character.isalnum()) == letters


@given(HOSTILE, st.integers(0, 200))
def test_fit_fits_and_leaves_no_half_escape(raw: str, limit: int) -> None:
    shown = fit(raw, limit)
    assert width(shown) <= limit
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", shown)
    if width(safe(raw)) <= limit:
        assert shown == safe(raw)


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("Une phrase. Une autre.", 30, "Une phrase. Une autre."),
        ("Une assez longue phrase. Une autre.", 30, "Une assez longue phrase. …"),
        ("Une phrase sans fin ni point du tout", 20, "Une phrase sans fin…"),
        ("Il dit « oui. » Puis il part sans se retourner", 24, "Il dit « oui. » …"),
        ("M. Dupont signe un contrat", 20, "M. Dupont signe un…"),
        ("motsansespace" * 4, 10, "motsansesp"[:9] + "…"),
        ("x", 0, ""),
    ],
)
def test_cut(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


@given(st.text(max_size=200), st.integers(0, 100))
def test_cut_is_marked_and_short(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert len(shown) <= max(limit, 0)
    assert shown == text or limit == 0 or shown.endswith("…")


def test_links() -> None:
    assert link("titre", "https://a.example/x_(y)") == "[titre](https://a.example/x_%28y%29)"
    assert link("titre", "javascript:alert(1)") == "titre"
    assert link("titre", None) == "titre"
    assert target("https://a.example/é?q=a%20b c\u202e)") == "https://a.example/%C3%A9?q=a%20b%20c%29"


@given(HOSTILE)
def test_an_address_stays_in_its_brackets(raw: str) -> None:
    assert not re.search(r"[()<>\[\]\s]", target(f"https://a.example/{raw}"))
