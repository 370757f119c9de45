"""What stands around a page's headline for its readers: the standfirst, the day and the names, where its data for machines say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import islice

from babel.dates import get_month_names
from lxml.etree import iterwalk  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.intake.phrases import fold, letters, section

_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "header", "li", "main", "nav", "ol", "p", "section", "span", "summary", "table", "td", "th", "time", "tr", "ul",
])  # fmt: skip
_REAL_BLOCKS = _BLOCKS - {"br", "span", "time"}
_SKIPPED = frozenset(["script", "style", "noscript", "template", "svg", "button", "nav", "form", "figure", "figcaption", "aside", "iframe"])
_NEAR = 25  # blocks below the headline
_ELEMENTS = 2_000  # looked at below the headline
_BODY = 35  # words of a block with which the text begins, if it isn't the standfirst
_STANDFIRST = range(8, 91)  # words
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:chapo|chapeau|standfirst|lede|sapo|dek|deck|subtitle|subheadline|sub-?title|lead|intro|article__desc|excerpt|summary"
    r"|description|lead-paragraph|chapô|accroche|abstract|teaser-text)(?:$|[\s_-])"
)
_OTHER_CLASS = re.compile(r"caption|credit|legend|author|bio|byline|share|social|newsletter|promo|related|comment|breadcrumb|tag|meta")
_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`standfirst` is empty and `day` None where there is none; `stated` tells whether a word such as "published" stands beside the day."""

    standfirst: str = ""
    day: datetime | None = None
    stated: bool = False
    authors: tuple[str, ...] = ()


def look_around(tree: HtmlElement, title: str, description: str) -> Surroundings:
    """Read the blocks from the headline down to the first paragraph.

    Args:
        tree: the page.
        title: as found so far: it tells the headline from a site's name in an `h1`.
        description: the page's own, for machines; a block that says the same is the standfirst.
    """
    start = _headline(tree, title)
    if start is None:
        return Surroundings()
    standfirst, stated = "", False
    day: datetime | None = None
    authors: tuple[str, ...] = ()
    for block, text in _below(start):
        words = len(text.split())
        if not standfirst and words in _STANDFIRST and (_same(text, description) or _is_standfirst(block)):
            standfirst = text
        elif words >= _BODY:
            break
        if words < _BODY and day is None:
            day = printed_day(text)
            stated = day is not None and section("headline").matches("published", fold(text))
        if not authors and words < _BODY and text != standfirst:
            authors = _signed(text)
    return Surroundings(standfirst, day, stated, authors)


def _headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    wanted = letters(title)
    headings = tree.xpath(".//h1") + tree.xpath(".//h2")[:6]
    same = [one for one in headings if wanted and letters(" ".join(one.itertext())) == wanted]
    first = tree.find(".//h1")
    return same[0] if same else first


def _below(start: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the innermost blocks that follow an element in the document, with their text."""
    found = 0
    for element in islice(_following(start), _ELEMENTS):
        if element.tag in _BLOCKS and _innermost(element) and (text := _text(element)):
            found += 1
            yield element, text
            if found >= _NEAR:
                return


def _following(start: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements that begin after the end of `start`, but for what is skipped, in the document's order."""
    for above in (start, *start.iterancestors()):
        for sibling in above.itersiblings():
            walk = iterwalk(sibling, events=("start",))
            for _, element in walk:
                yield element
                if element.tag in _SKIPPED:
                    walk.skip_subtree()


def _innermost(element: HtmlElement) -> bool:
    """Tell whether an element holds no further block; an inline one must stand loose in a block that does."""
    if any(child.tag in _REAL_BLOCKS for child in element):
        return False
    parent = element.getparent()
    return element.tag in _REAL_BLOCKS or (parent is not None and any(child.tag in _REAL_BLOCKS for child in parent))


def _text(element: HtmlElement) -> str:
    """Return what an element says, or what stands behind a line break."""
    return " ".join((element.tail or "").split()) if element.tag == "br" else " ".join(" ".join(element.itertext()).split())


def _is_standfirst(block: HtmlElement) -> bool:
    parent = block.getparent()
    for one in (block, parent) if parent is not None else (block,):
        names = f"{one.get('class', '')} {one.get('itemprop', '')} {one.get('data-gu-name', '')} {one.get('id', '')}".lower()
        if _CLASS.search(names) and not _OTHER_CLASS.search(names):
            return True
    return False


def _same(text: str, description: str) -> bool:
    """Tell whether a text is the description, or begins with one that was cut short."""
    one, other = letters(text), letters(re.sub(r"(?:…|\.\.\.|\[…\])\s*$", "", description))
    return len(other) >= 40 and (one == other or one.startswith(other) or (other.startswith(one) and len(one) >= 40))


def printed_day(text: str) -> datetime | None:
    """Return the first day written out in a text, in French or English, at midnight UTC."""
    for match in _dates().finditer(fold(text)):
        day, month, year = match["d"] or match["d2"], match["m"] or match["m2"], match["y"] or match["y2"]
        try:
            return datetime(int(year), _months()[month.rstrip(".")], int(day), tzinfo=UTC)
        except (ValueError, KeyError):
            continue
    return None


def _signed(text: str) -> tuple[str, ...]:
    """Return the names of a byline: "Par Anne Roux et Luc Petit, le 3 mai", "By Tess Amadi | August 2"."""
    match = section("headline").patterns["byline"].match(text)
    if match is None:
        return ()
    return (match["names"].strip(),)


@cache
def _months() -> dict[str, int]:
    """Months by name and abbreviation, without the full stop, in the languages that are read (CLDR)."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            found |= {fold(name).rstrip("."): number for number, name in get_month_names(width, locale=language).items()}
    return found


@cache
def _dates() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{names})\.?,?\s+(?P<y>(?:19|20)\d{{2}})(?!\d)"
        rf"|\b(?P<m2>{names})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d{{2}})(?!\d)"
    )
