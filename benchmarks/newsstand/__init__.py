"""Pages written for this project, with what is true of them: invented stories set in the templates of typical news sites.

They are no sample of the web: words, names and markup are ours, made after what such sites look like. They show whether reading works on
each kind of page and whether a change makes it worse; how good it is on real pages only real pages tell.

A template is an HTML file whose first comment is a TOML table: which `stories` it prints, in what markup its paragraphs stand (`paragraph`,
`heading`, `item`, `quote`), what is printed `after` the n-th of them, how many it shows (`shown`), the `verdict` on it (default: article),
its `encoding`, and which of title, date and authors it doesn't state (`unstated`). `{{name}}` stands for a value of the story.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

from babel.dates import format_date

FOLDER = Path(__file__).parent
_HEADER = re.compile(r"\A<!--\n(.*?)-->\n", re.DOTALL)
_FIELD = re.compile(r"\{\{(\w+)\}\}")
_SCRIPT = b"<script>" + b"window.dataLayer=window.dataLayer||[];" * 2_000 + b"</script>"
_MENU = b"<nav><ul>%s</ul></nav>" % b"".join(
    b'<li class="menu__item menu__item--%d"><a class="menu__link" href="/r/%d"><span>Rubrique %d</span></a></li>' % (n % 7, n, n)
    for n in range(400)
)
_CARDS = b"<div class='more'>%s</div>" % b"".join(
    b'<div class="card"><a href="/n/%d"><h3>Une autre nouvelle de la ville, la %d</h3></a><p>Son sujet en cinq mots.</p></div>' % (n, n)
    for n in range(30)
)
_MARKS = {"## ": "heading", "- ": "item", "> ": "quote"}


@dataclass(frozen=True)
class Story:
    id: str
    language: str
    title: str
    lead: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime
    site: str
    path: str
    paragraphs: tuple[str, ...]
    signed: bool


@dataclass(frozen=True)
class Made:
    """A page: its bytes, and what a reader should find. Empty or None where the page doesn't state it; `verdict` as `bot read` says it."""

    name: str
    body: bytes
    url: str
    text: str
    title: str
    day: str | None
    authors: tuple[str, ...]
    language: str
    verdict: str


def made_pages(*, heavy: bool = False) -> list[Made]:
    """Return all pages, templates by name and each one's stories in its order; heavy ones have the menus and scripts of real articles."""
    made = []
    for path in sorted((FOLDER / "templates").glob("*.html")):
        source = path.read_text(encoding="utf-8")
        header = _HEADER.match(source)
        assert header is not None, f"{path.name} has no table"
        options = tomllib.loads(header[1])
        made += [_made(path.stem, source[header.end() :], options, _stories()[name]) for name in options["stories"]]
    return [_heavier(page) if heavy and page.verdict == "article" else page for page in made]


def _heavier(page: Made) -> Made:
    """Add what surrounds articles on real sites: a page has some 125,000 characters then, and not 5,000."""
    body = page.body.replace(b"</body>", _CARDS + b"</body>")
    start = re.search(rb"<body[^>]*>", body)
    assert start is not None
    return dataclasses.replace(page, body=body[: start.end()] + _SCRIPT + _MENU + body[start.end() :])


@cache
def _stories() -> dict[str, Story]:
    raw = tomllib.loads((FOLDER / "stories.toml").read_text(encoding="utf-8"))["story"]
    return {
        row["id"]: Story(
            **{key: row[key] for key in ("id", "language", "title", "lead", "site", "path")},
            authors=tuple(row["authors"]),
            signed=row.get("signed", True),
            paragraphs=tuple(row["paragraphs"]),
            published=datetime.fromisoformat(row["published"]),
            modified=datetime.fromisoformat(row["modified"]),
        )
        for row in raw
    }


def _made(template: str, source: str, options: dict[str, object], story: Story) -> Made:
    shown = story.paragraphs[: int(str(options.get("shown", len(story.paragraphs))))]
    host = re.sub(r"[^a-z]+", "-", story.site.lower().replace("&", "et")).strip("-")
    url = f"https://www.{host}.{'fr' if story.language == 'fr' else 'com'}{options.get('path', story.path)}"
    fields = {
        "title": escape(story.title), "lead": escape(story.lead), "site": escape(story.site), "url": escape(url),
        "root": url.split("/", 3)[2],
        "authors": escape(", ".join(story.authors)), "author": escape(story.authors[0]), "body": _body(shown, options),
        "published": story.published.isoformat(), "modified": story.modified.isoformat(), "day": story.published.date().isoformat(),
        "time": story.published.strftime("%H:%M"), "day_in_words": format_date(story.published, "long", locale=story.language),
        "long_day": format_date(story.published, "full", locale=story.language), "slashed": story.published.strftime("%d/%m/%Y"),
        "json_title": json.dumps(story.title), "json_lead": json.dumps(story.lead), "language": story.language,
        "json_authors": json.dumps([{"@type": "Person", "name": name} for name in story.authors]),
        "words": str(sum(len(paragraph.split()) for paragraph in story.paragraphs)), "json_body": json.dumps(" ".join(story.paragraphs)),
    }  # fmt: skip
    verdict = str(options.get("verdict", "article"))
    unstated = options.get("unstated", [])
    assert isinstance(unstated, list)
    text = "\n".join([story.lead, *(_bare(paragraph)[1] for paragraph in shown)]).strip() if verdict == "article" else ""
    return Made(
        name=f"{template} {story.id}",
        body=_FIELD.sub(lambda field: fields[field[1]], source).encode(str(options.get("encoding", "utf-8")), "xmlcharrefreplace"),
        url=url,
        text=text,
        title="" if "title" in unstated or verdict != "article" else story.title,
        day=None if "date" in unstated or verdict != "article" else story.published.date().isoformat(),
        authors=story.authors if story.signed and "authors" not in unstated and verdict == "article" else (),
        language=story.language,
        verdict=verdict,
    )


def _body(paragraphs: tuple[str, ...], options: dict[str, object]) -> str:
    after = options.get("after", {})
    assert isinstance(after, dict)
    lines = []
    for number, paragraph in enumerate(paragraphs, start=1):
        kind, text = _bare(paragraph)
        default = {
            "paragraph": "<p>{}</p>",
            "heading": "<h2>{}</h2>",
            "item": "<ul><li>{}</li></ul>",
            "quote": "<blockquote>{}</blockquote>",
        }
        lines.append(str(options.get(kind, default[kind])).format(escape(text, quote=False)))
        if str(number) in after:
            lines.append(after[str(number)])
    return "\n".join(lines)


def _bare(paragraph: str) -> tuple[str, str]:
    return next(((kind, paragraph[len(mark) :]) for mark, kind in _MARKS.items() if paragraph.startswith(mark)), ("paragraph", paragraph))
