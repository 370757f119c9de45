"""What a page's head tells the fetcher."""

from __future__ import annotations

import pytest

from bot.intake.head import refresh_of, reserved


@pytest.mark.parametrize(
    ("html", "target"),
    [
        (b"<meta http-equiv='refresh' content='0; url=/article?a=1&amp;b=2'>", "/article?a=1&b=2"),
        (b"<META content=\"0;URL='https://le-journal.fr/x'\" HTTP-EQUIV=Refresh>", "https://le-journal.fr/x"),
        (b'<meta http-equiv="refresh" content="0, /x">', "/x"),
        (b'<meta http-equiv="refresh" content="300">', None),
        (b'<meta http-equiv="refresh" content="300; url=/x">', None),
        (b'<meta http-equiv="refresh" content="nan; url=/x">', None),
        (b'<noscript><meta http-equiv="refresh" content="0; url=/x"></noscript>', None),
        (b'<!-- <meta http-equiv="refresh" content="0; url=/x"> -->', None),
        (b'<script>\'<meta http-equiv="refresh" content="0; url=/x">\'</script>', None),
        (b"a" * 70_000 + b'<meta http-equiv="refresh" content="0; url=/x">', None),
    ],
)
def test_a_page_that_is_elsewhere(html: bytes, target: str | None) -> None:
    assert refresh_of(html) == target


def test_a_text_that_is_reserved() -> None:
    assert reserved(b'<meta name="tdm-reservation" content="1">')
    assert not reserved(b'<meta name="tdm-reservation" content="0">')
    assert not reserved(b"<p>tdm-reservation: 1</p>")
