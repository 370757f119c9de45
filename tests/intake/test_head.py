"""What a page's head tells the fetcher."""

from __future__ import annotations

import pytest

from bot.intake.head import read_head


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
        ("<title>İİİİ</title><!-- İ --><meta http-equiv='refresh' content='0; url=/x'>".encode(), "/x"),
        (b"<script>'<!--'</script><meta http-equiv='refresh' content='0; url=/x'>", "/x"),
        (b"a" * 70_000 + b'<meta http-equiv="refresh" content="0; url=/x">', None),
    ],
)
def test_a_page_that_is_elsewhere(html: bytes, target: str | None) -> None:
    assert read_head(html).refresh == target


def test_a_text_that_is_reserved() -> None:
    assert read_head(b'<meta name="tdm-reservation" content="1">').reserved
    assert not read_head(b'<meta name="tdm-reservation" content="0">').reserved
    assert not read_head(b"<p>tdm-reservation: 1</p>").reserved
