"""Page → Article. Pure and synchronous: runs in a killable child process (`reader.py`), never on the event loop.

trafilatura extracts; the settings and the second try were measured on 1,428 pages: `favor_precision` keeps out what isn't the article, and
where it leaves under 250 words, the default mode is asked too. JSON-LD's `articleBody` is used only where nothing else is found: taken
whenever present it makes things worse (cut short, another story's, with teasers).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import trafilatura
from lxml.etree import ElementDefaultClassLookup, XPath  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura.settings import Document as Extracted
from trafilatura.utils import HTML_PARSER

from bot.errors import IntakeError
from bot.intake.breaks import make_paragraphs
from bot.intake.decode import decode
from bot.intake.headline import look_around
from bot.intake.keys import own_canonical
from bot.intake.limits import refuse_hostile
from bot.intake.lines import tidy, with_standfirst
from bot.intake.people import authors_of, title_of
from bot.intake.phrases import count_words
from bot.intake.published import parse_instant, plausible, publication
from bot.intake.repeats import drop_repeats
from bot.intake.structured import Structured, read_structured
from bot.intake.verdict import FEW_WORDS, Sight, judge, look, wall
from bot.model import Article, Language, Outcome, Page

_LIKE_FOOTERS = XPath("//footer | //*[contains(@class, 'footer') or @id='footer' or @id='colophon' or @role='contentinfo']")
_FOOTER_CLASS = re.compile(r"(?:^|\s)footer(?:\s|$)|site-footer|page-footer")
_MIN_BODY = 100  # words of an articleBody worth taking
_PROSE = 15  # words of a paragraph that tells something

# One class for all elements: to give forms their own, lxml calls Python for each element each time it is met.
HTML_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))


@dataclass(frozen=True, slots=True)
class _Extraction:
    text: str
    title: str | None
    author: str | None
    site: str | None
    day: str | None


def read_page(page: Page) -> Article:
    """Read a fetched page.

    Raises:
        IntakeError: what the page is where it is no article (`bot.intake.verdict`), NOT_HTML, or HOSTILE_PAGE past the limits.
    """
    return read_html(decode(page.body, page.charset), url=page.url)


def read_html(html: str, *, url: str, now: datetime | None = None) -> Article:
    """Read a page's source; `url` is empty for an attached file."""
    article, outcome = examine(html, url=url, now=now)
    if outcome is not None:
        raise IntakeError(outcome, words=len(article.text.split()), title=article.title)
    return article


def examine(html: str, *, url: str, now: datetime | None = None) -> tuple[Article, Outcome | None]:
    """Return what was read and the verdict on it, None for an article. Raises only where the page can't be parsed."""
    now = now or datetime.now(UTC)
    refuse_hostile(html)
    tree = trafilatura.load_html(html.replace("\x00", ""))
    if tree is None:
        raise IntakeError(Outcome.EMPTY if len(html.split()) < 5 else Outcome.NOT_HTML, content_type="?")
    stated = read_structured(tree)
    sight = look(tree, url, html, stated)
    _drop_footers(tree)
    make_paragraphs(tree)
    found = _extract(tree, url, stated, sight, now)
    site = stated.og_site or stated.site or found.site
    title = title_of(stated, found.title, site)
    around = look_around(tree, title or "", stated.description)
    published = publication(stated, found.day, around, html, now)
    modified = parse_instant(stated.modified) or parse_instant(stated.meta_modified)
    text = with_standfirst(tidy(found.text, title), around.standfirst)
    article = Article(
        text=text,
        title=title,
        language=_language(stated.languages),
        published=published.when,
        published_confidence=published.confidence,
        modified=modified if modified and plausible(modified, now) else None,
        authors=authors_of(stated, found.author, around.authors),
        site=site or None,
        canonical=own_canonical(url, stated.canonical) if url and stated.canonical else None,
    )
    return article, judge(sight.with_text(text))


def _extract(tree: HtmlElement, url: str, stated: Structured, sight: Sight, now: datetime) -> _Extraction:
    first = _run(tree, url, now, precision=True, metadata=True)
    text = _text(first)
    seen = sight.with_text(text)
    if seen.words < FEW_WORDS and not _all_there(tree, seen.words) and wall(seen) is None:
        second = _run(tree, url, now, precision=False, metadata=first is None)
        text = max(text, _text(second), key=len)
        first = first or second
    if count_words(text) < _MIN_BODY // 2 and count_words(stated.body) >= _MIN_BODY:
        text = re.sub(r"<[^<>]{1,200}>", " ", stated.body)
    return _Extraction(
        text=drop_repeats(text).strip(),
        title=first.title if first else None,
        author=first.author if first else None,
        site=first.sitename if first else None,
        day=first.date if first else None,
    )


def _all_there(tree: HtmlElement, words: int) -> bool:
    """Tell whether a text of so many words holds all prose of a page that sets it in paragraphs: a wider try finds nothing more."""
    prose = sum(count for count in (count_words(" ".join(one.itertext())) for one in tree.iter("p")) if count >= _PROSE)
    return words >= 2 * _PROSE and words / 2 <= prose <= words * 1.1


def _run(tree: HtmlElement, url: str, now: datetime, *, precision: bool, metadata: bool) -> Extracted | None:
    found = trafilatura.bare_extraction(
        tree,  # copied by trafilatura
        url=url or None,
        fast=False,
        favor_precision=precision,
        include_comments=False,
        include_tables=True,
        with_metadata=metadata,
        deduplicate=False,
        date_extraction_params={"original_date": True, "extensive_search": True, "max_date": now.strftime("%Y-%m-%d")},
    )
    return found if isinstance(found, Extracted) else None


def _text(found: Extracted | None) -> str:
    return (found.text or "") if found else ""


def _drop_footers(tree: HtmlElement) -> None:
    """Remove the page's footer: a date that only it holds is a copyright line's, not the article's."""
    for one in _LIKE_FOOTERS(tree):
        within = {above.tag for above in one.iterancestors("article", "main", "body")}
        bare = one.tag == "footer" and not within & {"article", "main"}
        if bare or ("body" in within and "article" not in within and _named_footer(one) and one.find(".//h1") is None):
            one.drop_tree()


def _named_footer(one: HtmlElement) -> bool:
    if one.get("id") in ("footer", "colophon") or one.get("role") == "contentinfo":
        return True
    return _FOOTER_CLASS.search(one.get("class", "")) is not None


def _language(stated: tuple[str, ...]) -> Language | None:
    """Return the language where at least two statements of the page agree on it and none differs; else the text will tell."""
    known = {value[:2].lower() for value in stated}
    code = known.pop() if len(known) == 1 and len(stated) > 1 else ""
    return Language(code) if code in set(Language) else None
