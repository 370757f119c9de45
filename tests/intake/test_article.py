"""Pages of every kind, read."""

# ruff: noqa: E501, PT017, RUF005 - lines of pages; any outcome but these is wrong
from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import IntakeError
from bot.intake.article import examine, read_html, read_page
from bot.intake.decode import decode
from bot.intake.headline import Surroundings
from bot.intake.limits import refuse_hostile
from bot.intake.published import parse_instant, publication
from bot.intake.structured import Structured
from bot.model import Confidence, Language, Outcome, Page
from tests.intake.hostile import HOSTILE
from tests.intake.pages import ADDRESS, LONG, STORY, VERDICTS, page

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DATED = (
    '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Brumaire ouvre un bureau à Lyon",'
    '"datePublished":"2024-11-15T00:30:00+01:00","dateModified":"2024-11-16T08:00:00+01:00","author":[{"@type":"Person","name":"Par Anne Roux et Luc Petit"}]}]}</script>'
    '<meta property="article:published_time" content="2024-11-15T00:30:00+01:00"><meta property="og:site_name" content="Le Journal">'
)


@pytest.mark.parametrize("name", VERDICTS)
def test_verdicts(name: str) -> None:
    url, html, outcome = VERDICTS[name]
    assert examine(html, url=url, now=NOW)[1] is outcome


def test_an_article_with_all_its_fields() -> None:
    article = read_html(
        page(LONG, title="Brumaire ouvre un bureau à Lyon | Le Journal", head=DATED + f'<link rel="canonical" href="{ADDRESS}">'),
        url=ADDRESS + "?utm_source=x",
    )
    assert all(paragraph in article.text for paragraph in LONG)
    assert "Mentions légales" not in article.text
    assert article.title == "Brumaire ouvre un bureau à Lyon"
    assert article.authors == ("Anne Roux", "Luc Petit")
    assert article.published == datetime(2024, 11, 15, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert article.published.utcoffset() == timedelta(hours=1)
    assert article.published_confidence is Confidence.HIGH
    assert article.modified == datetime(2024, 11, 16, 7, tzinfo=UTC)
    assert (article.site, article.canonical) == ("Le Journal", ADDRESS)


def test_the_canonical_of_another_site_is_not_believed() -> None:
    article = read_html(page(LONG, head='<link rel="canonical" href="https://autre-site.fr/x">'), url=ADDRESS)
    assert article.canonical is None


@pytest.mark.parametrize("tag", ["<footer>", "<div id='footer'>", "<div class='footer'>", "<div class='site-footer dark'>"])
def test_a_date_in_the_footer_only_is_not_believed(tag: str) -> None:
    html = page(LONG[:2], after=f"{tag}<p>Mis en ligne le 3 mars 2019</p></{tag[1:].split()[0].strip('>')}>")
    assert examine(html, url=ADDRESS, now=NOW)[0].published is None


def test_language_needs_two_statements() -> None:
    assert read_html(page(), url=ADDRESS).language is None
    assert read_html(page(head='<meta property="og:locale" content="fr_FR">'), url=ADDRESS).language is Language.FR


@pytest.mark.parametrize(
    ("stated", "guessed", "day", "confidence"),
    [
        ("2024-11-15T08:00:00+01:00", "2024-11-15", 15, Confidence.HIGH),
        ("2024-11-15T00:30:00+02:00", "2024-11-14", 15, Confidence.HIGH),
        ("2024-11-15", "2024-11-20", 15, Confidence.MEDIUM),
        ("", "2024-11-20", 20, Confidence.LOW),
        ("2031-01-05", "2024-11-20", 20, Confidence.LOW),
        ("1970-01-01T00:00:00Z", None, None, None),
        ("", "2024-01-01", None, None),
        ("garbage", "", None, None),
    ],
)
def test_publication_by_several_witnesses(stated: str, guessed: str | None, day: int | None, confidence: Confidence | None) -> None:
    found = publication(Structured(published=stated), guessed, Surroundings(), "© 2024", NOW)
    assert (found.when.day if found.when else None, found.confidence) == (day, confidence)


def test_instants_as_pages_write_them() -> None:
    assert parse_instant("2024-11-15T08:00:00+0100") == datetime(2024, 11, 15, 7, tzinfo=UTC)
    assert parse_instant("20241115") == datetime(2024, 11, 15, tzinfo=UTC)
    assert parse_instant("2024-11-15 08:00:00 UTC") == datetime(2024, 11, 15, 8, tzinfo=UTC)
    assert parse_instant("2024-11-31") is None


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<p>déclaré à l’été — 5 €</p>".encode("cp1252"), None),
        ("<p>déclaré à l’été — 5 €</p>".encode("cp1252"), "iso-8859-1"),
        ('<meta charset="windows-1252"><p>déclaré à l’été — 5 €</p>'.encode("cp1252"), None),
        ("<p>déclaré à l’été — 5 €</p>".encode(), "iso-8859-1"),
        (b"\xef\xbb\xbf" + "<p>déclaré à l’été — 5 €</p>".encode(), None),
        ("<p>déclaré à l’été — 5 €</p>".encode("utf-16"), None),
    ],
)
def test_charsets(body: bytes, charset: str | None) -> None:
    assert "déclaré à l’été — 5 €" in decode(body, charset)


def test_one_bad_byte_spoils_nothing() -> None:
    body = ("déclaré à l’été. " * 50).encode() + b"\xe9" + " terminé".encode()
    assert decode(body, None).startswith("déclaré à l’été")


