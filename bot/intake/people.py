"""Title and authors of a page: the witnesses in the order in which they were measured to be right."""

from __future__ import annotations

import re

from bot.intake.phrases import fold, letters, section
from bot.intake.structured import Structured

MAX_AUTHORS = 12
_MAX_NAME = 80
_SUFFIX = re.compile(r"\s+(?:[|–—•·-]|--|::)\s+([^|–—•·]{2,60})$")
_PREFIX = re.compile(r"^([^|–—•·]{2,60}?)\s+(?:[|–—•·-]|--|::)\s+")
_SECTIONS = re.compile(r"^([^«»]{20,}?)\s+»\s[^«]*$")  # "Title » Local » News", and no closing quotation mark
_APART = re.compile(r"\s*(?:[|–—•·»«_-]|--|::)")
_HEADLINE = 12  # letters of a heading that is more than a label
_TELLING = 4  # letters of a word that tells something, and words of a `<title>` that is more than a site's name
_NO_NAME = re.compile(r"https?:|@|\.(?:com|fr|org|net)\b|^\W*$|\d{3}", re.IGNORECASE)


def title_of(stated: Structured, found: str | None, site: str | None) -> str | None:
    """Return the title: JSON-LD's headline, then OpenGraph's, then what trafilatura found; without the site's name before or behind it."""
    for title in (stated.headline, *(_as_headed(one, stated.headings) for one in (stated.og_title, _headline(found or "", stated.title)))):
        tidy = _without_site(" ".join(title.split()), site)
        if tidy:
            return _whole(tidy, (stated.og_title, found or ""), site)
    return None


def authors_of(stated: Structured, found: str | None, signed: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the authors, each once: those of JSON-LD, else those trafilatura found (`; ` between them), else those of the byline."""
    names = [name for stated_name in stated.authors for name in _split(stated_name)]
    if not names:
        names = [name for part in (found or "").split(";") for name in _split(part)]
    if not names:
        names = [name for part in signed for name in _split(part)]
    return tuple(dict.fromkeys(names))[:MAX_AUTHORS]


def _split(text: str) -> list[str]:
    table = section("author")
    if len(text) > 400:
        return []
    parts = re.split(table.patterns["between"].pattern, " ".join(text.split()), flags=re.IGNORECASE)
    return [name for part in parts if (name := _name(part))]


def _name(text: str) -> str | None:
    table = section("author")
    name = re.sub(rf"^(?:{table.patterns['before'].pattern})", "", text.strip(" .,:;-–—\"'"), flags=re.IGNORECASE)
    if not name or len(name) > _MAX_NAME or _NO_NAME.search(name) or fold(name) in table.names:
        return None
    return name


def _whole(title: str, others: tuple[str, ...], site: str | None) -> str:
    """Return the longer wording of a title cut short with an ellipsis, where another witness has it."""
    start = re.sub(r"\s*(?:…|\.{3})$", "", title)
    if start == title:
        return title
    longer = [_without_site(" ".join(other.split()), site) for other in others if fold(other).startswith(fold(start))]
    return max([title, *longer], key=len)


def _as_headed(title: str, headings: tuple[str, ...]) -> str:
    """Return the heading that a title begins with, where a mark sets apart what follows: the site's name in some form, or sections."""
    for heading in headings:
        if len(letters(heading)) >= _HEADLINE and title.startswith(heading) and _APART.match(title, len(heading)):
            return heading
    return title


def _headline(found: str, title: str) -> str:
    """Return the page's `<title>` where the heading that was found is another thing's, a section's say: no word is in both."""
    shared = {word for word in _words(found) if len(word) >= _TELLING} & set(_words(title))
    longer = len(title.split()) >= max(_TELLING, len(found.split()) + 1)
    return title if longer and not shared else found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _without_site(title: str, site: str | None) -> str:
    title = _SECTIONS.sub(r"\1", title)
    if (match := _SUFFIX.search(title)) and _is_site(match[1], site):
        return title[: match.start()].rstrip()
    if (match := _PREFIX.match(title)) and _letters(match[1]) == _letters(site or ""):
        return title[match.end() :]
    return title


def _is_site(part: str, site: str | None) -> bool:
    one, other = _letters(part), _letters(site or "")
    return bool(one and other) and (one in other or other in one)


def _letters(text: str) -> str:
    return re.sub(r"\W+|\.(?:com|fr|org|net)$", "", fold(text))
