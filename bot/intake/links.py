"""Links in a message, as people write them on Discord: found, unwrapped, and told apart from what is no article."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from bot.intake.decide import decide
from bot.intake.keys import canonical_key
from bot.intake.wrappers import unwrap
from bot.model import Outcome

__all__ = ["Link", "canonical_key", "find_links", "without_links"]

_START = re.compile(r"https?://", re.IGNORECASE)
_CODE = re.compile(r"(`{3,})(?:.|\n)*?\1|(`{1,2})[^`\n]+\2(?!`)")
_STOP = re.compile(r"[\s<>\"«»“”„`\x00-\x1f\x7f]|\|\|")
_TRAILING = ".,;:!?'’‘…\\|*~。，、！？；："
_CLOSING = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「"}
_MARKS = "*_~"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as found: `url` is what to fetch, `key` what tells it from others, `outcome` is set where nothing need be fetched."""

    url: str
    key: str
    outcome: Outcome | None


def find_links(content: str, *, allow: tuple[str, ...] = ()) -> list[Link]:
    """Find the links of one message, in order, each page once.

    Bare, `<…>`, `[text](…)`, `||…||`, quoted and punctuated links are found; code blocks aren't looked into. `allow` is FETCH_ALLOW.
    """
    links: dict[str, Link] = {}
    for start, end in _spans(content):
        link = _judge(content[start:end], allow)
        links.setdefault(link.key, link)
    return list(links.values())


def without_links(content: str) -> str:
    """Return the message with its links cut out, to see what else it says."""
    for start, end in reversed(_spans(content)):
        content = content[:start] + content[end:]
    return content


def _spans(content: str) -> list[tuple[int, int]]:
    shown = _CODE.sub(lambda code: " " * len(code[0]), content)
    spans, position = [], 0
    while match := _START.search(shown, position):
        stop = _STOP.search(shown, match.end())
        end = _trim(shown, match.start(), stop.start() if stop else len(shown))
        if end > match.end():
            spans.append((match.start(), end))
        position = max(end, match.end())
    return spans


def _trim(text: str, start: int, end: int) -> int:
    """Return where a link ends: before punctuation of the sentence, marks around the link and brackets that it doesn't open itself."""
    if text[max(0, start - 2) : start] == "](":
        end = _closing_parenthesis(text, start, end)
    before = text[max(0, start - 3) : start]
    marks = "".join(mark for mark in _MARKS if before.endswith(mark))
    while end > start:
        last = text[end - 1]
        opener = _CLOSING.get(last)
        unopened = opener is not None and text.count(last, start, end) > text.count(opener, start, end)
        if not unopened and last not in _TRAILING and last not in marks:
            break
        end -= 1
    return end


def _closing_parenthesis(text: str, start: int, end: int) -> int:
    depth = 0
    for position in range(start, end):
        if text[position] == "(":
            depth += 1
        elif text[position] == ")":
            if depth == 0:
                return position
            depth -= 1
    return end


def _judge(found: str, allow: tuple[str, ...]) -> Link:
    url = unwrap(found)
    key = canonical_key(url)
    decision = decide(url, allow=allow)
    if not decision.allowed:
        return Link(url, key, Outcome.REFUSED_ADDRESS)
    return Link(url, key, _not_an_article(url))


def _not_an_article(url: str) -> Outcome | None:
    parts = urlsplit(url)
    host, path = (parts.hostname or "").lower().rstrip("."), parts.path
    extension = path.rpartition(".")[2].lower()
    table = _table()
    labels = host.split(".")
    for start in range(len(labels)):
        if outcome := table.hosts.get(".".join(labels[start:])):
            return outcome
    return table.extensions.get(extension) or next((outcome for pattern, outcome in table.paths if pattern.fullmatch(path)), None)


@dataclass(frozen=True, slots=True)
class _Table:
    hosts: dict[str, Outcome]
    extensions: dict[str, Outcome]
    paths: tuple[tuple[re.Pattern[str], Outcome], ...]


@cache
def _table() -> _Table:
    raw = tomllib.loads(Path(__file__).with_name("data").joinpath("not_articles.toml").read_text(encoding="utf-8"))
    return _Table(
        hosts={host: Outcome(outcome) for outcome, hosts in raw["hosts"].items() for host in hosts},
        extensions={extension: Outcome(outcome) for outcome, extensions in raw["extensions"].items() for extension in extensions},
        paths=tuple((re.compile(path, re.IGNORECASE), Outcome(outcome)) for outcome, paths in raw["paths"].items() for path in paths),
    )