def test_a_windows_1252_page_is_read() -> None:
    body = page(LONG).replace('<meta charset="utf-8">', '<meta charset="iso-8859-1">').encode("cp1252")
    article = read_page(Page(ADDRESS, body, "text/html", None))
    assert STORY[0] in article.text


@pytest.mark.parametrize("body", [b"%PDF-1.7\n1 0 obj", b"\x1f\x8b\x08\x00data", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_what_is_no_html_is_told(body: bytes) -> None:
    with pytest.raises(IntakeError) as caught:
        read_page(Page(ADDRESS, body, "text/html", None))
    assert caught.value.outcome is Outcome.NOT_HTML


@pytest.mark.parametrize(
    "name", ["200,000 attributes", "200,000 bare attributes", "600,000 br", "tiny paragraphs", "20 MB of text", "unclosed quotes"]
)
def test_hostile_pages_are_refused_before_parsing(name: str) -> None:
    with pytest.raises(IntakeError) as caught:
        refuse_hostile(HOSTILE[name]())
    assert caught.value.outcome is Outcome.HOSTILE_PAGE


FRAGMENTS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<article>",
        "</article>",
        "<script type='application/ld+json'>",
        "</script>",
        '{"@type":["NewsArticle",1],"author":',
        "[{}]",
        "<!--",
        "-->",
        "<h1>",
    ]
    + [
        "<meta property='og:title' content='x'>",
        "<footer id='footer'>",
        "</footer>",
        "<table><tr><td>",
        "&#0;",
        "&amp;",
        "<br",
        "\x00",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ]
    + [STORY[0], "Il vous reste 3 % de cet article", "2024-01-01", "<link rel=canonical href='//[::1'>", "<time datetime='9999-99-99'>"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=20), max_size=40))
def test_any_source_gives_an_article_or_an_outcome(parts: list[str]) -> None:
    try:
        article, _ = examine("".join(parts), url=ADDRESS, now=NOW)
    except IntakeError:
        return
    assert isinstance(article.text, str)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.none() | st.text(max_size=12))
def test_any_bytes_decode_or_are_refused(body: bytes, charset: str | None) -> None:
    try:
        assert isinstance(decode(body, charset), str)
    except IntakeError as error:
        assert error.outcome is Outcome.NOT_HTML


@pytest.mark.parametrize(
    ("title", "heading", "site", "wanted"),
    [
        ("Les arachides tôt données protègent de l'allergie", "Dossiers santé", "", "Les arachides tôt données protègent de l'allergie"),
        ("Le Journal des affaires", "Brumaire ouvre un bureau", "", "Brumaire ouvre un bureau"),
        ("Brumaire ouvre un bureau -- Journal.fr", "", "Journal.fr", "Brumaire ouvre un bureau"),
        ("Brumaire « ouvre un bureau » Le Journal", "", "Le Journal", "Brumaire « ouvre un bureau » Le Journal"),
        ("Le Journal | Brumaire ouvre un bureau", "", "Le Journal", "Brumaire ouvre un bureau"),
        ("Brumaire - un nom d'avenir | Le Journal", "", "Le Journal", "Brumaire - un nom d'avenir"),
        ("Brumaire ouvre un bureau-Actu 24", "Brumaire ouvre un bureau", "", "Brumaire ouvre un bureau"),
        ("Brumaire ouvre un bureau | Actu 24 Lyon", "Brumaire ouvre un bureau", "Le Journal", "Brumaire ouvre un bureau"),
        ("Brumaire ouvre un bureau à Lyon", "Brumaire ouvre un bureau", "Le Journal", "Brumaire ouvre un bureau à Lyon"),
        ("Brumaire - un nom d'avenir", "Brumaire", "Le Journal", "Brumaire - un nom d'avenir"),
        ("Brumaire ouvre un bureau » Local » Nouvelles", "", "", "Brumaire ouvre un bureau"),
    ],
)
def test_the_title_is_the_articles_not_the_sections_or_the_sites(title: str, heading: str, site: str, wanted: str) -> None:
    head = (
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{site}">'
        if site
        else f"<title>{title}</title>"
    )
    headline = f"<h1>{heading}</h1>" if heading else ""
    html = f"<html><head>{head}</head><body>{headline}<article>{''.join(f'<p>{one}</p>' for one in LONG)}</article></body></html>"
    assert read_html(html, url=ADDRESS).title == wanted


def test_a_404_in_an_articles_name_is_no_error() -> None:
    html = page(LONG[:4], title="Le 404 de Peugeot fête ses soixante ans").replace("<article", "<section")
    assert examine(html, url=ADDRESS, now=NOW)[1] is None
    assert examine(page(LONG[:4], title="404 - Page introuvable"), url=ADDRESS, now=NOW)[1] is Outcome.SOFT_NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [
        "国务院常务会议指出，药品供应关系人民群众的生命健康，要加强监测。",
        "日本の政府は新しい経済対策を決定し、来月から実施すると発表した。",
    ],
)
def test_scripts_without_spaces_have_words_too(text: str) -> None:
    paragraphs = [text.replace("。", f"{number}。") * 3 for number in range(9)]
    assert examine(page(paragraphs), url=ADDRESS, now=NOW)[1] is None


def test_an_article_under_megabytes_of_scripts_is_read() -> None:
    heavy = page(LONG, head="<script>" + "window.state = {};\n" * 240_000 + "</script>")
    assert len(heavy) > 4_500_000
    assert LONG[-1] in read_html(heavy, url=ADDRESS).text
