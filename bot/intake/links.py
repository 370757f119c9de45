"""Links in a message, as people write them on Discord: found, unwrapped, and told apart from what is no article."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from bot.intake.decide import decide
from bot.intake.keys import canonical_key, registrable
from bot.intake.wrappers import unwrap
from bot.model import Outcome

__all__ = ["Link", "canonical_key", "find_links", "typed_link", "without_links"]

_START = re.compile(r"https?://", re.IGNORECASE)
_CODE = re.compile(r"(`{3,})(?:.|\n)*?\1|(`{1,2})[^`\n]+\2(?!`)")
# What no address holds as people paste it: spaces and marks of no width, quotes, pictures, the next mark of Discord's or the next link.
_STOP = re.compile(
    r"[\s<>\"«»‹›“”„`\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    r"|[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff]"
    r"|\|\||\]\(|(?<=[\w,;|)\]])https?://",
    re.IGNORECASE,
)
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


def typed_link(typed: str, *, allow: tuple[str, ...] = ()) -> Link | None:
    """Return the link that somebody typed where one is asked for, with its https:// or without; None where it is no link."""
    found = find_links(typed, allow=allow) or (find_links(f"https://{typed.strip()}", allow=allow) if "." in typed else [])
    return next(iter(found), None)


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
    if text[start - 1 : start] == "<" and text[end : end + 1] == ">":
        return end
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
    table = _table()
    names = _names(host)
    outcome = next((table.hosts[name] for name in names if name in table.hosts), None)
    if outcome and not (host.partition(".")[0] in table.newsrooms or table.newsroom.fullmatch(path)):
        return outcome
    for name in names:
        for pattern, outcome in table.parts.get(name, ()):
            if pattern.fullmatch(path or "/"):
                return outcome
    extension = path.rpartition("/")[2].rpartition(".")
    if extension[1] and (outcome := table.extensions.get(extension[2].lower())):
        return outcome
    return next((outcome for pattern, outcome in table.paths if pattern.fullmatch(path)), None)


def _names(host: str) -> list[str]:
    """Return the names that a host may have in the table: its own, those of the sites above it, its owner's under any ending."""
    labels = host.split(".")
    above = [".".join(labels[start:]) for start in range(len(labels))]
    return [*above, registrable(host).partition(".")[0] + ".*"]


Rule = tuple[re.Pattern[str], Outcome]


@dataclass(frozen=True, slots=True)
class _Table:
    hosts: dict[str, Outcome]
    extensions: dict[str, Outcome]
    paths: tuple[Rule, ...]
    parts: dict[str, list[Rule]]
    newsrooms: frozenset[str]
    newsroom: re.Pattern[str]


@cache
def _table() -> _Table:
    raw = tomllib.loads(Path(__file__).with_name("data").joinpath("not_articles.toml").read_text(encoding="utf-8"))
    parts: dict[str, list[Rule]] = {}
    for outcome, rules in raw["parts"].items():
        for host, path in rules:
            parts.setdefault(host, []).append((re.compile(path, re.IGNORECASE), Outcome(outcome)))
    return _Table(
        hosts={host: Outcome(outcome) for outcome, hosts in raw["hosts"].items() for host in hosts},
        extensions={extension: Outcome(outcome) for outcome, extensions in raw["extensions"].items() for extension in extensions},
        paths=tuple((re.compile(path, re.IGNORECASE), Outcome(outcome)) for outcome, paths in raw["paths"].items() for path in paths),
        parts=parts,
        newsrooms=frozenset(raw["newsrooms"]["labels"]),
        newsroom=re.compile("|".join(raw["newsrooms"]["paths"]), re.IGNORECASE),
    )
