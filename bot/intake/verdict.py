"""What kind of page this is, before its text is believed to be an article: a wall that is taken for one invents facts."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.etree import XPath  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.intake.phrases import count_words, fold, section
from bot.intake.structured import ARTICLE_TYPES, Structured
from bot.model import Outcome

FEW_WORDS = 250  # under this a wall's phrases decide
MIN_WORDS = 40  # fewer are no article
_HARDLY_ANY = 60
_PROSE = 25  # words of a line that no list has for a teaser
_MIDDLING = 400
_WHOLE = 0.8  # of the words that a page says it has: then nothing is kept back
_MEDIA_TYPES = frozenset({"VideoObject", "PodcastEpisode", "RadioEpisode", "TVEpisode", "MusicRecording", "AudioObject", "Movie"})
_LISTING_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"})
_MAX_VISIBLE = 200_000
_LINKED_HEADINGS = XPath("count(" + " | ".join(f"//{tag}[.//a[@href] or parent::a[@href]]" for tag in ("h2", "h3", "h4")) + ")")
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "svg"})


@dataclass(frozen=True, slots=True)
class Sight:
    """What there is to see: `text` the extracted article and its `words`, `visible` all text shown and `source` the markup, both folded."""

    url: str
    text: str
    words: int
    title: str
    visible: str
    source: str
    stated: Structured
    headings: str
    linked_headings: int
    paragraphs: int
    times: int

    def with_text(self, text: str) -> Sight:
        """Return the same page with a text extracted from it."""
        return dataclasses.replace(self, text=text, words=count_words(text))


def look(tree: HtmlElement, url: str, html: str, stated: Structured) -> Sight:
    """Gather from the tree what the verdict needs; `text` is empty until the article is extracted."""
    headings = [" ".join(element.itertext()) for element in tree.iter("h1")]
    paragraphs = sum(count_words(" ".join(element.itertext())) >= 35 for element in tree.iter("p"))
    return Sight(
        url=url,
        text="",
        words=0,
        title=fold(stated.title),
        visible=fold(_shown(tree)[:_MAX_VISIBLE]),
        source=html[:_MAX_VISIBLE].lower(),
        stated=stated,
        headings=fold(" ".join(headings[:2])),
        linked_headings=int(_LINKED_HEADINGS(tree)),
        paragraphs=paragraphs,
        times=sum(1 for _ in tree.iter("time")),
    )


def judge(sight: Sight) -> Outcome | None:
    """Return what the page is where it is no article, None where it is one."""
    return wall(sight) or next((outcome for check in (_paywall, _listing, _script_only, _short) if (outcome := check(sight))), None)


def wall(sight: Sight) -> Outcome | None:
    """Return what stands in the way of an article or is none by nature: there a wider extraction would only find more of it."""
    return next((outcome for check in (_consent, _refusal, _not_found, _live, _media) if (outcome := check(sight))), None)


def _consent(sight: Sight) -> Outcome | None:
    table = section("consent")
    if (urlsplit(sight.url).hostname or "") in table.names:
        return Outcome.CONSENT_WALL
    if sight.words >= FEW_WORDS:
        return None
    said = table.count(fold(sight.title + " " + sight.text), 2)
    shown = table.count(sight.visible, 3)
    if said >= 2 or (shown >= 2 and sight.words < _HARDLY_ANY):
        return Outcome.CONSENT_WALL
    platform = any(name in sight.source for name in table.names if "." not in name)
    return Outcome.CONSENT_WALL if sight.words < MIN_WORDS and shown >= 1 and platform else None


def _refusal(sight: Sight) -> Outcome | None:
    few = sight.words < FEW_WORDS and count_words(sight.visible) < 2 * FEW_WORDS
    return Outcome.FORBIDDEN if few and section("refusal").count(sight.title + " " + sight.visible, 1) else None


def _not_found(sight: Sight) -> Outcome | None:
    names = sight.title + " " + sight.headings
    said = section("not_found").count(names, 2)
    sure = said and (sight.words < 80 or (said >= 2 and re.search(r"\b404\b", sight.title)))
    return Outcome.SOFT_NOT_FOUND if sure and sight.words < FEW_WORDS and not sight.stated.types & ARTICLE_TYPES else None


def _live(sight: Sight) -> Outcome | None:
    if "LiveBlogPosting" in sight.stated.types:
        return Outcome.LIVE_BLOG
    table = section("live")
    named = table.patterns["title"].match(fold(sight.stated.headline or sight.stated.og_title) or sight.title)
    addressed = table.matches("address", urlsplit(sight.url).path.lower())
    return Outcome.LIVE_BLOG if sight.times >= 6 and (named or addressed) else None


def _media(sight: Sight) -> Outcome | None:
    played = sight.stated.og_type.startswith(("video", "music")) or (sight.stated.types & _MEDIA_TYPES and not sight.stated.article)
    return Outcome.MEDIA_PAGE if played and sight.words < FEW_WORDS else None


def _paywall(sight: Sight) -> Outcome | None:
    table = section("paywall")
    if table.matches("sure", sight.visible):
        return Outcome.PAYWALL
    stated = sight.stated.word_count
    if stated and sight.words >= _WHOLE * stated:
        return None
    said = table.count(sight.visible, 2)
    cut = sight.stated.paid and stated > max(1.5 * sight.words, FEW_WORDS)
    if (cut and said) or (sight.words < _MIDDLING and table.matches("likely", sight.visible)):
        return Outcome.PAYWALL
    few = sight.words < FEW_WORDS
    if few and (
        (sight.stated.paid and said) or (table.count(fold(sight.text), 1) and said >= 2) or (sight.words < MIN_WORDS * 2 and said >= 2)
    ):
        return Outcome.PAYWALL
    return None


def _listing(sight: Sight) -> Outcome | None:
    if sight.stated.article or not sight.url:
        return None
    parts = urlsplit(sight.url)
    home = section("listing").patterns["home"].fullmatch(parts.path.lower() or "/") is not None and not parts.query
    stated = bool(sight.stated.types & _LISTING_TYPES)
    many = sight.linked_headings >= 8
    told = max(sight.paragraphs, sum(count_words(line) >= _PROSE for line in sight.text.split("\n")))
    if (home and (many or sight.paragraphs < 4)) or (stated and sight.linked_headings >= 5) or (many and told < 3):
        return Outcome.LISTING
    return None


def _script_only(sight: Sight) -> Outcome | None:
    if sight.words >= MIN_WORDS:
        return None
    asked = section("script_only").count(sight.source, 1)
    scripted = sight.source.count("<script") >= 1 and count_words(sight.visible) < MIN_WORDS
    return Outcome.SCRIPT_ONLY if asked or scripted else None


def _short(sight: Sight) -> Outcome | None:
    if sight.words >= MIN_WORDS:
        return None
    return Outcome.TOO_SHORT if sight.visible else Outcome.EMPTY


def _shown(tree: HtmlElement) -> str:
    """Return the text a reader sees, scripts and the like left out."""
    found: list[str] = []
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        if element.tag not in _SILENT:
            if element.text:
                found.append(element.text)
            waiting.extend(reversed(element))
        if element.tail:
            found.append(element.tail)
    return " ".join(found)
