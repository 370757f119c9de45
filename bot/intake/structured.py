"""What a page says of itself: JSON-LD (schema.org), OpenGraph and other meta tags."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

from lxml.html import HtmlElement  # type: ignore[import-untyped]

ARTICLE_TYPES = frozenset(
    ["Article", "BlogPosting", "LiveBlogPosting", "NewsArticle", "Report", "ScholarlyArticle", "TechArticle"]
    + [f"{kind}NewsArticle" for kind in ("Analysis", "AskPublic", "Background", "Opinion", "Reportage", "Review")]
    + ["AdvertiserContentArticle", "SatiricalArticle"]
)
_MAX_BLOCKS = 60
_MAX_HEADINGS = 3
_MAX_JSON = 1_500_000  # characters of JSON-LD in one page
_MAX_NODES = 20_000
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")


@dataclass(frozen=True, slots=True)
class Structured:
    """Strings as stated, unchecked; empty where the page states none. `types` are the schema.org types of all its nodes, `title` is what
    `<title>` says, `headings` the first `<h1>`."""

    types: frozenset[str] = frozenset()
    title: str = ""
    headings: tuple[str, ...] = ()
    headline: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    body: str = ""
    word_count: int = 0
    paid: bool = False
    site: str = ""
    og_title: str = ""
    og_type: str = ""
    og_site: str = ""
    meta_published: str = ""
    meta_modified: str = ""
    description: str = ""
    canonical: str = ""
    languages: tuple[str, ...] = ()

    @property
    def article(self) -> bool:
        """Whether the page calls itself an article."""
        return self.og_type == "article" or bool(self.types & ARTICLE_TYPES)


def read_structured(tree: HtmlElement) -> Structured:
    """Read what the page states; broken JSON-LD is left out."""
    nodes = list(_nodes(tree))
    articles = [node for node in nodes if _types(node) & ARTICLE_TYPES]
    article = next((node for node in articles if _text(node.get("datePublished"))), articles[0] if articles else {})
    meta = _meta(tree)
    words = article.get("wordCount")
    return Structured(
        types=frozenset().union(*map(_types, nodes)),
        title=" ".join(" ".join(" ".join(one.itertext()) for one in tree.iterfind("./head/title")).split()),
        headings=tuple(" ".join(" ".join(one.itertext()).split()) for one in islice(tree.iter("h1"), _MAX_HEADINGS)),
        headline=_text(article.get("headline")) or _text(article.get("name")),
        authors=tuple(_names(article.get("author"))),
        published=_text(article.get("datePublished")),
        modified=_text(article.get("dateModified")),
        body=_text(article.get("articleBody")),
        word_count=int(words)
        if isinstance(words, int) or (isinstance(words, str) and words.isascii() and words.isdigit() and len(words) < 9)
        else 0,
        paid=any(str(node.get("isAccessibleForFree")).lower() == "false" for node in articles),
        site=next(iter(_names(article.get("publisher"))), ""),
        og_title=meta.get("og:title", ""),
        og_type=meta.get("og:type", "").lower(),
        og_site=meta.get("og:site_name", ""),
        meta_published=next((meta[name] for name in _PUBLISHED if meta.get(name)), ""),
        meta_modified=next((meta[name] for name in _MODIFIED if meta.get(name)), ""),
        description=meta.get("og:description") or meta.get("description") or _text(article.get("description")),
        canonical=next(
            (link.get("href", "") for link in tree.iter("link") if link.get("href") and link.get("rel", "").lower() == "canonical"), ""
        ),
        languages=tuple(
            filter(
                None, (tree.get("lang", ""), meta.get("og:locale", ""), meta.get("content-language", ""), _text(article.get("inLanguage")))
            )
        ),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Return what `<meta>` and microdata state, the first of each name."""
    found: dict[str, str] = {}
    for element in tree.xpath(".//time[@itemprop][@datetime] | .//span[@itemprop][@content]")[:20]:
        found.setdefault(element.get("itemprop").lower(), (element.get("datetime") or element.get("content")).strip())
    for element in tree.iter("meta"):
        if element.get("content") is None:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(attribute):
                found.setdefault(name.lower(), unescape(element.get("content", "")).strip())
    return found


def _nodes(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """Yield the objects of all JSON-LD blocks, outer ones first."""
    left = _MAX_JSON
    waiting: list[object] = []
    for script in tree.xpath(".//script[@type='application/ld+json']")[:_MAX_BLOCKS]:
        source = (script.text or "").strip().removesuffix(";")
        left -= len(source)
        if left < 0:
            break
        try:
            waiting.append(json.loads(source, strict=False))
        except (ValueError, RecursionError):
            continue
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one
            waiting.extend(
                value
                for key, value in one.items()
                if key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "video", "itemListElement")
            )


def _types(node: dict[str, object]) -> frozenset[str]:
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return frozenset(name.rpartition("/")[2] for name in names if isinstance(name, str))


def _names(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = _text(one.get("name")) if isinstance(one, dict) else _text(one)
        if name:
            yield name


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return unescape(value).strip() if isinstance(value, str) else ""
